"""The first page of each person: what waits for them, what changed since they were last there, and the help."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.security.rights import may, needs
from admin.standing_words import VIEW_WORDS, place_words
from engine.book.entries import View
from engine.service import people
from engine.service.appraisal_queue import Filter, queue
from engine.service.deliveries import subscriptions
from engine.service.dossier import read_dossier
from engine.service.news import Round, news_since, rounds
from engine.service.office import Reading
from engine.service.roles import OF_UNITS
from engine.service.sets import all_sets
from engine.service.standings import Standing, standings
from engine.service.submissions import VIETNAM
from engine.service.traffic import quarantined, sources_with_traffic

blueprint = Blueprint("home", __name__)


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What the page shows things with."""
    return {"place_words": place_words}


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for somebody: how much of it, in words, and where it is done."""

    count: int
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class OwnYear:
    """How somebody's own unit stands in a round."""

    round: Round
    views: dict[View, Standing]


#: Rounds of the own unit that are shown, the newest.
_OWN_YEARS: Final = 3


@blueprint.get("/")
@needs("read")
def home() -> ResponseReturnValue:
    """What waits for me."""
    me = person()
    with office().read() as connection:
        known = rounds(connection)
        tasks = [task for task in _tasks(connection, known) if task.count]
        own = me.unit if OF_UNITS & me.roles else None
        news = [] if me.visited_at is None else news_since(connection, me.visited_at, own)
        years = [] if own is None else list(islice(_own_years(connection, own, known), _OWN_YEARS))
    today = datetime.now(VIETNAM).date()
    return render_template(
        "home/home.html", tasks=tasks, news=news, rounds=known, years=years, today=today, views=VIEW_WORDS
    )


def _own_years(connection: Reading, unit: str, known: list[Round]) -> Iterator[OwnYear]:
    """The rounds that a unit is in, the newest first."""
    for one in known:
        found = standings(office(), connection, one.year).views
        if unit in found["declared"]:
            yield OwnYear(one, {view: units[unit] for view, units in found.items()})


def _tasks(connection: Reading, known: list[Round]) -> Iterator[Task]:
    running = [one for one in known if one.state == "open"]
    if may("edit_sets"):
        yield from _drafts(connection)
    if may("review_sets"):
        yield from _reviews(connection)
    if may("appraise"):
        yield from (_judgements(connection, one.year) for one in running)
    if may("declare") and person().unit is not None:
        for one in running:
            yield from _declarations(connection, one.year)
    if may("manage_integration"):
        yield from _connections(connection)
    if may("manage_people"):
        waiting = sum(not one.has_password for one in people.people(connection) if one.state == "active")
        yield Task(waiting, _("tài khoản chưa đặt mật khẩu"), url_for("people.listing"))


def _drafts(connection: Reading) -> Iterator[Task]:
    for one in all_sets(connection):
        if one.state == "draft":
            words = _("bộ tiêu chí được trả lại để sửa") if one.review else _("bộ tiêu chí đang soạn")
            yield Task(1, f"{words}: {one.name}", url_for("editor.edit", identity=one.identity))


def _reviews(connection: Reading) -> Iterator[Task]:
    for one in all_sets(connection):
        address = url_for("sets.show", identity=one.identity)
        if one.state == "proposed":
            yield Task(1, _("bộ tiêu chí chờ thẩm tra: %(name)s", name=one.name), address)
        elif one.state == "reviewed":
            yield Task(1, _("bộ tiêu chí chờ ban hành: %(name)s", name=one.name), address)


def _judgements(connection: Reading, year: int) -> Task:
    me = person()
    found = queue(office(), connection, year, Filter(areas=me.areas, but=me.unit))
    words = _("mục năm %(year)s chờ thẩm định", year=year)
    return Task(len(found.items), words, url_for("appraisal.queue", year=year))


def _declarations(connection: Reading, year: int) -> Iterator[Task]:
    unit = person().unit
    assert unit is not None
    states = [leaf.status for leaf in read_dossier(office(), connection, unit, year).leaves]
    address = url_for("declaring.tasks", year=year, unit=unit)
    back = sum(state in ("returned", "rejected") for state in states)
    yield Task(back, _("mục năm %(year)s cần bổ sung hoặc không được chấp nhận", year=year), address)
    yield Task(states.count("missing"), _("mục năm %(year)s chưa nộp", year=year), address)


def _connections(connection: Reading) -> Iterator[Task]:
    now = office().journal.clock()
    yield Task(quarantined(connection), _("sự kiện bị cách ly"), url_for("integration.overview"))
    failing = sum(one.fails or one.silent_since is not None for one in sources_with_traffic(connection, now))
    yield Task(failing, _("nguồn gửi lỗi hoặc im lặng"), url_for("integration.overview"))
    broken = sum(
        one.failing_since is not None or one.disabled_reason is not None
        for one in subscriptions(connection, now)
    )
    yield Task(broken, _("bên đăng ký không nhận được tin"), url_for("integration.overview"))


@blueprint.get("/tro-giup")
@needs("public")
def help() -> ResponseReturnValue:  # noqa: A001  (the page's name)
    """How the office works, in the words of those who work in it."""
    return render_template("home/help.html")


@blueprint.get("/healthz")
@needs("public")
def healthz() -> ResponseReturnValue:
    """That the process answers."""
    return {"status": "ok"}
