"""Which changes of the rules the scenarios notice, as text and in the JSON form."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.output.words import clean, share, word
from engine.scenarios.mutate import Tried
from engine.wording import say
from spec.keywords import Language


def mutation_text(tried: Sequence[Tried], language: Language = "vi") -> str:
    """How many changes are noticed, in all and by leaf, and each that is not."""
    lines = [_figures("changes_noticed", tried, language)]
    for leaf, found in _by_leaf(tried).items():
        lines.append(
            "  " + _figures("noticed_of_leaf", found, language, leaf=leaf or word("whole_set", language))
        )
    survivors = [one for one in tried if one.state == "survived"]
    if survivors:
        lines.append(word("survivors", language))
        lines += [f"  {line}" for line in _told(survivors, language)]
    return "\n".join(lines)


def _by_leaf(tried: Sequence[Tried]) -> dict[str, list[Tried]]:
    by_leaf: dict[str, list[Tried]] = {}
    for one in tried:
        by_leaf.setdefault(one.leaf, []).append(one)
    return by_leaf


def _figures(key: str, tried: Sequence[Tried], language: Language, **names: str) -> str:
    counts = _counts(tried)
    noticed, count = counts["noticed"], counts["mutants"]
    percent = share(noticed, count, language)
    told = word(key, language, noticed=noticed, count=count, percent=percent, **names)
    if counts["equivalent"]:
        told += word("and_equivalent", language, count=counts["equivalent"])
    return told


def _told(tried: Sequence[Tried], language: Language) -> Iterator[str]:
    for one in tried:
        place = " ".join(part for part in (one.leaf, word("on_line", language, line=one.mutant.line)) if part)
        change = one.mutant.change
        if change.kind == "removed":
            what = word("line_left_out", language)
        else:
            before, after = say(change.before, language), say(change.after, language)
            what = word("changed_into", language, before=before, after=after)
        yield clean(f"{place}: {what}: {one.mutant.written}")


def mutation_json(tried: Sequence[Tried], language: Language = "vi") -> dict[str, Any]:
    """The figures, for the set and by leaf, and the changes that nothing notices, or that change no points."""
    counts = _counts(tried)
    return {
        **counts,
        "percent": share(counts["noticed"], counts["mutants"]),
        "leaves": [{"leaf": leaf or None, **_counts(found)} for leaf, found in _by_leaf(tried).items()],
        "survivors": [_form(one, language) for one in tried if one.state == "survived"],
        "equivalents": [_form(one, language) for one in tried if one.state == "equivalent"],
    }


def _counts(tried: Sequence[Tried]) -> dict[str, int]:
    """``mutants`` are those that change points."""
    states = [one.state for one in tried]
    noticed, survived = states.count("noticed"), states.count("survived")
    return {
        "mutants": noticed + survived,
        "noticed": noticed,
        "survived": survived,
        "equivalent": states.count("equivalent"),
    }


def _form(one: Tried, language: Language) -> dict[str, Any]:
    change = one.mutant.change
    removed = change.kind == "removed"
    return {
        "leaf": one.leaf or None,
        "line": one.mutant.line,
        "written": one.mutant.written,
        "kind": change.kind,
        "before": None if removed else say(change.before, language),
        "after": None if removed else say(change.after, language),
    }
