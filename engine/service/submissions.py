"""What units and other systems say: checked against the set, then entered into the book.

A submission is checked by itself, never against what the book holds: whether it is taken must not depend on what came
before it. What contradicts other facts is taken, and scored as the sheet says.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from fnmatch import fnmatchcase
from typing import Any

from engine.book.criteria import Criteria, Ready
from engine.book.entries import WITHDRAWN, Entry, Kind, Order, RowEntry
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.service.errors import Flaw, Invalid, NotPermitted
from engine.store.ledger import canonical
from spec.diagnostics import Bilingual, Diagnostic, similar
from spec.model.criteria import Fact
from spec.model.expressions import ValueType
from spec.model.rules import Evidence

#: What people say of a document, and how long it may be: its number, its day, where in it to look, a note.
ABOUT = {"number": 200, "day": 10, "place": 500, "note": 5000}

#: Vietnam has no other time.
VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Submission:
    """What one event says of one unit. ``as_of``: when it was true, microseconds since 1970 (UTC).

    ``rows`` and ``withdrawn`` are of ``table`` ("": the set's only keyed one). Each of ``evidence`` has a leaf, and may
    have for, name, sha256, and about: what people say of the document (``ABOUT``).
    """

    event: str
    unit: str
    year: int
    as_of: int
    version: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    previous: dict[str, Any] = field(default_factory=dict)
    table: str | None = None
    rows: list[Any] | None = None
    withdrawn: list[Any] | None = None
    evidence: list[dict[str, Any]] = field(default_factory=list)

    @property
    def order(self) -> Order:
        """Where its entries stand among others."""
        return Order(self.as_of, self.version, self.event)

    @property
    def day(self) -> str:
        """The day in Vietnam on which it was true, as an ISO text."""
        return datetime.fromtimestamp(self.as_of / 1e6, VIETNAM).date().isoformat()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it. ``trusted``: accepted on arrival; ``office``: may say what only a named source may."""

    code: str
    name: str
    trusted: bool
    may_post: tuple[str, ...] = ("*",)
    units: tuple[str, ...] = ("*",)
    office: bool = False


@dataclass(slots=True)
class Checked:
    """Entries that fit the set; ``ignored``: columns that it does not declare, which are not kept."""

    entries: list[Entry] = field(default_factory=list)
    rows: list[RowEntry] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def check(criteria: Criteria, submission: Submission, speaker: Speaker) -> Checked:
    """The entries of a submission. Raises ``Invalid`` with every flaw, or ``NotPermitted``."""
    submission = _with_table(criteria, submission)
    _permit(criteria, submission, speaker)
    checker = _Checker(criteria, submission, speaker)
    checker.facts("fact", "facts", submission.facts)
    checker.facts("previous", "previous", submission.previous)
    checker.table()
    checker.evidence()
    if checker.flaws:
        raise Invalid(checker.flaws)
    return checker.checked


def _with_table(criteria: Criteria, submission: Submission) -> Submission:
    """An empty name is that of the set's only keyed table. Raises ``Invalid`` where there is not exactly one."""
    if submission.table != "":
        return submission
    if len(criteria.keyed) != 1:
        names = ", ".join(sorted(criteria.keyed))
        words = Bilingual(f"phải ghi tên bảng: {names}", f"name the table: {names}")
        raise Invalid([Flaw("/table", "missing", words)])
    return replace(submission, table=next(iter(criteria.keyed)))


def _permit(criteria: Criteria, submission: Submission, speaker: Speaker) -> None:
    if not any(fnmatchcase(submission.unit, pattern) for pattern in speaker.units):
        raise NotPermitted(
            Bilingual(
                f"nguồn «{speaker.code}» không được gửi số liệu của đơn vị «{submission.unit}»",
                f"the source «{speaker.code}» may not post facts of the unit «{submission.unit}»",
            )
        )
    for name in _names(submission):
        if not any(fnmatchcase(name, pattern) for pattern in speaker.may_post):
            raise NotPermitted(
                Bilingual(
                    f"nguồn «{speaker.code}» không được gửi «{name}»",
                    f"the source «{speaker.code}» may not post «{name}»",
                )
            )
        only = criteria.sources.get(name, "")
        if only and not speaker.office and only.casefold() != speaker.name.casefold():
            raise NotPermitted(
                Bilingual(
                    f"«{name}» chỉ nhận từ nguồn «{only}», không phải «{speaker.name}»",
                    f"«{name}» is taken only from the source «{only}», not «{speaker.name}»",
                )
            )


def _names(submission: Submission) -> Iterator[str]:
    yield from submission.facts
    yield from submission.previous
    if submission.table is not None:
        yield submission.table
    if submission.evidence:
        yield "evidence"


class _Checker:
    """Checks a submission part by part; flaws gather."""

    def __init__(self, criteria: Criteria, submission: Submission, speaker: Speaker) -> None:
        self.criteria = criteria
        self.ready: Ready = criteria.with_figures(frozenset())
        self.submission = submission
        self.speaker = speaker
        self.reader = self.ready.reader()
        self.checked = Checked()
        self.flaws: list[Flaw] = []

    def facts(self, kind: Kind, part: str, given: dict[str, Any]) -> None:
        """Facts, or last year's."""
        known = {name: value for name, value in given.items() if self._is_fact(part, name)}
        if not known:
            return
        unit, found = self._read(part, known)
        if found:  # which of them it is shows where each is read by itself
            known = {name: value for name, value in known.items() if self._fits(part, name, value)}
            unit, _ = self._read(part, known)
        self.checked.entries += [self._entry(kind, name, canonical(value)) for name, value in known.items()]
        if kind == "fact":
            self._possible(unit)

    def _is_fact(self, part: str, name: str) -> bool:
        fact = self.reader.facts.get(name)
        pointer = f"/{part}/{_escaped(name)}"
        if fact is None:
            self.flaws.append(_unknown(pointer, name, self.reader.facts))
            return False
        if name in self.criteria.keyed or (part == "previous" and fact.type is ValueType.TABLE):
            words = Bilingual(
                f"«{name}» là bảng có khóa: gửi từng hàng bằng dossiers.upserted",
                f"«{name}» is a table with a key: post its rows with dossiers.upserted",
            )
            self.flaws.append(Flaw(pointer, "keyed_table", words))
            return False
        return True

    def _fits(self, part: str, name: str, value: Any) -> bool:
        found = self._read(part, {name: value})[1]
        self.flaws += [_flaw(f"/{part}/{_escaped(name)}", one) for one in found]
        return not found

    def _read(self, part: str, values: dict[str, Any]) -> tuple[UnitFacts, list[Diagnostic]]:
        seen = len(self.reader.diagnostics)
        code = self.submission.unit
        unit = self.reader.read_unit({"code": code, "name": code, "ranked": True, part: values})
        return unit, self.reader.diagnostics[seen:]

    def _possible(self, unit: UnitFacts) -> None:
        """Domains and constraints that facts break by themselves, whatever the others are."""
        slots = frozenset(slot for slot, value in enumerate(unit.values) if value is not MISSING)
        for violation in self.ready.checker.violations(unit, "sổ", slots):
            name = violation.finding.arguments.get("fact")
            pointer = f"/facts/{_escaped(name.split('.')[0])}" if isinstance(name, str) else "/facts"
            self.flaws.append(_flaw(pointer, violation.finding))

    # ---- Rows

    def table(self) -> None:
        """Rows of a keyed table, or their keys where they are withdrawn."""
        submission = self.submission
        if submission.table is None:
            return
        fact = self.reader.facts.get(submission.table)
        if fact is None or submission.table not in self.criteria.keyed:
            self.flaws.append(_unknown("/table", submission.table, self.criteria.keyed))
            return
        for index, raw in enumerate(submission.rows or ()):
            self._row(fact, index, raw)
        for index, raw in enumerate(submission.withdrawn or ()):
            self._withdrawn(fact, index, raw)
        self._twice()
        if submission.rows is not None and not submission.rows:
            self.checked.entries.append(self._entry("table", submission.table, "true"))

    def _row(self, fact: Fact, index: int, raw: Any) -> None:
        pointer = f"/rows/{index}"
        if not isinstance(raw, dict):
            words = Bilingual("mỗi hàng là một đối tượng {…}", "each row is an object {…}")
            self.flaws.append(Flaw(pointer, "type", words))
            return
        declared = {column.name for column in fact.fields}
        for name in raw.keys() - declared:
            path = f"{fact.name}.{name}"
            if path not in self.checked.ignored:
                self.checked.ignored.append(path)
        cells = {name: value for name, value in raw.items() if name in declared}
        seen = len(self.reader.diagnostics)
        row = self.reader.read_row(cells, fact.name, self.submission.unit)
        found = self.reader.diagnostics[seen:]
        if not found and row is not None and any(column.domain is not None for column in fact.fields):
            unit = self.reader.read_unit({"code": self.submission.unit, "name": "", "ranked": True})
            unit.values[self.criteria.program.layout.tables[fact.name]] = (row,)
            found = self.ready.checker.cells(fact.name, unit, "sổ")
        self.flaws += [_flaw(pointer, one) for one in found]
        key = self._key(fact, cells, pointer)
        if key is not None and not found:
            self.checked.rows.append(self._row_entry(fact, key, canonical(cells)))

    def _withdrawn(self, fact: Fact, index: int, raw: Any) -> None:
        pointer = f"/keys/{index}"
        cells = raw if isinstance(raw, dict) else {fact.table_key[0]: raw}
        key = self._key(fact, cells, pointer)
        if key is not None:
            self.checked.rows.append(self._row_entry(fact, key, WITHDRAWN))

    def _key(self, fact: Fact, cells: dict[str, Any], pointer: str) -> str | None:
        """The key of a row: its key cells as they were read, so that two spellings of a value are one key."""
        missing = [name for name in fact.table_key if cells.get(name) is None]
        if missing:
            words = Bilingual(f"thiếu khóa {', '.join(missing)}", f"the key {', '.join(missing)} is missing")
            self.flaws.append(Flaw(pointer, "key", words))
            return None
        seen = len(self.reader.diagnostics)
        row = self.reader.read_row({name: cells[name] for name in fact.table_key}, fact.name, "")
        found = self.reader.diagnostics[seen:]
        if found or row is None:
            if not any(flaw.pointer.startswith(pointer) for flaw in self.flaws):
                self.flaws += [_flaw(pointer, one) for one in found]
            return None
        columns = self.criteria.program.layout.columns[fact.name]
        return canonical([str(row[columns[name]]) for name in fact.table_key])

    def _twice(self) -> None:
        seen: set[str] = set()
        for row in self.checked.rows:
            if row.key in seen:
                words = Bilingual(f"khóa {row.key} có hai lần", f"the key {row.key} stands twice")
                self.flaws.append(Flaw("/rows" if self.submission.rows else "/keys", "key_twice", words))
            seen.add(row.key)

    # ---- Evidence

    def evidence(self) -> None:
        """Documents for leaves."""
        for index, raw in enumerate(self.submission.evidence):
            pointer = f"/documents/{index}"
            leaf = self.reader.leaves.get(str(raw.get("leaf")))
            if leaf is None:
                self.flaws.append(_unknown(f"{pointer}/leaf", str(raw.get("leaf")), self.reader.leaves))
                continue
            documents = [rule.document for rule in leaf.rules if isinstance(rule, Evidence)]
            wanted = raw.get("for") or (documents[0] if documents else None)
            if wanted not in documents:
                self.flaws.append(_unknown(f"{pointer}/for", str(wanted), documents))
                continue
            name = str(raw.get("name", ""))
            value = {"leaf": leaf.key, "for": wanted, "name": name, "sha256": raw.get("sha256")}
            if about := self._about(f"{pointer}/about", raw.get("about") or {}):
                value["about"] = about
            subject = canonical([leaf.key, wanted, name])
            gone = raw.get("withdrawn") is True
            self.checked.entries.append(
                self._entry("evidence", subject, WITHDRAWN if gone else canonical(value))
            )

    def _about(self, pointer: str, given: dict[str, str]) -> dict[str, str]:
        """What is said of a document; what says nothing is left out."""
        found: dict[str, str] = {}
        for name, most in ABOUT.items():
            words = unicodedata.normalize("NFC", given.get(name, "")).strip()
            if len(words) > most:
                too_long = Bilingual(f"dài quá {most} ký tự", f"longer than {most} characters")
                self.flaws.append(Flaw(f"{pointer}/{name}", "length", too_long))
            elif words:
                found[name] = words
        return found

    # ---- Entries

    def _entry(self, kind: Kind, name: str, value: str) -> Entry:
        accepted = True if self.speaker.trusted else None
        return Entry(kind, name, value, self.submission.order, self.speaker.code, accepted=accepted)

    def _row_entry(self, fact: Fact, key: str, cells: str) -> RowEntry:
        accepted = True if self.speaker.trusted else None
        return RowEntry(fact.name, key, cells, self.submission.order, self.speaker.code, accepted)


def _flaw(pointer: str, finding: Diagnostic) -> Flaw:
    return Flaw(pointer, finding.code, Bilingual(finding.message("vi"), finding.message("en")))


def _unknown(pointer: str, name: str, known: Any) -> Flaw:
    near = ", ".join(f"«{one}»" for one in similar(name, known))
    perhaps = Bilingual(f"; có phải {near}?", f"; did you mean {near}?") if near else Bilingual("", "")
    words = Bilingual(
        f"bộ tiêu chí không có «{name[:100]}»{perhaps.vi}", f"the set has no «{name[:100]}»{perhaps.en}"
    )
    return Flaw(pointer, "unknown", words)


def _escaped(name: str) -> str:
    """A name inside a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
