"""Why points were lost or are pending, in words: the author's «vì» with its values, or the rule as written.

Told only when read. Words that are not the author's are there in Vietnamese and English.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.bounds.leaf import COUNCIL, EVIDENCE
from engine.bounds.values import ZERO_DIVISOR
from engine.compile.expressions import Compiler
from engine.compile.undecided import Undecided
from engine.layout import MISSING, Layout
from engine.ledger import CLOSING, LEAF
from engine.program import Program, columns_of, slots_of
from engine.rounding import exact
from engine.score import Scored, evaluator_for
from engine.wording import listed, percent_text, say, value_text
from spec.diagnostics import Bilingual
from spec.keywords import Language
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Adjustment, Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.traversal import rule_expressions


def reason_text(
    reason: rules.Reason, program: Program, scope: str, values: list[Any], maximum: Any = 0
) -> str:
    """A reason with its values filled in; a value that is not known is named as such."""
    compiler = Compiler(program.layout, scope, program.definitions)
    compiler.maximum = maximum
    return "".join(
        part if isinstance(part, str) else expression_text(part, compiler, program, scope, values)
        for part in reason.parts
    )


def expression_text(
    node: e.Expression, compiler: Compiler, program: Program, scope: str, values: list[Any]
) -> str:
    """The value of an expression in words."""
    if _reads_hole(node, scope, program, values):
        return "chưa khai"
    try:
        value = compiler.compile(node)(values)
    except Undecided:
        return "chưa tính được"
    fact = declaration_of(compiler.inline(node), program.layout)
    if isinstance(node, e.Listing):
        columns = program.layout.columns[node.table]
        column = program.layout.table_facts[node.table].fields[columns[node.column]]
        return listed([value_text(one, column.type, column) for one in value])
    return value_text(value, node.type, fact)


def _reads_hole(node: e.Expression, scope: str, program: Program, values: list[Any]) -> bool:
    """Whether a value that an expression reads has not been declared; cells of other columns do not matter."""
    layout, definitions = program.layout, program.definitions
    return any(values[slot] is MISSING for slot in slots_of(node, scope, layout, definitions)) or any(
        row[column] is MISSING
        for table, column in columns_of(node, scope, layout, definitions)
        for row in values[table]
    )


def declaration_of(node: e.Expression, layout: Layout) -> Fact | None:
    """The declaration of the fact that an expression plainly is."""
    if isinstance(node, e.FactValue | e.PreviousValue):
        return layout.declarations[node.name, node.field]
    return None


def loss_reason(scored: Scored, position: int, rule_index: int, language: Language = "vi") -> str:
    """Why a leaf lost points to one of its rules; ``language`` is that of the words which are not the author's."""
    leaf = scored.program.leaves[position]
    if rule_index == CLOSING:
        return _closing(scored, position, language)
    if rule_index == LEAF:
        return say(_NOTHING_MORE, language)
    rule = leaf.rules[rule_index]
    if isinstance(rule, rules.Council):
        return _council_reason(scored, leaf, rule, language)
    if rule.reason is not None:
        text = reason_text(rule.reason, scored.program, leaf.number, scored.values, exact(leaf.maximum))
    else:
        text = _default(scored, position, rule_index, language)
    return text + _below_threshold(scored, rule, leaf, language)


def adjustment_reason(scored: Scored, adjustment: Adjustment, language: Language = "vi") -> str:
    """Why a bonus or penalty counts."""
    if adjustment.reason is not None:
        return reason_text(adjustment.reason, scored.program, "", scored.values)
    return _with_facts(f"«{adjustment.written}»", scored, "", adjustment, language)


def leaving_reason(scored: Scored, position: int, language: Language = "vi") -> str:
    """Why a leaf does not apply: the decision, or the condition that holds."""
    leaf = scored.program.leaves[position]
    approval = scored.unit.approvals.get(leaf.number)
    if approval is not None:
        return f"{approval.reason} ({approval.by})"
    evaluator = evaluator_for(scored)
    evaluator.scope, evaluator.maximum = leaf.number, exact(leaf.maximum)
    for rule in leaf.rules:
        if not isinstance(rule, rules.NotApplicable) or rule.condition is None:
            continue
        if evaluator.condition(rule.condition).value is True:
            if rule.reason is not None:
                return reason_text(rule.reason, scored.program, leaf.number, scored.values, evaluator.maximum)
            return _with_facts(f"«{rule.written}»", scored, leaf.number, rule, language)
    return ""


# ---- What stays open


def need_text(name: str, layout: Layout, language: Language = "vi") -> str:
    """What would settle a pending leaf, in words: a fact with its label, a document, the council."""
    if name == ZERO_DIVISOR:
        return say(Bilingual(name, "the divisor is 0"), language)
    if name == COUNCIL:
        return say(Bilingual(name, "the council's points"), language)
    if name.startswith(EVIDENCE):
        document = name.removeprefix(EVIDENCE)
        return say(Bilingual(f"minh chứng «{document}»", f"the evidence «{document}»"), language)
    label = _label(name, layout, language)
    return f"{name} ({label})" if label else name


def needs_text(needs: Iterable[str], layout: Layout, language: Language = "vi") -> str:
    """All that would settle a pending leaf."""
    return ", ".join(need_text(name, layout, language) for name in sorted(needs))


_FUNCTION = re.compile(r"(năm trước|tốt nhất)\((.*)\)")
_OF_THE_BLOCK = Bilingual("còn đơn vị trong khối chưa khai", "other units of the block have not declared it")


def _label(name: str, layout: Layout, language: Language) -> str:
    """The label of a fact, field or table, also inside «năm trước(…)»."""
    if called := _FUNCTION.fullmatch(name):
        function, inner = called.groups()
        return say(_OF_THE_BLOCK, language) if function == "tốt nhất" else _label(inner, layout, language)
    if name in layout.table_facts:
        return layout.table_facts[name].label
    fact, _, part = name.partition(".")
    declared = layout.declarations.get((fact, part or None))
    return declared.label if declared is not None else ""


def _closing(scored: Scored, position: int, language: Language) -> str:
    needs = scored.open[position].needs
    absent = needs_text(needs - {ZERO_DIVISOR}, scored.program.layout, language)
    parts = [say(Bilingual(f"chưa có {absent}", f"not there: {absent}"), language)] if absent else []
    if ZERO_DIVISOR in needs:
        parts.append(need_text(ZERO_DIVISOR, scored.program.layout, language))
    return say(_CLOSED, language) + "; ".join(parts)


# ---- Where the author gives no reason


_CLOSED = Bilingual("khóa sổ: ", "closed: ")
_NOTHING_MORE = Bilingual("không còn cách tính nào cho thêm điểm", "no rule gives more points")

_DEFAULTS = {
    "achieved": Bilingual("không thỏa «{written}»", "not met: «{written}»"),
    "tier": Bilingual("thuộc mức «{written}»", "falls under «{written}»"),
    "proportion": Bilingual("tính theo «{written}»", "worked out by «{written}»"),
    "formula": Bilingual("tính theo «{written}»", "worked out by «{written}»"),
    "council": Bilingual("điểm do hội đồng chấm", "scored by the council"),
    "addition": Bilingual("không được cộng đủ theo «{written}»", "not all of «{written}»"),
    "deduction": Bilingual("bị trừ theo «{written}»", "taken off by «{written}»"),
    "ceiling": Bilingual("bị giới hạn theo «{written}»", "limited by «{written}»"),
    "gate": Bilingual("«{written}»", "«{written}»"),
}

#: More facts than these are left to the explanation.
_MOST_FACTS = 4


def _default(scored: Scored, position: int, rule_index: int, language: Language) -> str:
    """The rule as written, with the facts that it read."""
    leaf = scored.program.leaves[position]
    rule = leaf.rules[rule_index]
    if isinstance(rule, rules.Evidence):
        return _rejected(scored, leaf, rule, language)
    text = say(_DEFAULTS[rule.kind], language).format(written=rule.written)
    return _with_facts(text, scored, leaf.number, rule, language)


def _with_facts(text: str, scored: Scored, scope: str, rule: rules.Statement, language: Language) -> str:
    layout = scored.program.layout
    known = [
        f"{layout.name(slot)} = {slot_text(slot, scored, language)}"
        for slot in _slots(scored, scope, rule)
        if slot not in layout.tables.values()
    ]
    return f"{text} ({', '.join(known)})" if 0 < len(known) <= _MOST_FACTS else text


def _rejected(scored: Scored, leaf: Leaf, rule: rules.Evidence, language: Language) -> str:
    documents = scored.unit.evidence.of(leaf.number).documents
    names = [one.name for one in documents if one.document == rule.document and one.name]
    words = Bilingual(
        f"minh chứng «{rule.document}» không được chấp nhận", f"the evidence «{rule.document}» was rejected"
    )
    return say(words, language) + (f": {', '.join(names)}" if names else "")


def _council_reason(scored: Scored, leaf: Leaf, rule: rules.Council, language: Language) -> str:
    entry = scored.unit.council.get(leaf.number)
    if entry is None:
        return say(_DEFAULTS[rule.kind], language)
    return say(Bilingual("hội đồng chấm: ", "the council: "), language) + f"{entry.reason} ({entry.by})"


def _below_threshold(scored: Scored, rule: rules.Rule, leaf: Leaf, language: Language) -> str:
    """A proportion that gives nothing says below which threshold it is."""
    if not isinstance(rule, rules.Proportion) or rule.threshold is None:
        return ""
    compiler = Compiler(scored.program.layout, leaf.number, scored.program.definitions)
    read = (rule.ratio, rule.threshold)
    if any(_reads_hole(one, leaf.number, scored.program, scored.values) for one in read):
        return ""
    try:
        ratio = compiler.compile(rule.ratio)(scored.values)
        threshold = compiler.compile(rule.threshold)(scored.values)
    except Undecided:
        return ""
    if ratio is None or threshold is None or ratio >= threshold:
        return ""
    words = Bilingual(" – dưới ngưỡng ", " – below the threshold of ")
    return say(words, language) + percent_text(threshold)


# ---- Lines and facts


def loss_line(scored: Scored, position: int, rule_index: int) -> int:
    """The line of the set that a loss is due to."""
    leaf = scored.program.leaves[position]
    return leaf.line if rule_index < 0 else leaf.rules[rule_index].line


def facts_of(scored: Scored, position: int, rule_index: int) -> dict[str, Any]:
    """The facts that a rule reads, by name, in the form of a facts file; tables as their number of rows.

    What has not been declared is left out: null is an answer of its own.
    """
    leaf, layout = scored.program.leaves[position], scored.program.layout
    if rule_index < 0:
        return {}
    slots = _slots(scored, leaf.number, leaf.rules[rule_index])
    return {layout.name(slot): _json(slot, scored) for slot in slots if scored.values[slot] is not MISSING}


def _slots(scored: Scored, scope: str, rule: rules.Statement) -> list[int]:
    found: set[int] = set()
    for expression in rule_expressions(rule):
        found |= slots_of(expression, scope, scored.program.layout, scored.program.definitions)
    return sorted(found)


def slot_text(slot: int, scored: Scored, language: Language = "vi") -> str:
    """The value at a place in words."""
    fact = _declared(slot, scored.program.layout)
    return value_text(scored.values[slot], fact.type if fact else ValueType.NUMBER, fact, language)


def _declared(slot: int, layout: Layout) -> Fact | None:
    for path, index in (*layout.facts.items(), *layout.previous.items()):
        if index == slot:
            return layout.declarations[path]
    for name, index in layout.best.items():
        if index == slot:
            return layout.declarations[name, None]
    return None


def _json(slot: int, scored: Scored) -> Any:
    value, layout = scored.values[slot], scored.program.layout
    if value is None:
        return None
    if slot in layout.tables.values():
        return f"{len(value)} hàng"
    fact = _declared(slot, layout)
    return _plain(value, fact.type if fact else ValueType.NUMBER)


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
