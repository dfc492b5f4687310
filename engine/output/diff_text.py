"""A comparison as text: the figures on top, then what changed, in the order of the annex."""

from collections.abc import Iterable, Iterator

from engine.output.diff_words import figures, leaf_heading, says_it_all, set_line, verdict, word, years
from engine.output.words import clean
from spec.diff import Change, Comparison, HeadingComparison, LeafComparison
from spec.diff.outline import sections
from spec.diff.summary import summary
from spec.keywords import Language


def told(comparison: Comparison, language: Language = "vi") -> str:
    """The whole text."""
    return "\n".join(clean(line) for line in _lines(comparison, language))


def _lines(comparison: Comparison, language: Language) -> Iterator[str]:
    old, new = years(comparison, language)
    yield word("title", language, old=old, new=new)
    yield f"  {set_line(comparison.old, old, language)}"
    yield f"  {set_line(comparison.new, new, language)}"
    yield ""
    if comparison.is_empty:
        yield word("nothing", language)
        return
    yield from figures(comparison, summary(comparison), language)
    if comparison.settings:
        yield from ("", word("general", language))
        yield from _told(comparison.settings, language, "  ")
    yield from _outline(comparison, language)
    yield from _facts(comparison, language)


def _outline(comparison: Comparison, language: Language) -> Iterator[str]:
    for section in sections(comparison):
        yield from ("", _heading("area", section.area, language))
        yield from _told(section.area.changes, language, "  ")
        for part in section.parts:
            yield "  " + (
                _leaf(part, language)
                if isinstance(part, LeafComparison)
                else _heading("criterion", part, language)
            )
            yield from _told(part.changes, language, "    ")


def _leaf(leaf: LeafComparison, language: Language) -> str:
    return f"{leaf.present.number} {leaf_heading(leaf, language)}: {verdict(leaf.comparable, language)}"


def _heading(kind: str, one: HeadingComparison, language: Language) -> str:
    return word(kind, language, number=one.present.number, name=one.present.name)


def _facts(comparison: Comparison, language: Language) -> Iterator[str]:
    if comparison.facts:
        yield from ("", word("facts", language))
    for fact in comparison.facts:
        used = "was_used_in" if fact.new is None else "used_in"
        where = f" ({word(used, language, leaves=', '.join(fact.leaves))})" if fact.leaves else ""
        for change in fact.changes:
            yield f"  • {change.text(language)}{where}"
    if comparison.checks:
        yield from ("", word("checks", language))
        yield from _told(comparison.checks, language, "  ")


def _told(changes: Iterable[Change], language: Language, indent: str) -> Iterator[str]:
    """Sentences, and below each the lines it is seen in."""
    for change in changes:
        yield f"{indent}• {change.text(language)}"
        if says_it_all(change):
            continue
        for key, lines in (("was", change.old), ("now", change.new)):
            for line in lines:
                place = word("line", language, line=line.number)
                yield f"{indent}    {word(key, language)} ({place}): {line.text}"
