"""Which set a draft is compared with, and two texts of one draft line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from engine.service.office import Reading
from engine.service.sets import SetRecord, all_sets, text_of
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language


@dataclass(frozen=True, slots=True)
class Former:
    """The set that a draft is compared with, its text, and what it is called."""

    record: SetRecord
    text: str
    words: str


_AGAINST = Bilingual(
    "So với «{name}» năm {year} (số {number}).", "Compared with «{name}» of {year} (no. {number})."
)


def former_text(connection: Reading, draft: SetRecord, language: Language = "vi") -> Former | None:
    """The set of the same year in force; else what the draft was begun from; else the last in force before it."""
    known = [one for one in all_sets(connection) if one.identity != draft.identity]
    in_force = [one for one in known if one.state == "published"]
    same = [one for one in in_force if one.year == draft.year]
    base = [one for one in known if one.identity == draft.based_on]
    earlier = [one for one in in_force if one.year < draft.year]
    found = next(iter((*same, *base, *earlier)), None)
    if found is None:
        return None
    words = say(_AGAINST, language).format(name=found.name, year=found.year, number=found.number)
    return Former(found, text_of(connection, found.identity), words)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two texts side by side: the same, or of one of them alone. Numbers count from 1."""

    kind: Literal["same", "stored", "mine", "skipped"]
    number: int | None
    text: str


#: Lines that are shown around what differs.
_AROUND = 2


def side_by_side(stored: str, mine: str) -> list[Row]:
    """What differs between two texts, line by line, with a few lines around it."""
    before, after = stored.splitlines(), mine.splitlines()
    matcher = SequenceMatcher(None, before, after)
    return [row for group in matcher.get_grouped_opcodes(_AROUND) for row in _group(group, before, after)]


def _group(group: list[tuple[str, int, int, int, int]], before: list[str], after: list[str]) -> Iterator[Row]:
    if group[0][1] or group[0][3]:
        yield Row("skipped", None, "…")
    for way, i, i_end, j, j_end in group:
        if way == "equal":
            for at in range(j, j_end):
                yield Row("same", at + 1, after[at])
            continue
        for at in range(i, i_end):
            yield Row("stored", at + 1, before[at])
        for at in range(j, j_end):
            yield Row("mine", at + 1, after[at])
