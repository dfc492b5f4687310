"""The register of units as people keep it: what was registered from which day on, checked before it is entered.

``engine.service.registry`` enters it. Years that are closed stay as they are: nothing is registered for their days.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, select

from engine.service.errors import Flaw, Invalid, NotFound
from engine.service.office import Office
from engine.service.registry import EVER, UnitRecord, add_unit, day_before, unit_at
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: Codes stand in addresses and in patterns of what a source may post.
_CODE: Final = re.compile(r"[^\s/*?\[\]\\]{1,100}")
_LONGEST: Final = {"name": 300, "block": 100}
_MISSING: Final = Bilingual("phải điền", "must be filled in")


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """A unit with all that was ever registered of it, the newest first."""

    code: str
    records: tuple[UnitRecord, ...]

    @property
    def latest(self) -> UnitRecord:
        """What holds, or held last."""
        return self.records[0]


def all_units(connection: Connection) -> list[UnitHistory]:
    """All units that were ever registered, by code."""
    found: dict[str, list[UnitRecord]] = {}
    for row in connection.execute(select(t.units).order_by(t.units.c.valid_from.desc())):
        found.setdefault(row.code, []).append(_record(row))
    return [UnitHistory(code, tuple(records)) for code, records in sorted(found.items())]


def one_unit(connection: Connection, code: str) -> UnitHistory:
    """A unit. Raises ``NotFound``."""
    query = select(t.units).where(t.units.c.code == code).order_by(t.units.c.valid_from.desc())
    records = tuple(_record(row) for row in connection.execute(query))
    if not records:
        raise NotFound("unit", code)
    return UnitHistory(code, records)


def first_day(connection: Connection) -> str:
    """The first day for which something may be registered: after the last year that is closed."""
    closed = select(func.max(t.rounds.c.year)).where(t.rounds.c.state == "closed")
    year = connection.execute(closed).scalar()
    return EVER if year is None else f"{year + 1}-01-01"


def enter_unit(office: Office, who: str, unit: UnitRecord, *, new: bool) -> None:
    """Register a unit that is ``new``, or what one is from a day on; what waited for it is applied.

    With the day of its latest record that record is mended, with a later one the former stays for the days before.
    Raises ``Invalid`` with every flaw, ``NotFound`` where one that is not new is not there.
    """

    def work(action: Action) -> None:
        flaws = list(_flaws(action.connection, unit, new=new))
        if flaws:
            raise Invalid(flaws)
        add_unit(action, office, unit)

    office.journal.act(who, "unit.registered", unit.code, work)


def _record(row: Any) -> UnitRecord:
    return UnitRecord(
        code=row.code,
        name=row.name,
        block=row.block,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        parent=row.parent,
        ranked=bool(row.ranked),
        succeeds=tuple(json.loads(row.succeeds)),
    )


# ---- What is asked of a record


def _flaws(connection: Connection, unit: UnitRecord, *, new: bool) -> Iterator[Flaw]:
    if new:
        yield from _code(connection, unit)
        former = None
    else:
        former = one_unit(connection, unit.code).latest
    for name, longest in _LONGEST.items():
        words = getattr(unit, name)
        if not words.strip():
            yield Flaw(f"/{name}", "missing", _MISSING)
        elif len(words) > longest or not words.isprintable():
            too_long = Bilingual(
                f"tối đa {longest} ký tự, trên một dòng", f"{longest} characters at most, in a line"
            )
            yield Flaw(f"/{name}", "text", too_long)
    yield from _days(connection, unit, former)
    yield from _succeeded(connection, unit)


def _code(connection: Connection, unit: UnitRecord) -> Iterator[Flaw]:
    if not unit.code:
        yield Flaw("/code", "missing", _MISSING)
    elif not _CODE.fullmatch(unit.code) or not unit.code.isprintable():
        words = Bilingual(
            "tối đa 100 ký tự, không có khoảng trắng và các ký tự / \\ * ? [ ]",
            "100 characters at most, without blanks and the characters / \\ * ? [ ]",
        )
        yield Flaw("/code", "code", words)
    elif connection.execute(select(t.units.c.code).where(t.units.c.code == unit.code)).first() is not None:
        yield Flaw("/code", "taken", Bilingual("đã có đơn vị mang mã này", "there is a unit with this code"))


def _days(connection: Connection, unit: UnitRecord, former: UnitRecord | None) -> Iterator[Flaw]:
    first = first_day(connection)
    if unit.valid_from < first:
        day = _shown(first)
        words = Bilingual(
            f"các năm trước {day} đã khóa sổ; hãy ghi từ ngày đó trở đi",
            f"the years before {day} are closed; enter a day from then on",
        )
        yield Flaw("/valid_from", "closed", words)
    elif former is not None and unit.valid_from < former.valid_from:
        day = _shown(former.valid_from)
        words = Bilingual(
            f"đã có lần ghi từ ngày {day}; hãy ghi từ ngày đó trở đi",
            f"something is registered from {day}; enter a day from then on",
        )
        yield Flaw("/valid_from", "order", words)
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        words = Bilingual("ngày kết thúc trước ngày bắt đầu", "it ends before it begins")
        yield Flaw("/valid_to", "order", words)


def _succeeded(connection: Connection, unit: UnitRecord) -> Iterator[Flaw]:
    before = day_before(unit.valid_from)
    for code in unit.succeeds:
        if code == unit.code or unit_at(connection, code, before) is None:
            words = Bilingual(
                f"«{code}» không có vào ngày trước đó nên không hợp nhất được",
                f"«{code}» is not there on the day before, so nothing can succeed it",
            )
            yield Flaw("/succeeds", "succeeds", words)


def _shown(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"
