"""Every kind of expectation, met and not met, and everything that a scenario may give."""

from tests.scenarios.running import outcomes, ran

PLAN = """
dữ kiện ngay: ngày hoặc trống
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Kế hoạch" 1 điểm
  khi ngay đến hết 15/01: 1
  khi ngay đến hết 31/01: 0,5 vì "muộn"
  còn lại: 0
"""


def test_points_are_compared_exactly() -> None:
    met = outcomes(
        PLAN
        + """
kiểm thử "Muộn"
  cho ngay = 20/01
  thì 1.1 = 0,5
  thì 1.1 = 0,50
  thì 1.1 = 0,501
  thì 1.1 = 1
"""
    )
    assert met == [True, True, False, False]


def test_a_status_is_not_points() -> None:
    given = outcomes(PLAN + 'kiểm thử "Trống"\n  cho ngay trống\n  thì 1.1 = 0\n  thì 1.1 đang chờ')
    unknown = outcomes(
        PLAN + 'kiểm thử "Chưa khai"\n  thì 1.1 = 0\n  thì 1.1 đang chờ\n  thì 1.1 không áp dụng'
    )
    assert given == [True, False]
    assert unknown == [False, True, False]


def test_a_reason_is_one_of_the_losses_or_all_of_them() -> None:
    met = outcomes(
        """
dữ kiện a: số nguyên từ 0
dữ kiện b: số nguyên từ 0
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Trừ" 2 điểm
  trừ 0,5 mỗi a vì "{a} lần chậm"
  trừ 0,25 mỗi b vì "{b} lần sai"
kiểm thử "Cả hai"
  cho a = 1
  cho b = 2
  thì 1.1 = 1 vì "1 lần chậm"
  thì 1.1 = 1 vì "2 lần sai"
  thì 1.1 = 1 vì "1 lần chậm; 2 lần sai"
  thì 1.1 = 1 vì "2 lần chậm"
  thì 1.1 = 1,5 vì "1 lần chậm"
"""
    )
    assert met == [True, True, True, False, False]


def test_why_a_leaf_does_not_apply_or_waits() -> None:
    met = outcomes(
        """
dữ kiện a: số nguyên từ 0
dữ kiện b: có/không "có kế hoạch"
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Ra ngoài" 1 điểm
  không áp dụng khi a = 0 vì "không có văn bản"
  đạt khi b
thành phần 1.2 "Chờ" 1 điểm
  đạt khi b
kiểm thử "Không có"
  cho a = 0
  thì 1.1 không áp dụng vì "không có văn bản"
  thì 1.1 không áp dụng vì "không có"
  thì 1.2 đang chờ vì "b (có kế hoạch)"
  thì 1.2 đang chờ vì "a"
"""
    )
    assert met == [True, False, True, False]


TOTALS = """
xếp loại "Tốt" từ 80%
xếp loại "Khá" từ 50%
dữ kiện a: số nguyên từ 0 đến 3
dữ kiện b: có/không
điểm thưởng "Sáng kiến" 0,5 khi b vì "có sáng kiến"
tổng được vượt 3 điểm
lĩnh vực 1 "Một" 3 điểm
thành phần 1.1 "Phần" 3 điểm
  theo tỷ lệ a / 3
"""


def test_the_figures_of_the_unit() -> None:
    met = outcomes(
        TOTALS
        + """
kiểm thử "Hai phần ba"
  cho a = 2
  cho b = không
  thì tổng = 2
  thì tỷ lệ = 66,67%
  thì tỷ lệ = 66,7%
  thì xếp loại = "Khá"
  thì xếp loại = "Tốt"
  thì xếp hạng = 1
  thì xếp hạng = 2
  thì tổng đang chờ
"""
    )
    assert met == [True, True, False, True, False, True, False, False]


def test_a_bonus_gives_its_reason_and_no_band_does_not_apply() -> None:
    bonus = outcomes(TOTALS + 'kiểm thử "A"\n cho a = 3\n cho b = có\n thì tổng = 3,5 vì "có sáng kiến"')
    no_band = outcomes(
        TOTALS + 'kiểm thử "A"\n cho a = 0\n cho b = không\n thì xếp loại không áp dụng\n thì tổng = 0'
    )
    assert bonus == [True]
    assert no_band == [True, True]


def test_figures_wait_while_a_leaf_waits() -> None:
    met = outcomes(
        TOTALS + 'kiểm thử "A"\n cho b = không\n thì tổng = 0\n thì tổng đang chờ\n thì tỷ lệ đang chờ'
    )
    assert met == [False, True, True]


def test_everything_that_can_be_given() -> None:
    met = outcomes(
        """
dữ kiện n: số từ 0
dữ kiện t: tỷ lệ
dữ kiện c: lựa chọn (x "iks"; y)
dữ kiện s: tập con (p; q)
dữ kiện v: văn bản hoặc trống
dữ kiện r: bản ghi (a: số nguyên; b: có/không)
dữ kiện h: bảng khóa k (k: văn bản; d: ngày hoặc trống)
dữ kiện o: bảng (k: văn bản)
lĩnh vực 1 "Một" 10 điểm
thành phần 1.1 "Mọi kiểu" 7 điểm
  cộng 1 khi n = 17,5 và t = 62,5%
  cộng 1 khi c = y và s có q và s không có p
  cộng 1 khi v = "Số 12/KH"
  cộng 1 khi r.a = -2 và r.b
  cộng 1 khi đếm(h) = 2 và đếm(h.d) = 1
  cộng 1 khi đếm(o) = 0
  cộng 1 khi năm trước(n) = 3 và năm trước(r.a) là trống
thành phần 1.2 "Hội đồng" 1 điểm
  hội đồng chấm bước 0,5
thành phần 1.3 "Được duyệt" 1 điểm
  không áp dụng khi được duyệt
  hội đồng chấm
thành phần 1.4 "Minh chứng" 1 điểm
  minh chứng "A"
  minh chứng "B" khi n > 0
  đạt khi n > 0
kiểm thử "Tất cả"
  cho n = 17,5
  cho năm trước(n) = 3
  cho t = 62,5%
  cho c = y
  cho s (q)
  cho v = "Số 12/KH"
  cho r (a: -2; b: có)
  cho năm trước(r.a) trống
  cho h (k: "1"; d: 01/02)
  cho h (k: "2"; d: trống)
  cho o ()
  cho hội đồng chấm 1.2 = 0,5
  cho được duyệt 1.3
  cho minh chứng 1.4 "B" bị bác
  thì 1.1 = 7
  thì 1.2 = 0,5
  thì 1.3 không áp dụng
  thì 1.4 = 0
"""
    )
    assert met == [True] * 4


EVIDENCE = """
dữ kiện a: có/không
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Hai" 1 điểm
  minh chứng "A"
  minh chứng "B"
  đạt khi a
thành phần 1.2 "Khác" 1 điểm
  minh chứng "C"
  đạt khi a
kiểm thử "T"
  cho a = có
"""


def test_evidence_that_is_not_mentioned_counts_as_handed_in() -> None:
    assert outcomes(EVIDENCE + " thì 1.1 = 1\n thì 1.2 = 1") == [True, True]
    assert outcomes(EVIDENCE + ' cho minh chứng 1.1 "A" còn thiếu\n thì 1.1 đang chờ\n thì 1.2 = 1') == [
        True,
        True,
    ]
    assert outcomes(EVIDENCE + " cho minh chứng 1.1 bị bác\n thì 1.1 = 0\n thì 1.2 = 1") == [True, True]


def test_a_document_may_be_said_otherwise_than_the_rest_of_its_leaf() -> None:
    said = (
        ' cho minh chứng 1.1 còn thiếu\n cho minh chứng 1.1 "A" đã nộp\n thì 1.1 đang chờ vì "minh chứng «B»"'
    )
    assert outcomes(EVIDENCE + said) == [True]


def test_the_points_of_another_leaf_come_with_it() -> None:
    met = outcomes(
        """
dữ kiện a: có/không
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Sau" 1 điểm
  không tính điểm khi điểm(1.2) = 0
thành phần 1.2 "Trước" 1 điểm
  đạt khi a
kiểm thử "T"
  cho a = không
  thì 1.1 = 0
"""
    )
    assert met == [True]


def test_the_best_value_is_the_units_own() -> None:
    met = outcomes(
        """
dữ kiện a: số nguyên từ 1
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Tốt nhất" 1 điểm
  theo tỷ lệ a / tốt nhất(a)
kiểm thử "T"
  cho a = 4
  thì 1.1 = 1
"""
    )
    assert met == [True]


def test_the_unit_is_of_the_first_block() -> None:
    program, (one,), _ = ran(
        "\náp dụng cho sở; huyện" + PLAN + 'kiểm thử "T"\n cho ngay = 01/01\n thì 1.1 = 1'
    )
    assert one.passed
    assert one.result is not None
    assert one.result.unit.block == program.model.blocks[0]
