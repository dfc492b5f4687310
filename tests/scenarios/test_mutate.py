"""Which mutants scenarios notice."""

from engine.block import score_units
from engine.program import compile_set
from engine.scenarios.facts import unit_of
from engine.scenarios.mutants import Mutant
from engine.scenarios.mutate import Tried, mutate
from engine.scenarios.run import failed, run
from spec.model import CriteriaSet
from tests.scenarios.running import loaded, ran, with_leaf_in

TIERS = """
dữ kiện a: số nguyên từ 0
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Ví dụ" 1 điểm
  khi a từ 10 trở lên: 1
  khi a từ 5 đến 9: 0,5
  còn lại: 0
"""


def scenario(*given: str, then: str) -> str:
    """A scenario with one expectation."""
    return "\n".join(['kiểm thử "T"', *(f"  cho {one}" for one in given), f"  thì {then}", ""])


def tried(text: str) -> list[Tried]:
    """All mutants of a set."""
    program, checked, source = ran(text)
    assert all(one.passed for one in checked)
    return mutate(program, checked, source, lambda _: False)


def survivors(text: str) -> list[tuple[int, str]]:
    """The changes that nothing notices, with the line of the set; «bỏ dòng» for a line left out."""
    return [
        (one.mutant.line, "bỏ dòng" if one.mutant.change.kind == "removed" else _told(one.mutant))
        for one in tried(text)
        if one.state == "survived"
    ]


def _told(mutant: Mutant) -> str:
    return f"{mutant.change.before.vi} → {mutant.change.after.vi}"


def test_without_scenarios_everything_survives() -> None:
    found = tried(TIERS)
    assert {one.state for one in found} == {"survived"}
    assert {one.leaf for one in found} == {"1.1"}


def test_scenarios_at_the_boundaries_leave_what_makes_no_difference() -> None:
    text = TIERS
    for a, points in ((10, "1"), (9, "0,5"), (5, "0,5"), (4, "0"), (0, "0")):
        text += scenario(f"a = {a}", then=f"1.1 = {points}")
    assert survivors(text) == [
        (6, "1 → 1,25"),  # more than the maximum
        (7, "9 → 10"),  # the line above comes first
        (8, "bỏ dòng"),  # no points without it either
    ]


def test_each_scenario_notices_its_own_boundary() -> None:
    lower = {told for _, told in survivors(TIERS + scenario("a = 5", then="1.1 = 0,5"))}
    upper = {told for _, told in survivors(TIERS + scenario("a = 9", then="1.1 = 0,5"))}
    assert "5 → 6" not in lower
    assert "9 → 8" in lower
    assert "9 → 8" not in upper
    assert "5 → 6" in upper


def test_what_is_expected_without_being_met_notices_nothing() -> None:
    program, checked, source = ran(TIERS + scenario("a = 9", then="1.1 = 1"))
    assert not checked[0].passed
    assert all(one.state == "survived" for one in mutate(program, checked, source, lambda _: False))


def test_a_reason_that_is_expected_notices_a_line_that_gives_no_points() -> None:
    text = TIERS.replace("còn lại: 0", 'còn lại: 0 vì "chưa đủ"')
    assert (8, "bỏ dòng") in survivors(text + scenario("a = 4", then="1.1 = 0"))
    assert (8, "bỏ dòng") not in survivors(text + scenario("a = 4", then='1.1 = 0 vì "chưa đủ"'))


def test_a_judge_tells_which_survivors_change_no_points() -> None:
    program, checked, source = ran(TIERS + scenario("a = 9", then="1.1 = 0,5"))
    asked: list[Mutant] = []

    def judge(mutant: Mutant) -> bool:
        asked.append(mutant)
        return mutant.line == 8

    found = mutate(program, checked, source, judge)
    assert {one.state for one in found if one.mutant.line == 8} == {"equivalent"}
    assert [one.mutant for one in found if one.state != "noticed"] == asked


def test_readers_of_a_leafs_points_notice_its_changes() -> None:
    text = """
dữ kiện a: số nguyên từ 0
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Sau" 1 điểm
  không tính điểm khi điểm(1.2) = 0
thành phần 1.2 "Trước" 1 điểm
  đạt khi a >= 5
"""
    assert (8, "a từ 5 trở lên → a trên 5") not in survivors(text + scenario("a = 5", then="1.1 = 1"))
    assert (8, "a từ 5 trở lên → a trên 5") in survivors(text + scenario("a = 6", then="1.1 = 1"))
    assert (8, "5 → 6") not in survivors(text + scenario("a = 5", then="tổng = 2"))


def test_approvals_the_council_and_evidence_can_be_left_out_noticeably() -> None:
    text = """
dữ kiện a: số nguyên từ 0
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Duyệt" 1 điểm
  không áp dụng khi được duyệt
  minh chứng "A"
  trừ 0,5 mỗi a
thành phần 1.2 "Hội đồng" 1 điểm
  hội đồng chấm
"""
    said = scenario("được duyệt 1.1", then="1.1 không áp dụng")
    said += scenario("minh chứng 1.1 bị bác", "a = 0", then="1.1 = 0")
    said += scenario("a = 1", then="1.1 = 0,5")
    said += scenario("hội đồng chấm 1.2 = 0,5", then="1.2 = 0,5")
    assert survivors(text + said) == []


SET = """
xếp loại "Tốt" từ 80%
xếp loại "Khá" từ 50%
điểm thưởng "Thưởng" 0,25 mỗi a không quá 0,5
tổng được vượt 3 điểm
đặt mốc = 5
đặt gấp_đôi = mốc × 2
dữ kiện a: số nguyên từ 0
dữ kiện b: số nguyên từ 0 đến 12 hoặc trống
dữ kiện h: bảng (n: số nguyên; d: ngày hoặc trống)
lĩnh vực 1 "Một" 3 điểm
thành phần 1.1 "Một" 1 điểm
  không tính điểm khi a > gấp_đôi
  không phát sinh khi a = 0
  theo tỷ lệ b / 12 từ 50%
  tối đa 0,5 khi a >= mốc
thành phần 1.2 "Hai" 1 điểm
  không áp dụng khi b là trống
  đặt n = đếm(h với n > 2 và d đến hết 15/01)
  cộng 0,5 mỗi n không quá 1
thành phần 1.3 "Ba" 1 điểm
  khi điểm(1.1) >= 0,5: 1
  khi điểm(1.1) > 0,25 hoặc b = 12: 0,5
  còn lại: 0
kiểm thử "Một"
  cho a = 5
  cho b = 9
  cho h (n: 3; d: 15/01)
  thì 1.1 = 0,5
  thì 1.2 = 0,5
  thì 1.3 = 1
  thì tổng = 2,5
  thì xếp loại = "Tốt"
kiểm thử "Hai"
  cho a = 11
  cho b trống
  cho h ()
  thì 1.1 = 0
  thì 1.2 không áp dụng
  thì tỷ lệ = 25%
kiểm thử "Ba"
  cho b = 6
  thì 1.1 đang chờ
  thì 1.2 đang chờ
kiểm thử "Bốn"
  cho a = 4
  cho b = 6
  cho h (n: 2; d: 15/01)
  cho h (n: 4; d: 16/01)
  cho h (n: 4; d: trống)
  thì 1.1 = 0,5
  thì 1.2 = 0
  thì xếp hạng = 1
"""


def test_a_mutant_is_noticed_exactly_where_the_changed_set_scores_a_scenario_otherwise() -> None:
    model, source = loaded(SET)
    program = compile_set(model)
    checked = run(program, source)
    assert all(one.passed for one in checked)
    found = mutate(program, checked, source, lambda _: False)
    assert {one.state for one in found} == {"noticed", "survived"}
    for one in found:
        changed = compile_set(_whole(model, one.mutant))
        differs = False
        for scenario_ in model.scenarios:
            unit, _ = unit_of(scenario_, changed, source)
            assert unit is not None
            differs |= bool(failed(scenario_.expected, score_units(changed, [unit])[0]))
        assert (one.state == "noticed") == differs, (one.mutant.line, one.mutant.change)


def _whole(model: CriteriaSet, mutant: Mutant) -> CriteriaSet:
    """The whole set with a mutant's change in it."""
    if mutant.model is not None:
        return mutant.model
    assert mutant.leaf is not None
    return with_leaf_in(model, mutant.leaf)
