"""One unit under a text that is being written: what each leaf would come to, and why. Nothing is written."""

from dataclasses import dataclass

from sqlalchemy import Connection

from engine.book.entries import View
from engine.bounds.values import ZERO_DIVISOR
from engine.impact.carry import carrier
from engine.ledger import Status
from engine.reasons import leaving_reason, loss_reason, need_text
from engine.rounding import text as amount
from engine.score import Scored
from engine.service.books import rows_that_count
from engine.service.errors import NotFound
from engine.service.impact import draft_criteria
from engine.service.office import Office
from engine.service.round_scores import round_scores
from engine.service.rounds import among_others, best_of
from engine.totals import Totals
from spec.keywords import Language
from spec.model import Leaf


@dataclass(frozen=True, slots=True)
class TriedLeaf:
    """A leaf of the text for the unit. Amounts are decimal strings; ``losses``: points with their reason."""

    leaf: Leaf
    points: str
    maximum: str
    status: Status
    losses: tuple[tuple[str, str], ...]
    #: What is missing.
    needs: tuple[str, ...]
    #: Why it does not apply.
    leaves_for: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A unit of a year under a text. Amounts are decimal strings; ``percent`` is None where nothing applies."""

    unit: str
    name: str
    year_of_facts: int
    points: str
    maximum: str
    percent: str | None
    pending: bool
    leaves: tuple[TriedLeaf, ...]


def trial(
    office: Office,
    connection: Connection,
    text: str,
    year_of_facts: int,
    unit: str,
    view: View = "appraised",
    language: Language = "vi",
) -> Trial:
    """A unit's facts of a year, scored by a text; reasons in a language.

    Raises ``SetRefused`` where the text has errors, ``NotFound`` where there is no such round or unit in it.
    """
    draft = draft_criteria(text)
    scores = round_scores(office, connection, year_of_facts)
    if unit not in scores.sheets:
        raise NotFound("unit", unit)
    moved = draft.model.year - scores.info.year
    carrying = carrier(
        scores.criteria,
        draft,
        lambda code, table: rows_that_count(connection, code, scores.info.year, view, table),
        moved,
    )
    block = scores.members[unit].header.block
    # The others are scored only where the best of the block is asked for.
    wanted = [
        code
        for code, member in scores.members.items()
        if code == unit or (draft.program.layout.best and member.header.block == block)
    ]
    carried = {code: carrying.carry(scores.sheets[code][view]) for code in wanted}
    best = best_of(draft.program, carried.values(), close=not scores.info.is_open).get(block, {})
    scored = among_others(carried[unit], best) if best else carried[unit].scored
    totals, program = Totals(scored), scored.program
    percent = totals.published(totals.percent)
    return Trial(
        unit=unit,
        name=scores.members[unit].header.name,
        year_of_facts=scores.info.year,
        points=amount(totals.points, program.places),
        maximum=amount(totals.maximum, program.places),
        percent=None if percent is None else amount(percent, program.model.published_places),
        pending=totals.provisional,
        leaves=tuple(_leaf(scored, position, language) for position in range(len(program.leaves))),
    )


def _leaf(scored: Scored, position: int, language: Language) -> TriedLeaf:
    program = scored.program
    points, status, losses = scored.outcomes[position]
    needs = scored.open[position].needs - {ZERO_DIVISOR} if status == "pending" else ()
    # A reason may read the rows of a table, of which figures alone were carried here: then the rule speaks for itself.
    by_figures = any(fact.line == 0 for fact in program.model.facts)
    told = [
        (lost, "" if by_figures else loss_reason(scored, position, rule, language)) for lost, rule in losses
    ]
    return TriedLeaf(
        leaf=program.leaves[position],
        points=amount(points, program.places),
        maximum=amount(program.maxima[position], program.places),
        status=status,
        losses=tuple((amount(lost, program.places), why) for lost, why in told),
        needs=tuple(need_text(one, program.layout, language) for one in sorted(needs)),
        leaves_for=leaving_reason(scored, position, language) if status == "not_applicable" else "",
    )
