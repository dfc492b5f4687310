"""Statements → the set: which line belongs to which leaf, criterion and area.

The numbering is the hierarchy. A heading that could not be read still opens its place, so that the lines below it
are understood; ``broken`` and ``incomplete`` keep checks on the whole from telling what is not so.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from spec import syntax
from spec.keywords import word
from spec.model.criteria import Area, Criterion, Definition, Leaf
from spec.model.rules import Rule
from spec.parser import Statement
from spec.resolve import expression, numbers, rules
from spec.resolve.scope import Context, Defined, Scope
from spec.source import Span
from spec.tokens import Token

#: How many numbers its own may consist of; a leaf may stand right under its area.
_LEVELS = {"AREA": (1,), "CRITERION": (2,), "LEAF": (2, 3)}
#: What continues a number that is malformed.
_IN_NUMBERS = {"DOT", "COMMA", "NUMBER", "OUTLINE_NUMBER", "LPAR", "MINUS", "DIVIDE"}
_EXAMPLES = {"AREA": "3", "CRITERION": "3.4", "LEAF": "3.4.2"}


@dataclass(slots=True)
class Draft:
    """An area, criterion or leaf while its lines are gathered."""

    head: str
    number: str
    name: str
    maximum: Decimal
    line: int
    span: Span
    broken: bool = False
    #: Something that belongs to it could not be read, so what it adds up to is unknown.
    incomplete: bool = False
    #: Stands for a heading that is missing.
    missing: bool = False
    appraised_by: str = ""
    responsible: str = ""
    key: str = ""
    children: list["Draft"] = field(default_factory=list)
    #: Statements of a leaf, in order.
    statements: list[Statement] = field(default_factory=list)
    #: The line of each attribute that it has.
    attributes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Outline:
    """The drafts of all areas, and the numbers and keys in use."""

    areas: list[Draft] = field(default_factory=list)
    by_number: dict[str, Draft] = field(default_factory=dict)
    keys: dict[str, Draft] = field(default_factory=dict)
    current: Draft | None = None
    #: Whether a line since the last heading could not be read: it may have been one.
    unread: bool = False
    #: Drafts of headings whose number could not be read.
    strays: list[Draft] = field(default_factory=list)
    #: Statements about the whole set after the current heading, with the number that they seem to belong to.
    inside: list[tuple[Statement, str]] = field(default_factory=list)


def heading(statement: Statement, outline: Outline, context: Context) -> None:
    """Open the place of a heading, as far as it can be read."""
    draft, previous = _draft(statement, context), outline.current
    outline.current, outline.unread = draft, False
    if not _number_fits(draft, context):
        _stray(draft, previous, outline)
        return
    earlier = outline.by_number.get(draft.number)
    if earlier is not None and earlier.missing:
        draft.children = earlier.children
        outline.by_number[draft.number] = draft
        _siblings(draft, outline).remove(earlier)
    elif earlier is not None:
        context.report(draft.span, "N005", number=draft.number, line=earlier.line)
        draft.broken = True
        if earlier.head != draft.head:
            _stray(draft, previous, outline)
            return
    else:
        outline.by_number[draft.number] = draft
    _attach(draft, outline, context)


def unreadable(statement: Statement, outline: Outline) -> None:
    """A line that begins with no keyword: it may be a heading, or a rule of the leaf."""
    current, tokens = outline.current, statement.line.tokens
    outline.unread = True
    if current is not None:
        current.broken = True
    if _find(tokens[:3], "NUMBER", "OUTLINE_NUMBER") is not None:
        outline.current = Draft("LEAF", "", "", Decimal(0), statement.line.line, statement.span)
        _stray(outline.current, current, outline)


def _stray(draft: Draft, previous: Draft | None, outline: Outline) -> None:
    """Nobody knows where a draft belongs: what stands around it may lack a part."""
    draft.broken = draft.incomplete = True
    outline.strays.append(draft)
    number = previous.number if previous is not None else ""
    while number:
        if number in outline.by_number:
            outline.by_number[number].incomplete = True
        number = number.rpartition(".")[0]


def _draft(statement: Statement, context: Context) -> Draft:
    head, line = statement.line.head, statement.line.line
    node = statement.node
    if isinstance(node, syntax.Heading):
        maximum = numbers.decimal(node.maximum, context)
        if maximum is not None and maximum <= 0:
            context.report(node.maximum.span, "C010")
        draft = Draft(head, str(node.number), str(node.name), maximum or Decimal(0), line, node.number.span)
        draft.broken = maximum is None or maximum <= 0
        return draft
    number = _find(statement.line.tokens[1:2], "OUTLINE_NUMBER", "NUMBER")
    if {token.type for token in statement.line.tokens[2:3]} & _IN_NUMBERS:
        number = None  # only its beginning
    name = _find(statement.line.tokens, "STRING")
    span = number.span if number is not None else statement.span
    return Draft(head, str(number or ""), str(name or ""), Decimal(0), line, span, broken=True)


def _find(tokens: list[Token], *terminals: str) -> Token | None:
    return next((token for token in tokens if token.type in terminals), None)


def _number_fits(draft: Draft, context: Context) -> bool:
    levels = draft.number.count(".") + 1
    fits = draft.number.replace(".", "").isdigit() and levels in _LEVELS[draft.head]
    if not fits and not (draft.broken and not draft.number):
        keyword = word(draft.head, context.language)
        mended = draft.number.replace(",", ".")
        suggestions = (mended,) if mended.count(".") + 1 in _LEVELS[draft.head] else ()
        example = _EXAMPLES[draft.head]
        context.report(draft.span, "N007", suggestions, number=draft.number, word=keyword, example=example)
    return fits


def _attach(draft: Draft, outline: Outline, context: Context) -> None:
    parent = outline.by_number.get(_parent_number(draft))
    if draft.head != "AREA" and parent is None:
        _open_missing(draft, outline, context)
    elif parent is not None and parent.head != _parent_head(draft):
        label = f"{word(_parent_head(draft), context.language)} {parent.number}"
        context.report(draft.span, "N006", number=draft.number, parent=label)
        parent.incomplete = True
    _siblings(draft, outline).append(draft)


def _parent_number(draft: Draft) -> str:
    return draft.number.rpartition(".")[0]


def _parent_head(draft: Draft) -> str:
    return "CRITERION" if draft.number.count(".") == 2 else "AREA"


def _siblings(draft: Draft, outline: Outline) -> list[Draft]:
    """Where a draft is kept: among the areas, or among the parts of the one above."""
    return outline.areas if draft.head == "AREA" else outline.by_number[_parent_number(draft)].children


def _open_missing(draft: Draft, outline: Outline, context: Context) -> None:
    """Tell once that the headings above are missing, and stand in for them."""
    missing: list[Draft] = []
    one = draft
    while one.head != "AREA" and _parent_number(one) not in outline.by_number:
        number = _parent_number(one)
        one = Draft(_parent_head(one), number, "", Decimal(0), draft.line, draft.span, broken=True)
        one.missing = one.incomplete = True
        missing.insert(0, one)
    for stand_in in missing:
        outline.by_number[stand_in.number] = stand_in
        _siblings(stand_in, outline).append(stand_in)
    if not outline.strays:
        labels = [f"{word(one.head, context.language)} {one.number}" for one in missing]
        context.report(draft.span, "N006", number=draft.number, parent=", ".join(labels))


def attribute(statement: Statement, outline: Outline, context: Context) -> None:
    """``mã``, ``thẩm định``, ``phụ trách``: what describes the heading above."""
    draft, node = outline.current, statement.node
    if draft is None or (isinstance(node, syntax.Key) and draft.head != "LEAF"):
        context.report(statement.span, "N008", word=context.written(statement.line.tokens[0].span))
        return
    head = statement.line.head
    if (first := draft.attributes.setdefault(head, statement.line.line)) != statement.line.line:
        context.report(statement.span, "N002", word=word(head, context.language), line=first)
    elif isinstance(node, syntax.Key):
        _set_key(draft, node, outline, context)
    elif isinstance(node, syntax.AppraisedBy):
        draft.appraised_by = str(node.text)
    elif isinstance(node, syntax.Responsible):
        draft.responsible = str(node.text)


def _set_key(draft: Draft, node: syntax.Key, outline: Outline, context: Context) -> None:
    key = str(node.key)
    other = outline.keys.get(key)
    if other is not None:
        context.report(node.key.span, "N010", key=key, other=other.number, line=other.line)
    else:
        draft.key = key
        outline.keys[key] = draft


# ---- Drafts → model


def build(outline: Outline, context: Context) -> tuple[Area, ...]:
    """The areas of the model."""
    for draft in outline.strays:
        _leaf(draft, context)  # its lines have mistakes of their own
    return tuple(
        Area(criteria=tuple(_criterion(child, context) for child in draft.children), **_common(draft))
        for draft in outline.areas
    )


def _criterion(draft: Draft, context: Context) -> Criterion:
    if draft.head == "LEAF":  # a leaf right under its area gets a criterion of its own
        return Criterion(leaves=(_leaf(draft, context),), implicit=True, **_common(draft))
    return Criterion(leaves=tuple(_leaf(child, context) for child in draft.children), **_common(draft))


def _common(draft: Draft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "name": draft.name,
        "maximum": draft.maximum,
        "appraised_by": draft.appraised_by,
        "responsible": draft.responsible,
        "line": draft.line,
    }


def _leaf(draft: Draft, context: Context) -> Leaf:
    definitions: dict[str, Defined] = {}
    later = {name for s in draft.statements if (name := _defined_name(s)) is not None}
    broken: set[str] = set()
    made: list[Definition] = []
    found: list[Rule] = []
    for statement in draft.statements:
        node, line = statement.node, statement.line.line
        if "error" in context.full:
            break  # nothing more would be told
        scope = Scope(context, definitions, later, broken, maximum=draft.maximum)
        part: Definition | Rule | None = None
        if isinstance(node, syntax.Definition):
            part = define(node, scope, line, definitions, "leaf")
        elif node is not None:
            part = rules.rule(node, scope, line)
        if isinstance(part, Definition):
            made.append(part)
        elif part is not None:
            found.append(part)
        else:
            draft.broken = True
        name = _defined_name(statement)
        if name is not None:
            later.discard(name)
            if name not in definitions:
                broken.add(name)
    return Leaf(key=draft.key or draft.number, definitions=tuple(made), rules=tuple(found), **_common(draft))


def _defined_name(statement: Statement) -> str | None:
    """The name that a «đặt» line gives, as far as it can be read."""
    tokens = statement.line.tokens
    if tokens[0].type == "LET" and len(tokens) > 1 and tokens[1].type == "NAME":
        return str(tokens[1])
    return None


def define(
    node: syntax.Definition, scope: Scope, line: int, definitions: dict[str, Defined], of: str
) -> Definition | None:
    """``đặt NAME = …``: usable from here on."""
    name, context = str(node.name), scope.context
    earlier = scope.definition(name)
    fact = context.facts.get(name)
    if earlier is not None or fact is not None:
        declared = earlier.line if earlier is not None else fact.line if fact is not None else 0
        context.report(node.name.span, "N004", name=name, line=declared)
        return None
    typed = expression.resolve(node.value, scope)
    if typed is None:
        if of == "set":
            context.broken_facts.add(name)
        return None
    definitions[name] = Defined(typed, line, of)
    return Definition(name=name, value=typed.expression, line=line, written=context.written(node.span))
