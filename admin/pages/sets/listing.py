"""The list of sets by year, and the page of each: where it stands, what was done with it, what can be done now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.actions import action_words
from admin.current import language, office, person
from admin.editor.compare import differences
from admin.editor.versions import former_text
from admin.pages.sets.area import NUMBER, SET, blueprint, names, record_of
from admin.security.rights import may, needs
from engine.service.registry import round_of
from engine.service.sets import SetRecord, all_sets, hands_of, history, revision_text, set_record, text_of


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be done with a set now. ``posts``: at once, without a page of its own."""

    words: str
    address: str
    posts: bool = False
    is_main: bool = False


@blueprint.get("/")
@needs("read")
def listing() -> ResponseReturnValue:
    """All sets and drafts, by year."""
    with office().read() as connection:
        records = all_sets(connection)
    by_year: dict[int, list[SetRecord]] = {}
    for record in records:
        by_year.setdefault(record.year, []).append(record)
    return render_template("sets/listing.html", years=by_year, names=names())


@blueprint.get(f"/{SET}")
@needs("read")
def show(identity: int) -> ResponseReturnValue:
    """One set."""
    with office().read() as connection:
        record = set_record(connection, identity)
        kept = history(connection, identity)
        base = None if record.based_on is None else set_record(connection, record.based_on)
        round_ = round_of(connection, record.year)
        own = person().login in hands_of(connection, record)
    return render_template(
        "sets/show.html",
        record=record,
        base=base,
        round=round_,
        history=kept,
        ways=list(_ways(record, round_, own=own)),
        own=own and record.state in ("proposed", "reviewed") and may("review_sets"),
        names=names(),
        action_words=action_words,
    )


def _ways(record: SetRecord, round_: Any, *, own: bool) -> Iterator[Way]:
    """What who is signed in can do with a set now, what is usually next first."""
    yield from {
        "draft": _of_draft,
        "discarded": _of_discarded,
        "proposed": _of_proposed,
        "reviewed": _of_reviewed,
        "published": _of_published,
        "superseded": _of_former,
        "withdrawn": _of_former,
    }[record.state](record, round_, own)
    yield Way(_("Xem văn bản"), _to("text", record))
    yield Way(_("Khác gì bộ trước"), _to("difference", record))
    yield Way(_("Tác động đến các đơn vị"), _to("impact", record))


def _of_draft(record: SetRecord, _round: Any, _own: bool) -> Iterator[Way]:
    if may("edit_sets"):
        yield Way(_("Soạn"), url_for("editor.edit", identity=record.identity), is_main=True)
        yield Way(_("Trình thẩm tra"), _to("propose", record))
        yield Way(_("Bỏ dự thảo"), _to("discard", record), posts=True)


def _of_discarded(record: SetRecord, _round: Any, _own: bool) -> Iterator[Way]:
    if may("edit_sets"):
        yield Way(_("Soạn tiếp"), _to("take_back", record), posts=True)


def _of_proposed(record: SetRecord, _round: Any, own: bool) -> Iterator[Way]:
    if may("review_sets") and not own:
        yield Way(_("Thẩm tra"), _to("review", record), is_main=True)
    if may("edit_sets"):
        yield Way(_("Rút lại để sửa"), _to("take_back", record), posts=True)


def _of_reviewed(record: SetRecord, _round: Any, own: bool) -> Iterator[Way]:
    if may("publish_sets") and not own:
        yield Way(_("Ban hành"), _to("publish", record), is_main=True)
    if may("edit_sets"):
        yield Way(_("Rút lại để sửa"), _to("take_back", record), posts=True)


def _of_published(record: SetRecord, round_: Any, _own: bool) -> Iterator[Way]:
    if may("manage_rounds"):
        if round_ is None:
            yield Way(_("Mở đợt chấm"), _to("open_round", record), is_main=True)
        elif round_.set_id != record.identity and round_.state != "closed":
            yield Way(_("Chấm lại đợt theo bộ này"), _to("rebind", record), is_main=True)
    yield from _of_former(record, round_, _own)
    if may("publish_sets"):
        yield Way(_("Thu hồi"), _to("withdraw", record))


def _of_former(record: SetRecord, round_: Any, _own: bool) -> Iterator[Way]:
    if round_ is not None and round_.set_id == record.identity and may("manage_rounds"):
        if round_.state != "closed":
            yield Way(_("Sửa tên, ngày của đợt"), _to("round_days", record))
        if round_.state == "open":
            yield Way(_("Khóa sổ đợt chấm"), _to("close", record))
    if may("edit_sets"):
        yield Way(_("Bắt đầu dự thảo mới từ bộ này"), url_for("sets.new", tu=record.identity))


def _to(page: str, record: SetRecord) -> str:
    return url_for(f"sets.{page}", identity=record.identity)


# ---- Texts


@blueprint.get(f"/{SET}/van-ban")
@needs("read")
def text(identity: int) -> ResponseReturnValue:
    """The text of a set as it stands."""
    with office().read() as connection:
        record, written = set_record(connection, identity), text_of(connection, identity)
    return render_template("sets/text.html", record=record, text=written, revision=None, names=names())


@blueprint.get(f"/{SET}/van-ban/{NUMBER}")
@needs("read")
def revision(identity: int, number: int) -> ResponseReturnValue:
    """A text that a set once had."""
    with office().read() as connection:
        record = set_record(connection, identity)
        written = revision_text(connection, identity, number)
        one = next(one for one in history(connection, identity).revisions if one.number == number)
    return render_template("sets/text.html", record=record, text=written, revision=one, names=names())


@blueprint.get(f"/{SET}/khac-biet")
@needs("read")
def difference(identity: int) -> ResponseReturnValue:
    """What differs from the set before it, in words."""
    return render_template("sets/difference.html", record=record_of(identity), **compared(identity))


def compared(identity: int) -> dict[str, Any]:
    """What a set is compared with, and what differs: for the templates."""
    with office().read() as connection:
        record, written = set_record(connection, identity), text_of(connection, identity)
        former = former_text(connection, record, language())
    if former is None:
        return {"former": None, "differences": None}
    return {"former": former, "differences": differences(former.text, written, language())}
