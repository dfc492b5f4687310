"""``chamdiem score``: the JSON form key by key, what the options do, and the other two forms."""

import csv
import io
import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest

from tests.cli.running import CRITERIA, Files, document, unit

UNIT_KEYS = {"code", "name", "block", "provisional", "warnings", "total", "areas", "criteria", "leaves"}
TOTAL_KEYS = {
    *("points", "maximum", "percent", "rank", "rank_of", "band"),
    *("low", "high", "percent_low", "percent_high", "pending_points"),
}
AREA_KEYS = {"number", "name", "points", "maximum", "percent", "rank", "rank_of"}
CRITERION_KEYS = {"number", "name", "points", "maximum"}
LEAF_KEYS = {
    *("number", "key", "name", "points", "maximum", "status", "low", "high", "pending_points"),
    *("losses", "pending"),
}
LOSS_KEYS = {"points", "reason", "line", "facts"}
STATUSES = {"full", "partial", "zero", "pending", "not_applicable"}


def test_json_has_the_keys_of_the_contract(files: Files) -> None:
    result = files.score(document(unit(), unit("u2", facts={})), "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(report) == ["set", "units"]
    assert set(report["set"]) == {"name", "year", "content_hash", "scoring_hash"}
    assert (report["set"]["name"], report["set"]["year"]) == ("Bộ thử", 2020)
    assert all(len(report["set"][name]) == 64 for name in ("content_hash", "scoring_hash"))
    for one in report["units"]:
        assert set(one) == UNIT_KEYS
        assert set(one["total"]) == TOTAL_KEYS
        assert all(set(area) == AREA_KEYS for area in one["areas"])
        assert [set(criterion) for criterion in one["criteria"]] == [CRITERION_KEYS]
        for leaf in one["leaves"]:
            assert set(leaf) == LEAF_KEYS
            assert leaf["status"] in STATUSES
            assert all(set(loss) == LOSS_KEYS for loss in leaf["losses"])


def test_figures_are_decimal_strings(files: Files) -> None:
    one = files.scored(document(unit(), unit("u2", facts={})))["u2"]
    figures = [one["total"][name] for name in TOTAL_KEYS - {"rank", "rank_of", "band"}]
    figures += [area[name] for area in one["areas"].values() for name in ("points", "maximum", "percent")]
    figures += [
        leaf[name] for leaf in one["leaves"].values() for name in ("points", "maximum", "low", "high")
    ]
    for figure in figures:
        assert isinstance(figure, str)
        assert str(Decimal(figure)) == figure


def test_a_unit_with_every_kind_of_entry(files: Files) -> None:
    """6 of 12 is 1 of 2 points; 1,5 by the council; one row costs 0,5; all else is there: 8 of 10."""
    one = files.scored(document(unit()))["u1"]
    leaves = one["leaves"]
    assert {number: leaf["points"] for number, leaf in leaves.items()} == {
        "1.1.1": "1",
        "1.1.2": "2",
        "1.2": "1.5",
        "2.1": "1.5",
        "2.2": "2",
    }
    assert leaves["1.1.1"]["key"] == "ty-le"
    assert leaves["1.1.2"]["key"] == "1.1.2"
    line = 1 + CRITERIA.splitlines().index('  theo tỷ lệ phan / dem từ 10% vì "{phan}/{dem}"')
    assert leaves["1.1.1"]["losses"] == [
        {"points": "1", "reason": "6/12", "line": line, "facts": {"dem": 12, "phan": 6}}
    ]
    assert leaves["1.2"]["losses"][0]["reason"] == "hội đồng chấm: khá (Hội đồng)"
    assert leaves["2.1"]["losses"][0]["reason"] == "m1"
    assert one["total"] == {
        "points": "8",
        "maximum": "10",
        "percent": "80",
        "rank": 1,
        "rank_of": 1,
        "band": "Tốt",
        "low": "8",
        "high": "8",
        "percent_low": "80",
        "percent_high": "80",
        "pending_points": "0",
    }
    assert one["areas"]["1"] == {
        "number": "1",
        "name": "Một",
        "points": "4.5",
        "maximum": "6",
        "percent": "75",
        "rank": 1,
        "rank_of": 1,
    }
    assert one["criteria"] == [{"number": "1.1", "name": "Một một", "points": "3", "maximum": "4"}]
    assert (one["name"], one["block"], one["provisional"], one["warnings"]) == ("Đơn vị u1", "sở", False, [])


def test_status_follows_the_rounded_points(files: Files) -> None:
    files.criteria.write_text(CRITERIA.replace("làm tròn 3 chữ số", "làm tròn 1 chữ số"), encoding="utf-8")
    one = unit()
    one["facts"] |= {"dem": 12, "phan": 12}
    assert files.scored(document(one))["u1"]["leaves"]["1.1.1"]["status"] == "full"


def test_not_applicable_leaves_the_base(files: Files) -> None:
    decision = {"1.1.2": {"reason": "không có nhiệm vụ", "by": "Sở Nội vụ"}}
    one = files.scored(document(unit(not_applicable=decision)))["u1"]
    leaf = one["leaves"]["1.1.2"]
    assert leaf == {
        "number": "1.1.2",
        "key": "1.1.2",
        "name": "Đạt",
        "points": "0",
        "maximum": "2",
        "status": "not_applicable",
        "low": "0",
        "high": "0",
        "pending_points": "0",
        "losses": [],
        "pending": [],
    }
    assert (one["total"]["points"], one["total"]["maximum"], one["total"]["percent"]) == ("6", "8", "75")
    assert (one["areas"]["1"]["maximum"], one["criteria"][0]["maximum"]) == ("4", "2")


def test_what_is_missing_is_pending_until_closed(files: Files) -> None:
    facts = document(unit(council=None), unit("u2"))
    one = files.scored(facts)["u1"]
    assert one["provisional"] is True
    leaf = one["leaves"]["1.2"]
    assert (leaf["status"], leaf["points"], leaf["low"], leaf["high"]) == ("pending", "0", "0", "2")
    assert (leaf["pending_points"], leaf["losses"], leaf["pending"]) == ("2", [], ["điểm của hội đồng"])
    assert (one["total"]["low"], one["total"]["high"], one["total"]["pending_points"]) == ("6.5", "8.5", "2")
    assert (one["total"]["rank"], one["total"]["rank_of"]) == (2, 2)
    closed = files.scored(facts, "--close")["u1"]
    assert closed["provisional"] is False
    leaf = closed["leaves"]["1.2"]
    assert (leaf["status"], leaf["high"], leaf["pending_points"], leaf["pending"]) == ("zero", "0", "0", [])
    line = 1 + CRITERIA.splitlines().index('thành phần 1.2 "Hội đồng" 2 điểm')
    assert leaf["losses"] == [
        {"points": "2", "reason": "khóa sổ: chưa có điểm của hội đồng", "line": line, "facts": {}}
    ]
    assert closed["total"]["high"] == "6.5"


def test_missing_facts_are_named(files: Files) -> None:
    one = unit(tables={"bang": [{"ma": "m1", "n": 3}]}, previous=None, evidence={})
    del one["facts"]["dem"]
    leaves = files.scored(document(one))["u1"]["leaves"]
    assert leaves["1.1.1"]["pending"] == ["dem"]
    assert leaves["1.1.2"]["pending"] == ["minh chứng: Kế hoạch"]
    assert leaves["2.1"]["pending"] == ["bang.d"]
    assert leaves["2.2"]["pending"] == ["năm trước(pt)"]
    assert leaves["2.2"]["low"] == "1"


def test_unit_filters_what_is_printed_only(files: Files) -> None:
    better = unit("u2", council={"1.2": {"points": 2, "reason": "tốt", "by": "Hội đồng"}})
    facts = document(unit(), better, unit("u3", ranked=False), unit("h1", block="huyện"))
    everyone = files.scored(facts)
    only = files.scored(facts, "--unit", "u1")
    assert list(only) == ["u1"]
    assert only["u1"] == everyone["u1"]
    assert (only["u1"]["total"]["rank"], only["u1"]["total"]["rank_of"]) == (2, 2)
    assert (everyone["u3"]["total"]["rank"], everyone["u3"]["areas"]["1"]["rank"]) == (None, None)
    assert everyone["h1"]["total"]["rank"] == 1


def test_warnings_do_not_refuse(files: Files) -> None:
    one = unit()
    one["facts"]["bg"] = {"p": 5, "q": 1}
    assert files.scored(document(one))["u1"]["warnings"] == ["Phần 6 nên không quá 5"]
    assert "Cảnh báo: Phần 6 nên không quá 5" in files.score(document(one)).stdout
    assert "Cảnh báo, u1: Phần 6" in files.score(document(one, unit("u2"))).stdout


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("so", 1.5, "1.50"),
        ("so", 2, "2.0"),
        ("pt", 9.8, "9.80"),
        ("ngay", "31/12/2020", "2020-12-31"),
        ("ngay", "1/2/2020", "01/02/2020"),
        ("ngay", "2020-2-1", "2020-02-01"),
        ("dem", 12, "12"),
        ("dem", 12.0, 12),
    ],
)
def test_ways_to_write_a_value(files: Files, name: str, value: Any, same: Any) -> None:
    first, second = unit(), unit()
    first["facts"][name], second["facts"][name] = value, same
    assert files.scored(document(first)) == files.scored(document(second))


def test_a_percentage_counts_percent(files: Files) -> None:
    """9,8 is 9,8 %: above last year's 9,79 %."""
    one = unit(previous={"pt": "9.79"})
    assert files.scored(document(one))["u1"]["leaves"]["2.2"]["points"] == "2"
    one = unit(previous={"pt": 9.8})
    assert files.scored(document(one))["u1"]["leaves"]["2.2"]["points"] == "1"


def test_names_in_other_unicode_forms(files: Files) -> None:
    text = json.dumps(document(unit("đơn-vị-ế")), ensure_ascii=False)
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    files.criteria.write_text(CRITERIA.replace("phan", "phần"), encoding="utf-8")
    text, decomposed = (
        text.replace("phan", "phần"),
        unicodedata.normalize("NFD", text.replace("phan", "phần")),
    )
    found = files.scored(decomposed, "--unit", unicodedata.normalize("NFD", "đơn-vị-ế"))
    expected = files.scored(text, "--unit", "đơn-vị-ế")
    assert found["đơn-vị-ế"]["total"] == expected["đơn-vị-ế"]["total"]
    assert found["đơn-vị-ế"]["leaves"] == expected["đơn-vị-ế"]["leaves"]


def test_csv(files: Files) -> None:
    result = files.score(document(unit(), unit("u2")), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [row["unit_code"] for row in rows] == ["u1"] * 5 + ["u2"] * 5
    first = rows[0]
    assert (first["leaf_number"], first["leaf_key"], first["points"], first["maximum"]) == (
        *("1.1.1", "ty-le"),
        *("1", "2"),
    )
    assert (first["status"], first["reasons"], first["unit_name"]) == ("partial", "6/12", "Đơn vị u1")


def test_table_of_several_units_ranks_them(files: Files) -> None:
    facts = document(unit(), unit("u2", council=None), unit("h1", block="huyện"))
    out = files.score(facts).stdout
    assert "Bảng xếp hạng khối sở" in out
    assert "Bảng xếp hạng khối huyện" in out
    row = next(line for line in out.splitlines() if "u2" in line)
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        *("2/2", "u2", "Đơn vị u2", "6,5", "10", "65 (tạm tính, 65–85)", "–")
    ]


def test_table_of_one_unit_gives_reasons(files: Files) -> None:
    out = files.score(document(unit(council=None), unit("u2")), "--unit", "u1").stdout
    words = " ".join(out.replace("│", " ").split())
    assert "Đơn vị u1 – năm 2020" in out
    assert "1.1.1 (−1): 6/12" in words
    assert "1.2 đang chờ (từ 0 đến 2 điểm): điểm của hội đồng" in words
    assert "tạm tính: tổng còn có thể từ 6,5 đến 8,5 điểm" in words
    assert "u2" not in out


def test_markup_and_control_characters_in_names_are_text(files: Files) -> None:
    name = "Sở [bold]A[/] \u001b[31mđỏ\u0007"
    for options in ((), ("--unit", "u1")):
        out = files.score(document(unit(name=name), unit("u2")), *options).stdout
        assert "Sở [bold]A[/]" in out
        assert "\u001b" not in out
        assert "\u0007" not in out


def test_no_units_at_all(files: Files) -> None:
    result = files.score(document(), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["units"] == []
    assert files.score(document()).exit_code == 0


def test_reasons_that_are_not_the_authors_in_english(files: Files) -> None:
    one = unit(council=None)
    one["facts"]["co"] = False
    result = files.score(document(one), "--format", "json", "--close", "--lang", "en")
    leaves = by_number(json.loads(result.stdout))
    assert leaves["1.2"]["losses"][0]["reason"] == "closed: not there: the council's points"
    assert leaves["1.1.2"]["losses"][0]["reason"].startswith("not met: «đạt khi co")


def by_number(report: Any) -> dict[str, Any]:
    return {leaf["number"]: leaf for leaf in report["units"][0]["leaves"]}
