"""What a unit has to do: every leaf with what became of it, what is to be completed first."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.current import office, person
from admin.leaf_words import STATUSES, Words
from admin.pages.declaring.area import YEAR, blueprint, round_words
from admin.security.rights import demand, needs
from engine.service.dossier import Dossier, LeafDossier, LeafPoints, Status, leaf_points, read_dossier
from engine.service.round_scores import round_info, years_with_rounds
from spec.model.criteria import Area, Criterion


@dataclass(frozen=True, slots=True)
class Line:
    """A leaf in the list. ``declared``, ``appraised``: what it comes to; None outside of leaves."""

    leaf: LeafDossier
    there: int
    wanted: int
    declared: LeafPoints | None
    appraised: LeafPoints | None


@dataclass(frozen=True, slots=True)
class Group:
    """The leaves of one criterion, or of none."""

    area: Area | None
    criterion: Criterion | None
    lines: list[Line]


@blueprint.get("/")
@needs("declare")
def own() -> ResponseReturnValue:
    """The own unit in the newest open round, or in the newest one."""
    unit = person().unit
    with office().read() as connection:
        years = years_with_rounds(connection)
        running = [year for year in years if round_info(connection, year).is_open]
    if unit is None or not years:
        return render_template("declaring/nothing.html", unit=unit)
    return redirect(url_for("declaring.tasks", year=(running or years)[0], unit=unit), 303)


@blueprint.get(f"/<{YEAR}:year>/<unit>")
@needs("declare")
def tasks(year: int, unit: str) -> ResponseReturnValue:
    """The list of a unit."""
    demand("declare", unit=unit)
    with office().read() as connection:
        dossier = read_dossier(office(), connection, unit, year)
        years = years_with_rounds(connection)
    leaves = [*dossier.leaves, *([dossier.outside] if dossier.outside else [])]
    wanted = request.args.get("status", "")
    chosen: Status | None = wanted if wanted in STATUSES else None
    return render_template(
        "declaring/tasks.html",
        dossier=dossier,
        words=Words(dossier),
        closing=round_words(dossier.info),
        counts={status: sum(leaf.asks and leaf.status == status for leaf in leaves) for status in STATUSES},
        chosen=chosen,
        back=[leaf for leaf in leaves if leaf.status in ("returned", "rejected")],
        groups=_groups(
            dossier, [leaf for leaf in leaves if chosen is None or (leaf.asks and leaf.status == chosen)]
        ),
        years=years,
    )


def _groups(dossier: Dossier, leaves: list[LeafDossier]) -> list[Group]:
    found: list[Group] = []
    for leaf in leaves:
        if not found or found[-1].criterion is not leaf.asked.criterion:
            found.append(Group(leaf.asked.area, leaf.asked.criterion, []))
        found[-1].lines.append(_line(dossier, leaf))
    return found


def _line(dossier: Dossier, leaf: LeafDossier) -> Line:
    there, wanted = sum(one.is_there for one in leaf.facts), len(leaf.facts)
    position = leaf.asked.position
    if position is None:
        return Line(leaf, there, wanted, None, None)
    declared, appraised = (
        leaf_points(dossier.scored(view), position, with_reasons=False) for view in ("declared", "appraised")
    )
    return Line(leaf, there, wanted, declared, appraised)
