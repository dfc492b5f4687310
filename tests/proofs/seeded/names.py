"""Faults in names: unused, unknown, twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from spec.checks.use import facts_used
from spec.model import Leaf, rules
from spec.model.traversal import all_expressions, rule_expressions
from tests.proofs.whole import Fault, Whole

_KEY = re.compile(r"  mã (\S+)")


def unused_fact(whole: Whole) -> Iterator[Fault]:
    """A fact that no line uses, or the only line that used it is gone: told at the fact."""
    kind = "dữ kiện không dùng"
    types = (
        "số nguyên từ 0",
        "ngày hoặc trống",
        "có/không",
        "lựa chọn (a; b)",
        "tập con (a; b)",
        "tỷ lệ từ 0%",
    )
    for index, name in enumerate(list(whole.facts)[::8]):
        first = whole.facts[name][0]
        new = f'dữ kiện bo_quen_{index}: {types[index % len(types)]} "khai mà không dùng"'
        yield whole.fault(kind, "C008", first, {first: (new, whole.line(first))}, leaves=_one(whole, name))
    for leaf, line, fact in _only_uses(whole):
        yield whole.fault(kind, "C008", whole.facts[fact][0], {line: ()}, leaves=[leaf.number])


def _one(whole: Whole, fact: str) -> list[str]:
    return [leaf.number for leaf in whole.using(fact)][:1]


def _only_uses(whole: Whole) -> Iterator[tuple[Leaf, int, str]]:
    """Rules that are the only ones to use a fact; of each leaf that has others as well."""
    expressions = list(all_expressions(whole.model))
    for leaf in whole.model.leaves:
        for rule in leaf.rules:
            if not isinstance(rule, rules.Addition | rules.Deduction | rules.Ceiling | rules.Gate):
                continue
            own = list(rule_expressions(rule))
            others = [one for one in expressions if not any(one is mine for mine in own)]
            for fact in sorted(facts_used(own) - facts_used(others)):
                yield leaf, rule.line, fact


def unused_definition(whole: Whole) -> Iterator[Fault]:
    """A definition that nothing reads: told at its line."""
    for leaf in list(whole.model.leaves)[::3]:
        key = leaf.line + 1
        edits = {key: (whole.line(key), f"  đặt bo_quen = {leaf.number.split('.')[0]} × 2")}
        yield whole.fault("định nghĩa không dùng", "C009", key, edits, within=1, says="bo_quen")


def unknown_name(whole: Whole) -> Iterator[Fault]:
    """A name that is spelt otherwise: told where it stands."""
    for leaf in list(whole.model.leaves)[::2]:
        for line in (
            *(one.line for one in leaf.definitions),
            *whole.rules(leaf, *rules.BASES, rules.Measured),
        ):
            found = [name for name in whole.facts if re.search(rf"\b{name}\b", whole.line(line))]
            if found:
                edits = {line: (re.sub(rf"\b{found[0]}\b", f"{found[0]}_x", whole.line(line), count=1),)}
                says = f"«{found[0]}_x»"
                yield whole.fault("tên chưa khai báo", "N003", line, edits, says=says)
                break


def missing_declaration(whole: Whole) -> Iterator[Fault]:
    """A fact that is not declared any more: told at the first line that uses it."""
    for name, lines in list(whole.facts.items())[::6]:
        used = next(
            line for line in range(1, len(whole.lines) + 1) if line not in lines and _uses(whole, line, name)
        )
        leaves = [
            *_one(whole, name),
            *(leaf.number for leaf in whole.model.leaves if used in whole.block(leaf)),
        ]
        edits: dict[int, tuple[str, ...]] = {**dict.fromkeys(lines, ()), used: (whole.line(used),)}
        kind = "bỏ khai báo dữ kiện"
        yield whole.fault(kind, "N003", used, edits, leaves=leaves, says=f"«{name}»")


def _uses(whole: Whole, line: int, name: str) -> bool:
    """Whether a line that is no comment names a fact, a declaration outside of what it says in words."""
    text = whole.line(line)
    if text.startswith("dữ kiện"):
        text = text.split('"')[0]
    return not text.lstrip().startswith("#") and re.search(rf"\b{name}\b", text) is not None


def repeated(whole: Whole) -> Iterator[Fault]:
    """A key, a number or a fact for the second time: told at the second."""
    kind = "mã, số thứ tự hoặc tên trùng"
    for before, leaf in list(pairwise(whole.model.leaves))[::5]:
        line = leaf.line + 1
        key = _KEY.sub(f"  mã {before.key}", whole.line(line))
        yield whole.fault(kind, "N010", line, {line: (key,)}, leaves=[before.number], says=f"«{before.key}»")
        heading = whole.line(leaf.line).replace(leaf.number, before.number, 1)
        yield whole.fault(kind, "N005", leaf.line, {leaf.line: (heading,)}, leaves=[before.number])
    for before_, name in list(pairwise(whole.facts))[::12]:
        line = whole.facts[name][0]
        edits = {line: (whole.line(line).replace(name, before_, 1),)}
        leaves = [*_one(whole, before_), *_one(whole, name)]
        yield whole.fault(kind, "N004", line, edits, leaves=leaves, says=f"«{before_}»")


def circle(whole: Whole) -> Iterator[Fault]:
    """Leaves that need each other's points: told at the heading of the first of them."""
    leaves = list(whole.model.leaves)
    for index in range(0, len(leaves) - 6, 6):
        yield _circle(whole, leaves[index : index + 2])
        yield _circle(whole, leaves[index : index + 6 : 2])


def _circle(whole: Whole, leaves: Iterable[Leaf]) -> Fault:
    numbers = [leaf.number for leaf in leaves]
    edits = {}
    for number, other in zip(numbers, [*numbers[1:], numbers[0]], strict=True):
        line = whole.leaves[number].line + 1
        edits[line] = (whole.line(line), f"  không tính điểm khi điểm({other}) = 0")
    path = " → ".join([*numbers, numbers[0]])
    return whole.fault("vòng giữa các thành phần", "C007", whole.leaves[numbers[0]].line, edits, says=path)


KINDS = (unused_fact, unused_definition, unknown_name, missing_declaration, repeated, circle)
