"""Every form of rule in domain.md, worked out by hand from the rule's text and compared with the engine."""

from decimal import Decimal
from typing import Any

import pytest

from engine.block import score_units
from engine.output.json_form import report
from engine.program import compile_set
from engine.session import LoadedSet, Refused, read_facts
from spec import load_text
from tests.forms.golden import Case, cases, differences, files

CASES = [case for path in files() for case in cases(path)]

FORMS = [f"F{number:02}" for number in (*range(1, 24), *range(30, 39))]


def test_each_form_has_a_golden_file() -> None:
    assert [path.stem for path in files()] == FORMS
    assert {case.name.split("-")[0] for case in CASES} == set(FORMS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_form(case: Case) -> None:
    lines = case.criteria.splitlines()
    found = _found(case)
    if case.kind != "từ chối":
        assert not list(_unbalanced(found))
    assert not list(differences(case.expected, found, lines))


def _found(case: Case) -> Any:
    """The report, or the diagnostics where the set or its facts are refused."""
    model, diagnostics = load_text(case.criteria, "F.tieuchi")
    if case.facts is None:
        assert model is None
        return [_flat(one.as_json()) for one in diagnostics]
    assert model is not None, [one.as_text() for one in diagnostics]
    loaded = LoadedSet(model, compile_set(model))
    try:
        units = read_facts(loaded, case.facts.encode(), "F.json")
    except Refused as refused:
        assert case.kind == "từ chối", [one.as_text() for one in refused.diagnostics]
        return [_flat(one.as_json()) for one in refused.diagnostics]
    assert case.kind != "từ chối"
    closed = case.kind == "kết quả khóa sổ"
    return report(loaded.program, score_units(loaded.program, units, close=closed))


def _flat(diagnostic: dict[str, Any]) -> dict[str, Any]:
    return {**diagnostic, "line": diagnostic["range"]["start"]["line"]}


def _unbalanced(found: Any) -> Any:
    """What holds of every report: maximum = points + losses + pending, and areas are the sums of their leaves."""
    for unit in found["units"]:
        for leaf in unit["leaves"]:
            parts = [leaf["points"], leaf["pending_points"], *(loss["points"] for loss in leaf["losses"])]
            whole = "0" if leaf["status"] == "not_applicable" else leaf["maximum"]
            if sum(map(Decimal, parts)) != Decimal(whole):
                yield unit["code"], leaf
        for figure in ("points", "maximum"):
            for area in unit["areas"]:
                if Decimal(area[figure]) != sum(_of_leaves(unit, figure, area["number"] + ".")):
                    yield unit["code"], area


def _of_leaves(unit: Any, figure: str, start: str) -> list[Decimal]:
    counted = [leaf for leaf in unit["leaves"] if leaf["status"] != "not_applicable"]
    return [Decimal(leaf[figure]) for leaf in counted if leaf["number"].startswith(start)]
