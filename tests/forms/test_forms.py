"""Every form of rule in domain.md, worked out by hand from the rule's text and compared with the engine."""

from decimal import Decimal
from typing import Any

import pytest

from engine.block import score_units
from engine.output.json_form import report
from engine.program import compile_set
from engine.session import LoadedSet, Refused, read_facts
from spec import load_text
from spec.diagnostics import Diagnostic
from tests.forms.golden import Case, cases, differences, files

CASES = [case for path in files() for case in cases(path)]

FORMS = [f"F{number:02}" for number in (*range(1, 24), *range(30, 39))]


def test_each_form_has_a_golden_file() -> None:
    assert [path.stem for path in files()] == FORMS
    assert {case.name.split("-")[0] for case in CASES} == set(FORMS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_form(case: Case) -> None:
    found = _found(case)
    assert isinstance(found, list) == (case.kind == "từ chối"), found
    if case.kind != "từ chối":
        assert not list(_unbalanced(found))
    assert not list(differences(case.expected, found, case.criteria.splitlines()))


def _found(case: Case) -> Any:
    """The report, or the list of diagnostics where the set or its facts are refused."""
    model, diagnostics = load_text(case.criteria, "F.tieuchi", prove=case.prove)
    if model is None or case.facts is None:
        return [_flat(one) for one in diagnostics]
    loaded = LoadedSet(model, compile_set(model))
    try:
        units = read_facts(loaded, case.facts.encode(), "F.json")
    except Refused as refused:
        return [_flat(one) for one in refused.diagnostics]
    closed = case.kind == "kết quả khóa sổ"
    return report(loaded.program, score_units(loaded.program, units, close=closed))


def _flat(diagnostic: Diagnostic) -> dict[str, Any]:
    return {**diagnostic.as_json(), "line": diagnostic.start.line if diagnostic.start else 0}


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
