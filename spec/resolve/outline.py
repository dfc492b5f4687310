"""Statements → the set: which line belongs to which leaf, criterion and area.

The numbering is the hierarchy. A heading that could not be read still opens its place, so that the lines below it
are understood; ``broken`` keeps checks on the whole from telling what is not so.
"""

from collections.abc import Iterable
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
    appraised_by: str = ""
    responsible: str = ""
    key: str = ""
    children: list["Draft"] = field(default_factory=list)
    #: Statements of a leaf, in order.
    statements: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The drafts of all areas, and the numbers and keys in use."""

    areas: list[Draft] = field(default_factory=list)
    by_number: dict[str, Draft] = field(default_factory=dict)
    keys: dict[str, Draft] = field(default_factory=dict)
    current: Draft | None = None
    #: Statements outside the outline's lines: settings, facts, scenarios.
    broken: bool = False


def heading(statement: Statement, outline: Outline, context: Context) -> None:
    """Open the place of a heading, as far as it can be read."""
    draft = _draft(statement, context)
    outline.current = draft
    if not _number_fits(draft, context):
        draft.broken = outline.broken = True
        return
    earlier = outline.by_number.get(draft.number)
    if earlier is not None:
        context.report(draft.span, "N005", number=draft.number, line=earlier.line)
        draft.broken = True
    else:
        outline.by_number[draft.number] = draft
    _attach(draft, outline, context)


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
    number = _find(statement.line.tokens, "OUTLINE_NUMBER", "NUMBER")
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
        context.report(draft.span, "N007", number=draft.number, word=keyword, example=_EXAMPLES[draft.head])
    return fits


def _attach(draft: Draft, outline: Outline, context: Context) -> None:
    if draft.head == "AREA":
        outline.areas.append(draft)
        return
    parent_number = draft.number.rpartition(".")[0]
    parent = outline.by_number.get(parent_number)
    wanted = "CRITERION" if parent_number.count(".") else "AREA"
    if parent is None or parent.head != wanted:
        label = f"{word(wanted, context.language)} {parent_number}"
        context.report(draft.span, "N006", number=draft.number, parent=label)
        outline.broken = True
        return
    parent.children.append(draft)


def attribute(statement: Statement, outline: Outline, context: Context) -> None:
    """``mã``, ``thẩm định``, ``phụ trách``: what describes the heading above."""
    draft, node = outline.current, statement.node
    if draft is None or (isinstance(node, syntax.Key) and draft.head != "LEAF"):
        context.report(statement.span, "N008", word=context.written(statement.line.tokens[0].span))
        return
    if isinstance(node, syntax.Key):
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
    elif draft.key:
        context.report(node.span, "N002", word=word("KEY", context.language), line=draft.line)
    else:
        draft.key = key
        outline.keys[key] = draft


# ---- Drafts → model


def build(drafts: Iterable[Draft], context: Context) -> tuple[Area, ...]:
    """The areas of the model."""
    return tuple(
        Area(criteria=tuple(_criterion(child, context) for child in draft.children), **_common(draft))
        for draft in drafts
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
    later = {str(s.node.name) for s in draft.statements if isinstance(s.node, syntax.Definition)}
    made: list[Definition] = []
    found: list[Rule] = []
    for statement in draft.statements:
        node, line = statement.node, statement.line.line
        if node is None:
            draft.broken = True
            continue
        scope = Scope(context, definitions, frozenset(later - definitions.keys()), maximum=draft.maximum)
        if isinstance(node, syntax.Definition):
            definition = define(node, scope, line, definitions, "leaf")
            if definition is not None:
                made.append(definition)
            else:
                draft.broken = True
            continue
        rule = rules.rule(node, scope, line)
        if rule is not None:
            found.append(rule)
        else:
            draft.broken = True
    return Leaf(key=draft.key or draft.number, definitions=tuple(made), rules=tuple(found), **_common(draft))


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
        context.broken_facts.add(name)
        return None
    definitions[name] = Defined(typed, line, of)
    return Definition(name=name, value=typed.expression, line=line, written=context.written(node.span))
