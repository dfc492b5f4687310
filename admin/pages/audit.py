"""The log: who did what to which object, before and after, and whether the chain of entries is whole."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin import asking
from admin.actions import ACTIONS, KINDS, action_words, card_address, kind_words, shown
from admin.current import office
from admin.exporting import Cell, csv_response
from admin.formats import iso
from admin.security.rights import may, needs
from engine.output.json_text import laid_out
from engine.service import auditing
from engine.service.auditing import Asked, Entry
from engine.service.office import Reading
from engine.service.people import names_of_people, people
from engine.service.roles import Right
from engine.service.sources import source_names

blueprint = Blueprint("audit", __name__, url_prefix="/nhat-ky")

#: Entries that are checked with every look at the list; all of them are on demand.
CHECKED: Final = 1_000
#: For numbers in addresses: what is larger is no key.
_KEY: Final = "int(max=9007199254740991)"
#: By kind of object: the page that shows it, the part of its address that names it, and who may see it.
_PAGES: Final[dict[str, tuple[str, str, Right]]] = {
    "source": ("integration.source", "code", "manage_integration"),
    "subscription": ("integration.subscription", "subscription", "manage_integration"),
    "event": ("integration.event", "event", "manage_integration"),
    "message": ("integration.message", "message", "manage_integration"),
    "person": ("people.edit", "login", "manage_people"),
    "set": ("sets.show", "identity", "read"),
}
#: The parts of addresses that are names; the others are numbers.
_NAMES: Final = frozenset({"code", "login"})
#: Kinds whose object is a unit.
_OF_UNITS: Final = frozenset({"facts", "evidence", "council", "not_applicable"})


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What the pages of the log show things with."""
    return {
        "action_words": action_words,
        "kind_words": kind_words,
        "shown": shown,
        "object_address": _object_address,
        "object_words": _object_words,
    }


@blueprint.get("/")
@needs("read_audit")
def listing() -> ResponseReturnValue:
    """Entries, the newest first."""
    asked = _asked()
    with office().read() as connection:
        page = auditing.entries(connection, asked, asking.place())
        names = _names(connection)
        check = auditing.check_chain(connection, CHECKED)
    return render_template(
        "audit/listing.html",
        rows=page.items,
        ways=asking.ways(page),
        asked=asked,
        names=names,
        check=check,
        kinds=KINDS,
        actions=ACTIONS,
        chips=asking.chips(_chosen(asked)),
        export=url_for("audit.export", **_filters()),
    )


@blueprint.get("/chuoi")
@needs("read_audit")
def chain() -> ResponseReturnValue:
    """The whole chain, gone through now."""
    with office().read() as connection:
        check = auditing.check_chain(connection)
    return render_template("audit/chain.html", check=check)


@blueprint.get(f"/<{_KEY}:seq>")
@needs("read_audit")
def entry(seq: int) -> ResponseReturnValue:
    """One entry."""
    with office().read() as connection:
        one = auditing.entry(connection, seq)
        names = _names(connection)
        person = next((person for person in people(connection) if person.login == one.who), None)
    return render_template(
        "audit/entry.html",
        one=one,
        person=person,
        name=names.get(one.who),
        detail=laid_out(json.dumps(one.detail, ensure_ascii=False).encode("utf-8", "surrogatepass")),
    )


@blueprint.get("/tep")
@needs("read_audit")
def export() -> ResponseReturnValue:
    """The entries that are asked for, as a file for spreadsheets."""
    header = [
        _("Số"),
        _("Thời điểm"),
        _("Ai"),
        _("Việc"),
        _("Mã việc"),
        _("Đối tượng"),
        _("Trước"),
        _("Sau"),
        _("Chi tiết"),
        _("Từ địa chỉ"),
        _("Mã yêu cầu"),
        _("Mã băm"),
    ]
    return csv_response("nhat-ky.csv", header, _rows(auditing.all_entries(office(), _asked())))


def _asked() -> Asked:
    what = asking.text("loai")
    return Asked(
        who=asking.text("ai"),
        what=what,
        subject=asking.text("doi-tuong"),
        since=asking.day_begins("tu"),
        until=asking.day_ends("den"),
    )


def _chosen(asked: Asked) -> dict[str, tuple[str, str | None]]:
    what = asked.what and str(ACTIONS.get(asked.what) or kind_words(asked.what))
    return {
        "ai": (_("Ai"), asked.who),
        "loai": (_("Việc"), what),
        "doi-tuong": (_("Đối tượng"), asked.subject),
        "tu": (_("Từ ngày"), asking.day_words("tu")),
        "den": (_("Đến ngày"), asking.day_words("den")),
    }


def _filters() -> dict[str, Any]:
    """The filters of this list, for the address of its export."""
    names = ("ai", "loai", "doi-tuong", "tu", "den")
    return {name: value for name in names if (value := asking.text(name)) is not None}


def _rows(entries: Iterable[Entry]) -> Iterator[list[Cell]]:
    for one in entries:
        before, after = one.detail.get("before"), one.detail.get("after")
        yield [
            one.seq,
            iso(one.at),
            one.who,
            str(action_words(one.what)),
            one.what,
            one.subject,
            _as_text(before),
            _as_text(after),
            _as_text({name: value for name, value in one.detail.items() if name not in ("before", "after")}),
            one.address,
            one.request,
            one.hash,
        ]


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _names(connection: Reading) -> dict[str, str]:
    """The names of people and sources, by what the chain calls them."""
    return source_names(connection) | names_of_people(connection)


def _object_words(one: Entry) -> str:
    """An object by its name; what has a number only is told with its kind."""
    return f"{kind_words(one.kind)} {one.subject}" if one.subject.isdecimal() else shown(one.subject)


def _object_address(one: Entry) -> str | None:
    """The page of an object, for who may see it."""
    if one.kind in _OF_UNITS:
        return card_address(one.subject, one.detail.get("year"))
    found = _PAGES.get(one.kind)
    if found is None or found[0] not in current_app.view_functions or not may(found[2]):
        return None
    endpoint, part, _right = found
    if part not in _NAMES and not one.subject.isdecimal():
        return None
    named: dict[str, Any] = {part: one.subject}
    return url_for(endpoint, **named)
