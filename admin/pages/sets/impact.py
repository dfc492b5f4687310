"""Whom a draft would hit: the page, the same as a part of the review, and how far a long one is."""

from http import HTTPStatus
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.current import office
from admin.pages.sets.area import SET, blueprint, record_of, sentence
from admin.pages.sets.chart import chart_of
from admin.pages.sets.jobs import Job, asked_for, job_of, known_job
from admin.security.rights import needs
from engine.book.entries import View
from engine.service.errors import SetRefused
from engine.service.impact import FactYear, draft_criteria, fact_years, usual_year
from engine.service.round_scores import members_of, round_info
from engine.service.sets import text_of

#: Seconds between two looks at how far it is.
_EVERY = 2
#: Where the page of progress leads to at the end.
_BACK = {"tham-tra": "sets.review", "tac-dong": "sets.impact"}


@blueprint.get(f"/{SET}/tac-dong")
@needs("read")
def impact(identity: int) -> ResponseReturnValue:
    """The impact of a set over the units of a year."""
    found = impact_block(identity)
    job = found["job"]
    if job is not None and not job.is_over:
        return redirect(_progress(job, "tac-dong"), HTTPStatus.SEE_OTHER)
    return render_template("sets/impact.html", record=record_of(identity), **found)


@blueprint.get(f"/{SET}/tac-dong/<name>")
@needs("read", passive=True)
def impact_progress(identity: int, name: str) -> ResponseReturnValue:
    """How far it is; the page asks again by itself, without scripts too."""
    job = known_job(office(), name)
    back = request.args.get("ve", "tac-dong")
    if back not in _BACK:
        abort(HTTPStatus.NOT_FOUND)
    if job is None or job.asked.identity != identity or job.is_over:
        return redirect(url_for(_BACK[back], identity=identity, **_chosen(job)), HTTPStatus.SEE_OTHER)
    response: Response = make_response(
        render_template("sets/progress.html", record=record_of(identity), job=job)
    )
    response.headers["Refresh"] = str(_EVERY)
    return response


def _chosen(job: Job | None) -> dict[str, Any]:
    return {} if job is None else {"nam": job.asked.year, "xem": job.asked.view}


def _progress(job: Job, back: str) -> str:
    return url_for("sets.impact_progress", identity=job.asked.identity, name=job.asked.name, ve=back)


def impact_block(identity: int) -> dict[str, Any]:
    """What the templates show of an impact: of the year and the view that the address names, else the usual ones.

    ``job``: None where there are no facts at all, or the text has errors (``wrong``).
    """
    with office().read() as connection:
        years, text = fact_years(connection), text_of(connection, identity)
    found: dict[str, Any] = {
        "years": years,
        "year_of_facts": _year(years, record_of(identity).year),
        "view": _view(),
        "job": None,
        "chart": None,
        "wrong": None,
        "progress": None,
    }
    if found["year_of_facts"] is None:
        return found
    try:
        draft_criteria(text)
    except SetRefused as error:
        return {**found, "wrong": sentence(error)}
    job = _job(identity, found["year_of_facts"], found["view"])
    chart = None if job.result is None else chart_of(job.result.units)
    return {**found, "job": job, "chart": chart, "progress": _progress(job, "tham-tra")}


def _job(identity: int, year: int, view: View) -> Job:
    with office().read() as connection:
        units = len(members_of(connection, round_info(connection, year)))
    asked = asked_for(office(), identity, year, view)
    return job_of(office(), asked, units, again="lai" in request.args)


def _year(years: list[FactYear], year: int) -> int | None:
    wanted = request.args.get("nam", type=int)
    return wanted if wanted in {one.year for one in years} else usual_year(years, year)


def _view() -> View:
    return "declared" if request.args.get("xem") == "declared" else "appraised"
