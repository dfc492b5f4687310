"""Entries of the ledger of facts, and which of them counts.

The entry that counts is the one with the newest as-of instant, then the highest record version of its source, then the
greatest event id: all three come with the event itself, so the order of arrival cannot matter. What an appraiser
corrects has the instant of the correction as its as-of instant and stands until an accepted entry is newer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

#: ``declared``: what units and other systems say (tự chấm); ``appraised``: what appraisers accepted (thẩm định).
View = Literal["declared", "appraised"]
VIEWS: tuple[View, View] = ("declared", "appraised")

#: What an entry is about: a fact (a table without a key too), last year's value of one, a leaf's points by the council,
#: a leaf that does not apply, a document of evidence, or only that a keyed table is declared.
Kind = Literal["fact", "previous", "council", "not_applicable", "evidence", "table"]
Origin = Literal["declared", "appraiser"]

#: JSON of what takes an entry back: a row withdrawn, a decision no longer held.
WITHDRAWN = "null"


@dataclass(frozen=True, slots=True)
class Order:
    """When an entry was true, microseconds since 1970 (UTC); its source's record version; its event."""

    as_of: int
    version: int
    event: str

    @property
    def key(self) -> tuple[int, int, str]:
        """What entries about the same thing are ordered by."""
        return self.as_of, self.version, self.event


@dataclass(frozen=True, slots=True)
class Entry:
    """Something said about a unit. ``value`` is JSON as in a facts file; ``accepted`` None: not judged yet."""

    kind: Kind
    name: str
    value: str
    order: Order
    source: str
    origin: Origin = "declared"
    accepted: bool | None = None
    identity: int = 0

    @property
    def subject(self) -> tuple[Kind, str]:
        """What it is about: one entry counts for each subject."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A version of one row of a table with a key. ``cells`` is JSON by column; null where it is withdrawn."""

    table: str
    key: str
    cells: str
    order: Order
    source: str
    accepted: bool | None = None
    identity: int = 0
    #: Rows come from sources only; appraisers accept or reject them.
    origin: Origin = "declared"

    @property
    def subject(self) -> tuple[str, str]:
        """The row that it is a version of."""
        return self.table, self.key


AnyEntry = TypeVar("AnyEntry", Entry, RowEntry)


def counts(entry: Entry | RowEntry, view: View) -> bool:
    """Whether an entry is part of a view at all."""
    if view == "declared":
        return entry.origin == "declared"
    return entry.origin == "appraiser" or entry.accepted is True


def standing(entries: Iterable[AnyEntry], view: View) -> dict[tuple[str, str], AnyEntry]:
    """By subject, the entry that counts in a view."""
    found: dict[tuple[str, str], AnyEntry] = {}
    for entry in entries:
        if not _speaks(entry, view):
            continue
        other = found.get(entry.subject)
        if other is None or other.order.key < entry.order.key:
            found[entry.subject] = entry
    return found


def _speaks(entry: Entry | RowEntry, view: View) -> bool:
    """Evidence that is not accepted is still evidence that was handed in: the engine judges it by its state."""
    is_evidence = isinstance(entry, Entry) and entry.kind == "evidence"
    return counts(entry, view) or (is_evidence and entry.origin == "declared")
