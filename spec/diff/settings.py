"""What changed in the set as a whole: name, year, rounding, ranks, limits, legal basis, parameters."""

from collections.abc import Callable, Iterator

from spec.diagnostics import Bilingual
from spec.diff.change import Change, Grade
from spec.diff.digests import parts_of
from spec.diff.matching import Rest, likeness
from spec.diff.pair import Pair, Words
from spec.diff.side import Side
from spec.keywords import word
from spec.model import CriteriaSet
from spec.model import expressions as e
from spec.model.traversal import bound_expressions
from spec.resolve.numbers import shown

_Said = str | Bilingual

_NONE = Bilingual("không có", "none")
_NO_LIMIT = Bilingual("không giới hạn", "no limit")
_ANY = Bilingual("mọi khối", "any block")
_EXACT = {
    True: Bilingual("số chính xác", "exact figures"),
    False: Bilingual("số công bố", "published figures"),
}
_RESCALE = {
    "total": Bilingual(word("TOTAL"), word("TOTAL", "en")),
    "area": Bilingual(word("BY_AREA"), word("BY_AREA", "en")),
    "none": Bilingual(word("NOT"), word("NONE", "en")),
}


def _rank(model: CriteriaSet) -> _Said:
    terminal = model.ranking.upper()
    return Bilingual(word(terminal), word(terminal, "en"))


def _limit(value: object) -> _Said:
    return _NO_LIMIT if value is None else shown(value)  # type: ignore[arg-type]


def _total_limit(model: CriteriaSet) -> _Said:
    return _NO_LIMIT if model.total_limit is None else shown(model.total_limit)


def _listed(values: tuple[str, ...], otherwise: Bilingual = _NONE) -> _Said:
    return "; ".join(values) or otherwise


#: Kind, the terminals that its line begins with, class, and what a set says.
_SETTINGS: tuple[tuple[str, tuple[str, ...], Grade, Callable[[CriteriaSet], _Said]], ...] = (
    ("set_name_changed", ("SET",), Grade.WORDING, lambda model: model.name),
    ("year_changed", ("YEAR",), Grade.WORDING, lambda model: str(model.year)),
    ("blocks_changed", ("APPLIES_TO",), Grade.MINOR, lambda model: _listed(model.blocks, _ANY)),
    ("rescale_changed", ("RESCALE",), Grade.MAJOR, lambda model: _RESCALE[model.rescale]),
    ("rounding_changed", ("ROUND",), Grade.MINOR, lambda model: str(model.decimal_places)),
    ("publishing_changed", ("PUBLISH",), Grade.MINOR, lambda model: str(model.published_places)),
    ("ranking_changed", ("RANK",), Grade.MINOR, _rank),
    ("compared_figures_changed", ("COMPARE_EXACT",), Grade.MINOR, lambda model: _EXACT[model.compare_exact]),
    (
        "unranked_blocks_changed",
        ("UNRANKED_BLOCKS",),
        Grade.MINOR,
        lambda model: _listed(model.unranked_blocks),
    ),
    ("unranked_units_changed", ("UNRANKED_UNITS",), Grade.MINOR, lambda model: _listed(model.unranked_units)),
    ("bonus_total_changed", ("BONUS_LIMIT",), Grade.MINOR, lambda model: _limit(model.bonus_limit)),
    ("penalty_total_changed", ("PENALTY_LIMIT",), Grade.MINOR, lambda model: _limit(model.penalty_limit)),
)
_TOTAL = ("TOTAL_LIMIT", "TOTAL_UNLIMITED")


def setting_changes(pair: Pair) -> Iterator[Change]:
    """All but bands, bonus and penalty."""
    old, new = pair.old.version.model, pair.new.version.model
    for kind, heads, grade, said in _SETTINGS:
        if said(old) != said(new):
            yield _setting(kind, heads, grade, said, pair)
    if (old.total_limit_is_said or new.total_limit_is_said) and old.total_limit != new.total_limit:
        yield _setting(
            "total_limit_changed", _TOTAL, Grade.MINOR, lambda model: _limit(model.total_limit), pair
        )
    yield from _legal_basis(pair)
    yield from _parameters(pair)


def _setting(
    kind: str, heads: tuple[str, ...], grade: Grade, said: Callable[[CriteriaSet], _Said], pair: Pair
) -> Change:
    versions = (pair.old.version, pair.new.version)
    was, now = (said(version.model) for version in versions)
    before, after = (version.beginning_with(*heads) for version in versions)
    plain = (value if isinstance(value, str) else None for value in (was, now))
    return Change(kind, grade, {"was": was, "now": now}, before, after, *plain)


def _legal_basis(pair: Pair) -> Iterator[Change]:
    versions = (pair.old.version, pair.new.version)
    rest = Rest(*(zip(one.model.legal_basis, one.beginning_with("BASIS"), strict=True) for one in versions))
    rest.take(rest.in_turn(lambda said: said[0], lambda said: said[0]))
    reworded = rest.take(rest.by_likeness(lambda was, now: likeness(was[0], now[0])))
    for (was, before), (now, after) in reworded:
        yield Change("legal_basis_changed", Grade.WORDING, {"was": was, "now": now}, (before,), (after,))
    for was, before in rest.old:
        yield Change("legal_basis_removed", Grade.WORDING, {"text": was}, old=(before,))
    for now, after in rest.new:
        yield Change("legal_basis_added", Grade.WORDING, {"text": now}, new=(after,))


# ---- Parameters


def _parameters(pair: Pair) -> Iterator[Change]:
    before, after = pair.old.digests.parameters, pair.new.digests.parameters
    used = _used(pair.old) | _used(pair.new)
    for name, now in after.items():
        was = before.get(name)
        if was is None:
            yield pair.noted("parameter_added", Grade.WORDING, (), (now,), {"name": name})
        elif pair.old.digest(was.value, "own") != pair.new.digest(now.value, "own"):
            grade = Grade.MINOR if name in used else Grade.WORDING
            if pair.old.digest(was.value) == pair.new.digest(now.value):
                grade = Grade.WORDING
            words: Words = {"name": name, "numbers": pair.numbers(was.value, now.value)}
            values = pair.only(was.value, now.value)
            yield pair.noted("parameter_changed", grade, (was,), (now,), words, values)
    for name, was in before.items():
        if name not in after:
            yield pair.noted("parameter_removed", Grade.WORDING, (was,), (), {"name": name})


def _used(side: Side) -> set[str]:
    """The parameters that something but a reason hangs on."""
    model, inside = side.version.model, side.digests.inside
    read = [
        *((part, leaf) for leaf in model.leaves for rule in leaf.rules for part in parts_of(rule)),
        *((part, None) for one in model.adjustments for part in parts_of(one)),
        *((band.condition, None) for band in model.bands if band.condition is not None),
        *((bound, None) for fact in model.facts for bound in bound_expressions(fact)),
    ]
    found = (one for part, leaf in read for one in inside(part, leaf))
    return {one.name for one in found if isinstance(one, e.DefinitionValue) and one.scope == "set"}
