"""The scorecard of a unit: its points in both views, the reason of each lost one, and where all of it comes from."""

from typing import Any, Final

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.actions import action_words
from admin.current import language, office
from admin.security.rights import needs
from admin.standing_words import (
    SAID_WORDS,
    STATUS_WORDS,
    VIEW_WORDS,
    care_words,
    move_words,
    obstacle_words,
    place_words,
    round_tag,
)
from engine.book.entries import VIEWS
from engine.rounding import text
from engine.service.leaf_cards import LeafCard
from engine.service.previous import BEFORE_ALL
from engine.service.round_scores import years_of_unit
from engine.service.scorecards import CardPage, CriterionCard, scorecard
from engine.service.scorecards import version as version_of

blueprint = Blueprint("scorecards", __name__, url_prefix="/diem")

#: A year as criteria sets know it; larger numbers are none.
_YEAR: Final = "int(min=1900, max=9999)"


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What scorecards show things with."""
    return {
        "views": VIEWS,
        "view_words": VIEW_WORDS,
        "status_words": STATUS_WORDS,
        "said_words": SAID_WORDS,
        "obstacle_words": obstacle_words,
        "care_words": care_words,
        "move_words": move_words,
        "place_words": place_words,
        "action_words": action_words,
        "amount": text,
        "evidence_address": _evidence_address,
        "before_all": BEFORE_ALL,
    }


@blueprint.get(f"/<{_YEAR}:year>/<unit>")
@needs("read")
def card(year: int, unit: str) -> ResponseReturnValue:
    """A unit's card: by default what lost points or still may, and what an open page shows already."""
    with office().read() as connection:
        page = scorecard(office(), connection, unit, year, language())
        years = years_of_unit(connection, unit)
    shown = request.args.get("hien")
    printing = shown == "ban-in"
    show_all = printing or shown == "tat-ca"
    kept = frozenset(request.args.get("giu", "").split(","))

    def shown_of(criterion: CriterionCard) -> list[LeafCard]:
        return [leaf for leaf in criterion.leaves if show_all or leaf.loses or leaf.number in kept]

    provisional = page.units["declared"].totals.provisional
    return render_template(
        "scorecards/card.html",
        page=page,
        years=years,
        info=page.standings.info,
        tag=round_tag(page.standings.info, provisional=provisional),
        show_all=show_all,
        shown_of=shown_of,
        printing=printing,
        leaf_points=_points(page),
        at=office().journal.clock(),
    )


@blueprint.get(f"/<{_YEAR}:year>/<unit>/lai")
@needs("read", passive=True)
def again(year: int, unit: str) -> ResponseReturnValue:
    """The same page as an open one asks for it by itself, which does not prolong the visit."""
    return card(year, unit)


@blueprint.get(f"/<{_YEAR}:year>/<unit>/phien-ban")
@needs("read", passive=True)
def version(year: int, unit: str) -> ResponseReturnValue:
    """What an open page asks again and again: whether it is still true."""
    with office().read() as connection:
        found = version_of(connection, unit, year)
    response = jsonify({"version": found})
    response.set_etag(found)
    return response.make_conditional(request)


def _points(page: CardPage) -> dict[str, list[str]]:
    """The points of each leaf in both views, for saying what changed."""
    return {
        leaf.number: [f"{leaf.views[view].points:f}".replace(".", ",") for view in VIEWS]
        for area in page.areas
        for criterion in area.criteria
        for leaf in criterion.leaves
    }


def _evidence_address(sha256: str) -> str | None:
    """Where a file is handed out; None where no page does."""
    endpoint = "evidence.download"
    if endpoint not in current_app.view_functions:
        return None
    given: dict[str, Any] = {"sha256": sha256}
    return url_for(endpoint, **given)
