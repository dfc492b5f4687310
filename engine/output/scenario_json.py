"""What running scenarios came to, in the JSON form."""

from collections.abc import Sequence
from typing import Any

from engine.block import UnitResult
from engine.output.json_form import leaf_form, unit_form
from engine.scenarios.run import OF_THE_TOTAL, Checked, Got, what_came_out, what_is_wanted
from engine.wording import decimal_text
from spec.keywords import Language
from spec.model import CriteriaSet
from spec.model.criteria import Expectation


def report(model: CriteriaSet, checked: Sequence[Checked], language: Language = "vi") -> dict[str, Any]:
    """The set, every scenario with its expectations, and how many are as expected."""
    passed = sum(one.passed for one in checked)
    refused = sum(one.result is None for one in checked)
    return {
        "set": {
            "name": model.name,
            "year": model.year,
            "content_hash": model.content_hash,
            "scoring_hash": model.scoring_hash,
        },
        "scenarios": [_scenario(one, language) for one in checked],
        "summary": {
            "scenarios": len(checked),
            "passed": passed,
            "failed": len(checked) - passed - refused,
            "refused": refused,
        },
    }


def _scenario(one: Checked, language: Language) -> dict[str, Any]:
    expected = one.scenario.expected if one.result is not None else ()
    return {
        "name": one.scenario.name,
        "line": one.scenario.line,
        "passed": one.passed,
        "expectations": [_expectation(each, one, language) for each in expected],
        "diagnostics": [finding.as_json(language) for finding in one.findings],
    }


def _expectation(expected: Expectation, one: Checked, language: Language) -> dict[str, Any]:
    assert one.result is not None
    met = expected not in one.failed
    form = {
        "line": expected.line,
        "target": expected.target,
        "passed": met,
        "expected": {**_form(what_is_wanted(expected)), "reason": expected.reason},
        "got": _form(what_came_out(expected.target, one.result)),
    }
    return form if met else {**form, "detail": _detail(expected.target, one.result, language)}


def _form(what: Got) -> dict[str, Any]:
    """A value as a decimal string, a rank as a number, a band by its name; or the status."""
    value = what.value
    if value is not None and not isinstance(value, int | str):
        return {"value": decimal_text(value, _PLACES).replace(",", "."), "status": None}
    return {"value": value, "status": what.status}


#: More places than a number in a set has.
_PLACES = 32


def _detail(target: str, result: UnitResult, language: Language) -> dict[str, Any]:
    """The leaf with its losses, or the figures of the unit, in the form of `score --format json`."""
    if target in OF_THE_TOTAL:
        return {"total": unit_form(result, language)["total"]}
    position = result.scored.program.position(target)
    assert position is not None
    return {"leaf": leaf_form(result.scored, position, language)}
