"""`chamdiem diff` as a person or another program calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, run_program
from tests.diff.comparing import BASE, edited

_WRONG = edited(("từ 90% vì", "từ 90 vì"), ("quy đổi tổng", "quy đổi tông"))


@pytest.fixture
def sets(tmp_path: Path) -> dict[str, str]:
    """Three files: as it was, as it is, and one with mistakes."""
    texts = {"cũ": BASE, "mới": edited(("từ 90% vì", "từ 95% vì")), "sai": _WRONG}
    found = {}
    for name, text in texts.items():
        path = tmp_path / f"{name}.tieuchi"
        path.write_text(text, encoding="utf-8")
        found[name] = str(path)
    return found


def test_text_is_what_is_printed(sets: dict[str, str]) -> None:
    result = run("diff", sets["cũ"], sets["mới"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "So sánh bộ tiêu chí: bản cũ và bản mới"
    assert "1 thành phần thay đổi: 1 đổi ngưỡng, mức điểm, minh chứng hoặc ngoại lệ." in lines
    assert "    • Ngưỡng bắt đầu có điểm tăng từ 90% lên 95%" in lines
    assert run("diff", sets["cũ"], sets["mới"], "--format", "text").stdout == result.stdout


def test_english(sets: dict[str, str]) -> None:
    out = run("diff", sets["cũ"], sets["mới"], "--lang", "en").stdout
    assert "1 subcriteria changed: 1 with other thresholds, points, evidence or exceptions." in out
    assert "    • Threshold for any points raised from 90% to 95%" in out.splitlines()


def test_the_same_set_twice(sets: dict[str, str]) -> None:
    result = run("diff", sets["cũ"], sets["cũ"])
    assert result.exit_code == 0
    assert result.stdout.endswith("\n\nKhông có gì thay đổi.\n")
    found = json.loads(run("diff", sets["cũ"], sets["cũ"], "--format", "json").stdout)
    assert found["comparable"] == "yes"
    assert not any(found[part] for part in ("set", "facts", "checks"))
    assert not any(leaf["changes"] for leaf in found["leaves"])
    assert "Không có gì thay đổi." in run("diff", sets["cũ"], sets["cũ"], "--format", "html").stdout


def test_json(sets: dict[str, str]) -> None:
    result = run("diff", sets["cũ"], sets["mới"], "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["old"]["file"] == sets["cũ"]
    assert found["comparable"] == "with_care"
    (leaf,) = [one for one in found["leaves"] if one["changes"]]
    assert (leaf["number"], leaf["status"], leaf["class"], leaf["comparable"]) == (
        "1.2.1",
        "changed",
        "minor",
        "with_care",
    )
    (change,) = leaf["changes"]
    assert {key: change[key] for key in ("kind", "class", "from", "to")} == {
        "kind": "threshold_changed",
        "class": "minor",
        "from": "90%",
        "to": "95%",
    }
    assert change["old"][0]["text"].startswith("theo tỷ lệ t từ 90% vì ")


@pytest.mark.parametrize("order", [("cũ", "sai"), ("sai", "cũ"), ("sai", "sai")])
def test_a_set_with_mistakes_is_not_compared(sets: dict[str, str], order: tuple[str, str]) -> None:
    arguments = [sets[name] for name in order]
    for form in ("text", "html"):
        result = run("diff", *arguments, "--format", form)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "lỗi T002" in result.stderr
    found = json.loads(run("diff", *arguments, "--format", "json").stdout)
    assert set(found) == {"diagnostics"}
    files = {one["file"] for one in found["diagnostics"]}
    assert files == {sets["sai"]}


def test_a_file_that_is_no_set(sets: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "ảnh.png"
    other.write_bytes(b"\x89PNG\r\n")
    result = run("diff", sets["cũ"], str(other))
    assert result.exit_code == 1
    assert "S014" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff",),
        ("diff", "{cũ}"),
        ("diff", "{cũ}", "không có.tieuchi"),
        ("diff", "{cũ}", "{mới}", "{mới}"),
        ("diff", "{cũ}", "{mới}", "--format", "docx"),
        ("diff", "{cũ}", "{mới}", "--lang", "fr"),
        ("diff", "{cũ}", "{mới}", "--khong-co"),
    ],
)
def test_bad_usage(sets: dict[str, str], arguments: tuple[str, ...]) -> None:
    result = run(*(one.format(**sets) for one in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""


def test_as_a_program_in_a_pipe(sets: dict[str, str]) -> None:
    result = run_program("diff", sets["cũ"], sets["mới"], "--format", "html")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("utf-8").startswith("<!DOCTYPE html>\n")
