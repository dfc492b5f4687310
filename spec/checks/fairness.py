"""Marks «càng ít càng tốt» and «càng nhiều càng tốt»: more of the fact never changes points the wrong way."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from spec.checks.findings import Findings
from spec.diagnostics import Bilingual
from spec.keywords import BY_TERMINAL, table_of
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import Aggregate, BestValue, Every, Exists, FactValue, ValueType
from spec.model.traversal import rule_expressions
from spec.proofs.domains import read_by
from spec.proofs.examples import in_facts, written_value
from spec.proofs.linear import Number
from spec.proofs.pairs import Pair, pairs
from spec.proofs.paths import Way
from spec.proofs.search import find
from spec.proofs.space import Assignment, Key
from spec.proofs.tables import with_definitions
from spec.proofs.values import Ratio
from spec.proofs.ways import half_up
from spec.resolve.numbers import shown

_MARKS = {"less": "LESS_IS_BETTER", "more": "MORE_IS_BETTER"}
_RAISES, _LOWERS = Bilingual("tăng", "raises"), Bilingual("giảm", "lowers")


def check(findings: Findings) -> None:
    """C025, once for each fact."""
    marked = [(fact, part) for fact in findings.model.facts for part in (fact, *fact.fields) if part.better]
    broken: set[int] = set()

    def check_leaf(leaf: Leaf, _: list[Way], findings: Findings) -> None:
        read = read_by(findings.ways.with_used([leaf]), findings.ways.space).facts
        for fact, part in marked:
            path = (fact.name, None if part is fact else part.name)
            if path in read and id(part) not in broken and _is_broken(fact, part, leaf, findings):
                broken.add(id(part))

    if marked:
        findings.prove(check_leaf)


def _is_broken(fact: Fact, part: Fact, leaf: Leaf, findings: Findings) -> bool:
    """Whether a leaf breaks the mark of a fact; it is told."""
    ways = findings.ways
    key: Key = ("fact", fact.name, None if part is fact else part.name)
    sign = 1 if part.better == "less" else -1
    unsure = _is_entangled(fact.name, leaf, findings)
    for name, variable in _variables(key, part, findings):
        for pair in pairs(leaf, ways.of(leaf), variable, sign, ways.lowering(leaf)):
            order = [*ways.examples(leaf).order(), pair.names[variable]]
            found = find(pair.system, order, ways.space)
            if found is not None and _tell(name, fact, part, leaf, pair, found, findings):
                return True
            unsure = True
    if unsure:
        findings.note_beyond(leaf, leaf.line, *_unsure(fact.name))
    return False


def _is_entangled(name: str, leaf: Leaf, findings: Findings) -> bool:
    """Whether more of a fact also changes what rows of a table count as, or the best value of the block."""
    space = findings.ways.space
    for one in findings.ways.with_used([leaf]):
        expressions = [part for rule in one.rules for part in rule_expressions(rule, reasons=False)]
        for node in with_definitions(expressions, one, space):
            if isinstance(node, BestValue) and node.name == name:
                return True
            if isinstance(node, Aggregate | Exists | Every) and any(
                isinstance(part, FactValue) and part.name == name
                for part in with_definitions([node], one, space)
            ):
                return True
    return False


def _unsure(name: str) -> tuple[str, str]:
    return (
        f"không kết luận được «{name}» tăng thì điểm có luôn đi đúng hướng không",
        f"it is not settled whether the points always follow «{name}»",
    )


def _variables(key: Key, part: Fact, findings: Findings) -> Iterator[tuple[str, int]]:
    """What there can be more of: the number itself, a «có», each code of a subset."""
    space = findings.ways.space
    if part.type is ValueType.SUBSET:
        for code in part.codes:
            yield code.code, space.flag(("code", *key, code.code))
    elif part.type is ValueType.BOOLEAN:
        yield "", space.flag(key)
    else:
        yield "", space.value_of(key, part)


def _tell(
    name: str, fact: Fact, part: Fact, leaf: Leaf, pair: Pair, found: Assignment, findings: Findings
) -> bool:
    example = findings.ways.examples(leaf).made(found)
    if example is None:
        return False
    places = findings.model.decimal_places
    before, after = _points(pair.less, found, places), _points(pair.more, found, places)
    if before == after:
        return False
    if name:
        low = Bilingual(f"không có {name}", f"{name} not among them")
        high = Bilingual(f"có {name}", f"{name} among them")
    else:
        low, high = (_value(part, found[one]) for one in (pair.fact, pair.names[pair.fact]))
    mark = BY_TERMINAL[_MARKS[part.better or "less"]]
    findings.report(
        fact.line,
        "C025",
        example=example.lines(findings.ways.space, table_of(findings.source.text)),
        name=fact.name if part is fact else f"{fact.name}.{part.name}",
        mark=Bilingual(mark.vi, mark.en),
        low=low,
        high=high,
        change=_RAISES if part.better == "less" else _LOWERS,
        before=before,
        after=after,
        number=leaf.number,
    )
    return True


def _points(points: Ratio, found: Assignment, places: int) -> str:
    exact = Fraction(half_up(Fraction(points.top.value(found)) / points.bottom.value(found), places))
    return shown(Decimal(exact.numerator) / exact.denominator)


def _value(part: Fact, value: Number) -> Bilingual:
    said = bool(value) if part.type is ValueType.BOOLEAN else in_facts(value, part)
    return Bilingual(written_value(part, said, "vi"), written_value(part, said, "en"))
