"""Why points were lost, in words: the author's «vì» with its values, or the rule as written. Told only when read."""

from datetime import date
from typing import Any

from engine.compile.expressions import Compiler
from engine.compile.undecided import Undecided
from engine.layout import MISSING, Layout
from engine.ledger import CLOSING, LEAF
from engine.program import Program, slots_of
from engine.rounding import exact
from engine.score import Scored
from engine.wording import percent_text, value_text
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.traversal import rule_expressions


def reason_text(
    reason: rules.Reason, program: Program, scope: str, values: list[Any], maximum: Any = 0
) -> str:
    """A reason with its values filled in; a value that is not known is named as such."""
    compiler = Compiler(program.layout, scope, program.definitions)
    compiler.maximum = maximum
    return "".join(
        part if isinstance(part, str) else _value(part, compiler, program, scope, values)
        for part in reason.parts
    )


def _value(node: e.Expression, compiler: Compiler, program: Program, scope: str, values: list[Any]) -> str:
    reads = slots_of(node, scope, program.layout, program.definitions)
    if any(_is_hole(values[slot]) for slot in reads):
        return "chưa khai"
    try:
        value = compiler.compile(node)(values)
    except Undecided:
        return "chưa tính được"
    fact = declaration_of(compiler.inline(node), program.layout)
    if isinstance(node, e.Listing):
        columns = program.layout.columns[node.table]
        column = program.layout.table_facts[node.table].fields[columns[node.column]]
        return ", ".join(value_text(one, column.type, column) for one in value) or "không có"
    return value_text(value, node.type, fact)


def _is_hole(value: Any) -> bool:
    return value is MISSING or (
        isinstance(value, tuple) and any(cell is MISSING for row in value for cell in row)
    )


def declaration_of(node: e.Expression, layout: Layout) -> Fact | None:
    """The declaration of the fact that an expression plainly is."""
    if isinstance(node, e.FactValue | e.PreviousValue):
        return layout.declarations[node.name, node.field]
    return None


def loss_reason(scored: Scored, position: int, rule_index: int) -> str:
    """Why a leaf lost points to one of its rules."""
    leaf = scored.program.leaves[position]
    if rule_index == CLOSING:
        open_ = scored.open[position]
        return "khóa sổ: chưa có " + ", ".join(sorted(open_.needs))
    if rule_index == LEAF:
        return "không còn cách tính nào cho thêm điểm"
    rule = leaf.rules[rule_index]
    if isinstance(rule, rules.Council):
        return _council_reason(scored, leaf, rule)
    if rule.reason is not None:
        text = reason_text(rule.reason, scored.program, leaf.number, scored.values, exact(leaf.maximum))
    else:
        text = _default(rule)
    return text + _below_threshold(scored, position, rule, leaf)


def _council_reason(scored: Scored, leaf: Leaf, rule: rules.Council) -> str:
    entry = scored.unit.council.get(leaf.number)
    return f"hội đồng chấm: {entry.reason} ({entry.by})" if entry else _default(rule)


def _below_threshold(scored: Scored, position: int, rule: rules.Rule, leaf: Leaf) -> str:
    """A proportion that gives nothing says below which threshold it is."""
    if not isinstance(rule, rules.Proportion) or rule.threshold is None or scored.outcomes[position][0]:
        return ""
    compiler = Compiler(scored.program.layout, leaf.number, scored.program.definitions)
    if not isinstance(compiler.inline(rule.threshold), e.Number):
        return ""
    return f" – dưới ngưỡng {percent_text(compiler.compile(rule.threshold)(scored.values))}"


_DEFAULTS = {
    "achieved": "không đạt: {written}",
    "tier": "xếp vào mức: {written}",
    "proportion": "tính theo: {written}",
    "formula": "tính theo: {written}",
    "council": "điểm do hội đồng chấm",
    "addition": "chưa được cộng: {written}",
    "deduction": "bị trừ: {written}",
    "ceiling": "bị giới hạn: {written}",
    "gate": "không được tính điểm: {written}",
    "evidence": "minh chứng bị bác: {written}",
}


def _default(rule: rules.Rule) -> str:
    return _DEFAULTS[rule.kind].format(written=rule.written)


def loss_line(scored: Scored, position: int, rule_index: int) -> int:
    """The line of the set that a loss is due to."""
    leaf = scored.program.leaves[position]
    return leaf.line if rule_index < 0 else leaf.rules[rule_index].line


def facts_of(scored: Scored, position: int, rule_index: int) -> dict[str, Any]:
    """The facts that a rule reads, by name, in the form of a facts file; tables as their number of rows."""
    program, leaf = scored.program, scored.program.leaves[position]
    if rule_index < 0:
        return {}
    slots: set[int] = set()
    for expression in rule_expressions(leaf.rules[rule_index]):
        slots |= slots_of(expression, leaf.number, program.layout, program.definitions)
    return {program.layout.name(slot): _json(slot, scored) for slot in sorted(slots)}


def _json(slot: int, scored: Scored) -> Any:
    value, layout = scored.values[slot], scored.program.layout
    if value is MISSING or value is None:
        return None
    if slot in layout.tables.values():
        return f"{len(value)} hàng"
    for path, index in (*layout.facts.items(), *layout.previous.items()):
        if index == slot:
            return _plain(value, layout.declarations[path].type)
    return _plain(value, ValueType.NUMBER)


def _plain(value: Any, type_: ValueType) -> Any:
    if type_ is ValueType.DATE:
        return date.fromordinal(value).isoformat()
    if type_ is ValueType.SUBSET:
        return sorted(value)
    if type_ is ValueType.RATIO:
        value = value * 100
    if type_ in (ValueType.NUMBER, ValueType.RATIO, ValueType.POINTS):
        return value_text(value, ValueType.NUMBER).replace(",", ".")
    return value
