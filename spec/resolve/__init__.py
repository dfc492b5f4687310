"""Syntax tree → model: the third pass. Names, types, the outline; what cannot be resolved is reported and left out.

``outline`` says what belongs where, ``rules`` has one function per rule of a leaf, ``settings`` one per statement
about the set, ``facts`` and ``scenarios`` theirs; ``expression`` is the way into ``values``, ``operators`` and
``functions``.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from spec import syntax
from spec.diagnostics import Diagnostic, has_errors
from spec.forms import FORMS
from spec.keywords import BY_TERMINAL, phrases_by_first_word, word
from spec.model.criteria import CriteriaSet, Definition, FactCheck
from spec.parser import Statement
from spec.resolve import facts, functions, operators, outline, rules, scenarios, settings, values
from spec.resolve.outline import Draft, Outline
from spec.resolve.scope import Context, Scope
from spec.source import Source, Span

# The modules below register what they resolve when they are imported.
_REGISTERED = (functions, operators, values)


@dataclass(slots=True)
class Resolved:
    """The model, and the drafts whose parts could not be read: checks leave those alone."""

    model: CriteriaSet | None
    diagnostics: list[Diagnostic]
    drafts: dict[str, Draft] = field(default_factory=dict)
    #: Where something could not be read: every name in the file, as far as it may be a use of what is declared.
    written_names: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Parts:
    """The statements of a file, sorted by what they are about."""

    headers: list[Statement] = field(default_factory=list)
    years: list[Statement] = field(default_factory=list)
    settings: list[Statement] = field(default_factory=list)
    facts: list[Statement] = field(default_factory=list)
    checks: list[Statement] = field(default_factory=list)
    definitions: list[Statement] = field(default_factory=list)
    scenarios: list[list[Statement]] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)


def resolve(source: Source, statements: list[Statement], found: list[Diagnostic]) -> Resolved:
    """The criteria set that the statements describe; None where there is too little of it.

    ``found`` is what the parser found: the names that it suggests are names that somebody uses.
    """
    context = Context(source, year=2000, language=_language(statements))
    context.suggested.update(suggestion for finding in found for suggestion in finding.suggestions)
    if not statements:
        context.report(Span(0, 0), "N024", form=getattr(FORMS["SET"], context.language))
        return Resolved(None, context.diagnostics)
    parts = _sort(statements, context)
    name = _header(parts, context)
    nodes = _facts(parts, context)
    definitions = _set_definitions(parts, context)
    _domains(nodes, context)
    checks = [check for check in (_check(s, context) for s in parts.checks) if check is not None]
    fields = _settings(parts, context)
    areas = outline.build(parts.outline, context)
    tests = tuple(scenarios.scenario(block, context) for block in parts.scenarios)
    fields.update(settings.total_limit(fields, sum((area.maximum for area in areas), Decimal(0))))
    model = None
    if areas:
        model = CriteriaSet(
            name=name,
            year=context.year,
            facts=tuple(context.facts.values()),
            checks=tuple(checks),
            definitions=definitions,
            areas=areas,
            scenarios=tests,
            **fields,
        )
    elif not parts.outline.strays:
        context.report(parts.headers[0].span if parts.headers else Span(0, 0), "N022")
    names = _written_names(statements, context)
    return Resolved(model, context.diagnostics, parts.outline.by_number, names)


def _written_names(statements: list[Statement], context: Context) -> frozenset[str]:
    """The names in lines and reasons other than those that declare them, if anything is wrong at all."""
    if has_errors(context.diagnostics) or any(statement.node is None for statement in statements):
        names = set(context.suggested)
        for statement in statements:
            declares = statement.line.head in ("FACT", "LET")
            for token in statement.line.tokens[2 if declares else 0 :]:
                if token.type == "NAME":
                    names.add(str(token))
                elif token.type == "STRING" and "{" in token:
                    names.update(re.findall(r"\w+", token))
        return frozenset(names)
    return frozenset()


def _language(statements: list[Statement]) -> Any:
    """The keyword table of the file, by its first keyword."""
    for statement in statements:
        token = statement.line.tokens[0]
        first = token.lower().split()[:1]
        for phrase in phrases_by_first_word().get("".join(first), ()):
            if phrase.terminal == token.type:
                return phrase.language
    return "vi"


def _sort(statements: list[Statement], context: Context) -> _Parts:
    parts = _Parts()
    test: list[Statement] | None = None
    told = False  # that lines stand outside a test, or that the line before them cannot be read
    for statement in statements:
        head = statement.line.head
        if head in ("TEST", "GIVEN", "THEN"):
            test = _sort_scenario(statement, head, test, parts)
            if test is None and not told:
                context.report(statement.span, "N016", word=context.written(statement.line.tokens[0].span))
            told = test is None
            continue
        is_head = head in BY_TERMINAL and BY_TERMINAL[head].head
        if test is not None and not is_head:
            continue
        test, told = None, not is_head
        _about_the_set(statement, head, parts.outline, context)
        if head in ("AREA", "CRITERION", "LEAF"):
            outline.heading(statement, parts.outline, context)
        else:
            _sort_line(statement, head, parts, context)
    context.numbers_are_known = not parts.outline.strays
    drafts = parts.outline.by_number.values()
    context.leaves = {draft.number: draft.line for draft in drafts if draft.head == "LEAF"}
    context.headings = {draft.number for draft in drafts if draft.head != "LEAF"}
    return parts


def _sort_scenario(
    statement: Statement, head: str, test: list[Statement] | None, parts: _Parts
) -> list[Statement] | None:
    if head == "TEST":
        test = [statement]
        parts.scenarios.append(test)
    elif test is not None:
        test.append(statement)
    return test


def _sort_line(statement: Statement, head: str, parts: _Parts, context: Context) -> None:
    node, current = statement.node, parts.outline.current
    by_head = {"SET": parts.headers, "YEAR": parts.years, "FACT": parts.facts}
    if head in by_head:
        by_head[head].append(statement)
    elif head in ("CONSTRAINT", "WARNING"):
        parts.checks.append(statement)
    elif head in ("KEY", "APPRAISED_BY", "RESPONSIBLE"):
        if node is not None:
            outline.attribute(statement, parts.outline, context)
    elif head == "LET" and current is None:
        parts.definitions.append(statement)
    elif head in rules.HEADS or head == "LET" or (node is not None and rules.is_rule(node)):
        _sort_rule(statement, parts.outline, context)
    elif head not in BY_TERMINAL or not BY_TERMINAL[head].head:
        context.broken_facts |= _declared_names(statement, stop="COLON")
        outline.unreadable(statement, parts.outline)
    elif node is not None:
        parts.settings.append(statement)


def _about_the_set(statement: Statement, head: str, outline: Outline, context: Context) -> None:
    """Warn of a setting between the lines of the outline: it may have been meant for the leaf alone."""
    if head in _INSIDE_HEADS:
        for setting, number in outline.inside:
            written = context.written(setting.line.tokens[0].span)
            context.report(setting.span, "N023", word=written, number=number)
        outline.inside.clear()
    elif outline.current is not None and outline.current.number and settings.is_setting(statement.node):
        outline.inside.append((statement, outline.current.number))


def _sort_rule(statement: Statement, outline: Outline, context: Context) -> None:
    current = outline.current
    if current is not None and current.head == "LEAF":
        current.statements.append(statement)
    elif outline.unread:
        return  # the line above may be the heading that this one belongs to
    elif current is not None and statement.line.head == "LET":
        context.report(statement.span, "N021", word=word("LET", context.language))
    else:
        context.report(statement.span, "N008", word=context.written(statement.line.tokens[0].span))


_INSIDE_HEADS = rules.HEADS | {"AREA", "CRITERION", "LEAF", "LET", "KEY", "APPRAISED_BY", "RESPONSIBLE"}


def _header(parts: _Parts, context: Context) -> str:
    """The name of the set; its year goes into the context."""
    for head, found in (("SET", parts.headers), ("YEAR", parts.years)):
        if not found:
            context.report(Span(0, 0), "N001", form=getattr(FORMS[head], context.language))
        for extra in found[1:]:
            keyword = word(head, context.language)
            context.report(extra.span, "N002", word=keyword, line=found[0].line.line)
    year_node = parts.years[0].node if parts.years else None
    if isinstance(year_node, syntax.Year) and (year := settings.year(year_node, context)) is not None:
        context.year = year
    header = parts.headers[0].node if parts.headers else None
    return str(header.name) if isinstance(header, syntax.SetHeader) else ""


def _facts(parts: _Parts, context: Context) -> dict[str, syntax.Fact]:
    """Declare every fact, without domains: their bounds may be facts and definitions further down."""
    nodes: dict[str, syntax.Fact] = {}
    for statement in parts.facts:
        node = statement.node
        if not isinstance(node, syntax.Fact):
            context.broken_facts |= _declared_names(statement)
            continue
        name = str(node.name)
        if name in nodes:
            context.report(node.name.span, "N004", name=name, line=nodes[name].name.line)
            continue
        fact = facts.declare(node, context)
        if fact is None:
            context.broken_facts.add(name)
            continue
        nodes[name] = node
        context.facts[name] = fact
    return nodes


def _declared_names(statement: Statement, stop: str = "") -> set[str]:
    """What a declaration that could not be read may declare; with ``stop`` the names before that sign, if any."""
    tokens, names = statement.line.tokens, list[str]()
    if stop:
        end = next((i for i, token in enumerate(tokens[:5]) if token.type == stop), 0)
        return {str(token) for token in tokens[:end] if token.type == "NAME"}
    for token in tokens[1:]:
        if token.type != "NAME" and names:
            break
        if token.type == "NAME":
            names.append(str(token))
    return {*names, "_".join(names)}


def _domains(nodes: dict[str, syntax.Fact], context: Context) -> None:
    for name, node in nodes.items():
        context.facts[name] = facts.with_domains(node, context.facts[name], context)


def _check(statement: Statement, context: Context) -> FactCheck | None:
    node = statement.node
    return facts.check(node, context, statement.line.line) if isinstance(node, syntax.Check) else None


def _set_definitions(parts: _Parts, context: Context) -> tuple[Definition, ...]:
    made = []
    later = [s.node.name for s in parts.definitions if isinstance(s.node, syntax.Definition)]
    context.later.update(map(str, later))
    for statement in parts.definitions:
        if not isinstance(statement.node, syntax.Definition):
            context.broken_facts |= _declared_names(statement)
            continue
        scope = Scope(context)
        definition = outline.define(statement.node, scope, statement.line.line, context.definitions, "set")
        context.later.discard(str(statement.node.name))
        if definition is not None:
            made.append(definition)
    return tuple(made)


def _settings(parts: _Parts, context: Context) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    first: dict[type, Statement] = {}
    for statement in parts.settings:
        node = statement.node
        if node is None or not settings.is_setting(node):
            continue
        kind = type(node)
        if kind in first and not settings.repeats(node):
            written = context.written(statement.line.tokens[0].span)
            context.report(statement.span, "N002", word=written, line=first[kind].line.line)
            continue
        first.setdefault(kind, statement)
        settings.merge(fields, settings.setting(node, context, statement.line.line))
    return fields
