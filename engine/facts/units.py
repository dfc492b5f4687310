"""A document → the declarations of its units, laid out for a program."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.evidence import Document, UnitEvidence
from engine.facts.values import Unfit, meant, number, shown, value_of
from engine.layout import MISSING, Layout, Path
from engine.wording import value_text
from spec.diagnostics import Bilingual, Diagnostic, similar
from spec.model import CriteriaSet, rules
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType

_TOP_KEYS = ("year", "units")
_UNIT_KEYS = (
    "code",
    "name",
    "block",
    "ranked",
    "facts",
    "tables",
    "evidence",
    "previous",
    "council",
    "not_applicable",
)

#: What a message calls a value: its name, or words where rows are counted.
Name = str | Bilingual


@dataclass(frozen=True, slots=True)
class CouncilScore:
    """Points that the council entered for a leaf."""

    points: Fraction | int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person's decision that a leaf does not apply."""

    reason: str
    by: str


@dataclass(slots=True)
class UnitFacts:
    """One unit's declarations. ``values`` is laid out like the set; ``holes`` are the places that hold MISSING.

    A table with a cell missing counts as a hole as well.
    """

    code: str
    name: str
    block: str
    ranked: bool
    values: list[Any]
    holes: frozenset[int] = frozenset()
    evidence: UnitEvidence = field(default_factory=UnitEvidence)
    council: dict[str, CouncilScore] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Reader:
    """Reads the units of a document against a set; findings gather in ``diagnostics``."""

    def __init__(self, model: CriteriaSet, layout: Layout, name: str) -> None:
        self.model = model
        self.layout = layout
        self.name = name
        self.diagnostics: list[Diagnostic] = []
        self.facts = {fact.name: fact for fact in model.facts}
        self.leaves: dict[str, Leaf] = {leaf.key: leaf for leaf in model.leaves}
        self.leaves |= {leaf.number: leaf for leaf in model.leaves}

    def report(self, code: str, suggestions: Iterable[str] = (), /, **arguments: object) -> None:
        """Note a finding."""
        self.diagnostics.append(
            Diagnostic(code, self.name, arguments=arguments, suggestions=tuple(suggestions))
        )

    def read(self, document: Any) -> list[UnitFacts]:
        """The units of a document."""
        place = Bilingual("tệp số liệu", "the facts file")
        if not self._is(document, dict, place):
            return []
        self._keys(document, _TOP_KEYS, _TOP_KEYS, place)
        self._year(document)
        units = document.get("units", [])
        if not self._is(units, list, Bilingual("units", "units")):
            return []
        found: list[UnitFacts] = []
        codes: set[str] = set()
        for index, unit in enumerate(units, start=1):
            made = self._unit(unit, index)
            if made is None:
                continue
            if made.code in codes:
                self.report("F007", unit=made.code)
            codes.add(made.code)
            found.append(made)
        return found

    def read_unit(self, unit: dict[str, Any]) -> UnitFacts:
        """One unit whose code is known to be fine; its block is the caller's affair."""
        made = self._blank(unit["code"])
        made.name, made.ranked = unit["name"], unit["ranked"]
        self._fill(unit, made, _unit_place(made.code))
        return made

    def read_row(self, raw: Any, table: str, unit: str) -> tuple[Any, ...] | None:
        """One row of a table; None where it is no row at all."""
        return self._row(raw, 1, self.facts[table], self._blank(unit))

    def _blank(self, code: str) -> UnitFacts:
        return UnitFacts(code, code, "", ranked=True, values=[MISSING] * self.layout.size)

    # ---- The frame

    def _is(self, value: Any, wanted: type, place: Bilingual) -> bool:
        if isinstance(value, wanted):
            return True
        names = {
            dict: Bilingual("một đối tượng {…}", "an object {…}"),
            list: Bilingual("một danh sách […]", "a list […]"),
            str: Bilingual("một đoạn chữ", "a text"),
            bool: Bilingual("true hoặc false", "true or false"),
        }
        self.report("F005", place=place, wanted=names[wanted], found=shown(value))
        return False

    def _keys(
        self, value: dict[str, Any], known: tuple[str, ...], needed: tuple[str, ...], place: Bilingual
    ) -> None:
        for key in value:
            if key not in known:
                self.report("F004", similar(key, known), place=place, key=key)
        for key in needed:
            if key not in value:
                self.report("F003", place=place, key=key)

    def _year(self, document: dict[str, Any]) -> None:
        year = document.get("year", self.model.year)
        if isinstance(year, bool) or not isinstance(year, int):
            wanted = Bilingual("năm, ví dụ 2020", "a year such as 2020")
            self.report("F005", place=Bilingual("year", "year"), wanted=wanted, found=shown(year))
        elif year != self.model.year:
            self.report("F006", found=year, year=self.model.year)

    def _unit(self, unit: Any, index: int) -> UnitFacts | None:
        place = Bilingual(f"đơn vị thứ {index}", f"unit {index}")
        if not self._is(unit, dict, place):
            return None
        code = unit.get("code")
        if isinstance(code, str) and (code := _nfc(code)):
            place = _unit_place(code)
        self._keys(unit, _UNIT_KEYS, ("code",), place)
        types = (("code", str, ""), ("name", str, ""), ("ranked", bool, True))
        fits = [self._is(unit.get(key, usual), type_, _in(place, key)) for key, type_, usual in types]
        fine = all(fits)
        if not fine or not code:
            if fine and code == "":
                self.report("F003", place=place, key="code")
            return None
        made = UnitFacts(
            code,
            unit.get("name", code),
            self._block(unit, code, place),
            unit.get("ranked", True),
            [MISSING] * self.layout.size,
        )
        self._fill(unit, made, place)
        return made

    def _fill(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        self._declarations(unit, made, place)
        self._evidence(unit, made, place)
        self._council(unit, made, place)
        self._approvals(unit, made, place)
        holes = {slot for slot, value in enumerate(made.values) if value is MISSING or _has_hole(value)}
        made.holes = frozenset(holes - set(self.layout.leaf_points.values()))

    def _block(self, unit: dict[str, Any], code: str, place: Bilingual) -> str:
        blocks = self.model.blocks
        block = unit.get("block")
        if block is None and len(blocks) <= 1:
            return blocks[0] if blocks else ""
        if block is None:
            self.report("F003", place=place, key="block")
            return ""
        if not self._is(block, str, _in(place, "block")):
            return ""
        known = {one.casefold(): one for one in blocks}
        found = known.get(_nfc(block).casefold())
        if blocks and found is None:
            self.report("F008", unit=code, block=block, blocks=", ".join(blocks))
        return found or _nfc(block)

    # ---- Facts

    def _part(self, unit: dict[str, Any], key: str, place: Bilingual) -> dict[str, Any]:
        if key not in unit:
            return {}
        part = unit[key]
        return part if self._is(part, dict, _in(place, key)) else {}

    def _declarations(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        for name, raw in self._part(unit, "facts", place).items():
            fact = self._fact(name, made.code)
            if fact is None:
                continue
            if fact.type is ValueType.TABLE:
                self._table(raw, fact, made)
            elif fact.type is ValueType.RECORD:
                self._record(raw, fact, made)
            else:
                made.values[self.layout.facts[fact.name, None]] = self._value(raw, fact, fact.name, made.code)
        for name, raw in self._part(unit, "tables", place).items():
            fact = self._fact(name, made.code)
            if fact is not None and fact.type is not ValueType.TABLE:
                self._unfit(
                    made.code, name, Bilingual("một dữ kiện kiểu bảng", "a fact that is a table"), raw
                )
            elif fact is not None:
                self._table(raw, fact, made)
        self._previous(unit, made, place)

    def _fact(self, name: str, unit: str) -> Fact | None:
        fact = self.facts.get(unicodedata.normalize("NFC", name))
        if fact is None:
            self.report("F009", similar(name, self.facts), unit=unit, fact=name)
        return fact

    def _unfit(self, unit: str, fact: Name, wanted: Bilingual, raw: Any) -> None:
        self.report("F010", unit=unit, fact=fact, wanted=wanted, found=shown(raw))

    def _value(self, raw: Any, fact: Fact, name: Name, unit: str) -> Any:
        try:
            return value_of(raw, fact)
        except Unfit as unfit:
            arguments = {"unit": unit, "fact": name, "wanted": unfit.wanted, "found": shown(raw)}
            self.report(unfit.code, meant(raw, fact), **(arguments | unfit.arguments))
            return MISSING

    def _record(self, raw: Any, fact: Fact, made: UnitFacts) -> None:
        for part, value in self._fields(raw, fact, made):
            path = f"{fact.name}.{part.name}"
            made.values[self.layout.facts[fact.name, part.name]] = self._value(value, part, path, made.code)

    def _fields(self, raw: Any, fact: Fact, made: UnitFacts) -> Iterator[tuple[Fact, Any]]:
        """The fields of a record that are there."""
        if not isinstance(raw, dict):
            self._unfit(made.code, fact.name, Bilingual("một bản ghi {…}", "a record {…}"), raw)
            return
        fields = {field.name: field for field in fact.fields}
        for name, value in raw.items():
            if name in fields:
                yield fields[name], value
            else:
                self._unknown_part(name, fields, fact.name, made.code)

    def _unknown_part(self, name: str, known: Iterable[str], inside: Name, unit: str) -> None:
        listed = ", ".join(known)
        self.report("F024", similar(name, known), unit=unit, fact=inside, part=name, parts=listed)

    def _table(self, raw: Any, fact: Fact, made: UnitFacts) -> None:
        if not isinstance(raw, list):
            self._unfit(made.code, fact.name, Bilingual("một danh sách hàng […]", "a list of rows […]"), raw)
            return
        slot = self.layout.tables[fact.name]
        if made.values[slot] is not MISSING:
            self.report("F002", key=fact.name, place=_unit_place(made.code))
        rows = [
            row for number_, one in enumerate(raw, start=1) if (row := self._row(one, number_, fact, made))
        ]
        self._table_keys(rows, fact, made)
        made.values[slot] = tuple(rows)

    def _row(self, raw: Any, index: int, fact: Fact, made: UnitFacts) -> tuple[Any, ...] | None:
        place = _row_place(fact, index)
        if not isinstance(raw, dict):
            self._unfit(made.code, place, Bilingual("một hàng {…}", "a row {…}"), raw)
            return None
        columns = self.layout.columns[fact.name]
        row: list[Any] = [MISSING] * len(columns)
        for name, value in raw.items():
            if name not in columns:
                self._unknown_part(name, columns, place, made.code)
                continue
            declared = fact.fields[columns[name]]
            row[columns[name]] = self._value(value, declared, _in(place, name), made.code)
        return tuple(row)

    def _table_keys(self, rows: list[tuple[Any, ...]], fact: Fact, made: UnitFacts) -> None:
        if not fact.table_key:
            return
        columns = [self.layout.columns[fact.name][name] for name in fact.table_key]
        seen: dict[tuple[Any, ...], int] = {}
        for index, row in enumerate(rows, start=1):
            key = tuple(row[column] for column in columns)
            if MISSING in key:
                self.report(
                    "F025", unit=made.code, fact=_row_place(fact, index), key=", ".join(fact.table_key)
                )
                continue
            if key in seen:
                declared = [fact.fields[column] for column in columns]
                words = [value_text(part, one.type) for part, one in zip(key, declared, strict=True)]
                report = {"unit": made.code, "fact": fact.name, "row": index, "other": seen[key]}
                self.report("F014", **report, key=", ".join(words))
            seen.setdefault(key, index)

    def _previous(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        if "previous" in unit and unit["previous"] is None:  # there was no last year at all
            for slot in self.layout.previous.values():
                made.values[slot] = None
            return
        for name, raw in self._part(unit, "previous", place).items():
            fact = self._fact(name, made.code)
            if fact is None or fact.type is ValueType.TABLE:
                continue
            if fact.type is not ValueType.RECORD:
                self._last_year(raw, fact, (fact.name, None), made)
            elif raw is None:
                for part in fact.fields:
                    self._last_year(None, part, (fact.name, part.name), made)
            else:
                for part, value in self._fields(raw, fact, made):
                    self._last_year(value, part, (fact.name, part.name), made)

    def _last_year(self, raw: Any, fact: Fact, path: Path, made: UnitFacts) -> None:
        """Last year's value, which may always be trống; checked even where no rule reads it."""
        name = path[0] if path[1] is None else f"{path[0]}.{path[1]}"
        nullable = fact.model_copy(update={"nullable": True})
        value = self._value(raw, nullable, f"năm trước({name})", made.code)
        if path in self.layout.previous:
            made.values[self.layout.previous[path]] = value

    # ---- What people add

    def _by_leaf(
        self, unit: dict[str, Any], key: str, made: UnitFacts, place: Bilingual
    ) -> Iterator[tuple[Leaf, Any]]:
        seen: set[str] = set()
        for name, raw in self._part(unit, key, place).items():
            leaf = self.leaves.get(_nfc(name))
            if leaf is None:
                self.report("F016", similar(name, self.leaves), unit=made.code, place=key, leaf=name)
                continue
            if leaf.number in seen:  # once by its number and once by its «mã»
                self.report("F002", key=name, place=_in(place, key))
                continue
            seen.add(leaf.number)
            yield leaf, raw

    def _evidence(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        if "evidence" not in unit:
            return
        by_leaf: dict[str, tuple[Document, ...]] = {}
        for leaf, raw in self._by_leaf(unit, "evidence", made, place):
            inside = Bilingual(f"{place.vi}, minh chứng {leaf.number}", f"{place.en}, evidence {leaf.number}")
            if self._is(raw, list, inside):
                found = [self._document(one, leaf, made, inside) for one in raw]
                by_leaf[leaf.number] = tuple(one for one in found if one is not None)
        made.evidence = UnitEvidence(by_leaf)

    def _document(self, raw: Any, leaf: Leaf, made: UnitFacts, place: Bilingual) -> Document | None:
        documents = [rule.document for rule in leaf.rules if isinstance(rule, rules.Evidence)]
        if isinstance(raw, str):
            raw = {"name": raw}
        if not self._is(raw, dict, place):
            return None
        self._keys(raw, ("for", "name", "accepted"), (), place)
        if not documents:
            self.report("F026", unit=made.code, leaf=leaf.number)
            return None
        wanted = raw.get("for", documents[0])
        if not self._is(wanted, str, _in(place, "for")):
            return None
        wanted = _nfc(wanted)
        if wanted not in documents:
            listed = "; ".join(documents)
            suggestions = similar(wanted, documents)
            self.report(
                "F017", suggestions, unit=made.code, leaf=leaf.number, document=wanted, documents=listed
            )
            return None
        accepted = raw.get("accepted")
        if accepted is not None and not self._is(accepted, bool, _in(place, "accepted")):
            return None
        name = raw.get("name", "")
        return Document(wanted, _nfc(name), accepted) if self._is(name, str, _in(place, "name")) else None

    def _signed(self, raw: Any, place: Bilingual, *keys: str) -> dict[str, Any] | None:
        """An entry that a named person made for a reason."""
        if not self._is(raw, dict, place):
            return None
        self._keys(raw, (*keys, "reason", "by"), (*keys, "reason", "by"), place)
        if any(key not in raw for key in (*keys, "reason", "by")):
            return None
        if not (self._is(raw["reason"], str, place) and self._is(raw["by"], str, place)):
            return None
        for key in ("reason", "by"):
            if not raw[key].strip():
                self.report("F003", place=place, key=key)
                return None
        return dict(raw)

    def _council(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        for leaf, raw in self._by_leaf(unit, "council", made, place):
            rule = next((rule for rule in leaf.rules if isinstance(rule, rules.Council)), None)
            if rule is None:
                self.report("F018", unit=made.code, leaf=leaf.number)
                continue
            inside = Bilingual(f"{place.vi}, hội đồng {leaf.number}", f"{place.en}, council {leaf.number}")
            entry = self._signed(raw, inside, "points")
            if entry is not None:
                self._council_points(entry, leaf, rule, made)

    def _council_points(
        self, entry: dict[str, Any], leaf: Leaf, rule: rules.Council, made: UnitFacts
    ) -> None:
        try:
            points = number(entry["points"])
        except Unfit as unfit:
            place = Bilingual(f"hội đồng {leaf.number}", f"council {leaf.number}")
            self._unfit(made.code, place, unfit.wanted, entry["points"])
            return
        step = Fraction(rule.step) if rule.step is not None else Fraction(1, 10**self.model.decimal_places)
        if not 0 <= points <= Fraction(leaf.maximum) or points % step:
            if rule.step is not None:
                by_step = Bilingual(f", bước {rule.step}", f", in steps of {rule.step}")
            else:
                places = self.model.decimal_places
                by_step = Bilingual(
                    f", không quá {places} chữ số thập phân", f", with at most {places} places"
                )
            self.report(
                "F019",
                unit=made.code,
                leaf=leaf.number,
                points=shown(entry["points"]),
                maximum=leaf.maximum,
                step=by_step,
            )
            return
        made.council[leaf.number] = CouncilScore(points, _nfc(entry["reason"]), _nfc(entry["by"]))

    def _approvals(self, unit: dict[str, Any], made: UnitFacts, place: Bilingual) -> None:
        for leaf, raw in self._by_leaf(unit, "not_applicable", made, place):
            by_decision = [
                r for r in leaf.rules if isinstance(r, rules.NotApplicable) and r.condition is None
            ]
            if not by_decision:
                self.report("F020", unit=made.code, leaf=leaf.number)
                continue
            inside = Bilingual(
                f"{place.vi}, không áp dụng {leaf.number}", f"{place.en}, not applicable {leaf.number}"
            )
            entry = self._signed(raw, inside)
            if entry is not None:
                made.approvals[leaf.number] = Approval(_nfc(entry["reason"]), _nfc(entry["by"]))


def _unit_place(code: str) -> Bilingual:
    return Bilingual(f"đơn vị «{code}»", f"unit «{code}»")


def _row_place(fact: Fact, index: int) -> Bilingual:
    return Bilingual(f"{fact.name}, hàng {index}", f"{fact.name}, row {index}")


def _in(place: Bilingual, part: str) -> Bilingual:
    return Bilingual(f"{place.vi}, {part}", f"{place.en}, {part}")


def _has_hole(value: Any) -> bool:
    """Whether a table has a cell that is not declared."""
    return isinstance(value, tuple) and any(cell is MISSING for row in value for cell in row)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
