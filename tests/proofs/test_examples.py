"""The facts that a finding prints show the fault: pasted into the set as a scenario, accepted, scored.

For every seeded fault that comes with facts, and for what is found in sets made by chance. What «shows» means for each
code stands in ``tests.proofs.shown``.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from spec import load_text
from spec.diagnostics import Diagnostic
from tests.generated import generate_set
from tests.proofs.seeded import chosen
from tests.proofs.shown import CODES, NotAccepted, is_shown, number_of
from tests.proofs.silence import with_marks
from tests.proofs.whole import whole
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_PARTS = 4


def _not_shown(text: str) -> list[str]:
    """The findings whose facts do not show the fault.

    A gap of tiers of which the proofs are not sure is told without facts, and with a note that says so.
    """
    _, found = load_text(text)
    unsure = {one.arguments["number"] for one in found if one.code == "C029"}
    told = [one for one in found if one.code in CODES and (one.example or number_of(one) not in unsure)]
    return [f"{why}\n{one.as_text()}" for one in told if (why := _why_not(text, one))]


def _why_not(text: str, finding: Diagnostic) -> str:
    try:
        return "" if is_shown(text, finding) else "not shown:"
    except NotAccepted as refused:
        return f"not accepted:\n{refused}\nof:"


@pytest.mark.parametrize("code", CODES)
def test_facts_show_a_seeded_fault(code: str) -> None:
    faults = [fault for fault in chosen() if fault.code == code]
    assert len(faults) >= 15
    for fault in faults:
        text = whole().plant_alone(fault.edits, fault.leaves)
        _, found = load_text(text)
        assert any(one.code == code and one.example for one in found), f"no facts for {fault}"
        wrong = _not_shown(text)
        assert not wrong, "\n".join([str(fault), *wrong])


@in_parts(_PARTS)
@fixed(4)
@given(seed=SEEDS)
def test_facts_show_what_is_found_in_sets_made_by_chance(part: int, seed: int) -> None:
    seed = seed_of(part, seed)
    wrong = _not_shown(with_marks(generate_set(seed), seed))
    assert not wrong, "\n".join([f"set {seed}", *wrong])


@pytest.mark.soak
@in_parts(20)
@fresh(100)
@given(seed=SEEDS)
def test_facts_show_what_is_found_in_sets_made_by_chance_for_long(part: int, seed: int) -> None:
    seed = seed_of(part, seed)
    wrong = _not_shown(with_marks(generate_set(seed), seed))
    assert not wrong, "\n".join([f"set {seed}", *wrong])


# ---- By hand: domains and people that an example must not forget

_CASES = {
    "a bound that may be trống": """dữ kiện giao: số nguyên từ 1 hoặc trống
dữ kiện xong: số nguyên từ 0 đến giao hoặc trống
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  không tính điểm khi giao là trống hoặc xong là trống
  tính điểm xong / giao × điểm tối đa - 0,5""",
    "a fact that only rows of a table read": """dữ kiện kinh_phi: số từ 0,5 đến 3 hoặc trống
dữ kiện so_hs: số nguyên từ 0
dữ kiện b: bảng (x: có/không)
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  theo tỷ lệ đếm(b với kinh_phi <= 2) / so_hs""",
    "a fact of which only the best value is read": """dữ kiện hai_long: tỷ lệ trên 0% hoặc trống
dữ kiện so: số nguyên từ 0 đến 5
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  theo tỷ lệ 3 / so từ tốt nhất(hai_long)""",
    "points of the council": """dữ kiện n: số nguyên từ 0
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  hội đồng chấm bước 0,5
  cộng 0,3 mỗi n không quá 1 điểm""",
    "points of the council for a leaf that is read": """dữ kiện n: số nguyên từ 0
lĩnh vực 1 "A" 3 điểm
thành phần 1.1 "x" 2 điểm
  hội đồng chấm bước 0,5
thành phần 1.2 "x" 1 điểm
  tính điểm điểm(1.1) × n""",
    "rows whose condition hangs on a fact": """dữ kiện k: số nguyên từ 0
dữ kiện b: bảng (x: số nguyên từ 0)
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  khi tồn tại(b với k trên 5): 1
  khi k không quá 3: 0,5""",
    "a column that a fact bounds": """dữ kiện ngay: ngày
dữ kiện b: bảng (han: ngày từ 01/01 đến ngay hoặc trống)
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  tính điểm 0,6 × đếm(b với han sau 01/06)""",
    "a quotient in a bonus": """dữ kiện a: số nguyên từ 0
dữ kiện b: số nguyên từ 0 hoặc trống
điểm thưởng "Giải" 0,5 khi a / b > 50%
tổng không quá 1
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi a > 0""",
    "a subset that is marked": """dữ kiện c: tập con (x; y) càng ít càng tốt
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi c có x""",
    "a field of a record that is marked": """dữ kiện r: bản ghi (x: số nguyên từ 0 càng ít càng tốt; y: số nguyên từ 0)
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi r.x > r.y""",
}


@pytest.mark.parametrize("case", _CASES)
def test_facts_are_complete_and_inside_their_domains(case: str) -> None:
    text = f'bộ tiêu chí "x"\nnăm 2020\n{_CASES[case]}\n'
    _, found = load_text(text)
    assert any(one.code in CODES for one in found), [one.as_text() for one in found]
    assert all(one.example for one in found if one.code in CODES)
    assert not _not_shown(text), "\n".join(_not_shown(text))
