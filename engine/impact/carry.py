"""The facts that count of a unit, laid out for another set. Nothing is worked out: what does not fit is left out."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.book.criteria import Criteria
from engine.book.entries import WITHDRAWN, Entry, Order
from engine.book.sheet import Sheet, Subject, open_sheet
from engine.book.tables import RowChange, TableState, change_table, empty_table
from engine.facts.document import exact_json
from engine.impact.days import Mover, moved_set
from engine.impact.pairing import FactPair, Pairing, Reason, pairing
from engine.ledger import Amount
from engine.store.ledger import canonical
from spec.model.figures import figures_of

#: Why what a unit said is left out: as in ``Reason``, or the value itself is no answer to what the draft asks
#: (unfit), or the draft declares it impossible (outside its bounds, or against a constraint).
LeftReason = Reason | Literal["unfit", "outside", "contradicts"]

#: The rows of a keyed table that count (JSON of cells by key), by unit and table.
RowsOf = Callable[[str, str], Mapping[str, str] | None]

#: What the draft asks for and nobody was asked is taken to be there: it was said by nobody.
_NOBODY = Order(0, 0, "")


@dataclass(slots=True)
class Carrier:
    """Carries units from one set to another, one by one; what is left out gathers by name and reason."""

    old: Criteria
    new: Criteria
    rows_of: RowsOf
    pairs: Pairing
    mover: Mover
    #: By table of the draft, its figures with the identities that they had under the old set.
    figures: dict[str, dict[str, str]]
    left: dict[tuple[str, LeftReason], set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Facts of the draft that some unit has declared.
    declared: set[str] = field(default_factory=set)
    #: Whether documents count for some unit: it has handed some in, or the round asks for them.
    with_documents: bool = False

    def carry(self, sheet: Sheet) -> Sheet:
        """One view of a unit's book, scored by the other set."""
        standing = self._standing(sheet)
        tables = dict(self._tables(sheet))
        carried = open_sheet(self.new, sheet.header, sheet.view, standing, tables)
        self.declared |= {name for kind, name in standing if kind == "fact"} | set(tables)
        self._note_unread(carried)
        self._note_contradictions(sheet, carried)
        return carried

    # ---- Entries

    def _standing(self, sheet: Sheet) -> dict[Subject, Entry]:
        found: dict[Subject, Entry] = {}
        for entry in sheet.standing.values():
            made = self._entry(sheet, entry)
            if made is not None:
                found[made.subject] = made
        handed_in = any(entry.kind == "evidence" for entry in sheet.standing.values())
        if handed_in or sheet.header.evidence_required:
            self.with_documents = True
            found |= {one.subject: one for one in self._new_documents()}
        return found

    def _entry(self, sheet: Sheet, entry: Entry) -> Entry | None:
        match entry.kind:
            case "fact" | "previous":
                return self._fact(sheet, entry)
            case "council" | "not_applicable":
                pair = self.pairs.leaves.get(entry.name)
                return None if pair is None else replace(entry, name=pair.now.key)
            case "evidence" if entry.value != WITHDRAWN:
                return self._document(entry)
            case _:
                return None

    def _fact(self, sheet: Sheet, entry: Entry) -> Entry | None:
        pair = self.pairs.facts.get(entry.name)
        if pair is None:
            if entry.kind == "fact" and (reason := self.pairs.left.get(entry.name)):
                self.left[entry.name, reason].add(sheet.header.code)
            return None
        if pair.is_whole and not (self.mover.years and pair.has_days):
            return entry if entry.name == pair.now.name else replace(entry, name=pair.now.name)
        value = self._value(sheet, pair, exact_json(entry.value))
        return replace(entry, name=pair.now.name, value=canonical(value))

    def _value(self, sheet: Sheet, pair: FactPair, raw: Any) -> Any:
        """A value with the parts alone that are carried, and its days moved."""
        if isinstance(raw, Mapping):
            raw = self._cells(sheet, pair, raw)
        elif isinstance(raw, list) and pair.was.fields:
            raw = [self._cells(sheet, pair, row) if isinstance(row, Mapping) else row for row in raw]
        return self.mover.value(raw, pair.now)

    def _cells(self, sheet: Sheet, pair: FactPair, raw: Mapping[str, Any]) -> dict[str, Any]:
        for name in raw.keys() - pair.parts:
            path = f"{pair.was.name}.{name}"
            if (reason := self.pairs.left.get(path)) is not None:
                self.left[path, reason].add(sheet.header.code)
        return {name: value for name, value in raw.items() if name in pair.parts}

    def _document(self, entry: Entry) -> Entry | None:
        value = exact_json(entry.value)
        pair = self.pairs.leaves.get(value["leaf"])
        title = None if pair is None else pair.documents.get(value["for"])
        if pair is None or title is None:
            return None
        made = {**value, "leaf": pair.now.key, "for": title}
        return replace(
            entry, name=canonical([pair.now.key, title, value.get("name", "")]), value=canonical(made)
        )

    def _new_documents(self) -> list[Entry]:
        """Documents that nobody was asked for: nobody loses points for them."""
        return [
            Entry(
                "evidence",
                canonical([key, title, ""]),
                canonical({"leaf": key, "for": title, "name": "", "sha256": None}),
                _NOBODY,
                "",
                accepted=True,
            )
            for key, title in self.pairs.new_documents
        ]

    # ---- Keyed tables

    def _tables(self, sheet: Sheet) -> list[tuple[str, TableState]]:
        found = []
        for name, state in sheet.tables.items():
            pair = self.pairs.facts.get(name)
            if pair is None:
                if reason := self.pairs.left.get(name):
                    self.left[name, reason].add(sheet.header.code)
                continue
            found.append((pair.now.name, self._table(sheet, pair, state)))
        return found

    def _table(self, sheet: Sheet, pair: FactPair, state: TableState) -> TableState:
        """A table by its figures where the draft asks for figures that are kept, else by its rows."""
        names = self.figures.get(pair.now.name)
        if names is not None and pair.fits and pair.is_whole and not state.holes:
            amounts: dict[str, Amount] = {
                new: state.figures[old] for new, old in names.items() if old in state.figures
            }
            if len(amounts) == len(names):
                return TableState(amounts, state.count)
        rows = state.rows if state.rows is not None else self.rows_of(sheet.header.code, pair.was.name)
        return self._by_rows(sheet, pair, rows or {})

    def _by_rows(self, sheet: Sheet, pair: FactPair, rows: Mapping[str, str]) -> TableState:
        if not pair.is_whole or (self.mover.years and pair.has_days):
            rows = {
                key: canonical(self.mover.cells(self._cells(sheet, pair, exact_json(cells)), pair.now))
                for key, cells in rows.items()
            }
        table = pair.now.name
        changes = [RowChange(key, None, cells) for key, cells in rows.items()]
        state = change_table(self.new, table, replace(empty_table(self.new, table), rows=None), changes)
        needed = table not in self.new.kept.figures or state.holes
        return replace(state, rows=rows if needed else None)

    # ---- What is left out because of its value

    def _note_unread(self, sheet: Sheet) -> None:
        """Values that the draft cannot read: a code that it does not know, nothing where it wants something."""
        doubtful = {pair.now.name for pair in self.pairs.facts.values() if not pair.fits}
        code = sheet.header.code
        for kind, part in (("fact", "facts"), ("previous", "previous")):
            for name in sorted(doubtful):
                entry = sheet.standing.get((kind, name))
                if entry is not None and self._is_unread(part, name, exact_json(entry.value)):
                    self.left[name, "unfit"].add(code)
        for name in doubtful & set(sheet.tables):
            if any(self._is_unread_row(name, cells) for cells in (sheet.tables[name].rows or {}).values()):
                self.left[name, "unfit"].add(code)
        for (kind, name), entry in sheet.standing.items():
            if kind not in ("council", "not_applicable") or entry.value == WITHDRAWN:
                continue
            if self._is_unread(kind, name, exact_json(entry.value)):
                self.left[self.new.with_figures(frozenset()).numbers[name], "unfit"].add(code)

    def _is_unread(self, part: str, name: str, value: Any) -> bool:
        reader = self.new.with_figures(frozenset()).reader()
        reader.read_unit({"code": "", "name": "", "ranked": True, part: {name: value}})
        return bool(reader.diagnostics)

    def _is_unread_row(self, table: str, cells: str) -> bool:
        reader = self.new.with_figures(frozenset()).reader()
        reader.read_row(exact_json(cells), table, "")
        return bool(reader.diagnostics)

    def _note_contradictions(self, before: Sheet, after: Sheet) -> None:
        """Facts that were possible and are so no more."""
        known = {(one.finding.code, _about(one.finding.arguments)) for one in before.violations}
        for violation in after.violations:
            about = _about(violation.finding.arguments)
            if (violation.finding.code, about) not in known:
                reason: LeftReason = "outside" if violation.finding.code == "F011" else "contradicts"
                self.left[about, reason].add(after.header.code)


def carrier(old: Criteria, new: Criteria, rows_of: RowsOf, years: int) -> Carrier:
    """What carries units from one set to another, whose year is so many years later."""
    return Carrier(old, new, rows_of, pairing(old.model, new.model), Mover(years), _figures(new, years))


def _figures(new: Criteria, years: int) -> dict[str, dict[str, str]]:
    """The figures that the draft keeps of each table, with the identities that they have when its days move back.

    Rows whose days are moved come to the same against a deadline that is moved with them: so no row need be read.
    """
    if not years:
        return {
            table: {one.identity: one.identity for one in figures}
            for table, figures in new.kept.figures.items()
        }
    model, found = moved_set(new.model, -years), {}
    tables = {fact.name: fact for fact in model.facts}
    for table, figures in new.kept.figures.items():
        before = figures_of(model, tables[table])
        if before is not None and len(before) == len(
            figures
        ):  # two days that become one are no longer two figures
            found[table] = {now.identity: was.identity for now, was in zip(figures, before, strict=True)}
    return found


def _about(arguments: Mapping[str, object]) -> str:
    found = arguments.get("fact", arguments.get("facts", ""))
    return str(getattr(found, "vi", found))
