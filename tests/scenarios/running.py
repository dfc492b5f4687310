"""Small sets with scenarios, and what running them comes to."""

from engine.program import Program, compile_set
from engine.scenarios.run import Checked, run
from spec import load_text
from spec.diagnostics import has_errors
from spec.model import CriteriaSet
from spec.model.criteria import Leaf
from spec.reading import read
from spec.source import Source

NAME = "thử.tieuchi"


def loaded(text: str) -> tuple[CriteriaSet, Source]:
    """A set from its lines; its name and its year need not be written, and its rules need not make sense."""
    whole = f'bộ tiêu chí "Bộ thử"\nnăm 2020{text}'
    model, found = load_text(whole, NAME, prove=False)
    assert model is not None, [one.as_text() for one in found if one.severity == "error"]
    assert not has_errors(found)
    source, _ = read(whole.encode(), NAME)
    assert source is not None
    return model, source


def ran(text: str) -> tuple[Program, list[Checked], Source]:
    """The scenarios of a set, run."""
    model, source = loaded(text)
    program = compile_set(model)
    return program, run(program, source), source


def outcomes(text: str) -> list[bool]:
    """Whether each expectation of the only scenario of a set is met, in order."""
    _, (one,), _ = ran(text)
    assert one.result is not None, [finding.as_text() for finding in one.findings]
    return [expected not in one.failed for expected in one.scenario.expected]


def with_leaf_in(model: CriteriaSet, leaf: Leaf) -> CriteriaSet:
    """The set with another leaf of the same number."""
    areas = []
    for area in model.areas:
        criteria = []
        for criterion in area.criteria:
            leaves = tuple(leaf if one.number == leaf.number else one for one in criterion.leaves)
            criteria.append(criterion.model_copy(update={"leaves": leaves}))
        areas.append(area.model_copy(update={"criteria": tuple(criteria)}))
    return model.model_copy(update={"areas": tuple(areas)})
