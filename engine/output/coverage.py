"""What scenarios touch of the rules, as text and in the JSON form."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.output.words import clean, share, word
from engine.scenarios.coverage import Line
from spec.keywords import Language


def coverage_text(lines: Sequence[Line], language: Language = "vi") -> str:
    """How many lines are touched, and each that is not."""
    touched = sum(line.touched for line in lines)
    figures = {"touched": touched, "count": len(lines), "percent": share(touched, len(lines), language)}
    told = [word("lines_touched", language, **figures)]
    return "\n".join([*told, *(f"  {one}" for one in _untouched(lines, language))])


def _untouched(lines: Sequence[Line], language: Language) -> Iterator[str]:
    for line in lines:
        if line.touched:
            continue
        key = "never_touched" if line.missing == line.goals else f"never_{line.missing == {True}}".lower()
        place = " ".join(part for part in (line.leaf, word("on_line", language, line=line.line)) if part)
        yield clean(f"{word(key, language, place=place)}: {line.written}")


def coverage_json(lines: Sequence[Line]) -> dict[str, Any]:
    """The figures, for the set and by leaf, and each line that is not touched."""
    by_leaf: dict[str, list[Line]] = {}
    for line in lines:
        by_leaf.setdefault(line.leaf, []).append(line)
    touched = sum(line.touched for line in lines)
    return {
        "lines": len(lines),
        "touched": touched,
        "percent": share(touched, len(lines)),
        "leaves": [
            {"leaf": leaf or None, "lines": len(found), "touched": sum(line.touched for line in found)}
            for leaf, found in by_leaf.items()
        ],
        "untouched": [
            {
                "leaf": line.leaf or None,
                "line": line.line,
                "written": line.written,
                "missing": ["held" if held else "not_held" for held in sorted(line.missing, reverse=True)],
            }
            for line in lines
            if not line.touched
        ],
    }
