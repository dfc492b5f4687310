"""Several items accepted at once, as they were seen: first what it would do to the points, then doing it."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.leaf_words import number_of, part_of, told
from admin.pages.appraisal.area import blueprint, demand_leaf, is_number, kept, ref_of, seen_of, wanted
from admin.security.rights import demand, needs
from engine.service.appraising import Judgement, accept_all, acceptance_of, effects
from engine.service.dossier import Dossier, LeafDossier, read_dossier
from engine.service.office import Reading
from engine.service.said import Seen

#: As many as a page of the queue has.
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item that was chosen. ``written``: its judgement, as the confirming page carries it."""

    dossier: Dossier
    leaf: LeafDossier
    judgement: Judgement
    written: str


@blueprint.post("/chap-nhan")
@needs("appraise")
def confirm() -> ResponseReturnValue:
    """What accepting the chosen items would do."""
    year, names = request.form.get("year", 0, type=int), request.form.getlist("item")[:_MOST]
    if not names:
        flash(_("Chưa chọn mục nào."), "warn")
        return redirect(url_for("appraisal.queue", year=year or None, **kept(wanted())), 303)
    with office().read() as connection:
        chosen = [one for name in names if (one := _chosen(connection, year, name)) is not None]
        found = effects(office(), connection, [one.judgement for one in chosen])
    return render_template(
        "appraisal/confirm.html", chosen=chosen, effects=[effect for _dossier, effect in found], year=year
    )


def _chosen(connection: Reading, year: int, name: str) -> Chosen | None:
    """An item by its name in the queue; None where nothing of it waits any more."""
    unit, _bar, part = name.rpartition("|")
    demand("appraise", unit=unit)
    dossier = read_dossier(office(), connection, unit, year)
    leaf = dossier.leaf(number_of(part))
    demand_leaf(unit, leaf)
    judgement = acceptance_of(dossier, leaf)
    if not (judgement.entries or judgement.tables):
        return None
    return Chosen(dossier, leaf, judgement, written(judgement))


@blueprint.post("/chap-nhan/ghi")
@needs("appraise")
def accept() -> ResponseReturnValue:
    """Accept them, each by itself."""
    year = request.form.get("year", 0, type=int)
    judgements = [
        one for text in request.form.getlist("judgement")[:_MOST] if (one := read(text, year)) is not None
    ]
    with office().read() as connection:
        for one in judgements:
            demand("appraise", unit=one.unit)
            demand_leaf(one.unit, read_dossier(office(), connection, one.unit, one.year).leaf(one.leaf))
    settled = accept_all(office(), person().login, judgements)
    refused = [(one.judgement, told(one.error)) for one in settled if one.error is not None]
    done = len(settled) - len(refused)
    if done:
        flash(_("Đã chấp nhận %(count)s mục.", count=done), "good")
    if not refused:
        return redirect(url_for("appraisal.queue", year=year or None, **kept(wanted())), 303)
    page = render_template("appraisal/refused.html", refused=refused, year=year, part_of=part_of)
    return page, HTTPStatus.CONFLICT


def written(judgement: Judgement) -> str:
    """A judgement as a page carries it."""
    found = {
        "unit": judgement.unit,
        "leaf": judgement.leaf,
        "entries": [ref_of(seen) for seen in judgement.entries],
        "tables": {table: str(until) for table, until in judgement.tables.items()},
        "seen": [ref_of(seen) for seen in judgement.seen],
    }
    return json.dumps(found, ensure_ascii=False)


def read(text: str, year: int) -> Judgement | None:
    """A judgement that a page carried; None where it is none."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    unit, leaf, tables = found.get("unit"), found.get("leaf"), found.get("tables")
    entries, seen = found.get("entries"), found.get("seen")
    if not (isinstance(unit, str) and isinstance(leaf, str) and isinstance(tables, dict)):
        return None
    untils = {
        table: int(until) for table, until in tables.items() if isinstance(until, str) and is_number(until)
    }
    return Judgement(unit, year, leaf, "accept", _seen(entries), untils, seen=_seen(seen))


def _seen(refs: Any) -> list[Seen]:
    if not isinstance(refs, list):
        return []
    return [one for one in (seen_of(ref) for ref in refs if isinstance(ref, str)) if one is not None]
