"""What names mean at a place: facts, definitions, the rows of the tables around it; and where findings go."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal

from spec import types
from spec.diagnostics import MESSAGES, Diagnostic, Severity, add, at, similar
from spec.keywords import Language
from spec.model.criteria import Fact
from spec.model.expressions import NUMERIC, Expression, ValueType
from spec.source import Source, Span
from spec.types import Types

#: How many misspelt names get suggestions.
_MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """A resolved expression with the types it may have.

    ``unit`` is the unit of measure, empty where there is none; ``fact`` the declaration behind a plain fact, column
    or field (its codes are those that it can be compared with); ``depth`` how deeply it nests, through definitions.
    """

    expression: Expression
    types: Types
    unit: str = ""
    fact: Fact | None = None
    literal: bool = False
    depth: int = 1

    @property
    def nullable(self) -> bool:
        """Whether the value can be trống."""
        return self.expression.nullable


@dataclass(slots=True)
class Defined:
    """A definition that may be used from its line on."""

    value: Typed
    line: int
    scope: str


@dataclass(slots=True)
class Context:
    """What the whole file shares while it is resolved."""

    source: Source
    year: int
    language: Language = "vi"
    facts: dict[str, Fact] = field(default_factory=dict)
    #: Facts whose declaration is broken: their names are known, their types are not.
    broken_facts: set[str] = field(default_factory=set)
    definitions: dict[str, Defined] = field(default_factory=dict)
    #: Leaf numbers with their lines.
    leaves: dict[str, int] = field(default_factory=dict)
    #: Numbers of areas and criteria.
    headings: set[str] = field(default_factory=set)
    #: Whether the number of every heading could be read.
    numbers_are_known: bool = True
    diagnostics: list[Diagnostic] = field(default_factory=list)
    #: Names that a finding suggests: a misspelt fact is not an unused one.
    suggested: set[str] = field(default_factory=set)
    #: Names that nobody declared and nothing resembles: told where they are first used.
    undeclared: set[str] = field(default_factory=set)
    #: Definitions of the set that stand further down.
    later: set[str] = field(default_factory=set)
    compared: int = 0
    #: The severities of which as many have been told as are told.
    full: set[Severity] = field(default_factory=set)

    def report(
        self, span: Span, code: str, suggestions: tuple[str, ...] = (), /, **arguments: object
    ) -> None:
        """Note a finding about a part of the file."""
        if MESSAGES[code].severity not in self.full:
            self.add(at(self.source, span, code, suggestions, **arguments))

    def add(self, finding: Diagnostic) -> None:
        """Note a finding, as long as there are not too many."""
        self.suggested.update(finding.suggestions)
        if finding.severity not in self.full and not add(self.diagnostics, finding):
            self.full.add(finding.severity)

    def similar(self, name: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """What a name may have been meant to be; none any more where very many are wrong: it takes long."""
        self.compared += 1
        return similar(name, candidates) if self.compared <= _MOST_COMPARED else ()

    def written(self, span: Span) -> str:
        """The text of a part of the file, on one line."""
        return " ".join(self.source.text[span.start : span.end].split())


@dataclass(frozen=True, slots=True)
class Scope:
    """The names at one place.

    ``rows`` are the tables whose rows surround the place, innermost last; ``maximum`` is the leaf's, None outside
    a leaf; the flags say which special values the place allows.
    """

    context: Context
    definitions: dict[str, Defined] = field(default_factory=dict)
    #: Definitions of the leaf that stand further down, and those that are wrong (and have been reported).
    later: AbstractSet[str] = frozenset()
    broken: AbstractSet[str] = frozenset()
    rows: tuple[Fact, ...] = ()
    maximum: Decimal | None = None
    in_reason: bool = False
    in_band: bool = False
    #: Domains and checks judge the facts of one unit before any other is known.
    one_unit: bool = False
    depth: int = 0

    def inside(self, table: Fact) -> "Scope":
        """The scope of a condition on the rows of a table."""
        return replace(self, rows=(*self.rows, table))

    def deeper(self) -> "Scope":
        """The scope one level further down an expression."""
        return replace(self, depth=self.depth + 1)

    def definition(self, name: str) -> Defined | None:
        """A definition of the leaf or of the set."""
        return self.definitions.get(name) or self.context.definitions.get(name)

    def known_names(self) -> list[str]:
        """Every name that is valid here, for suggestions."""
        columns = [column.name for table in self.rows[-1:] for column in table.fields]
        return [*columns, *self.definitions, *self.context.definitions, *self.context.facts]

    def knows(self, name: str) -> bool:
        """Whether a name is valid here."""
        context = self.context
        known = (self.definitions, self.broken, context.definitions, context.facts, context.broken_facts)
        return self.column(name) is not None or any(name in names for names in known)

    def column(self, name: str) -> Fact | None:
        """A column of the innermost row."""
        return column_of(self.rows[-1], name) if self.rows else None


def column_of(fact: Fact, name: str) -> Fact | None:
    """A field of a record or a column of a table."""
    return next((field for field in fact.fields if field.name == name), None)


def types_of(fact: Fact) -> Types:
    """The types of a fact's value."""
    return frozenset({fact.type})


def settle(typed: Typed, wanted: Types | None = None) -> Expression:
    """The expression with its type settled, on one of ``wanted`` where that is possible."""
    candidates = typed.types & wanted if wanted and typed.types & wanted else typed.types
    settled = types.principal(candidates)
    if settled == typed.expression.type or settled not in NUMERIC:
        return typed.expression
    return typed.expression.model_copy(update={"type": settled})


def is_boolean(typed: Typed) -> bool:
    """Whether a value is a condition."""
    return ValueType.BOOLEAN in typed.types
