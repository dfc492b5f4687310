"""What is declared in a text, as far as it can be read: facts with their columns and codes, definitions, headings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from admin.editor.reading import Reading
from spec import syntax
from spec.parser import Statement
from spec.source import Source, Span
from spec.tokens import Token

Kind = Literal["fact", "column", "code", "definition", "area", "criterion", "leaf"]

_HEADINGS: dict[str, Kind] = {"AREA": "area", "CRITERION": "criterion", "LEAF": "leaf"}


@dataclass(frozen=True, slots=True)
class Symbol:
    """One name, or one number of the outline.

    ``type`` and ``details`` are as they are written; ``label`` is the meaning that the author gave; ``parts`` are the
    columns of a table, the parts of a record or the codes of a choice; ``leaf`` is where a definition counts (empty:
    in the whole set), ``end`` the end of its line.
    """

    name: str
    kind: Kind
    span: Span
    line: int
    label: str = ""
    type: str = ""
    terminal: str = ""
    details: tuple[str, ...] = ()
    unit: str = ""
    source: str = ""
    parts: tuple["Symbol", ...] = ()
    leaf: str = ""
    end: int = 0
    #: Whether its domain leaves 0 out.
    positive: bool = False

    def part(self, name: str) -> "Symbol | None":
        """One of its parts."""
        return next((one for one in self.parts if one.name == name), None)

    @property
    def is_table(self) -> bool:
        """Whether it has rows."""
        return self.terminal == "TABLE"


@dataclass(slots=True)
class Symbols:
    """Everything that is declared; of two with one name the first counts."""

    facts: dict[str, Symbol] = field(default_factory=dict)
    definitions: list[Symbol] = field(default_factory=list)
    headings: dict[str, Symbol] = field(default_factory=dict)

    def definitions_at(self, leaf: str, offset: int) -> dict[str, Symbol]:
        """The definitions that may be used in a leaf at a place."""
        found = [one for one in self.definitions if one.end <= offset and one.leaf in ("", leaf)]
        return {one.name: one for one in found}

    @property
    def leaves(self) -> list[Symbol]:
        """The leaves in the order of the text."""
        return [one for one in self.headings.values() if one.kind == "leaf"]


def symbols_of(reading: Reading) -> Symbols:
    """What a text declares."""
    found = Symbols()
    if reading.source is None:
        return found
    leaf = ""
    for statement in reading.statements:
        head = statement.line.head
        if head in _HEADINGS:
            heading = _heading(statement)
            leaf = heading.name if heading is not None and heading.kind == "leaf" else ""
            if heading is not None:
                found.headings.setdefault(heading.name, heading)
        elif head == "TEST":
            leaf = ""
        elif head == "FACT":
            fact = _fact(statement, reading.source)
            if fact is not None:
                found.facts.setdefault(fact.name, fact)
        elif head == "LET":
            definition = _definition(statement, reading, leaf)
            found.definitions += [definition] if definition is not None else []
    return found


def _heading(statement: Statement) -> Symbol | None:
    tokens = statement.line.tokens
    number = next((one for one in tokens[1:2] if one.type in ("NUMBER", "OUTLINE_NUMBER")), None)
    if number is None:
        return None
    name = next((str(one) for one in tokens if one.type == "STRING"), "")
    return Symbol(str(number), _HEADINGS[statement.line.head], number.span, number.line, label=name)


def _definition(statement: Statement, reading: Reading, leaf: str) -> Symbol | None:
    tokens = statement.line.tokens
    if len(tokens) < 2 or tokens[1].type != "NAME":
        return None
    name = tokens[1]
    written = reading.written(statement.line)
    return Symbol(
        str(name), "definition", name.span, name.line, details=(written,), leaf=leaf, end=statement.span.end
    )


def _fact(statement: Statement, source: Source) -> Symbol | None:
    """A fact; one whose declaration cannot be read keeps its name."""
    tokens = statement.line.tokens
    if isinstance(statement.node, syntax.Fact):
        words = {token.start_pos: token for token in tokens}
        return _declared(statement.node, words, source, "fact")
    if len(tokens) < 2 or tokens[1].type != "NAME":
        return None
    return Symbol(str(tokens[1]), "fact", tokens[1].span, tokens[1].line)


def _declared(node: syntax.Fact, words: Mapping[int, Token], source: Source, kind: Kind) -> Symbol:
    """A fact or column; ``words`` are the tokens of the statement by where they stand."""
    label = unit = origin = ""
    details: list[str] = []
    positive = False
    for option in node.options:
        match option:
            case syntax.Label(text=text):
                label = str(text)
            case syntax.UnitOption(text=text):
                unit = str(text)
            case syntax.SourceOption(text=text):
                origin = str(text)
            case _:
                details.append(_flat(source, option.span))
        positive = positive or (isinstance(option, syntax.Domain) and _above_zero(option.bounds))
    word = words[node.type.span.start]
    return Symbol(
        str(node.name),
        kind,
        node.name.span,
        node.name.line,
        label=label,
        type=_flat(source, word.span),
        terminal=word.type,
        details=tuple(details),
        unit=unit,
        source=origin,
        parts=tuple(_parts(node.type, words, source)),
        positive=positive,
    )


def _above_zero(bounds: syntax.Bounds) -> bool:
    if not isinstance(bounds.low, syntax.Number | syntax.Percentage):
        return False
    digits = [character for character in bounds.low.text if character.isdigit()]
    return any(digit != "0" for digit in digits) or not bounds.low_inclusive


def _parts(node: syntax.Node, words: Mapping[int, Token], source: Source) -> Iterator[Symbol]:
    """What a type is made of: codes, or columns."""
    if isinstance(node, syntax.CodeType):
        for code in node.codes:
            token = code.code
            yield Symbol(str(token), "code", token.span, token.line, label=str(code.label or ""))
    elif isinstance(node, syntax.RecordType | syntax.TableType):
        yield from (_declared(one, words, source, "column") for one in node.fields)


def _flat(source: Source, span: Span) -> str:
    return " ".join(source.text[span.start : span.end].split())
