"""The history of one leaf of a unit: what was said and decided, by whom and why, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.book.entries import Entry
from engine.facts.document import exact_json
from engine.service.dossier import Dossier, LeafDossier
from engine.service.said import Said

#: More of it is not told: what a system says every hour would push away what people did.
MOST = 100
Happened = Literal["said", "withdrawn", "corrected", "decided"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. ``said``: the entry that it is about; ``by``: somebody's login, or a system's code.

    ``accepted`` and ``returned`` are of a decision.
    """

    at: int
    what: Happened
    said: Said
    by: str
    reason: str = ""
    accepted: bool = False
    returned: bool = False


def timeline(dossier: Dossier, leaf: LeafDossier) -> list[Happening]:
    """What happened to the facts, documents and decisions of a leaf; rows of keyed tables are told in the table."""
    names = {one.fact.name for one in leaf.facts}
    key = leaf.asked.leaf.key if leaf.asked.leaf is not None else None
    found = [
        happening
        for said in dossier.record.entries
        if _is_of(said, names, key)
        for happening in _happenings(said)
    ]
    return sorted(found, key=lambda one: (one.at, one.said.number), reverse=True)[:MOST]


def _is_of(said: Said, names: set[str], key: str | None) -> bool:
    kind, name = said.entry.subject
    if kind in ("fact", "previous", "table"):
        return name in names
    # The decision that a leaf does not apply stands in both views; once is enough.
    if kind == "not_applicable" and said.entry.origin == "declared":
        return False
    return key is not None and (exact_json(name)[0] if kind == "evidence" else name) == key


def _happenings(said: Said) -> Iterator[Happening]:
    assert isinstance(said.entry, Entry)
    if said.entry.origin == "appraiser":
        reason = said.reason or _own_reason(said)
        yield Happening(said.received_at, "corrected", said, said.by, reason)
    else:
        yield Happening(said.received_at, "withdrawn" if said.is_withdrawn else "said", said, said.by)
    for one in said.decisions:
        yield Happening(one.at, "decided", said, one.by, one.reason, one.accepted, one.returned)


def _own_reason(said: Said) -> str:
    value = said.value
    return str(value.get("reason", "")) if isinstance(value, dict) else ""
