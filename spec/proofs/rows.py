"""The rows of one table of an example: as many of each kind, and with the figures over them, as were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec.model.expressions import ValueType
from spec.proofs.linear import Form, Number
from spec.proofs.search import find
from spec.proofs.space import Assignment, Key
from spec.proofs.system import System
from spec.proofs.tables import Kind, Over

if TYPE_CHECKING:
    from spec.proofs.examples import Examples

Row = dict[str, Any]

#: The most rows of one table that an example shows.
_MOST = 60


class Rows:
    """Makes the rows of one table."""

    def __init__(self, examples: Examples, table: str, found: Assignment) -> None:
        """``found`` are values of variables, among them how many rows there are of each kind."""
        self.examples = examples
        self.space = examples.space
        self.table = table
        self.fact = examples.space.facts[table]
        self.found = found
        self.asked = [one for one in examples.tables.asked(table) if one.variable in found]
        self.rows_made: list[Row] = []
        self.kinds_made: list[Kind] = []

    def rows(self) -> list[Row] | None:
        """The rows; None where one of them cannot be made, there are too many, or they do not come to the figures."""
        for kind in self.examples.kinds(self.table):
            for _ in range(int(self.found[kind.count])):
                row = self._row(kind)
                if row is None or len(self.rows_made) >= _MOST:
                    return None
                self.rows_made.append(row)
                self.kinds_made.append(kind)
        return self.rows_made if self._keys_differ() and self._as_many_different() else None

    def _keys_differ(self) -> bool:
        keys = [tuple(row[column] for column in self.fact.table_key) for row in self.rows_made]
        return not self.fact.table_key or len(set(keys)) == len(keys)

    def _as_many_different(self) -> bool:
        """Whether columns have as many different values as were found."""
        for one in self.asked:
            if one.function == "count_distinct":
                values = {row[one.column] for row in self._of(one)}
                if values and len(values) != self.found[one.variable]:
                    return False
        return True

    def _of(self, one: Over) -> list[Row]:
        """The rows made so far over which a figure is taken."""
        made = zip(self.rows_made, self.kinds_made, strict=True)
        return [row for row, kind in made if kind.holds[one.place]]

    # ---- One row

    def _row(self, kind: Kind) -> Row | None:
        for system in kind.rows:
            known = self._with_figures(kind, self._with_facts(system))
            if known is not None and known.possible and self._is_alone(known):
                row = self._filled(known)
                if row is not None:
                    return row
        return None

    def _with_facts(self, system: System) -> System | None:
        """What must be so of a row, given the facts that its conditions compare it with."""
        read = {variable for row in system.rows for variable, _ in row.terms} | system.bounds.keys()
        known: System | None = system
        for one in self.found.keys() & read:
            known = known.with_zero(Form({one: 1}, -self.found[one])) if known is not None else None
        return known

    def _with_figures(self, kind: Kind, system: System | None) -> System | None:
        """The first row has the whole of a sum, all have the mean, the greatest and the smallest."""
        for one in self.asked:
            if one.function == "count_distinct" or not kind.holds[one.place] or system is None:
                continue
            value: Number = self.found[one.variable]
            if one.function == "sum" and self._of(one):
                value = 0
            column = self.space.value_of(
                self._key(one.column), self.space.declaration(self.table, one.column)
            )
            system = system.with_zero(Form({column: 1}, -value))
        return system

    def _is_alone(self, system: System) -> bool:
        """Whether other tables that the row looks things up in may be without rows."""
        return not any(
            key[0] == "nested" and key[3] == self.table and system.interval(place)[0] == 1
            for place, key in enumerate(self.space.keys)
        )

    def _key(self, column: str) -> Key:
        return ("column", self.table, column, "1")

    def _filled(self, system: System) -> Row | None:
        order = [
            one
            for column in self.fact.fields
            for one in self.examples.variables(self._key(column.name), column)
        ]
        turned = self._turned(system)
        found = find(turned, order, self.space) if turned is not None else None
        if found is None:
            return None
        row = {c.name: self.examples.value(self._key(c.name), c, found) for c in self.fact.fields}
        for column in self.fact.fields:
            if column.type is ValueType.TEXT and row[column.name] == "…":
                row[column.name] = f"H{len(self.rows_made) + 1}"
        return row

    def _turned(self, system: System) -> System | None:
        """The row in which each choice, where it is open, takes its codes in turn, so that rows differ."""
        turned: System | None = system
        for column in self.fact.fields:
            if column.type is ValueType.CHOICE and turned is not None:
                key = self._key(column.name)
                flags = [self.space.flag(("is", *key, code.code)) for code in column.codes]
                one_code = turned.with_zero(Form(dict.fromkeys(flags, 1), -1)) or turned
                tried = one_code.with_zero(Form({flags[len(self.rows_made) % len(flags)]: 1}, -1))
                turned = tried if tried is not None and tried.possible else one_code
        return turned
