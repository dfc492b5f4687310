"""``chamdiem test`` as people and programs call it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.running import run, run_program

SET = """bộ tiêu chí "Bộ thử"
năm 2020
dữ kiện a: số nguyên từ 0 đến 20 "Số tin, bài"
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Tin, bài" 1 điểm
  khi a từ 10 trở lên: 1
  khi a từ 5 đến dưới 10: 0,5 vì "{a} tin, bài"
  còn lại: 0
"""
RIGHT = 'kiểm thử "Đúng"\n  cho a = 9\n  thì 1.1 = 0,5 vì "9 tin, bài"\n'
WRONG = 'kiểm thử "Sai"\n  cho a = 4\n  thì 1.1 = 0,5\n  thì 1.1 đang chờ\n'
REFUSED = 'kiểm thử "Ngoài miền"\n  cho a = 21\n  thì 1.1 = 1\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "thử.tieuchi"


def ran(path: Path, text: str, *options: str) -> Result:
    """The command on a file of this text."""
    path.write_text(text, encoding="utf-8")
    return run("test", str(path), *options)


def form(path: Path, text: str, *options: str) -> dict[str, Any]:
    """Its JSON."""
    found = json.loads(ran(path, text, "--format", "json", *options).stdout)
    assert isinstance(found, dict)
    return found


def test_all_as_expected(path: Path) -> None:
    result = ran(path, SET + RIGHT)
    assert result.stdout == "1 tình huống: 1 đạt\n"
    assert result.exit_code == 0
    assert ran(path, SET + RIGHT, "--lang", "en").stdout == "1 scenario(s): 1 as expected\n"


def test_a_failing_expectation_is_told_with_the_ledger_and_the_facts(path: Path) -> None:
    result = ran(path, SET + RIGHT + WRONG)
    assert result.exit_code == 1
    assert result.stdout.replace(str(path), "thử.tieuchi") == (
        """thử.tieuchi:12: tình huống «Sai» không như mong đợi
  dòng 14: thì 1.1 = 0,5
    mong đợi: 0,5 điểm
    kết quả:  0 điểm; mất 1 (dòng 8): thuộc mức «còn lại: 0»
    1.1 Tin, bài
      Kết quả: 0/1 điểm, không có điểm
      Quy định:
        dòng 6: khi a từ 10 trở lên: 1
        dòng 7: khi a từ 5 đến dưới 10: 0,5 vì "{a} tin, bài"
        dòng 8: còn lại: 0
      Số liệu:
        a (Số tin, bài) = 4
      Sổ điểm:
        đạt 0
        mất 1 (dòng 8): thuộc mức «còn lại: 0»
  dòng 15: thì 1.1 đang chờ
    mong đợi: đang chờ
    kết quả:  0 điểm; mất 1 (dòng 8): thuộc mức «còn lại: 0»

2 tình huống: 1 đạt, 1 không đạt
"""
    )


def test_a_figure_of_the_unit_is_told_with_its_areas(path: Path) -> None:
    result = ran(path, SET + 'kiểm thử "T"\n  cho a = 4\n  thì tỷ lệ = 50%\n  thì xếp hạng = 2\n')
    assert result.exit_code == 1
    assert "mong đợi: 50%\n    kết quả:  0%\n" in result.stdout
    assert "mong đợi: 2\n    kết quả:  1\n" in result.stdout
    assert "Lĩnh vực 1. Một: 0/1 điểm" in result.stdout


def test_a_reason_that_differs_is_told(path: Path) -> None:
    result = ran(path, SET + RIGHT.replace("9 tin, bài", "8 tin, bài"))
    assert "mong đợi: 0,5 điểm vì «8 tin, bài»" in result.stdout
    assert "kết quả:  0,5 điểm; mất 0,5 (dòng 7): 9 tin, bài" in result.stdout


def test_facts_that_cannot_be(path: Path) -> None:
    result = ran(path, SET + REFUSED + RIGHT)
    assert result.exit_code == 1
    assert f"{path}:9: tình huống «Ngoài miền» có số liệu sai\n{path}:10:3: lỗi F011" in result.stdout
    assert result.stdout.endswith("2 tình huống: 1 đạt, 1 có số liệu sai\n")


@pytest.mark.parametrize(
    ("line", "code"),
    [("  thì 1.1 = ?\n", "C021"), ("  thì 1.2 = 1\n", "N009"), ("  thì 1.1 = 50%\n", "T016")],
)
def test_a_set_with_errors_is_refused(path: Path, line: str, code: str) -> None:
    result = ran(path, SET + 'kiểm thử "T"\n  cho a = 4\n' + line)
    assert result.exit_code == 1
    assert not result.stdout
    assert f"lỗi {code}" in result.stderr
    found = form(path, SET + 'kiểm thử "T"\n  cho a = 4\n' + line)
    assert [one["code"] for one in found["diagnostics"]] == [code]


def test_a_set_without_scenarios(path: Path) -> None:
    result = ran(path, SET, "--coverage", "--mutate")
    assert result.exit_code == 0
    assert result.stdout.startswith("Bộ tiêu chí chưa có tình huống nào")
    assert "Đã chạm 0/3 dòng quy định (0%)" in result.stdout


def test_coverage(path: Path) -> None:
    assert ran(path, SET + RIGHT, "--coverage").stdout == (
        """1 tình huống: 1 đạt
Đã chạm 1/3 dòng quy định (33,3%)
  chưa có tình huống nào chạm tới 1.1 dòng 6: khi a từ 10 trở lên: 1
  chưa có tình huống nào chạm tới 1.1 dòng 8: còn lại: 0
"""
    )


def test_mutation(path: Path) -> None:
    told = ran(path, SET + RIGHT + 'kiểm thử "Mười"\n  cho a = 10\n  thì 1.1 = 1\n', "--mutate").stdout
    assert told == (
        """2 tình huống: 2 đạt
Bộ tình huống phát hiện 9/13 thay đổi (69,2%); 4 thay đổi khác tương đương (không đổi điểm nào)
  1.1: 9/13 (69,2%); 4 thay đổi khác tương đương (không đổi điểm nào)
Thay đổi mà không tình huống nào phát hiện:
  1.1 dòng 7: «a từ 5 đến dưới 10» thành «a trên 5 đến dưới 10»: khi a từ 5 đến dưới 10: 0,5 vì "{a} tin, bài"
  1.1 dòng 7: «5» thành «4»: khi a từ 5 đến dưới 10: 0,5 vì "{a} tin, bài"
  1.1 dòng 7: «5» thành «6»: khi a từ 5 đến dưới 10: 0,5 vì "{a} tin, bài"
  1.1 dòng 8: «0» thành «0,25»: còn lại: 0
"""
    )


def test_json(path: Path) -> None:
    found = form(path, SET + RIGHT + WRONG + REFUSED, "--coverage", "--mutate")
    assert list(found) == ["set", "scenarios", "summary", "coverage", "mutation"]
    assert found["summary"] == {"scenarios": 3, "passed": 1, "failed": 1, "refused": 1}
    right, wrong, refused = found["scenarios"]
    assert right == {
        "name": "Đúng",
        "line": 9,
        "passed": True,
        "expectations": [
            {
                "line": 11,
                "target": "1.1",
                "passed": True,
                "expected": {"value": "0.5", "status": None, "reason": "9 tin, bài"},
                "got": {"value": "0.5", "status": None},
            }
        ],
        "diagnostics": [],
    }
    assert [one["passed"] for one in wrong["expectations"]] == [False, False]
    assert wrong["expectations"][0]["got"] == {"value": "0", "status": None}
    assert wrong["expectations"][0]["detail"]["leaf"]["losses"][0]["line"] == 8
    assert wrong["expectations"][1]["expected"] == {"value": None, "status": "pending", "reason": None}
    assert refused["expectations"] == []
    assert refused["diagnostics"][0]["code"] == "F011"
    coverage = found["coverage"]
    assert {key: coverage[key] for key in ("lines", "touched", "percent")} == {
        "lines": 3,
        "touched": 2,
        "percent": "66.6",
    }
    assert coverage["untouched"] == [
        {"leaf": "1.1", "line": 6, "written": "khi a từ 10 trở lên: 1", "missing": ["held"]}
    ]
    mutation = found["mutation"]
    assert mutation["mutants"] == mutation["noticed"] + mutation["survived"]
    assert len(mutation["survivors"]) == mutation["survived"]
    assert len(mutation["equivalents"]) == mutation["equivalent"]
    assert [one["leaf"] for one in mutation["leaves"]] == ["1.1"]
    assert {"kind", "before", "after", "line", "leaf", "written"} == set(mutation["survivors"][0])


def test_figures_of_the_unit_in_json(path: Path) -> None:
    text = SET.replace("năm 2020\n", 'năm 2020\nxếp loại "Khá" từ 0%\n')
    (one,) = form(
        path,
        text
        + 'kiểm thử "T"\n cho a = 9\n thì tỷ lệ = 50%\n thì xếp loại = "Khá"\n thì xếp hạng = 1\n thì tổng = 1\n',
    )["scenarios"]
    assert [(each["target"], each["got"]["value"]) for each in one["expectations"]] == [
        ("percent", "50"),
        ("band", "Khá"),
        ("rank", 1),
        ("total", "0.5"),
    ]
    assert set(one["expectations"][3]["detail"]) == {"total"}


def test_bad_usage(path: Path) -> None:
    assert run("test", str(path)).exit_code == 2
    path.write_text(SET, encoding="utf-8")
    assert run("test", str(path), "--format", "csv").exit_code == 2
    assert run("test", str(path), "--nope").exit_code == 2


def test_as_a_program_of_its_own(path: Path) -> None:
    path.write_text(SET + WRONG, encoding="utf-8")
    found = run_program("test", str(path))
    assert found.returncode == 1
    assert "1 tình huống: 0 đạt, 1 không đạt" in found.stdout.decode()
    assert not found.stderr


def test_suggestions(path: Path) -> None:
    told = ran(path, SET + RIGHT, "--suggest").stdout
    head, *scenarios = told.rstrip("\n").split("\n\n")
    assert head == "1 tình huống: 1 đạt"
    assert scenarios[0].startswith("# 5 tình huống gợi ý ở các ngưỡng")
    assert scenarios[1] == 'kiểm thử "1.1 dòng 6: a đúng 10"\n  cho a = 10\n  thì 1.1 = ?'
    again = ran(path, SET + RIGHT + told.partition("\n\n")[2])
    assert again.exit_code == 1
    assert again.stderr.count("lỗi C021") == 5
    assert len(form(path, SET + RIGHT, "--suggest")["suggestions"]) == 5
