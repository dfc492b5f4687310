"""What running scenarios came to, in words: what failed with the ledger that led to it, and how many passed."""

from collections.abc import Iterator, Sequence

from engine.block import UnitResult
from engine.output.explain import explain_leaf, explain_total
from engine.output.words import amount, clean, word
from engine.reasons import loss_line, loss_reason
from engine.scenarios.run import OF_THE_TOTAL, Checked, Got, what_came_out, what_is_wanted
from engine.wording import decimal_text
from spec.keywords import Language
from spec.model.criteria import Expectation
from spec.source import Source


def told(checked: Sequence[Checked], source: Source, language: Language = "vi") -> str:
    """Every scenario that is not as expected, and a line that counts them."""
    if not checked:
        return word("no_scenarios", language)
    paragraphs = ["\n".join(_scenario(one, source, language)) for one in checked if not one.passed]
    return "\n\n".join([*paragraphs, summary(checked, language)])


def summary(checked: Sequence[Checked], language: Language = "vi") -> str:
    """How many scenarios there are, how many are as expected, and what became of the others."""
    refused = sum(one.result is None for one in checked)
    wrong = sum(not one.passed for one in checked) - refused
    fine = len(checked) - refused - wrong
    parts = [word("scenarios_passed", language, count=fine)]
    parts += [word("scenarios_failed", language, count=wrong)] if wrong else []
    parts += [word("scenarios_refused", language, count=refused)] if refused else []
    return word("scenarios", language, count=len(checked)) + ", ".join(parts)


def _scenario(one: Checked, source: Source, language: Language) -> Iterator[str]:
    place = f"{source.name}:{one.scenario.line}"
    state = "scenario_refused" if one.result is None else "scenario_failed"
    yield clean(f"{place}: {word(state, language, name=one.scenario.name)}")
    for finding in one.findings:
        yield finding.as_text(language)
    if one.result is None:
        return
    explained: set[str] = set()
    for expected in one.failed:
        written = source.line_text(expected.line).strip()
        yield "  " + clean(word("line", language, line=expected.line, written=written))
        yield f"    {word('expected', language)}{clean(wanted(expected, language))}"
        yield f"    {word('got', language)}{clean(got(expected.target, one.result, language))}"
        about = "total" if expected.target in OF_THE_TOTAL else expected.target
        if about not in explained:
            explained.add(about)
            yield from (f"    {line}" for line in _explained(about, one.result, language))


def _explained(about: str, result: UnitResult, language: Language) -> list[str]:
    if about == "total":
        return explain_total(result, language)
    position = result.scored.program.position(about)
    assert position is not None
    return explain_leaf(result.scored, position, language)


def wanted(expected: Expectation, language: Language = "vi") -> str:
    """What an expectation asks for."""
    found = _shown(expected.target, what_is_wanted(expected), language)
    return found + (word("because", language, reason=expected.reason) if expected.reason is not None else "")


def got(target: str, result: UnitResult, language: Language = "vi") -> str:
    """What came out instead; for a leaf with the losses that led there."""
    found = _shown(target, what_came_out(target, result), language)
    if target in OF_THE_TOTAL:
        return found
    scored = result.scored
    position = scored.program.position(target)
    assert position is not None
    losses = [
        word(
            "lost",
            language,
            points=amount(points, scored.program.places),
            line=loss_line(scored, position, rule),
            reason=loss_reason(scored, position, rule, language),
        )
        for points, rule in scored.outcomes[position][2]
    ]
    return "; ".join([found, *losses])


#: More places than a number in a set has.
_PLACES = 32


def _shown(target: str, what: Got, language: Language) -> str:
    if what.status is not None:
        return word("is_pending" if what.status == "pending" else what.status, language)
    if isinstance(what.value, str):
        return f"«{what.value}»"
    assert what.value is not None
    unit = {"percent": "%", "rank": ""}.get(target, word("in_points", language))
    return decimal_text(what.value, _PLACES) + unit
