"""A score in words: the rules as written, the facts they read, and every entry of the ledger."""

from collections.abc import Iterable, Iterator, Sequence

from engine.block import UnitResult
from engine.compile.expressions import Compiler
from engine.evidence import Document, LeafEvidence
from engine.layout import MISSING, Layout
from engine.output.tables import not_certain, rank_text
from engine.output.words import amount, clean, word
from engine.program import Group, slots_of
from engine.reasons import (
    expression_text,
    leaving_reason,
    loss_line,
    loss_reason,
    need_text,
    needs_text,
    slot_text,
)
from engine.rounding import exact
from engine.score import Scored
from engine.totals import Totals
from engine.wording import decimal_text, value_text
from spec.keywords import Language
from spec.model import rules
from spec.model.criteria import Fact, Leaf
from spec.model.traversal import leaf_expressions

#: More rows of a table than these are only counted.
_MOST_ROWS = 20


def explain(result: UnitResult, positions: Sequence[int], language: Language = "vi") -> str:
    """The leaves at some positions, a paragraph each; above them the unit's total."""
    paragraphs = ["\n".join(_head(result, language))]
    area: Group | None = None
    for position in positions:
        current = _area_of(result.totals, position)
        if len(positions) > 1 and current is not area:
            paragraphs.append(_area(result.totals, current, language))
            area = current
        paragraphs.append("\n".join(_leaf(result.scored, position, language)))
    return "\n".join(clean(line) for line in "\n\n".join(paragraphs).split("\n"))


def explain_leaf(scored: Scored, position: int, language: Language = "vi") -> list[str]:
    """The lines of one leaf."""
    return [clean(line) for line in _leaf(scored, position, language)]


def explain_total(result: UnitResult, language: Language = "vi") -> list[str]:
    """The figures of the unit as a whole, its areas, and each bonus and penalty."""
    lines = list(_head(result, language))[1:]
    lines += [_area(result.totals, area.group, language) for area in result.totals.areas]
    return [clean(line) for line in lines]


def _head(result: UnitResult, language: Language) -> Iterator[str]:
    totals, unit = result.totals, result.unit
    model, places = totals.program.model, totals.program.places
    yield word("head", language, name=unit.name, code=unit.code, year=model.year)
    yield word("set", language, name=model.name)
    points, maximum = amount(totals.points, places), amount(totals.maximum, places)
    parts = [word("summary", language, points=points, maximum=maximum)]
    if totals.percent is None:
        parts.append(word("no_index", language))
    else:
        percent = amount(totals.published(totals.percent), model.published_places)
        parts.append(word("index", language, percent=percent))
    if result.placed.rank is not None:
        parts.append(word("rank_is", language, rank=rank_text(result.placed.rank, result.placed.rank_of)))
    if totals.band is not None:
        parts.append(totals.band.name)
    yield "; ".join([*parts, *not_certain(totals, language)])
    for warning in unit.warnings:
        yield word("warning", language, warning=warning)


def _area_of(totals: Totals, position: int) -> Group:
    return next(group for group in totals.program.areas if group.start <= position < group.end)


def _area(totals: Totals, group: Group, language: Language) -> str:
    area = next(area for area in totals.areas if area.group is group)
    points, maximum = (amount(figure, totals.program.places) for figure in (area.points, area.maximum))
    number, name = group.item.number, group.item.name
    return word("area", language, number=number, name=name, points=points, maximum=maximum)


def _leaf(scored: Scored, position: int, language: Language) -> Iterator[str]:
    program = scored.program
    leaf, places = program.leaves[position], program.places
    points, status, _ = scored.outcomes[position]
    result = word(
        "result",
        language,
        points=amount(points, places),
        maximum=amount(program.maxima[position], places),
        status=word("is_pending" if status == "pending" else status, language),
    )
    yield f"{leaf.number} {leaf.name}"
    yield f"  {result}"
    yield from _part("rules", _rules(leaf, language), language)
    yield from _part("facts", _facts(scored, leaf, language), language)
    yield from _part("computed", _computed(scored, leaf), language)
    yield from _part("evidence", _evidence(scored, leaf, language), language)
    council = scored.unit.council.get(leaf.number)
    if council is not None:
        given = decimal_text(council.points)
        yield "  " + word("council", language, points=given, reason=council.reason, by=council.by)
    if status == "not_applicable":
        yield "  " + word("leaves_base", language, reason=leaving_reason(scored, position, language))
    else:
        yield from _part("ledger", _entries(scored, position, language), language)


def _part(title: str, lines: Iterable[str], language: Language) -> Iterator[str]:
    """A heading with its lines; nothing where there are none."""
    found = list(lines)
    if found:
        yield "  " + word(title, language)
        yield from (f"    {line}" for line in found)


def _rules(leaf: Leaf, language: Language) -> Iterator[str]:
    for one in sorted([*leaf.definitions, *leaf.rules], key=lambda line: line.line):
        yield word("line", language, line=one.line, written=one.written)


# ---- What the rules read


def _facts(scored: Scored, leaf: Leaf, language: Language) -> Iterator[str]:
    program = scored.program
    slots: dict[int, None] = {}
    for expression in leaf_expressions(leaf):
        read = slots_of(expression, leaf.number, program.layout, program.definitions)
        slots |= dict.fromkeys(sorted(read))
    tables = {slot: name for name, slot in program.layout.tables.items()}
    for slot in slots:
        if slot in tables:
            yield from _table(scored, tables[slot], language)
        else:
            yield f"{_named(slot, program.layout)} = {_with_unit(slot, scored, language)}"


def _named(slot: int, layout: Layout) -> str:
    name = layout.name(slot)
    return need_text(name, layout)


def _with_unit(slot: int, scored: Scored, language: Language) -> str:
    shown, value = slot_text(slot, scored, language), scored.values[slot]
    fact = next((one for path, one in _declarations(scored.program.layout) if path == slot), None)
    counted = isinstance(value, int) and not isinstance(value, bool)
    return f"{shown} {fact.unit}" if counted and fact is not None and fact.unit not in ("", "%") else shown


def _declarations(layout: Layout) -> Iterator[tuple[int, Fact]]:
    for path, slot in layout.facts.items():
        yield slot, layout.declarations[path]


def _table(scored: Scored, name: str, language: Language) -> Iterator[str]:
    layout = scored.program.layout
    fact, rows = layout.table_facts[name], scored.values[layout.tables[name]]
    if rows is MISSING:
        yield f"{need_text(name, layout)}: {word('not_there', language)}"
        return
    yield f"{need_text(name, layout)}: {word('rows', language, count=len(rows))}"
    for row in rows[:_MOST_ROWS]:
        cells = zip(fact.fields, row, strict=True)
        yield "  " + "; ".join(
            f"{one.name}: {value_text(cell, one.type, one, language)}" for one, cell in cells
        )
    if len(rows) > _MOST_ROWS:
        yield "  " + word("more_rows", language, count=len(rows) - _MOST_ROWS)


def _computed(scored: Scored, leaf: Leaf) -> Iterator[str]:
    """The leaf's own definitions with their values."""
    program = scored.program
    compiler = Compiler(program.layout, leaf.number, program.definitions)
    compiler.maximum = exact(leaf.maximum)
    for one in leaf.definitions:
        yield f"{one.name} = {expression_text(one.value, compiler, program, leaf.number, scored.values)}"


def _evidence(scored: Scored, leaf: Leaf, language: Language) -> Iterator[str]:
    """The documents that the rules ask for, where the unit says something on evidence."""
    given = scored.unit.evidence.of(leaf.number)
    if not given.spoken:
        return
    for rule in leaf.rules:
        if isinstance(rule, rules.Evidence):
            yield f"«{rule.document}»: {_documents(rule, given, language)}"


def _documents(rule: rules.Evidence, given: LeafEvidence, language: Language) -> str:
    found = [one for one in given.documents if one.document == rule.document]
    return ", ".join(_document(one, language) for one in found) or word("missing", language)


def _document(one: Document, language: Language) -> str:
    state = {True: "accepted", False: "rejected", None: "not_judged"}[one.accepted]
    return f"{one.name or '…'} ({word(state, language)})"


# ---- The ledger


def _entries(scored: Scored, position: int, language: Language) -> Iterator[str]:
    places = scored.program.places
    points, _, losses = scored.outcomes[position]
    yield word("earned", language, points=amount(points, places))
    for lost, rule in losses:
        line, reason = loss_line(scored, position, rule), loss_reason(scored, position, rule, language)
        yield word("lost", language, points=amount(lost, places), line=line, reason=reason)
    bounds = None if scored.closed else scored.open.get(position)
    if bounds is None:
        return
    low, high = amount(bounds.low, places), amount(bounds.high, places)
    needs = needs_text(bounds.needs, scored.program.layout, language)
    pending = amount(bounds.high - bounds.low, places)
    yield word("open", language, points=pending, low=low, high=high, needs=needs)
    if bounds.may_leave:
        yield word("may_leave", language)
