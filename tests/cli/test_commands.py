"""``check``, ``explain``, ``demo`` and ``schema``; usage; and all of it as a program of its own."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.cli.running import CRITERIA, DEMO, DEPARTMENTS, UNIT, Files, document, run, run_program, unit

DIAGNOSTIC_KEYS = {"code", "severity", "message", "hint", "file", "range", "suggestions", "example"}

BROKEN = CRITERIA.replace("theo tỷ lệ phan / dem", "theo tỷ lệ phann / dem").replace("6 điểm", "7 điểm")


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


#: The set of the departments takes its time; small sets go through the same lines, and are measured.
LONG = pytest.mark.no_cover


def line_of(start: str) -> int:
    """The line of the set that begins with some words."""
    return next(number for number, line in enumerate(CRITERIA.splitlines(), 1) if line.startswith(start))


# ---- check


def test_check_of_a_set_without_errors(files: Files) -> None:
    result = run("check", str(files.criteria))
    assert (result.exit_code, result.stdout) == (0, "1 tệp: 0 lỗi, 0 cảnh báo\n")
    assert json.loads(run("check", str(files.criteria), "--format", "json").stdout) == {"diagnostics": []}


def test_check_of_a_set_with_errors(tmp_path: Path) -> None:
    path = write(tmp_path, "hỏng.tieuchi", BROKEN)
    result = run("check", path, "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert list(found) == ["diagnostics"]
    first, second = found["diagnostics"]
    assert set(first) == set(second) == DIAGNOSTIC_KEYS
    assert (first["code"], first["severity"], first["file"]) == ("C001", "error", path)
    assert (second["code"], second["suggestions"]) == ("N003", ["phan"])
    line = line_of("  theo tỷ lệ")
    assert second["range"] == {"start": {"line": line, "column": 14}, "end": {"line": line, "column": 19}}


def test_columns_count_what_a_person_sees(tmp_path: Path) -> None:
    wrong = CRITERIA.replace("dữ kiện phan:", "dữ kiện phần:").replace("đạt khi co và", "đạt khi có_rồi và")
    places = [
        [one["range"] for one in json.loads(run("check", path, "--format", "json").stdout)["diagnostics"]]
        for path in (
            write(tmp_path, "nfc.tieuchi", unicodedata.normalize("NFC", wrong)),
            write(tmp_path, "nfd.tieuchi", unicodedata.normalize("NFD", wrong)),
        )
    ]
    assert places[0] == places[1] != []


@LONG
def test_check_of_several_files(tmp_path: Path, files: Files) -> None:
    broken = write(tmp_path, "hỏng.tieuchi", BROKEN)
    result = run("check", str(files.criteria), broken, DEPARTMENTS)
    assert result.exit_code == 1
    assert result.stdout.endswith("3 tệp: 2 lỗi, 0 cảnh báo\n")
    assert "N003: tên «phann» chưa được khai báo" in result.stdout
    found = json.loads(run("check", broken, DEPARTMENTS, broken, "--format", "json").stdout)["diagnostics"]
    assert [one["file"] for one in found] == [broken] * 4


def test_check_in_english(tmp_path: Path) -> None:
    path = write(tmp_path, "broken.tieuchi", BROKEN)
    out = run("check", path, "--lang", "en").stdout
    assert "error N003: the name «phann» is not declared" in out
    assert out.endswith("1 file(s): 2 error(s), 0 warning(s)\n")
    assert (
        run("check", path, "--format", "json", "--lang", "en").stdout.isascii() is False
    )  # it quotes the set


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    path = write(tmp_path, "cảnh báo.tieuchi", CRITERIA + "dữ kiện thừa: số nguyên\n")
    result = run("check", path, "--format", "json")
    assert result.exit_code == 0
    assert [one["severity"] for one in json.loads(result.stdout)["diagnostics"]] == ["warning"]


@LONG
def test_the_sets_that_come_along_are_clean() -> None:
    folder = Path(DEPARTMENTS).parent
    assert run("check", *(str(path) for path in sorted(folder.glob("*.tieuchi")))).exit_code == 0


# ---- A set with errors, and bad usage


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_set_with_errors_scores_nothing(files: Files, form: str) -> None:
    files.criteria.write_text(BROKEN, encoding="utf-8")
    result = files.score(document(unit()), "--format", form)
    assert result.exit_code == 1
    if form == "json":
        found = json.loads(result.stdout)
        assert [one["code"] for one in found["diagnostics"]] == ["C001", "N003"]
        assert "units" not in found
    else:
        assert result.stdout == ""
        assert "N003: tên «phann»" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "không có.tieuchi"),
        ("check", DEPARTMENTS, "không có.tieuchi"),
        ("check", str(Path(DEPARTMENTS).parent)),
        ("check", DEPARTMENTS, "--format", "xml"),
        ("check", DEPARTMENTS, "--lang", "fr"),
        ("score",),
        ("score", DEPARTMENTS),
        ("score", DEPARTMENTS, "không có.json"),
        ("score", "không có.tieuchi", DEMO),
        ("score", DEPARTMENTS, DEMO, "--format", "yaml"),
        ("score", DEPARTMENTS, DEMO, "--khong-co"),
        ("explain", DEPARTMENTS, DEMO),
        ("khong-co",),
    ],
)
def test_bad_usage(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


@LONG
def test_an_unknown_unit_or_leaf(files: Files) -> None:
    result = files.score(
        document(unit("so-tu-phap"), unit("so-y-te")), "--unit", "so-tuphap", "--format", "json"
    )
    (found,) = json.loads(result.stdout)["diagnostics"]
    assert result.exit_code == 1
    assert (found["code"], found["suggestions"]) == ("F021", ["so-tu-phap"])
    result = run("explain", DEPARTMENTS, DEMO, "--unit", "so-ldtbx")
    assert result.exit_code == 1
    assert "F021: không có đơn vị «so-ldtbx» trong tệp số liệu" in result.stderr
    result = run("explain", DEPARTMENTS, DEMO, "--unit", UNIT, "--leaf", "3.4.22")
    assert result.exit_code == 1
    assert "F022: bộ tiêu chí không có thành phần «3.4.22»" in result.stderr


# ---- explain


@LONG
def test_explain_one_leaf() -> None:
    result = run("explain", DEPARTMENTS, DEMO, "--unit", UNIT, "--leaf", "1.1.3")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:8] == [
        "Sở Lao động - Thương binh và Xã hội (so-ldtbxh), năm 2020",
        "Bộ tiêu chí: Chỉ số CCHC các sở, ban, ngành tỉnh Đắk Nông",
        "Tổng: 86,845/100 điểm; Chỉ số 86,85%; hạng 18/21; Nhóm tương đối cao",
        "",
        "1.1.3 Mức độ hoàn thành kế hoạch CCHC",
        "  Kết quả: 1,702/2 điểm, đạt một phần",
        "  Quy định:",
        '    dòng 290: minh chứng "Báo cáo CCHC năm kèm bảng tiến độ từng nhiệm vụ"',
    ]
    for line in (
        "    so_nhiem_vu_hoan_thanh (trong đó đã hoàn thành đến hết 31/12) = 40 nhiệm vụ",
        "    t = 85,106%",
        "    đạt 1,702",
        "    mất 0,298 (dòng 293): hoàn thành 40/47 nhiệm vụ (85,106%)",
    ):
        assert line in result.stdout.splitlines()


@LONG
def test_explain_by_key_is_explain_by_number() -> None:
    by_number = run("explain", DEPARTMENTS, DEMO, "--unit", UNIT, "--leaf", "3.4.2").stdout
    assert run("explain", DEPARTMENTS, DEMO, "--unit", UNIT, "--leaf", "tthc-xin-loi").stdout == by_number
    assert "72 hồ sơ trễ hạn không có văn bản xin lỗi" in by_number


@LONG
def test_explain_a_whole_unit() -> None:
    out = run("explain", DEPARTMENTS, DEMO, "--unit", UNIT).stdout
    assert out.count("  Kết quả: ") == 80
    assert "Lĩnh vực 3. Cải cách thủ tục hành chính (TTHC): 13,981/18 điểm" in out


def test_explain_every_kind_of_entry(files: Files) -> None:
    evidence = {"1.1.2": [{"name": "12/KH", "accepted": False}, "13/KH"]}
    one = unit(evidence=evidence, previous=None, tables={"bang": [{"ma": "m1", "n": 3}]})
    files.score(document(one))
    out = run("explain", str(files.criteria), str(files.facts), "--unit", "u1").stdout
    for line in (
        "    «Kế hoạch»: 12/KH (không được chấp nhận), 13/KH (chưa thẩm định)",
        "  Hội đồng chấm 1,5 điểm: khá (Hội đồng)",
        f"    mất 0,5 (dòng {line_of('  hội đồng chấm')}): hội đồng chấm: khá (Hội đồng)",
        "    bang: 1 hàng",
        "      ma: m1; n: 3; d: chưa khai",
        "    chờ 0,5, còn có thể từ 1,5 đến 2 điểm; cần: bang.d",
        "    năm trước(pt) = chưa khai",
        "    chờ 1, còn có thể từ 1 đến 2 điểm; cần: năm trước(pt)",
    ):
        assert line in out.splitlines()
    out = run("explain", str(files.criteria), str(files.facts), "--unit", "u1", "--close").stdout
    assert f"    mất 0,5 (dòng {line_of('thành phần 2.1')}): khóa sổ: chưa có bang.d" in out.splitlines()


def test_explain_what_does_not_apply(files: Files) -> None:
    files.score(document(unit(not_applicable={"1.1.2": {"reason": "không giao", "by": "Sở Nội vụ"}})))
    out = run("explain", str(files.criteria), str(files.facts), "--unit", "u1", "--leaf", "1.1.2").stdout
    assert "  Không áp dụng, không tính vào điểm tối đa: không giao (Sở Nội vụ)" in out.splitlines()


def test_explain_in_english(files: Files) -> None:
    files.score(document(unit()))
    out = run("explain", str(files.criteria), str(files.facts), "--unit", "u1", "--lang", "en").stdout
    assert "Total: 8 of 10 points; Index 80%; rank 1/1; Tốt" in out
    assert (
        f"    lost 0,5 (line {line_of('  hội đồng chấm')}): the council: khá (Hội đồng)" in out.splitlines()
    )


# ---- demo, schema, help


def test_demo_prints_the_departments_and_the_table() -> None:
    result = run("demo")
    assert result.exit_code == 0
    for words in ("18/21", "11,364", "13,981", "86,845", "86,85", "BHXH tỉnh", "chamdiem explain"):
        assert words in result.stdout


def test_schema_is_a_json_schema() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["title"] == "CriteriaSet"
    assert {"areas", "facts", "decimal_places"} <= set(schema["properties"])


def test_help_and_version() -> None:
    assert "score" in run("--help").stdout
    assert run("--version").stdout.startswith("chamdiem")


# ---- As a program


@LONG
def test_as_a_program_in_a_pipe() -> None:
    """Plain UTF-8 text without control characters, and no word of progress."""
    for options in ((), ("--unit", UNIT)):
        result = run_program("score", DEPARTMENTS, DEMO, *options)
        assert (result.returncode, result.stderr) == (0, b"")
        out = result.stdout.decode("utf-8")
        assert "86,845" in out
        assert not [one for one in out if unicodedata.category(one) == "Cc" and one != "\n"]


@LONG
def test_exit_codes_as_a_program(files: Files) -> None:
    assert run_program("check", DEPARTMENTS).returncode == 0
    files.facts.write_text('{"year": 2020, "units": [], "units": []}', encoding="utf-8")
    result = run_program("score", str(files.criteria), str(files.facts), "--format", "json")
    assert result.returncode == 1
    assert [one["code"] for one in json.loads(result.stdout)["diagnostics"]] == ["F002"]
    assert run_program("score", DEPARTMENTS, "không có.json").returncode == 2


@LONG
def test_a_long_run_shows_no_progress_in_a_pipe(files: Files) -> None:
    facts = document(*(unit(f"u{number}") for number in range(250)))
    files.facts.write_text(json.dumps(facts), encoding="utf-8")
    result = run_program("score", str(files.criteria), str(files.facts), "--format", "json")
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(json.loads(result.stdout)["units"]) == 250
