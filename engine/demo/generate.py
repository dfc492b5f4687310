"""Write `so-2020.json`: the facts of the 22 units published for 2020.

Run as `python -m engine.demo.generate`. Seeded per unit, so that the same code gives the same file and a change to one
unit leaves the others alone. The README beside this file says what is invented.
"""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from engine.demo import facts
from engine.demo.losses import STEPS, Lost, ratios, spread
from engine.demo.units import Unit, read_units

HERE = Path(__file__).parent
YEAR = 2020
REAL_UNIT = "so-ldtbxh"
MARK = " (số liệu minh họa)"

Plan = Mapping[int, int]


def main() -> None:
    """Write the file anew."""
    (HERE / "so-2020.json").write_text(text(), encoding="utf-8")


def text() -> str:
    """The whole file."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> dict[str, Any]:
    """All units, in the published order."""
    plans = read_plans()
    by_name = {unit.published_name: unit for unit in read_units(HERE / "sizes.csv")}
    units = []
    for row in published():
        unit = by_name.get(row["unit_name"])
        units.append(invented(unit, plans[unit.code]) if unit else so_ldtbxh())
    return {"year": YEAR, "units": units}


def published() -> list[dict[str, str]]:
    """The published table: name, percent, ranks, band."""
    with (HERE / "units_daknong_2020.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_plans() -> dict[str, Plan]:
    """What each unit loses in each area, in thousandths."""
    with (HERE / "plan.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: {area: int(Decimal(row[str(area)]) * 1000) for area in STEPS}
            for row in csv.DictReader(file)
        }


def so_ldtbxh() -> dict[str, Any]:
    """The department of the published letter; its facts are those of the set's worked example."""
    unit: dict[str, Any] = json.loads((HERE / f"{REAL_UNIT}.json").read_text(encoding="utf-8"))
    return unit


def invented(unit: Unit, plan: Plan) -> dict[str, Any]:
    """A unit whose facts lose exactly what the plan says."""
    rng = Random(f"{YEAR} {unit.code}")
    present = facts.staff_present(unit, rng)
    lost = _losses(unit, plan, rng, sum(present.values()))
    values = {
        **facts.area_1(unit, lost, rng),
        **facts.area_2(unit, lost, rng),
        **facts.area_3(unit, lost, rng),
        **facts.area_4(unit, lost, rng),
        "bien_che_co_mat": present,
        **facts.area_5(unit, lost, rng),
        **facts.area_6(unit, lost, rng),
        **facts.area_7(unit, lost, rng, settled=lost["3.4.1"].whole),
    }
    return {
        "code": unit.code,
        "name": unit.published_name + MARK,
        "block": "sở",
        "ranked": True,
        "facts": {name: value for name, value in values.items() if name not in facts.TABLES},
        "tables": {name: value for name, value in values.items() if name in facts.TABLES},
    }


def _losses(unit: Unit, plan: Plan, rng: Random, present: int) -> dict[str, Lost]:
    """What each leaf loses; a leaf that does not apply to the unit loses nothing."""
    without = ({"2.1.2"} if not unit.laws else set()) | ({"6.2.2"} if not unit.services else set())
    by_ratio = ratios(unit, present)
    lost: dict[str, Lost] = {}
    for area, steps in STEPS.items():
        open_steps = [step for step in steps if step.leaf not in without]
        lost |= spread(rng, plan[area], open_steps, by_ratio[area])
    return lost


if __name__ == "__main__":
    main()
