"""Scenarios that are proposed, as text to paste and in the JSON form."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.output.words import clean, word
from engine.scenarios.operands import operand
from engine.scenarios.suggest import Suggestion
from spec.keywords import Language
from spec.keywords import word as keyword
from spec.model.expressions import ValueType


def suggestions_text(suggestions: Sequence[Suggestion], written: Language, language: Language = "vi") -> str:
    """The scenarios in the keywords of the set's file (``written``), under a comment that says what to do."""
    if not suggestions:
        return "# " + word("nothing_to_suggest", language)
    heading = "# " + word("suggestions", language, count=len(suggestions))
    return "\n\n".join([heading, *("\n".join(_lines(one, written)) for one in suggestions)])


def _lines(one: Suggestion, written: Language) -> Iterator[str]:
    yield clean(f'{keyword("TEST", written)} "{_name(one, written)}"')
    yield from (f"  {clean(line)}" for line in one.given)
    yield f"  {keyword('THEN', written)} {one.leaf} = ?"


def _name(one: Suggestion, language: Language) -> str:
    day = "day_" if one.threshold.value.type is ValueType.DATE else ""
    value, bound = operand(one.threshold.value), operand(one.threshold.bound)
    side = word(f"{day}{one.side}", language, value=value, bound=bound)
    return word("suggested", language, leaf=one.leaf, line=one.threshold.line, side=side)


def suggestions_json(suggestions: Sequence[Suggestion], written: Language) -> list[dict[str, Any]]:
    """Each with its place and the lines of the scenario."""
    return [
        {
            "leaf": one.leaf,
            "line": one.threshold.line,
            "value": operand(one.threshold.value),
            "bound": operand(one.threshold.bound),
            "side": one.side,
            "lines": list(_lines(one, written)),
        }
        for one in suggestions
    ]
