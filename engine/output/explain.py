"""A score in words: the rule as written, the facts it read, and every entry of the ledger."""

from collections.abc import Iterable
from typing import Any

from engine.block import UnitResult
from engine.layout import MISSING
from engine.reasons import declaration_of, loss_line, loss_reason
from engine.rounding import text
from engine.score import Scored
from engine.wording import value_text
from spec.model import expressions as e
from spec.model.traversal import leaf_expressions
from spec.model.walk import walk

_STATUS = {
    "full": "đạt điểm tối đa",
    "partial": "đạt một phần",
    "zero": "không có điểm",
    "pending": "đang chờ",
    "not_applicable": "không áp dụng",
}


def explain(result: UnitResult, positions: Iterable[int]) -> str:
    """The leaves at some positions, one paragraph each."""
    scored = result.scored
    head = f"{result.unit.name} ({result.unit.code}), năm {scored.program.model.year}"
    return "\n\n".join([head, *(_leaf(scored, position) for position in positions)])


def _vi(amount: int, scored: Scored) -> str:
    return text(amount, scored.program.places).replace(".", ",")


def _leaf(scored: Scored, position: int) -> str:
    program = scored.program
    leaf, maximum = program.leaves[position], program.maxima[position]
    points, status, losses = scored.outcomes[position]
    lines = [
        f"{leaf.number} {leaf.name}",
        f"  Kết quả: {_vi(points, scored)}/{_vi(maximum, scored)} điểm, {_STATUS[status]}",
        "  Quy định:",
        *(
            f"    dòng {one.line}: {one.written}"
            for one in sorted([*leaf.definitions, *leaf.rules], key=lambda r: r.line)
        ),
    ]
    if facts := list(_facts(scored, position)):
        lines += ["  Số liệu:", *(f"    {fact}" for fact in facts)]
    lines += _entries(scored, position, points, losses, status)
    return "\n".join(lines)


def _entries(scored: Scored, position: int, points: int, losses: Any, status: str) -> list[str]:
    leaf = scored.program.leaves[position]
    if status == "not_applicable":
        approval = scored.unit.approvals.get(leaf.number)
        why = f": {approval.reason} (người duyệt: {approval.by})" if approval else ""
        return [f"  Không áp dụng, không tính vào tổng điểm tối đa{why}"]
    lines = ["  Sổ điểm:", f"    đạt {_vi(points, scored)}"]
    for amount, rule in losses:
        line = loss_line(scored, position, rule)
        lines.append(f"    mất {_vi(amount, scored)} (dòng {line}): {loss_reason(scored, position, rule)}")
    bounds = None if scored.closed else scored.open.get(position)
    if bounds is not None:
        between = f"từ {_vi(bounds.low, scored)} đến {_vi(bounds.high, scored)} điểm"
        lines.append(
            f"    chờ {_vi(bounds.high - bounds.low, scored)}: còn có thể {between}; cần: "
            + ", ".join(sorted(bounds.needs))
        )
    return lines


def _facts(scored: Scored, position: int) -> Iterable[str]:
    layout, seen = scored.program.layout, set[str]()
    leaf = scored.program.leaves[position]
    for expression in leaf_expressions(leaf):
        for node in walk(expression):
            for name, shown in _shown(node, scored, layout):
                if name not in seen:
                    seen.add(name)
                    yield f"{name} = {shown}"


def _shown(node: e.Expression, scored: Scored, layout: Any) -> Iterable[tuple[str, str]]:
    match node:
        case e.FactValue(name=name, field=part):
            fact = declaration_of(node, layout)
            label = f" ({fact.label})" if fact and fact.label else ""
            value = scored.values[layout.facts[name, part]]
            yield name if part is None else f"{name}.{part}", value_text(value, node.type, fact) + label
        case e.PreviousValue(name=name, field=part):
            value = scored.values[layout.previous[name, part]]
            shown = name if part is None else f"{name}.{part}"
            yield f"năm trước({shown})", value_text(value, node.type, declaration_of(node, layout))
        case e.BestValue(name=name):
            yield f"tốt nhất({name})", value_text(scored.values[layout.best[name]], node.type)
        case e.LeafPoints(leaf=leaf):
            yield f"điểm({leaf})", value_text(scored.values[layout.leaf_points[leaf]], node.type)
        case e.Aggregate(table=table) | e.Exists(table=table) | e.Every(table=table):
            rows = scored.values[layout.tables[table]]
            yield table, "chưa khai" if rows is MISSING else f"bảng {len(rows)} hàng"
        case _:
            pass
