"""Bounds of percentages where leaves may leave the base, under bonuses, penalties and limits of every kind.

Generated sets seldom have more than one such leaf; here nearly all of them are.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given

from engine.bounds.shares import Part, highest_share, lowest_share
from spec.model import Fact
from spec.model.expressions import Number
from tests.properties.agreement import differences
from tests.properties.cases import load, scored
from tests.properties.reach import escapes
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of
from tests.reference import score_document

_PARTS = 2
_SETS = 40
_FILLINGS = 12


def _set_text(random: Random) -> str:
    """Areas of leaves that are worth what a fact says, and that leave the base where another fact says so."""
    areas = [[random.randint(1, 5) for _ in range(random.randint(1, 3))] for _ in range(random.randint(1, 3))]
    total = sum(map(sum, areas))
    lines = ['bộ tiêu chí "Thử"', "năm 2020", "làm tròn 1 chữ số"]
    lines.append(f"quy đổi {random.choice(('tổng', 'theo lĩnh vực', 'không'))}")
    lines.append(f"{random.choice(('tổng không quá', 'tổng được vượt'))} {random.randint(1, total)}")
    lines += ['điểm thưởng "A" 1 mỗi thuong', 'điểm phạt "B" 1 mỗi phat']
    for name in ("thưởng", "phạt"):
        if random.random() < 0.5:
            lines.append(f"tổng điểm {name} không quá {random.randint(1, total)}")
    lines += ["dữ kiện thuong: số nguyên từ 0 đến 9", "dữ kiện phat: số nguyên từ 0 đến 20"]
    for area, leaves in enumerate(areas, 1):
        lines.append(f'lĩnh vực {area} "Lĩnh vực" {sum(leaves)} điểm')
        for leaf, maximum in enumerate(leaves, 1):
            name = f"{area}_{leaf}"
            lines.append(f'thành phần {area}.{leaf} "Thành phần" {maximum} điểm')
            lines += [f"tính điểm d_{name}", f"dữ kiện d_{name}: số từ 0 đến {maximum}"]
            if random.random() < 0.8:
                lines += [f"không áp dụng khi n_{name}", f"dữ kiện n_{name}: có/không"]
    return "\n".join(lines)


def _most(fact: Fact) -> int:
    high = fact.domain.high if fact.domain is not None else None
    return int(high.value) if isinstance(high, Number) else 1


def _value(name: str, random: Random, most: int) -> Any:
    return (
        random.random() < 0.5 if name.startswith("n_") else random.choice((0, most, random.randint(0, most)))
    )


def _document(facts: dict[str, Any]) -> dict[str, Any]:
    return {"year": 2020, "units": [{"code": "u", "block": "sở", "facts": facts}]}


def _is_sound(seed: int) -> None:
    random = Random(seed)
    loaded = load(_set_text(random))
    most = {fact.name: _most(fact) for fact in loaded.model.facts}
    whole = {name: _value(name, random, high) for name, high in most.items()}
    known = {name: value for name, value in whole.items() if random.random() < 0.5}
    before = scored(loaded, _document(known))
    for _ in range(_FILLINGS):
        filled = {name: known.get(name, _value(name, random, high)) for name, high in most.items()}
        partly = {name: value for name, value in filled.items() if name in known or random.random() < 0.5}
        between, after = scored(loaded, _document(partly)), scored(loaded, _document(filled))
        found = [*escapes(before, between), *escapes(between, after), *escapes(before, after)]
        assert not found, (seed, known, filled, found)
        reference = score_document(loaded.model, _document(filled))
        assert not differences(after, reference)


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_percentages_stay_within_their_bounds(part: int, seed: int) -> None:
    _is_sound(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(2_000)
@given(seed=SEEDS)
def test_percentages_stay_within_their_bounds_for_long(part: int, seed: int) -> None:
    _is_sound(seed_of(part, seed))


@fixed(300)
@given(seed=SEEDS)
def test_the_best_choice_of_parts_is_found(seed: int) -> None:
    """Held against every choice there is."""
    random = Random(seed)
    parts = [
        Part(random.randint(-4, 6), random.randint(1, 6), random.random() < 0.7)
        for _ in range(random.randint(0, 5))
    ]
    extra = random.choice((0, 0, random.randint(-6, 6)))
    shares = []
    for stays in product((True, False), repeat=len(parts)):
        if all(stays[number] or part.may_leave for number, part in enumerate(parts)):
            chosen = [part for number, part in enumerate(parts) if stays[number]]
            base = sum(part.maximum for part in chosen)
            shares += [Fraction(extra + sum(part.points for part in chosen)) / base] if base else []
    assert highest_share(parts, extra) == max(shares, default=None)
    assert lowest_share(parts, extra) == min(shares, default=None)
