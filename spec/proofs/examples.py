"""Facts that take a way through a leaf, as the lines of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from spec.keywords import Language, word
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.rules import Council
from spec.proofs.domains import Path, Read, read_by
from spec.proofs.linear import Number
from spec.proofs.rows import Rows
from spec.proofs.search import find
from spec.proofs.space import ORDERED, Assignment, Key, Space
from spec.proofs.system import System
from spec.proofs.tables import Kind, Tables

Row = dict[str, Any]


@dataclass(slots=True)
class Example:
    """Facts by name, in the form of a facts file; tables as lists of rows.

    Last year's values are apart, and so are the points that a council enters, by leaf.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    previous: dict[Path, Any] = field(default_factory=dict)
    council: dict[str, Number] = field(default_factory=dict)

    def lines(self, space: Space, language: Language = "vi") -> tuple[str, ...]:
        """The lines «cho …»."""
        given = word("GIVEN", language)
        lines = []
        for name, value in self.facts.items():
            fact = space.facts[name]
            if fact.type is ValueType.TABLE:
                lines += [f"{given} {name} {_group(fact, row, language)}" for row in value] or [
                    f"{given} {name} ()"
                ]
            elif fact.type is ValueType.RECORD:
                lines.append(f"{given} {name} {_group(fact, value, language)}")
            else:
                lines.append(f"{given} {name} = {written_value(fact, value, language)}")
        for (name, part), value in self.previous.items():
            path = name if part is None else f"{name}.{part}"
            declared = space.declaration(name, part)
            lines.append(
                f"{given} {word('PREVIOUS', language)}({path}) = {written_value(declared, value, language)}"
            )
        for leaf, points in self.council.items():
            lines.append(f"{given} {word('COUNCIL', language)} {leaf} = {_decimal(points).replace('.', ',')}")
        return tuple(lines)


class Examples:
    """Examples for some leaves: all that they read."""

    def __init__(self, leaves: Sequence[Leaf], tables: Tables, space: Space) -> None:
        """``tables`` know the kinds of rows that the leaves tell apart."""
        self.space = space
        self.tables = tables
        self.read: Read = read_by(leaves, space)
        scored = [one.number for one in leaves if any(isinstance(rule, Council) for rule in one.rules)]
        #: Leaves that a council scores, each with the variable of its points.
        self.council = {number: space.variable(("council", number)) for number in scored}

    def of(self, system: System) -> Example | None:
        """Facts that satisfy a system; None where none were found."""
        found = find(self._with_rows(system), self.order(), self.space)
        return None if found is None else self.made(found)

    def _with_rows(self, system: System) -> System:
        """The system with what must be so of facts for the rows to be there that it asks for."""
        for table in self.read.tables:
            for kind in self.kinds(table):
                least = system.interval(kind.count)[0]
                if least is not None and least >= 1:
                    ways = (system.joined(self._of_facts(row)) for row in kind.rows)
                    system = next((way for way in ways if way is not None and way.possible), system)
        return system

    def _of_facts(self, row: System) -> System:
        """What a row says of facts alone."""
        columns = {
            one for one, key in enumerate(self.space.keys) if "column" in key[:2] or key[0] == "nested"
        }
        bounds = {one: found for one, found in row.bounds.items() if one not in columns}
        rows = tuple(one for one in row.rows if columns.isdisjoint(variable for variable, _ in one.terms))
        return System(row.shared, bounds, rows)

    def made(self, found: Assignment) -> Example | None:
        """Values of variables as facts; None where rows of a table that come to them cannot be made."""
        made = Example()
        for path in self.read.facts:
            value = self.value(("fact", *path), self.space.declaration(*path), found)
            name, part = path
            if part is None:
                made.facts[name] = value
            else:
                made.facts.setdefault(name, {})[part] = value
        for path in self.read.previous:
            made.previous[path] = self.value(("previous", *path), self.space.declaration(*path), found)
        for table in self.read.tables:
            rows = Rows(self, table, found).rows()
            if rows is None:
                return None
            made.facts[table] = rows
        made.council = {leaf: found[points] for leaf, points in self.council.items()}
        return made

    def order(self) -> list[int]:
        """The variables as values are sought: yes and no, numbers after those that bound them, rows of tables."""
        facts = [(("fact", *path), self.space.declaration(*path)) for path in self.read.facts]
        facts += [(("previous", *path), self.space.declaration(*path)) for path in self.read.previous]
        flags = [one for key, fact in facts for one in self.variables(key, fact) if self._is_flag(one)]
        numbers = [one for key, fact in facts for one in self.variables(key, fact) if not self._is_flag(one)]
        counts = [one.variable for table in self.read.tables for one in self.tables.asked(table)]
        kinds = [kind.count for table in self.read.tables for kind in self.kinds(table)]
        steps = [self.space.known(("council steps", leaf)) for leaf in self.council]
        council = [*(one for one in steps if one is not None), *self.council.values()]
        return flags + numbers + council + counts + kinds

    def kinds(self, table: str) -> list[Kind]:
        """The kinds of rows of a table that is more than looked up."""
        return self.tables.kinds(table) if table in self.tables.predicates else []

    def _is_flag(self, one: int) -> bool:
        return self.space.bounds.get(one) == (0, False, 1, False)

    def variables(self, key: Key, fact: Fact) -> list[int]:
        """The variables that a value hangs on: whether it is trống, its codes, its number."""
        found = [] if (empty := self.space.known(("empty", *key))) is None else [empty]
        match fact.type:
            case ValueType.SUBSET:
                found += [self.space.flag(("code", *key, one.code)) for one in fact.codes]
            case ValueType.CHOICE:
                found += [self.space.flag(("is", *key, one.code)) for one in fact.codes]
            case ValueType.BOOLEAN:
                found.append(self.space.flag(key))
            case kind if kind in ORDERED:
                found.append(self.space.value_of(key, fact))
            case _:
                found += [self.space.known(text) or 0 for text in self._texts(key)]
        return found

    def _texts(self, key: Key) -> list[Key]:
        return [one for one in self.space.keys if one[:1] == ("is",) and one[1:-1] == key]

    def value(self, key: Key, fact: Fact, found: Assignment) -> Any:
        """One value in the form of a facts file; trống where it may be and nothing asks for it."""
        if fact.nullable or key[0] == "previous":
            empty = self.space.known(("empty", *key))
            if empty is None or found.get(empty, 1) == 1:
                return None
        match fact.type:
            case ValueType.SUBSET:
                return [
                    one.code for one in fact.codes if found[self.space.flag(("code", *key, one.code))] == 1
                ]
            case ValueType.CHOICE:
                taken = [
                    one.code for one in fact.codes if found[self.space.flag(("is", *key, one.code))] == 1
                ]
                return taken[0] if taken else fact.codes[0].code  # nothing asks which
            case ValueType.BOOLEAN:
                return found[self.space.flag(key)] == 1
            case kind if kind in ORDERED:
                return in_facts(found[self.space.value_of(key, fact)], fact)
            case _:
                known = [one for one in self._texts(key) if found.get(self.space.flag(one)) == 1]
                return known[0][-1] if known else "…"


def in_facts(value: Number, fact: Fact) -> Any:
    """A number or a day in the form of a facts file."""
    if fact.type is ValueType.DATE:
        return date.fromordinal(int(value)).isoformat()
    shown = Fraction(value) * (100 if fact.type is ValueType.RATIO else 1)
    return int(shown) if shown.denominator == 1 else _decimal(shown)


def _decimal(value: Number) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


# ---- As lines


def _group(fact: Fact, values: Row, language: Language) -> str:
    parts = [
        f"{column.name}: {written_value(column, values[column.name], language)}"
        for column in fact.fields
        if column.name in values
    ]
    return "(" + "; ".join(parts) + ")"


def written_value(fact: Fact, value: Any, language: Language) -> str:
    """A value of a facts file as a scenario writes it."""
    if value is None:
        return word("EMPTY", language)
    match fact.type:
        case ValueType.BOOLEAN:
            return (
                word("YES" if value else "NO", language) if language == "en" else ("có" if value else "không")
            )
        case ValueType.SUBSET:
            return "(" + "; ".join(value) + ")"
        case ValueType.DATE:
            return date.fromisoformat(value).strftime("%d/%m/%Y")
        case ValueType.TEXT:
            return f'"{value}"'
        case ValueType.CHOICE:
            return str(value)
        case ValueType.RATIO:
            return str(value).replace(".", ",") + "%"
        case _:
            return str(value).replace(".", ",")
