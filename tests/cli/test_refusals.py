"""Facts that are refused: exit code 1, an error that names unit and fact, and nothing scored by guess."""

import json
from typing import Any

import pytest

from tests.cli.running import Files, document, unit

#: A value that does not fit, by fact: the code, what the message says of it, and what is suggested.
VALUES: list[tuple[str, Any, str, str]] = [
    # Each type
    ("dem", True, "F010", "dem: cần một số nguyên, không phải true"),
    ("dem", 1.5, "F010", "dem: cần một số nguyên, không phải 1.5"),
    ("dem", "một", "F010", "dem: cần một số nguyên, không phải «một»"),
    ("dem", [12], "F010", "dem: cần một số nguyên, không phải […]"),
    ("dem", {"a": 1}, "F010", "dem: cần một số nguyên, không phải {…}"),
    ("dem", "１２", "F010", "dem: cần một số nguyên"),
    ("dem", " 12", "F010", "dem: cần một số nguyên"),
    ("so", "9,8", "F010", "so: cần một số (số thập phân viết với dấu chấm: 9.8), không phải «9,8»"),
    ("so", False, "F010", "so: cần một số"),
    ("so", "1.000.000", "F010", "so: cần một số"),
    ("so", "1e3", "F010", "so: cần một số"),
    ("so", "", "F010", "so: cần một số"),
    ("so", "9" * 5000, "F010", "so: cần một số"),
    ("pt", "9,8", "F010", "pt: cần một số"),
    ("pt", "9.8%", "F010", "pt: cần một số"),
    (
        "ngay",
        "31-12-2020",
        "F010",
        "ngay: cần một ngày (31/12/2020 hoặc 2020-12-31), không phải «31-12-2020»",
    ),
    ("ngay", "12/31/2020", "F010", "ngay: cần một ngày"),
    ("ngay", "30/02/2020", "F010", "ngay: cần một ngày"),
    ("ngay", "2021-02-29", "F010", "ngay: cần một ngày"),
    ("ngay", "31/12/20", "F010", "ngay: cần một ngày"),
    ("ngay", "2020-12-31T00:00:00", "F010", "ngay: cần một ngày"),
    ("ngay", "0000-01-01", "F010", "ngay: cần một ngày"),
    ("ngay", 20201231, "F010", "ngay: cần một ngày"),
    ("co", 1, "F010", "co: cần true hoặc false, không phải 1"),
    ("co", "có", "F010", "co: cần true hoặc false, không phải «có»"),
    ("chon", "c", "F013", "chon: «c» không có trong các mã a, b"),
    ("chon", ["a"], "F010", "chon: cần một trong các mã a, b"),
    ("tap", "x", "F010", "tap: cần một danh sách mã"),
    ("tap", ["x", "z"], "F013", "tap: «z» không có trong các mã x, y"),
    ("tap", ["x", "x"], "F010", "tap: cần một danh sách mã không lặp"),
    ("chu", 5, "F010", "chu: cần một đoạn chữ, không phải 5"),
    ("bg", 5, "F010", "bg: cần một bản ghi {…}, không phải 5"),
    ("bg", {"p": "a"}, "F010", "bg.p: cần một số nguyên, không phải «a»"),
    ("bg", {"p": 1, "r": 2}, "F024", "bg: không có «r»"),
    ("bang", {"ma": 1}, "F010", "bang: cần một danh sách hàng […]"),
    # null where trống is not declared
    ("dem", None, "F015", "dem: không khai báo «hoặc trống»"),
    ("co", None, "F015", "co: không khai báo «hoặc trống»"),
    ("tap", None, "F015", "tap: không khai báo «hoặc trống»"),
    ("bg", {"p": None}, "F015", "bg.p: không khai báo «hoặc trống»"),
    ("bang", None, "F010", "bang: cần một danh sách hàng […], không phải null"),
    # Outside the domain
    ("dem", 13, "F011", "dem: giá trị 13 ngoài miền cho phép (từ 1 đến 12)"),
    ("so", -0.5, "F011", "so: giá trị -0,5 ngoài miền cho phép (từ 0)"),
    ("phan", 13, "F011", "phan: giá trị 13 ngoài miền cho phép (từ 0 đến dem = 12)"),
    ("ty_le", "100.0000000001", "F011", "giá trị 100,0000000001% ngoài miền cho phép (từ 0% đến 100%)"),
    ("ngay", "31/12/2019", "F011", "giá trị 31/12/2019 ngoài miền cho phép (từ 01/01/2020 đến 31/12/2021)"),
    ("bg", {"p": -1, "q": 1}, "F011", "bg.p: giá trị -1 ngoài miền cho phép (từ 0)"),
    # A broken «ràng buộc»
    ("bg", {"p": 14, "q": 1}, "F012", "Phần và p quá nhiều: 6 + 14 (ràng buộc ở dòng 19: bg.p, phan)"),
    # Names
    ("fan", 5, "F009", "không có dữ kiện «fan»"),
]

ROWS: list[tuple[Any, str, str]] = [
    ([1], "F010", "bang, hàng 1: cần một hàng {…}, không phải 1"),
    ([{"ma": "a", "n": 1}, {"ma": "b", "n": -1}], "F011", "bang, hàng 2, n: giá trị -1 ngoài miền"),
    ([{"ma": "a", "n": "x"}], "F010", "bang, hàng 1, n: cần một số nguyên, không phải «x»"),
    ([{"ma": "a", "n": None}], "F015", "bang, hàng 1, n: không khai báo «hoặc trống»"),
    ([{"ma": "a", "nn": 1}], "F024", "bang, hàng 1: không có «nn»"),
    ([{"n": 1}], "F025", "bang, hàng 1: thiếu khóa (ma)"),
    ([{"ma": "a", "n": 1}, {"ma": "a", "n": 2}], "F014", "bang: hàng 2 trùng khóa a với hàng 1"),
    ([{"ma": "a", "d": "2020"}], "F010", "bang, hàng 1, d: cần một ngày"),
]

COUNCIL: list[tuple[str, Any, str, str]] = [
    ("1.2", {"points": 1.6, "reason": "a", "by": "b"}, "F019", "thành phần 1.2: điểm của hội đồng 1.6"),
    ("1.2", {"points": "2.5", "reason": "a", "by": "b"}, "F019", "phải từ 0 đến 2, bước 0.5"),
    ("1.2", {"points": -0.5, "reason": "a", "by": "b"}, "F019", "phải từ 0 đến 2, bước 0.5"),
    ("1.2", {"points": True, "reason": "a", "by": "b"}, "F010", "hội đồng 1.2: cần một số"),
    ("1.2", {"points": "1,5", "reason": "a", "by": "b"}, "F010", "hội đồng 1.2: cần một số"),
    ("1.2", {"points": 1, "reason": "a", "by": " "}, "F003", "hội đồng 1.2: thiếu «by»"),
    ("1.2", {"points": 1, "reason": "", "by": "b"}, "F003", "hội đồng 1.2: thiếu «reason»"),
    ("1.2", {"points": 1, "by": "b"}, "F003", "hội đồng 1.2: thiếu «reason»"),
    ("1.2", {"points": 1, "reason": "a", "by": "b", "x": 1}, "F004", "không có mục «x»"),
    ("1.2", 1, "F005", "hội đồng 1.2: cần một đối tượng"),
    ("1.1.1", {"points": 1, "reason": "a", "by": "b"}, "F018", "thành phần 1.1.1 không do hội đồng chấm"),
    ("9.9", {"points": 1, "reason": "a", "by": "b"}, "F016", "không có thành phần «9.9»"),
]

APPROVALS: list[tuple[str, Any, str, str]] = [
    (
        "1.1.1",
        {"reason": "a", "by": "b"},
        "F020",
        "thành phần 1.1.1 không có dòng «không áp dụng khi được duyệt»",
    ),
    ("1.1.2", {"reason": "a", "by": ""}, "F003", "không áp dụng 1.1.2: thiếu «by»"),
    ("1.1.2", {"by": "b"}, "F003", "không áp dụng 1.1.2: thiếu «reason»"),
    ("1.1.2", True, "F005", "không áp dụng 1.1.2: cần một đối tượng"),
    ("9", {"reason": "a", "by": "b"}, "F016", "không có thành phần «9»"),
]

EVIDENCE: list[tuple[str, Any, str, str]] = [
    ("1.1.2", [{"for": "Kế hoach", "name": "x"}], "F017", "thành phần 1.1.2: không có minh chứng «Kế hoach»"),
    ("1.1.1", ["x"], "F026", "thành phần 1.1.1 không yêu cầu minh chứng nào"),
    ("1.1.2", "x", "F005", "minh chứng 1.1.2: cần một danh sách"),
    ("1.1.2", [5], "F005", "minh chứng 1.1.2: cần một đối tượng"),
    ("1.1.2", [{"name": "x", "accepted": "yes"}], "F005", "accepted: cần true hoặc false"),
    ("1.1.2", [{"tên": "x"}], "F004", "không có mục «tên»"),
    ("9.9", [], "F016", "không có thành phần «9.9»"),
]

PREVIOUS: list[tuple[str, Any, str, str]] = [
    ("pt", "9,8", "F010", "năm trước(pt): cần một số"),
    ("dem", "x", "F010", "năm trước(dem): cần một số nguyên"),
    ("ptt", 1, "F009", "không có dữ kiện «ptt»"),
]


def expect(found: list[dict[str, Any]], code: str, says: str) -> None:
    """One finding, or the first of them, with its code and words; it is an error and names the unit."""
    assert [one["severity"] for one in found] == ["error"] * len(found)
    assert found[0]["code"] == code
    assert says in found[0]["message"]
    assert set(found[0]) == {"code", "severity", "message", "hint", "file", "range", "suggestions", "example"}
    assert found[0]["file"].endswith("số liệu.json")


@pytest.mark.parametrize(("name", "value", "code", "says"), VALUES)
def test_value(files: Files, name: str, value: Any, code: str, says: str) -> None:
    one = unit()
    one["facts"][name] = value
    if name == "bang":
        del one["tables"]
    found = files.refused(document(unit("u0"), one))
    expect(found, code, says)
    assert "đơn vị «u1»" in found[0]["message"]


@pytest.mark.parametrize(("rows", "code", "says"), ROWS)
def test_row(files: Files, rows: Any, code: str, says: str) -> None:
    expect(files.refused(document(unit(tables={"bang": rows}))), code, "đơn vị «u1», " + says)


@pytest.mark.parametrize(
    ("part", "leaf", "entry", "code", "says"),
    [
        *(("council", *case) for case in COUNCIL),
        *(("not_applicable", *case) for case in APPROVALS),
        *(("evidence", *case) for case in EVIDENCE),
        *(("previous", *case) for case in PREVIOUS),
    ],
)
def test_entry(files: Files, part: str, leaf: str, entry: Any, code: str, says: str) -> None:
    found = files.refused(document(unit(**{part: {leaf: entry}})))
    expect(found, code, says)
    assert "«u1»" in found[0]["message"]


@pytest.mark.parametrize(
    ("given", "suggested"),
    [("9,8", "9.8"), ("9.8%", "9.8"), (" 9.8 ", "9.8")],
)
def test_numbers_are_suggested_as_they_should_be(files: Files, given: str, suggested: str) -> None:
    one = unit()
    one["facts"]["pt"] = given
    assert files.refused(document(one))[0]["suggestions"] == [suggested]


def test_names_are_suggested(files: Files) -> None:
    one = unit(tables={"bàng": []})
    one["facts"]["đem"] = 1
    found = files.refused(document(one))
    assert [(each["code"], each["suggestions"]) for each in found] == [("F009", ["dem"]), ("F009", ["bang"])]


def test_all_mistakes_are_named_at_once(files: Files) -> None:
    first, second = unit(), unit("u2")
    first["facts"] |= {"dem": "x", "so": -1}
    second["facts"]["chon"] = "c"
    messages = [one["message"] for one in files.refused(document(first, second))]
    assert len(messages) == 3
    assert ["u1" in message for message in messages].count(True) == 2


# ---- The document


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"block": "đảng"}, "F008", "đơn vị «u1» thuộc khối «đảng», bộ tiêu chí này áp dụng cho: sở, huyện"),
        ({"block": None}, "F003", "đơn vị «u1»: thiếu «block»"),
        ({"block": 5}, "F005", "đơn vị «u1», block: cần một đoạn chữ"),
        ({"name": 5}, "F005", "đơn vị «u1», name: cần một đoạn chữ"),
        ({"ranked": "có"}, "F005", "đơn vị «u1», ranked: cần true hoặc false"),
        ({"fact": {}}, "F004", "đơn vị «u1»: không có mục «fact»"),
        ({"facts": []}, "F005", "đơn vị «u1», facts: cần một đối tượng"),
        ({"tables": []}, "F005", "đơn vị «u1», tables: cần một đối tượng"),
        ({"tables": {"dem": []}}, "F010", "đơn vị «u1», dem: cần một dữ kiện kiểu bảng"),
    ],
)
def test_unit(files: Files, changes: dict[str, Any], code: str, says: str) -> None:
    expect(files.refused(document(unit(**changes))), code, says)


@pytest.mark.parametrize(
    ("facts", "code", "says"),
    [
        (document(unit(), year=2021), "F006", "số liệu của năm 2021, còn bộ tiêu chí của năm 2020"),
        (document(unit(), year="2020"), "F005", "year: cần năm"),
        (document(unit(), year=None), "F005", "year: cần năm"),
        (document(unit(), unit()), "F007", "mã đơn vị «u1» lặp lại"),
        (document(unit("\u1ebf"), unit("e\u0302\u0301")), "F007", "mã đơn vị «ế» lặp lại"),
        (document(unit("")), "F003", "đơn vị thứ 1: thiếu «code»"),
        (document(unit("  ")), "F003", "đơn vị thứ 1: thiếu «code»"),
        (document({**unit(), "code": 5}), "F005", "đơn vị thứ 1, code: cần một đoạn chữ"),
        ({"units": [unit()]}, "F003", "tệp số liệu: thiếu «year»"),
        ({"year": 2020}, "F003", "tệp số liệu: thiếu «units»"),
        ({"year": 2020, "units": {}}, "F005", "units: cần một danh sách"),
        ({"year": 2020, "units": ["u1"]}, "F005", "đơn vị thứ 1: cần một đối tượng"),
        ({"year": 2020, "units": [], "meta": 1}, "F004", "không có mục «meta»"),
        ([], "F005", "tệp số liệu: cần một đối tượng {…}, không phải […]"),
        ("null", "F005", "tệp số liệu: cần một đối tượng {…}, không phải null"),
    ],
    ids=str,
)
def test_document(files: Files, facts: Any, code: str, says: str) -> None:
    expect(files.refused(facts), code, says)


# ---- The text

WHOLE = json.dumps(document(unit()), ensure_ascii=False, indent=1)


def line_of(part: str, text: str = WHOLE) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("part", "instead", "says"),
    [
        ('"phan": 6', '"phan": NaN', "NaN"),
        ('"phan": 6', '"phan": Infinity', "Infinity"),
        ('"phan": 6', '"phan": -Infinity', "-Infinity"),
        ('"phan": 6', '"phan": 0x6', "thiếu dấu phẩy hoặc ngoặc đóng"),
        ('"phan": 6', '"phan": 06', "thiếu dấu phẩy hoặc ngoặc đóng"),
        ('"phan": 6', '"phan": có', "cần một giá trị"),
        ('"phan": 6', "'phan': 6", "cần một khóa trong dấu nháy kép"),
        ('"phan": 6', '"phan" 6', "thiếu dấu hai chấm"),
        ('"khá"', '"kh\tá"', "ký tự điều khiển"),
        ('"khá"', '"\\ud83dkhá"', "\\ud83d"),
    ],
)
def test_text_that_is_not_json(files: Files, part: str, instead: str, says: str) -> None:
    found = files.refused(WHOLE.replace(part, instead))
    expect(found, "F001", f"tệp số liệu không phải JSON: {says}")
    assert found[0]["range"]["start"]["line"] == line_of(part)


@pytest.mark.parametrize("text", ["", " \n", "{", WHOLE[:-3], WHOLE + "}", "// lời\n" + WHOLE, '{"a": "'])
def test_broken_text(files: Files, text: str) -> None:
    assert files.refused(text)[0]["code"] == "F001"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1E+99999999999999999999", "1e-400", "9" * 4000])
def test_numbers_beyond_all_measure(files: Files, number: str) -> None:
    expect(
        files.refused(WHOLE.replace('"so": "1.5"', f'"so": {number}')), "F010", "đơn vị «u1», so: cần một số"
    )


@pytest.mark.parametrize(
    ("part", "instead", "key", "place"),
    [
        ('"year": 2020,', '"year": 2020, "year": 2020,', "year", "tệp"),
        ('"block": "sở",', '"block": "sở", "block": "sở",', "block", "đơn vị «u1»"),
        ('"phan": 6', '"phan": 6, "phan": 7', "phan", "đơn vị «u1», facts"),
        ('"q": 1', '"q": 1, "q": 1', "q", "đơn vị «u1», facts, bg"),
        ('"n": 3', '"n": 3, "n": 4', "n", "đơn vị «u1», tables, bang"),
        ('"by": "Hội đồng"', '"by": "Hội đồng", "by": "ông A"', "by", "đơn vị «u1», council, 1.2"),
        ('"code": "u1",', '"code": "u1", "code": "u2",', "code", "đơn vị «u2»"),
    ],
)
def test_keys_that_stand_twice(files: Files, part: str, instead: str, key: str, place: str) -> None:
    found = files.refused(WHOLE.replace(part, instead, 1))
    expect(found, "F002", f"khóa «{key}» lặp lại trong {place}")


def test_a_table_under_facts_and_under_tables(files: Files) -> None:
    one = unit()
    one["facts"]["bang"] = []
    expect(files.refused(document(one)), "F002", "khóa «bang» lặp lại trong đơn vị «u1»")


def test_an_entry_by_number_and_by_key(files: Files) -> None:
    text = files.criteria.read_text(encoding="utf-8").replace("  hội đồng chấm", "  mã hd\n  hội đồng chấm")
    files.criteria.write_text(text, encoding="utf-8")
    entry = {"points": 1, "reason": "khá", "by": "Hội đồng"}
    assert files.refused(document(unit(council={"1.2": entry, "hd": entry})))[0]["code"] == "F002"


def test_text_that_is_not_utf_8(files: Files) -> None:
    files.facts.write_bytes(b'{"year": 2020,\n "units": ["\xff"]}')
    result = files.again("--format", "json")
    found = json.loads(result.stdout)["diagnostics"]
    assert (result.exit_code, found[0]["code"], found[0]["range"]["start"]["line"]) == (1, "F001", 2)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 5_000])
def test_nesting_without_end(files: Files, text: str) -> None:
    assert files.refused(text)[0]["code"] == "F023"


# ---- As text, and in English


def test_text_form_goes_to_standard_error(files: Files) -> None:
    result = files.score(document(unit(), unit()))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(str(files.facts) + ": lỗi F007: mã đơn vị «u1» lặp lại\n  = ")


def test_english(files: Files) -> None:
    one = unit(
        tables={"bang": [{"ma": "a", "n": "x"}]}, council={"1.2": {"points": 9, "reason": "a", "by": "b"}}
    )
    result = files.score(document(one), "--format", "json", "--lang", "en")
    messages = [each["message"] for each in json.loads(result.stdout)["diagnostics"]]
    assert messages == [
        "unit «u1», bang, row 1, n: a whole number is needed, not «x»",
        "unit «u1», subcriterion 1.2: the council's points 9 must be within 0 and 2, in steps of 0.5",
    ]
