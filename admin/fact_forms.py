"""Forms made from a set's types: a box for each plain value, several for a record, rows of boxes for a table.

They hold what was typed as it was typed, so that a page comes back as it was sent, and turn it into values of a facts
file. No script is needed: more rows come with the page when they are asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from admin.current import language
from admin.formats import capital
from admin.values import Unreadable, read, read_codes, same, typed
from engine.book.entries import RowEntry
from engine.facts.values import Unfit, value_of
from engine.service.dossier import FactStand
from engine.service.said import Said
from engine.wording import say
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

#: Nothing was typed: what is not declared stays so, and is never taken for an answer.
NOT_GIVEN: Final = object()
#: Of a choice: that it is «trống». Codes of a set have no parentheses.
EMPTY: Final = "(trong)"
#: Rows that are offered for more, at first and each time that more are asked for.
_BLANK_ROWS: Final = 3
_MORE_ROWS: Final = 5
#: A table of more cells than these is shown, and not put into a form.
MOST_CELLS: Final = 1_000

Kind = Literal["number", "day", "text", "long", "yes_no", "choice", "codes"]
_KINDS: Final[Mapping[ValueType, Kind]] = {
    ValueType.COUNT: "number",
    ValueType.NUMBER: "number",
    ValueType.RATIO: "number",
    ValueType.DATE: "day",
    ValueType.TEXT: "text",
    ValueType.BOOLEAN: "yes_no",
    ValueType.CHOICE: "choice",
    ValueType.SUBSET: "codes",
}
#: A text that is longer than a line gets more of them.
_LONG_TEXT: Final = 60

Typed = MultiDict[str, str]


def called(fact: Fact) -> str:
    """What a fact or a column is called above its box: what the set says of it, else its name in the set."""
    return capital(fact.label) or fact.name


# ---- One plain value


@dataclass
class Box:
    """Where one plain value is typed. ``empty``: «trống» is ticked; ``none``: that a list of codes has none.

    ``in_table``: a cell, which is left blank where it is «trống».
    """

    name: str
    id: str
    fact: Fact
    in_table: bool = False
    typed: str = ""
    chosen: list[str] = field(default_factory=list)
    empty: bool = False
    none: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """How it is asked for."""
        kind = _KINDS[self.fact.type]
        return "long" if kind == "text" and (len(self.typed) > _LONG_TEXT or "\n" in self.typed) else kind

    @property
    def label(self) -> str:
        """What it is called."""
        return called(self.fact)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or ticked."""
        return not (self.typed.strip() or self.chosen or self.empty or self.none)

    def fill(self, value: Any) -> None:
        """Show a value of a facts file."""
        if value is None:
            self.empty = True
        elif self.fact.type is ValueType.SUBSET:
            self.chosen = [str(code) for code in value] if isinstance(value, list) else []
            self.none = not self.chosen
        else:
            self.typed = typed(self.fact, value)

    def take(self, form: Typed) -> None:
        """Hold what was typed."""
        if self.kind == "codes":
            self.chosen = form.getlist(self.name)
            self.none = f"{self.name}:none" in form
        else:
            self.typed = form.get(self.name, "")
        self.empty = f"{self.name}:empty" in form or self.typed == EMPTY
        self.typed = "" if self.typed == EMPTY else self.typed

    def read(self) -> Any:
        """The value; NOT_GIVEN where there is none, or where it cannot be read, which is then said at the box."""
        if self.in_table and self.kind != "codes" and (self.empty or self.is_blank):
            return None if self.fact.nullable else self._wrong(_("phải điền"))
        if self.is_blank and not self.in_table:
            return NOT_GIVEN
        if (self.empty or self.none) and (self.typed.strip() or self.chosen):
            return self._wrong(_("vừa điền vừa đánh dấu là không có; hãy bỏ một trong hai"))
        if self.empty:
            return None
        return self._plain()

    def _plain(self) -> Any:
        try:
            if self.kind == "codes":
                return read_codes(self.fact, self.chosen)
            value = read(self.fact, self.typed)
            value_of(value, self.fact)
        except Unreadable as error:
            return self._wrong(str(error))
        except Unfit as error:
            return self._wrong(say(error.wanted, language()))
        return value

    def _wrong(self, words: str) -> Any:
        self.errors.append(words)
        return NOT_GIVEN


# ---- One row of a table


@dataclass
class RowForm:
    """A row. ``key`` and ``seen``: of a keyed row that is there, as the page shows it; ``said``: what is known of it.

    ``remove``: it is to be taken out; ``again``: it is to be handed in once more as it is.
    """

    name: str
    boxes: list[Box]
    key: str = ""
    seen: int = 0
    said: Said | None = None
    remove: bool = False
    again: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return all(box.is_blank for box in self.boxes)

    def fill(self, cells: Any) -> None:
        """Show the cells of a facts file."""
        for box in self.boxes:
            if isinstance(cells, dict) and box.fact.name in cells:
                box.fill(cells[box.fact.name])

    def take(self, form: Typed) -> None:
        """Hold what was typed."""
        for box in self.boxes:
            box.take(form)
        self.remove, self.again = f"{self.name}:remove" in form, f"{self.name}:again" in form

    def read(self) -> dict[str, Any] | None:
        """The cells; None where one of them cannot be read, which is then said there."""
        cells = {box.fact.name: box.read() for box in self.boxes}
        return None if any(value is NOT_GIVEN for value in cells.values()) else cells


# ---- A fact


@dataclass
class FactForm:
    """The boxes of a fact. ``rows``: of a table; ``none``: that a table has no row; ``again``: as with rows.

    ``locked``: it is shown and not asked for. ``sent``: the number of the entry that the page showed which was sent;
    it stays until its reader is told of a newer one. ``basis``: what values are compared with, where that is not what
    the unit declares.
    """

    stand: FactStand
    name: str
    id: str
    boxes: list[Box] = field(default_factory=list)
    rows: list[RowForm] = field(default_factory=list)
    none: bool = False
    again: bool = False
    locked: bool = False
    sent: int | None = None
    basis: Said | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def fact(self) -> Fact:
        """The fact."""
        return self.stand.fact

    @property
    def is_table(self) -> bool:
        """Whether it has rows."""
        return self.fact.type is ValueType.TABLE

    @property
    def label(self) -> str:
        """What it is called."""
        return called(self.fact)

    @property
    def current(self) -> Said | None:
        """What holds now."""
        return self.basis or self.stand.stand.declared

    @property
    def seen(self) -> int:
        """The number of the entry that the reader of the page knows of."""
        if self.sent is not None:
            return self.sent
        return 0 if self.current is None else self.current.number

    @property
    def all_errors(self) -> Iterator[tuple[str, str]]:
        """All that is wrong: where, and the words."""
        for words in self.errors:
            yield self.id, words
        for box in (*self.boxes, *(box for row in self.rows for box in row.boxes)):
            for words in box.errors:
                yield box.id, words

    def refuse(self, words: str) -> None:
        """Say at the box what is refused; the unit and the fact, which the words may name, stand there already."""
        told = words.partition(f", {self.fact.name}: ")[2] or words
        (self.boxes[0].errors if len(self.boxes) == 1 else self.errors).append(told)

    # ---- Showing

    def fill(self, value: Any, rows: Iterable[Said] = ()) -> None:
        """Show a value of a facts file (NOT_GIVEN: none); of a keyed table rows as they are declared."""
        if self.stand.is_keyed:
            for said in rows:
                row = self._row(len(self.rows))
                assert isinstance(said.entry, RowEntry)
                row.key, row.seen, row.said = said.entry.key, said.number, said
                row.fill(said.value)
                self.rows.append(row)
        elif value is not NOT_GIVEN and self.is_table:
            for cells in value if isinstance(value, list) else ():
                row = self._row(len(self.rows))
                row.fill(cells)
                self.rows.append(row)
            self.none = value == []
        elif value is not NOT_GIVEN and self.fact.type is ValueType.RECORD:
            for box in self.boxes:
                if isinstance(value, dict) and box.fact.name in value:
                    box.fill(value[box.fact.name])
        elif value is not NOT_GIVEN:
            self.boxes[0].fill(value)
        if self.is_table and not self.locked:
            self.add_rows(_BLANK_ROWS)

    def add_rows(self, count: int = _MORE_ROWS) -> None:
        """Offer more rows, as many as a form holds."""
        most = MOST_CELLS // max(1, len(self.fact.fields))
        for index in range(len(self.rows), min(len(self.rows) + count, most)):
            self.rows.append(self._row(index))

    def _row(self, index: int) -> RowForm:
        name, id_ = f"{self.name}:{index}", f"{self.id}-{index}"
        boxes = [
            Box(f"{name}:{column.name}", f"{id_}-{number}", column, in_table=True)
            for number, column in enumerate(self.fact.fields)
        ]
        return RowForm(name, boxes)

    # ---- Taking what was typed

    def take(self, form: Typed, known: Mapping[str, Said]) -> None:
        """Hold what was typed. ``known``: the rows of a keyed table by key, as they are declared now."""
        self.sent = form.get(f"seen:{self.name}", 0, type=int)
        self.again, self.none = f"{self.name}:again" in form, f"{self.name}:none" in form
        for box in self.boxes:
            box.take(form)
        if not self.is_table:
            return
        count = form.get(f"{self.name}:rows", 0, type=int)
        for index in range(max(0, min(count, MOST_CELLS))):
            row = self._row(index)
            row.key = form.get(f"{row.name}:key", "")
            row.seen = form.get(f"{row.name}:seen", 0, type=int)
            row.said = known.get(row.key)
            row.take(form)
            self.rows.append(row)

    def look_again(self) -> None:
        """From now on its reader knows what stands."""
        self.sent = None
        for row in self.rows:
            row.seen = 0 if row.said is None else row.said.number

    # ---- Reading

    def read(self) -> Any:
        """The value of what is no keyed table; NOT_GIVEN where there is none, or where something is wrong."""
        if self.is_table:
            return self._read_rows()
        if self.fact.type is ValueType.RECORD:
            return self._read_record()
        value = self.boxes[0].read()
        if value is NOT_GIVEN and not self.boxes[0].errors:
            self._must_stay(self.current is not None, self.boxes[0])
        return value

    def _read_record(self) -> Any:
        values = {box.fact.name: box.read() for box in self.boxes}
        before = self.current.value if self.current is not None else {}
        for box in self.boxes:
            if values[box.fact.name] is NOT_GIVEN and not box.errors:
                self._must_stay(isinstance(before, dict) and box.fact.name in before, box)
        given = {name: value for name, value in values.items() if value is not NOT_GIVEN}
        return NOT_GIVEN if not given or any(box.errors for box in self.boxes) else given

    def _must_stay(self, is_there: bool, box: Box) -> None:
        """What was declared can be changed, and not be left out again."""
        if is_there:
            box.errors.append(_("số liệu đã khai thì sửa được, không bỏ trống được"))

    def _read_rows(self) -> Any:
        kept = [row for row in self.rows if not row.remove and not row.is_blank]
        cells = [row.read() for row in kept]
        if any(one is None for one in cells):
            return NOT_GIVEN
        if kept and self.none:
            self.errors.append(_("vừa có hàng vừa đánh dấu là không có hàng nào; hãy bỏ một trong hai"))
            return NOT_GIVEN
        if not kept and not self.none:
            if self.current is not None and self.current.value != []:
                self.errors.append(_("bảng không còn hàng nào thì đánh dấu «không có hàng nào»"))
            return NOT_GIVEN
        return cells

    def is_changed(self, value: Any) -> bool:
        """Whether a value is to be handed in: it is another one, or the same one once more."""
        return self.current is None or self.again or not same(self.fact, self.current.value, value)

    def read_keyed(self) -> "KeyedRows":
        """What is to be done to a keyed table; what cannot be read is said at its boxes."""
        found = KeyedRows()
        columns = {column.name: column for column in self.fact.fields}
        keys = [columns[name] for name in self.fact.table_key]
        for row in self.rows:
            before = row.said.value if row.said is not None else None
            if row.key:
                found.seen[self.fact.name, row.key] = row.seen
            if row.remove:
                if before is not None:
                    found.withdrawn.append({key.name: before[key.name] for key in keys})
                continue
            if row.is_blank:
                if before is not None:
                    row.boxes[0].errors.append(_("muốn bỏ hàng này thì đánh dấu «bỏ hàng»"))
                continue
            cells = row.read()
            if cells is None:
                continue
            self._put(row, before, cells, keys, found)
        if self.none and not any(not row.remove and not row.is_blank for row in self.rows):
            found.is_empty = True
        return found

    def _put(
        self, row: RowForm, before: Any, cells: dict[str, Any], keys: list[Fact], found: "KeyedRows"
    ) -> None:
        """A row that is new, changed, or handed in once more; under another key the old one goes."""
        if before is None:
            found.rows.append((row, cells))
            return
        if not all(same(key, before.get(key.name), cells[key.name]) for key in keys):
            found.withdrawn.append({key.name: before[key.name] for key in keys})
            found.rows.append((row, cells))
        elif row.again or not same(_as_record(self.fact), before, cells):
            found.rows.append((row, cells))


@dataclass
class KeyedRows:
    """What is to be done to a keyed table: rows with their cells, keys of rows to withdraw; ``is_empty``: it has none.

    ``seen``: the number of each row that the page showed, by table and key.
    """

    rows: list[tuple[RowForm, dict[str, Any]]] = field(default_factory=list)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    is_empty: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.rows or self.withdrawn or self.is_empty)


def _as_record(fact: Fact) -> Fact:
    return fact.model_copy(update={"type": ValueType.RECORD})


def fact_form(stand: FactStand, index: int, *, locked: bool = False, prefix: str = "") -> FactForm:
    """The form of one fact, with nothing in it. ``index``: its place on the page; ``prefix``: before all names."""
    fact, name, id_ = stand.fact, f"{prefix}{stand.kind}:{stand.fact.name}", f"{prefix}f{index}"
    form = FactForm(stand, name, id_, locked=locked)
    if fact.type is ValueType.RECORD:
        form.boxes = [
            Box(f"{name}:{part.name}", f"{id_}-{number}", part) for number, part in enumerate(fact.fields)
        ]
    elif fact.type is not ValueType.TABLE:
        form.boxes = [Box(name, id_, fact)]
    return form
