"""What was proved is so: where nothing is said, no facts show a fault, and what is said never to happen never does.

Sets made by chance with marks made by chance are proved, then units with facts made by chance are scored. Leaves of
which the proofs say themselves that they are not sure (C029) are left out; they must not be all.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.generated import generate_facts, generate_set
from tests.proofs.silence import Proved, with_marks
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_PARTS = 4
_SETS = 3
_DOCUMENTS = 8


def _holds(seed: int) -> Proved:
    proved = Proved(with_marks(generate_set(seed), seed))
    for number in range(_DOCUMENTS):
        document = generate_facts(proved.model, seed + number)
        wrong = [*proved.refuted(document), *proved.unfair(document, number)]
        assert not wrong, "\n".join([f"document {seed + number} of set {seed}", *wrong])
    return proved


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_no_facts_refute_the_proofs(part: int, seed: int) -> None:
    _holds(seed_of(part, seed))


@pytest.mark.soak
@in_parts(20)
@fresh(100)
@given(seed=SEEDS)
def test_no_facts_refute_the_proofs_for_long(part: int, seed: int) -> None:
    _holds(seed_of(part, seed))


def test_the_proofs_say_something_of_most_things() -> None:
    proved = [_holds(seed) for seed in (0, 2, 5, 6, 7)]
    leaves = sum(len(list(one.model.leaves)) for one in proved)
    assert sum(len(one.beyond) for one in proved) < 0.6 * leaves
    told = {code for one in proved for code in one.told}
    assert {"C014", "C020", "C022", "C023", "C025"} <= told


# ---- By hand: what sets made by chance rarely come to


def codes(rules: str) -> set[str]:
    """What is found in a set of some facts and leaves."""
    return set(Proved(f'bộ tiêu chí "x"\nnăm 2020\n{rules}').told)


def test_an_addition_below_0_makes_up_for_nothing() -> None:
    found = codes(
        """dữ kiện a: số từ 0 đến 1
dữ kiện co: có/không
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  cộng 2 × a khi co
  cộng 1 - 2 × a khi co"""
    )
    assert "C023" in found


@pytest.mark.parametrize(
    ("formula", "code"), [("0,5 + điểm tối đa", "C023"), ("điểm tối đa - (0,5 + 1)", "C024")]
)
def test_what_needs_no_facts_is_told_too(formula: str, code: str) -> None:
    assert code in codes(f'lĩnh vực 1 "A" 1 điểm\nthành phần 1.1 "x" 1 điểm\n  tính điểm {formula}')


def test_a_mark_counts_through_the_points_of_another_leaf() -> None:
    found = codes(
        """dữ kiện a: số nguyên từ 0 đến 1 càng nhiều càng tốt
lĩnh vực 1 "A" 2 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi a = 1
thành phần 1.2 "y" 1 điểm
  đạt khi điểm(1.1) = 0"""
    )
    assert found & {"C025", "C029"}


@pytest.mark.parametrize("definition", ["đặt k = a + 1", ""])
def test_a_mark_counts_through_the_rows_of_a_table(definition: str) -> None:
    limit = "k" if definition else "a + 1"
    found = codes(
        f"""dữ kiện a: số nguyên từ 0 càng ít càng tốt
dữ kiện b: bảng (x: số nguyên từ 0)
{definition}
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi không tồn tại(b với x > {limit})"""
    )
    assert found & {"C025", "C029"}


def test_definitions_of_the_same_name_are_told_apart_in_rows() -> None:
    found = codes(
        """dữ kiện n: số nguyên từ 0 đến 9
dữ kiện m: số nguyên từ 10
dữ kiện b: bảng (x: số nguyên từ 0)
lĩnh vực 1 "A" 2 điểm
thành phần 1.1 "x" 1 điểm
  đặt k = n
  đạt khi tồn tại(b với x > k)
thành phần 1.2 "y" 1 điểm
  đặt k = m
  không tính điểm khi tồn tại(b với x > k) và điểm(1.1) = 0
  đạt khi n > 3"""
    )
    assert "C020" in found or "C029" in found  # whatever is above m is above n


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('xếp loại "Tốt" từ 90% khi so_thang > 12', "C027"),
        ('xếp loại "Tốt" từ 90% khi so_thang > 11', None),
        ('điểm thưởng "Đủ tháng" 1 khi so_thang >= 0', "C020"),
        ('điểm phạt "Thiếu tháng" 1 khi so_thang < 0', "C020"),
        ('điểm phạt "Thiếu tháng" 6 / so_thang khi so_thang < 12', "C022"),
        ('điểm phạt "Thiếu tháng" 6 / so_thang khi so_thang từ 1 đến 11', None),
    ],
)
def test_what_stands_outside_leaves_is_asked_too(rule: str, code: str | None) -> None:
    found = codes(
        f"""dữ kiện so_thang: số nguyên từ 0 đến 12
{rule}
tổng không quá 1
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi so_thang > 3"""
    )
    assert found == ({code} if code else set())


def test_facts_and_columns_may_bound_each_other() -> None:
    found = codes(
        """dữ kiện t: bảng (a: số nguyên từ 0 đến b hoặc trống; b: số nguyên từ a hoặc trống)
dữ kiện p: số nguyên từ 0 đến q hoặc trống
dữ kiện q: số nguyên từ p hoặc trống
lĩnh vực 1 "A" 2 điểm
thành phần 1.1 "x" 1 điểm
  đạt khi đếm(t với a > 3) > 2
thành phần 1.2 "y" 1 điểm
  không tính điểm khi p > q
  đạt khi p > 3"""
    )
    assert found == {"C020"}  # the one is never above the other


@pytest.mark.parametrize("length", [20, 300])
def test_long_chains_of_facts_that_bound_each_other(length: int) -> None:
    numbers = range(1, length + 1)
    facts = [f"dữ kiện a{number}: số nguyên từ 0 đến a{number + 1} hoặc trống" for number in numbers]
    columns = [f"a{number}: số nguyên từ 0 đến a{number - 1} hoặc trống" for number in numbers]
    text = "\n".join(
        [
            *facts,
            f"dữ kiện a{length + 1}: số nguyên từ 0 hoặc trống",
            f"dữ kiện t: bảng (a0: số nguyên từ 0 hoặc trống; {'; '.join(columns)})",
            'lĩnh vực 1 "A" 2 điểm',
            'thành phần 1.1 "x" 1 điểm',
            f"  đạt khi đếm(t với a{length} > 3) > 2",
            'thành phần 1.2 "y" 1 điểm',
            "  đạt khi a1 > 3",
        ]
    )
    assert codes(text) <= {"C029"}


def test_a_council_makes_no_trouble() -> None:
    found = codes(
        """dữ kiện d: có/không càng nhiều càng tốt
lĩnh vực 1 "A" 1 điểm
thành phần 1.1 "x" 1 điểm
  hội đồng chấm
  không phát sinh khi không d"""
    )
    assert "C025" in found
