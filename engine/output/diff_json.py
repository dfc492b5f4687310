"""The JSON form of a comparison: a contract with other programs. Points are decimal strings."""

from collections.abc import Iterable
from typing import Any

from spec.diff import Change, Comparison, FactComparison, HeadingComparison, LeafComparison, Line, Version
from spec.diff.change import heaviest
from spec.diff.summary import Summary, status, summary
from spec.diff.values import decimal_plain
from spec.keywords import Language
from spec.model import Leaf


def report(comparison: Comparison, language: Language = "vi") -> dict[str, Any]:
    """Everything that was found; ``language`` is that of the sentences."""
    return {
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "comparable": comparison.comparable,
        "summary": _summary(summary(comparison)),
        "set": _changes(comparison.settings, language),
        "areas": [_heading(one, language) for one in comparison.areas],
        "criteria": [_heading(one, language) for one in comparison.criteria],
        "leaves": [_leaf(one, language) for one in comparison.leaves],
        "facts": [_fact(one, language) for one in comparison.facts],
        "checks": _changes(comparison.checks, language),
    }


def _version(version: Version) -> dict[str, Any]:
    model = version.model
    return {
        "file": version.source.name,
        "name": model.name,
        "year": model.year,
        "maximum": decimal_plain(model.maximum),
        "leaves": sum(1 for _ in model.leaves),
        "content_hash": model.content_hash,
        "scoring_hash": model.scoring_hash,
    }


def _summary(found: Summary) -> dict[str, Any]:
    return {
        **{str(name): count for name, count in found.statuses.items()},
        "major": found.major,
        "minor": found.minor,
        "moved": found.moved,
        "leaves": dict(found.leaves),
        "points": {way: decimal_plain(points) for way, points in found.points.items()},
    }


def _changes(changes: Iterable[Change], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "class": one.grade.word,
            "text": one.text(language),
            "from": one.was,
            "to": one.now,
            "old": _lines(one.old),
            "new": _lines(one.new),
        }
        for one in changes
    ]


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"line": one.number, "text": one.text} for one in lines]


def _heading(one: HeadingComparison, language: Language) -> dict[str, Any]:
    return {
        "number": one.present.number,
        "name": one.present.name,
        "old_number": one.old.number if one.old else None,
        "class": heaviest(one.changes).word,
        "changes": _changes(one.changes, language),
    }


def _leaf(one: LeafComparison, language: Language) -> dict[str, Any]:
    return {
        "number": one.present.number,
        "key": one.present.key,
        "name": one.present.name,
        "status": status(one),
        "matched": one.matched,
        "class": one.grade.word,
        "comparable": one.comparable,
        "old": _side(one.old, one.old_hash),
        "new": _side(one.new, one.new_hash),
        "changes": _changes(one.changes, language),
    }


def _side(leaf: Leaf | None, scoring_hash: str | None) -> dict[str, Any] | None:
    if leaf is None:
        return None
    return {
        "number": leaf.number,
        "key": leaf.key,
        "name": leaf.name,
        "maximum": decimal_plain(leaf.maximum),
        "line": leaf.line,
        "scoring_hash": scoring_hash,
    }


def _fact(one: FactComparison, language: Language) -> dict[str, Any]:
    return {
        "name": one.present.name,
        "old_name": one.old.name if one.old else None,
        "class": heaviest(one.changes).word,
        "leaves": list(one.leaves),
        "changes": _changes(one.changes, language),
    }
