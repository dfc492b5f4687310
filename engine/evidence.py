"""Evidence documents of a unit, as far as the score needs to know them."""

from dataclasses import dataclass, field
from typing import Literal

State = Literal["there", "rejected", "missing"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document handed in for one «minh chứng». ``accepted`` is None while no appraiser has judged it."""

    document: str
    name: str
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class LeafEvidence:
    """The documents of one leaf. ``spoken`` is False where the unit says nothing on evidence at all.

    ``appraised``: in the appraisers' view only what they accepted counts.
    """

    documents: tuple[Document, ...] = ()
    spoken: bool = True
    appraised: bool = False

    def state(self, document: str) -> State:
        """Whether the document that a rule names is there; one that stands is enough."""
        if not self.spoken:
            return "there"
        found = [one for one in self.documents if one.document == document]
        if any(one.accepted or (one.accepted is None and not self.appraised) for one in found):
            return "there"
        return "rejected" if any(one.accepted is False for one in found) else "missing"


SILENT = LeafEvidence(spoken=False)


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """All that a unit says on evidence: documents by leaf number; None where it says nothing."""

    by_leaf: dict[str, tuple[Document, ...]] | None = field(default=None)
    appraised: bool = False

    def of(self, leaf: str) -> LeafEvidence:
        """The documents of a leaf."""
        if self.by_leaf is None:
            return SILENT
        return LeafEvidence(self.by_leaf.get(leaf, ()), appraised=self.appraised)
