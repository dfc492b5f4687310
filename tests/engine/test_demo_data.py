"""The facts of the demo give the published table, by the scorer that was written by hand."""

import csv
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from engine.demo import generate
from tests.bench import handwritten_integers
from tests.bench.handwritten_integers import Result

FILE = generate.HERE / "so-2020.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
UNITS: list[dict[str, Any]] = DOCUMENT["units"]
REAL = "so-ldtbxh"


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {unit["code"]: handwritten_integers.score(handwritten_integers.prepare(unit)) for unit in UNITS}


def test_file_is_what_the_generator_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == generate.text()


def test_percentages_ranks_and_bands_are_those_published(results: Mapping[str, Result]) -> None:
    with (generate.HERE / "units_daknong_2020.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    percents = [result.percent for result in results.values()]
    assert percents == [Decimal(row["published_percent"]) * 100 for row in published]
    assert _dense(percents) == [int(row["expected_dense_rank"]) for row in published]
    bands = ["Nhóm cao" if percent >= 9500 else "Nhóm tương đối cao" for percent in percents]
    assert bands == [row["expected_band"] for row in published]
    assert min(percents) >= 8000


def test_names_mark_what_is_invented() -> None:
    with (generate.HERE / "units_daknong_2020.csv").open(encoding="utf-8", newline="") as file:
        names = [row["unit_name"] + generate.MARK for row in csv.DictReader(file)]
    names[names.index("Sở LĐTBXH" + generate.MARK)] = "Sở Lao động - Thương binh và Xã hội"
    assert [unit["name"] for unit in UNITS] == names


def test_published_department_has_its_area_scores(results: Mapping[str, Result]) -> None:
    result = results[REAL]
    assert [area.points for area in result.areas] == [11_364, 12_000, 13_981, 10_000, 14_000, 11_500, 14_000]
    assert result.total == 86_845


def test_published_department_has_its_area_ranks(results: Mapping[str, Result]) -> None:
    position = list(results).index(REAL)
    standing = []
    for number in range(7):
        areas = [result.areas[number] for result in results.values()]
        ranks = _dense([(20_000 * area.points + area.maximum) // (2 * area.maximum) for area in areas])
        standing.append((ranks[position], max(ranks)))
    assert [rank for rank, _ in standing] == [15, 1, 17, 2, 1, 1, 5]
    assert standing[0] == (15, 17)
    assert standing[2] == (17, 17)


def test_plan_is_what_the_areas_lose(results: Mapping[str, Result]) -> None:
    for code, plan in generate.read_plans().items():
        assert [area.maximum - area.points for area in results[code].areas] == list(plan.values())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit["code"])
def test_figures_of_a_unit_agree_with_one_another(unit: dict[str, Any]) -> None:
    facts = unit["facts"]
    assert facts["so_hs_tre_han"] == facts["so_hs_da_giai_quyet"] - facts["so_hs_dung_han"]
    assert facts["so_hs_tong"] == facts["so_hs_da_giai_quyet"] >= facts["so_hs_md34_tong"]
    assert facts["so_ccvc"] == facts["so_ho_so_ccvc"] == sum(facts["bien_che_co_mat"].values())
    assert facts["bien_che_co_mat"]["hanh_chinh"] >= sum(row["bien_che"] for row in unit["tables"]["pcm"])
    assert facts["so_tthc"] >= max(facts["so_tthc_phai_mot_cua"], facts["so_tthc_kh_ra_soat"])
    assert facts["so_dv_truc_thuoc"] >= facts["so_dv_sncl"]
    assert facts["so_vb_phai_ra_soat"] >= facts["so_vb_can_xu_ly"]


def test_losses_differ_between_units_and_spread_over_the_leaves(results: Mapping[str, Result]) -> None:
    losing = [
        {rule.split()[0] for area in result.areas for _, _, losses in area.leaves for _, rule in losses}
        for result in results.values()
    ]
    assert len(set().union(*losing)) >= 60
    assert min(len(leaves) for leaves in losing) >= 10
    assert len({frozenset(leaves) for leaves in losing}) == len(UNITS)


def _dense(values: Sequence[int]) -> list[int]:
    order = sorted(set(values), reverse=True)
    return [order.index(value) + 1 for value in values]
