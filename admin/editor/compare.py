"""What differs between two texts of a set, in words and by area."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from engine.impact.compiled import compiled
from engine.output.diff_words import figures, word
from spec.diff import Change, Comparison, FactComparison, Version, compare
from spec.diff.outline import sections
from spec.diff.summary import summary
from spec.keywords import Language
from spec.reading import read


@dataclass(frozen=True, slots=True)
class Item:
    """One change. ``about`` is what it is about, ``line`` where that stands in the new text (None: nowhere)."""

    about: str
    line: int | None
    text: str
    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of an area, of the facts, or of the set as a whole."""

    title: str
    changes: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """The figures on top, then what changed in the order of the annex."""

    figures: tuple[str, ...]
    groups: tuple[Group, ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


def differences(old: str, new: str, language: Language = "vi") -> Differences | None:
    """What changed from one text to the other; None where one of them has errors."""
    before, after = _version(old), _version(new)
    if before is None or after is None:
        return None
    found = compare(before, after)
    if found.is_empty:
        return Differences((word("nothing", language),), ())
    groups = tuple(group for group in _groups(found, language) if group.changes)
    return Differences(tuple(figures(found, summary(found), language)), groups)


@lru_cache(maxsize=4)
def _version(text: str) -> Version | None:
    """A text with its model; the proofs say nothing about what changed."""
    source, _ = read(text.encode("utf-8", "surrogatepass"), "")
    criteria, _ = compiled(text)
    return None if source is None or criteria is None else Version(criteria.model, source)


def _groups(found: Comparison, language: Language) -> Iterator[Group]:
    yield Group(word("general", language), tuple(_items("", None, found.settings, language)))
    for section in sections(found):
        area = section.area.present
        title = word("area", language, number=area.number, name=area.name)
        line = area.line if section.area.new is not None else None
        items = list(_items(area.number, line, section.area.changes, language))
        for part in section.parts:
            present = part.present
            place = present.line if part.new is not None else None
            items += _items(f"{present.number} {present.name}", place, part.changes, language)
        yield Group(title, tuple(items))
    facts = [item for fact in found.facts for item in _fact(fact, language)]
    yield Group(word("facts", language), tuple(facts))
    yield Group(word("checks", language), tuple(_items("", None, found.checks, language)))


def _fact(fact: FactComparison, language: Language) -> Iterator[Item]:
    line = fact.present.line if fact.new is not None else None
    yield from _items(fact.present.label or fact.present.name, line, fact.changes, language)


def _items(about: str, line: int | None, changes: Iterable[Change], language: Language) -> Iterator[Item]:
    for one in changes:
        was, now = tuple(each.text for each in one.old), tuple(each.text for each in one.new)
        yield Item(about, line, one.text(language), was if was != now else (), now if was != now else ())
