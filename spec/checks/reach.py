"""Points that a leaf can come to: never above its maximum, never below 0, and the maximum itself."""

from decimal import Decimal
from fractions import Fraction

from spec.checks.findings import Findings
from spec.checks.points import constant
from spec.diagnostics import Bilingual
from spec.model import rules
from spec.model.criteria import Leaf
from spec.proofs.lowering import Lowering
from spec.proofs.paths import Way
from spec.proofs.system import System
from spec.proofs.values import Ratio, whole
from spec.resolve.numbers import shown


def check(findings: Findings) -> None:
    """C014, C023, C024."""
    findings.prove(_check_leaf)


def _check_leaf(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    lowering = findings.ways.lowering(leaf)
    scored = [way for way in ways if way.sum is not None]
    _too_many(leaf, scored, lowering, findings)
    _too_few(leaf, scored, lowering, findings)
    _maximum(leaf, ways, lowering, findings)


def _line(leaf: Leaf, way: Way, kinds: tuple[type, ...]) -> int:
    """The last line of some kinds that counted on a way."""
    lines = [
        leaf.rules[index].line for index, held in way.decided if held and isinstance(leaf.rules[index], kinds)
    ]
    every = [rule.line for rule in leaf.rules if isinstance(rule, kinds)]
    return max(lines or every or [leaf.line])


def _too_many(leaf: Leaf, ways: list[Way], lowering: Lowering, findings: Findings) -> None:
    if _has_constant_above(leaf):
        return
    maximum = whole(Fraction(leaf.maximum))
    for way in ways:
        assert way.sum is not None
        system = _above(way.system, way.sum, maximum, lowering)
        if system is None:
            continue
        line = _line(leaf, way, (rules.Addition, *rules.BASES))
        if (example := findings.shows(leaf, line, system)) is not None:
            maximum_ = shown(leaf.maximum)
            findings.report(line, "C023", example=example, number=leaf.number, maximum=maximum_)
            return


def _constants(leaf: Leaf) -> list[Decimal]:
    """Points that are written as numbers: what is wrong with them is told by their number already."""
    found = [
        constant(points, leaf) for rule in leaf.rules if (points := getattr(rule, "points", None)) is not None
    ]
    return [points for points in found if points is not None]


def _has_constant_above(leaf: Leaf) -> bool:
    return any(points > leaf.maximum for points in _constants(leaf))


def _has_constant_below(leaf: Leaf) -> bool:
    return any(points < 0 for points in _constants(leaf))


def _above(system: System, one: Ratio, other: Ratio, lowering: Lowering) -> System | None:
    """Where one value is above another."""
    found = system.with_form(lowering.difference(one, other), strict=True)
    return found.checked() if found is not None else None


def _too_few(leaf: Leaf, ways: list[Way], lowering: Lowering, findings: Findings) -> None:
    for way in ways:
        assert way.sum is not None
        system = _above(way.system, whole(0), way.sum, lowering)
        if system is None or _has_constant_below(leaf):
            continue
        line = _line(leaf, way, rules.BASES)
        if (example := findings.shows(leaf, line, system)) is not None:
            findings.report(line, "C024", example=example, number=leaf.number)
            return


def _maximum(leaf: Leaf, ways: list[Way], lowering: Lowering, findings: Findings) -> None:
    """Some facts must lead to all of the points, as rounded; and so must base and additions where points are scored."""
    enough = whole(Fraction(leaf.maximum) - Fraction(1, 2 * 10**findings.model.decimal_places))
    scored = [(way, way.sum) for way in ways if way.sum is not None]
    every = [(way, way.points) for way in ways if way.points is not None]
    for found in (scored, every):
        if found and not _is_reached(leaf, found, enough, lowering, findings):
            return


def _is_reached(
    leaf: Leaf, found: list[tuple[Way, Ratio]], enough: Ratio, lowering: Lowering, findings: Findings
) -> bool:
    """Whether facts bring one of the values to the maximum; it is told where none can."""
    systems = [way.system.with_form(lowering.difference(value, enough)) for way, value in found]
    possible = [system for system in systems if system is not None and system.possible]
    if any(findings.ways.example(leaf, system) for system in possible):
        return True
    if possible:
        return findings.shows(leaf, leaf.line, possible[0]) is not None
    findings.report_points(
        leaf.line,
        "C014",
        number=leaf.number,
        maximum=shown(leaf.maximum),
        best=_best([one for _, one in found]),
    )
    return False


def _best(found: list[Ratio]) -> object:
    if not all(one.is_constant for one in found):
        return Bilingual("ít hơn thế", "less than that")
    best = max(Fraction(one.number) for one in found)
    most = shown(Decimal(best.numerator) / Decimal(best.denominator))
    return Bilingual(f"{most} điểm", f"{most} points")
