"""What changed below the rules of a leaf: the facts it reads, its definitions, the set's parameters, other leaves."""

from collections.abc import Iterator, Mapping, Sequence

from spec.diagnostics import Bilingual
from spec.diff.change import Change, Grade
from spec.diff.digests import parts_of
from spec.diff.pair import Pair, Words, Written
from spec.diff.side import Side
from spec.diff.values import day_text, filled, short
from spec.model import Definition
from spec.model import expressions as e
from spec.model.expressions import ValueType

_GAINED = Bilingual("thêm {x}", "now {x}")
_LOST = Bilingual("không dùng nữa {x}", "no longer {x}")

#: The changes of each fact, by its name in the old set and by field or column; None for the fact itself.
FactChanges = Mapping[tuple[str, str | None], Sequence[Change]]


def read_changes(pair: Pair, facts: FactChanges, grades: Mapping[str, Grade]) -> Iterator[Change]:
    """All of that. ``grades`` are the classes of the leaves of the new set that were compared already."""
    facts_changed = _other_facts(pair)
    yield from facts_changed
    told = [{*one.old, *one.new} for one in facts_changed]
    yield from (one for one in _definitions(pair) if not any({*one.old, *one.new} & lines for lines in told))
    yield from _in_reasons(pair)
    yield from _parameters(pair)
    yield from _points_of(pair, grades)
    yield from _declarations(pair, facts)


# ---- Facts


def _other_facts(pair: Pair) -> list[Change]:
    """That the leaf reads facts that it did not read, or reads some no longer."""
    before, after = _read(pair.old), _read(pair.new)
    lost = [name for one, name in before.items() if one not in after]
    gained = [name for one, name in after.items() if one not in before]
    if not lost and not gained:
        return []
    tables = (_any_table(lost, pair.old), _any_table(gained, pair.new))
    kind = {(False, True): "computed_from_table", (True, False): "declared_not_computed"}.get(tables)
    if kind is None or not lost or not gained:
        kind = "facts_changed"
    lines = (_reading(lost, pair.old, pair.new), _reading(gained, pair.new, pair.old))
    gone, come = _named(lost, pair.old), _named(gained, pair.new)
    words: Words = {"lost": gone, "gained": come, "facts": _both(gone, come)}
    return [pair.noted(kind, _measure_grade(pair), *lines, words)]


def _read(side: Side) -> dict[str, str]:
    """The facts that the rules of a leaf read, by the name that both sides have for them."""
    assert side.leaf is not None
    names = {name for name, _ in side.digests.read_by_rules(side.leaf.rules, side.leaf)}
    in_order = sorted(names, key=lambda name: side.digests.facts[name].line)
    return {side.digests.fact_name(name): name for name in in_order}


def _any_table(names: Sequence[str], side: Side) -> bool:
    return any(side.digests.facts[name].type is ValueType.TABLE for name in names)


def _both(lost: str, gained: str) -> Bilingual:
    """What is read no longer and what is read now, as far as there is any."""
    told = [filled(words, {"x": names}) for words, names in ((_GAINED, gained), (_LOST, lost)) if names]
    return Bilingual("; ".join(one.vi for one in told), "; ".join(one.en for one in told))


def _named(names: Sequence[str], side: Side) -> str:
    labels = {name: short(side.digests.facts[name].label) for name in names}
    return "; ".join(f"{name} («{label}»)" if label else name for name, label in labels.items())


def _reading(names: Sequence[str], side: Side, other: Side) -> Sequence[Written]:
    """Where a leaf reads facts: in definitions that the other side does not have so, else in its rules themselves."""
    leaf, digests = side.leaf, side.digests
    assert leaf is not None
    theirs = {_own(one, other) for one in used_definitions(other)}
    changed = [one for one in used_definitions(side) if _own(one, side) not in theirs]
    if found := [one for one in changed if any(name in names for name, _ in digests.read(one.value, leaf))]:
        return found
    rules = {rule.line: digests.read_by_rules((rule,), leaf, "own") for rule in leaf.rules}
    return [rule for rule in leaf.rules if any(name in names for name, _ in rules[rule.line])]


def _own(definition: Definition, side: Side) -> tuple[str, str]:
    return definition.name, side.digest(definition.value, "own")


def _measure_grade(pair: Pair) -> Grade:
    return Grade.MINOR if pair.same_measure else Grade.MAJOR


# ---- Definitions of the leaf, parameters of the set


def used_definitions(side: Side) -> list[Definition]:
    """The definitions of a leaf that its points hang on, in the order of the file."""
    assert side.leaf is not None
    used = _definitions_read(side, "leaf")
    return [one for one in side.leaf.definitions if one.name in used]


def _definitions_read(side: Side, scope: str) -> set[str]:
    assert side.leaf is not None
    return {
        one.name
        for rule in side.leaf.rules
        for part in parts_of(rule)
        for one in side.digests.inside(part, side.leaf)
        if isinstance(one, e.DefinitionValue) and one.scope == scope
    }


def _definitions(pair: Pair) -> Iterator[Change]:
    before = {one.name: one for one in used_definitions(pair.old)}
    for now in used_definitions(pair.new):
        was = before.get(now.name)
        if was is None or pair.old.digest(was.value, "own") == pair.new.digest(now.value, "own"):
            continue
        yield _definition("definition_changed", was, now, pair)


def _in_reasons(pair: Pair) -> Iterator[Change]:
    """Definitions that no points hang on: they only stand in reasons."""
    assert pair.old.leaf is not None
    assert pair.new.leaf is not None
    used = _definitions_read(pair.old, "leaf") | _definitions_read(pair.new, "leaf")
    before = {one.name: one for one in pair.old.leaf.definitions if one.name not in used}
    for now in pair.new.leaf.definitions:
        was = before.get(now.name)
        if was is not None and pair.old.digest(was.value, "own") != pair.new.digest(now.value, "own"):
            yield pair.noted("reason_changed", Grade.WORDING, (was,), (now,))


def _parameters(pair: Pair) -> Iterator[Change]:
    before, after = pair.old.digests.parameters, pair.new.digests.parameters
    for name in sorted(_definitions_read(pair.old, "set") & _definitions_read(pair.new, "set")):
        was, now = before[name], after[name]
        if pair.old.digest(was.value, "own") != pair.new.digest(now.value, "own"):
            yield _definition("parameter_changed", was, now, pair)


def _definition(kind: str, was: Definition, now: Definition, pair: Pair) -> Change:
    """What changed in a definition: nothing but its words, its numbers, or what it is worked out from."""
    if pair.old.digest(was.value) == pair.new.digest(now.value):
        return pair.noted("rewritten", Grade.WORDING, (was,), (now,))
    if pair.old.digest(was.value, "calendar") == pair.new.digest(now.value, "calendar"):
        days = {one.value for one in pair.new.literals(now.value) if isinstance(one, e.DateLiteral)}
        told = ", ".join(day_text(day, 0) for day in sorted(days))
        return pair.noted("day_stayed", Grade.MINOR, (was,), (now,), {"day": told})
    same_shape = pair.old.digest(was.value, "shape") == pair.new.digest(now.value, "shape")
    grade = Grade.MINOR if same_shape else _measure_grade(pair)
    words: Words = {"name": now.name, "numbers": pair.numbers(was.value, now.value)}
    return pair.noted(kind, grade, (was,), (now,), words, pair.only(was.value, now.value))


# ---- What is declared elsewhere


def _points_of(pair: Pair, grades: Mapping[str, Grade]) -> Iterator[Change]:
    """Leaves whose points are read on both sides, and which score otherwise now."""
    before = {pair.old.digests.leaf_name(one) for one in _leaves_read(pair.old)}
    for number in sorted(_leaves_read(pair.new)):
        grade = grades.get(number, Grade.NONE)
        if pair.new.digests.leaf_name(number) in before and grade >= Grade.MINOR:
            yield Change("points_of_changed", grade, {"number": number})


def _leaves_read(side: Side) -> set[str]:
    assert side.leaf is not None
    return {one.number for one in side.digests.leaves_read(side.leaf)}


def _declarations(pair: Pair, facts: FactChanges) -> Iterator[Change]:
    """Changes in the declaration of what is read on both sides."""
    old, new = pair.old, pair.new
    assert old.leaf is not None
    assert new.leaf is not None
    before = old.digests.read_by_rules(old.leaf.rules, old.leaf)
    after = new.digests.read_by_rules(new.leaf.rules, new.leaf)
    both = before & {(new.digests.fact_name(name), part) for name, part in after}
    for name, part in sorted(both, key=lambda one: (one[0], one[1] or "")):
        yield from (one for one in facts.get((name, part), ()) if one.grade >= Grade.MINOR)
