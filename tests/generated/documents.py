"""Facts documents that are valid for a set."""

from __future__ import annotations

from random import Random
from typing import Any

from spec.model import CriteriaSet, Fact, ValueType
from tests.generated import extras
from tests.generated.drawing import Drawing
from tests.generated.gaps import punch
from tests.generated.ranges import Place, Ranges
from tests.generated.rows import draw_rows
from tests.generated.walk import previous_names

#: So often is a unit drawn again before it is given up because of a constraint that is hard to meet.
ATTEMPTS = 200


def generate_facts(model: CriteriaSet, seed: int, units: int = 1, holes: float = 0.0) -> dict[str, Any]:
    """A document with so many units, of whose facts, rows, evidence and council points a share is left out."""
    random = Random(seed)
    careful = random.random() < 0.5
    made = [_unit(model, random, index, careful=careful) for index in range(1, units + 1)]
    document = {"year": model.year, "units": made}
    if holes:
        punch(model, document, random, holes)
    return document


def _unit(model: CriteriaSet, random: Random, index: int, *, careful: bool) -> dict[str, Any]:
    """One unit, drawn until no constraint refuses it."""
    for _ in range(ATTEMPTS):
        unit = _head(model, random, index)
        fill_values(model, unit, Drawing(model, random, careful=careful))
        if Ranges(model, unit).allows():
            extras.add_extras(model, unit, random, careless=0.0 if careful else 0.12)
            return unit
    raise ValueError(f"no facts found that the constraints of «{model.name}» allow")


def _head(model: CriteriaSet, random: Random, index: int) -> dict[str, Any]:
    block = random.choice(model.blocks) if model.blocks else "sở"
    unit: dict[str, Any] = {"code": f"u{index}", "name": f"Đơn vị {index}", "block": block}
    if random.random() < 0.2:
        unit["ranked"] = random.random() < 0.5
    return unit


def fill_values(model: CriteriaSet, unit: dict[str, Any], drawing: Drawing) -> None:
    """Everything that the set declares and the unit does not say yet: facts, tables, columns, last year's values."""
    ranges = Ranges(model, unit)
    missing = [place for place in ranges.places if not _is_there(unit.get("facts", {}), place)]
    drawing.random.shuffle(missing)
    for place in missing:
        _put(unit.setdefault("facts", {}), place, drawing.value(ranges.places[place], ranges.limits(place)))
    for table in model.facts:
        if table.type is ValueType.TABLE:
            draw_rows(drawing, ranges, table)
    _fill_previous(model, unit, drawing, ranges)


def _is_there(values: dict[str, Any], place: Place) -> bool:
    if place.field is None or values.get(place.name, {}) is None:
        return place.name in values
    return place.field in values.get(place.name, {})


def _put(values: dict[str, Any], place: Place, value: Any) -> None:
    if place.field is None:
        values[place.name] = value
    else:
        values.setdefault(place.name, {})[place.field] = value


def _fill_previous(model: CriteriaSet, unit: dict[str, Any], drawing: Drawing, ranges: Ranges) -> None:
    """Last year's values of the facts of which one is read; null where there was no last year."""
    facts = {fact.name: fact for fact in model.facts}
    names = previous_names(model)
    if names and "previous" not in unit and drawing.random.random() < 0.05:
        unit["previous"] = None  # there was no last year at all
    if not names or unit.get("previous", {}) is None:
        return
    values = unit.setdefault("previous", {})
    for name in names:
        if values.get(name, {}) is None:
            continue
        fact = facts[name]
        if name not in values and drawing.is_empty():
            values[name] = None
        elif fact.type is ValueType.RECORD:
            for part in fact.fields:
                if not _is_there(values, Place(name, part.name)):
                    _put(
                        values,
                        Place(name, part.name),
                        _last_year(part, Place(name, part.name), drawing, ranges),
                    )
        elif name not in values:
            values[name] = _last_year(fact, Place(name), drawing, ranges)


def _last_year(fact: Fact, place: Place, drawing: Drawing, ranges: Ranges) -> Any:
    """Another value that would be allowed this year, which does for last year."""
    own = ranges.own_limits(place)
    return drawing.value(fact, own)
