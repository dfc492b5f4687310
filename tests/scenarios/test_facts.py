"""Facts of a scenario that cannot be: each is told at its line, with the code that a facts file would get."""

import pytest

from tests.scenarios.running import ran

SET = """
dữ kiện tong: số nguyên từ 0 đến 100
dữ kiện phan: số nguyên từ 0 đến tong
dữ kiện r: bản ghi (a: số nguyên từ 0; b: số nguyên từ 0)
dữ kiện h: bảng khóa k (k: văn bản; n: số nguyên từ 0)
ràng buộc r.a + r.b < 10 vì "quá nhiều"
lĩnh vực 1 "Một" 3 điểm
thành phần 1.1 "A" 1 điểm
  minh chứng "Báo cáo"
  không áp dụng khi được duyệt
  trừ 0,1 mỗi phan + tổng(h.n)
thành phần 1.2 "B" 1 điểm
  hội đồng chấm bước 0,5
thành phần 1.3 "C" 1 điểm
  trừ 0,1 mỗi r.a + năm trước(phan)
kiểm thử "T"
  thì 1.1 đang chờ
"""
FIRST = SET.count("\n") + 2


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["cho tong = 101"], [("F011", 1)]),
        (["cho tong = 5", "cho phan = 6"], [("F011", 2)]),
        (["cho r (a: 1; b: 1)", "cho phan = -1"], [("F011", 2)]),
        (['cho h (k: "1"; n: 1)', 'cho h (k: "2"; n: -1)'], [("F011", 2)]),
        (['cho h (k: "1"; n: 1)', 'cho h (k: "1"; n: 2)'], [("F014", 2)]),
        (['cho h (k: "1"; n: 1)', "cho h (n: 2)"], [("F025", 2)]),
        (["cho r (a: 5; b: 5)"], [("F012", -1)]),
        (["cho r (a: -1; b: 5)"], [("F011", 1)]),
        (["cho tong = 1", 'cho minh chứng 1.1 "Báo" đã nộp'], [("F017", 2)]),
        (["cho minh chứng 1.1 đã nộp", "cho minh chứng 1.2 đã nộp"], [("F026", 2)]),
        (["cho hội đồng chấm 1.1 = 1"], [("F018", 1)]),
        (["cho hội đồng chấm 1.2 = 1,5"], [("F019", 1)]),
        (["cho hội đồng chấm 1.2 = 0,3"], [("F019", 1)]),
        (["cho tong = 1", "cho được duyệt 1.3"], [("F020", 2)]),
        (["cho tong = 101", "cho hội đồng chấm 1.2 = 0,3"], [("F011", 1), ("F019", 2)]),
    ],
)
def test_findings(lines: list[str], wanted: list[tuple[str, int]]) -> None:
    _, (one,), source = ran(SET + "\n".join(lines))
    assert not one.passed
    assert one.result is None
    found = [(each.code, each.start.line - FIRST + 1 if each.start else None) for each in one.findings]
    assert found == wanted
    for each in one.findings:
        assert each.file == source.name
        assert "kiểm thử" in each.as_text()


def test_a_scenario_with_wrong_facts_does_not_keep_others_from_running() -> None:
    _, (wrong, right), _ = ran(SET + ' cho tong = 101\nkiểm thử "U"\n cho phan = 0\n cho h ()\n thì 1.1 = 1')
    assert wrong.result is None
    assert right.passed
