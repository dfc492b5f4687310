"""``chamdiem fmt``: what it writes, prints and says."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from spec import sets_folder
from tests.cli.running import run

UNTIDY = 'BỘ TIÊU CHÍ “x”\nnăm 2020   # năm\nlĩnh vực 1 "x" 1.5 điểm\n'
TIDY = 'bộ tiêu chí "x"\nnăm 2020  # năm\n\nlĩnh vực 1 "x" 1,5 điểm\n'
ENGLISH = 'criteria set "x"\nyear 2020  # năm\n\narea 1 "x" 1,5 points\n'
BROKEN = 'bộ tiêu chí "x\nnăm    2020\n'


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Make a file; its path as a text."""

    def made(text: str | bytes, name: str = "bộ.tieuchi") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return made


def content(path: str) -> str:
    return Path(path).read_bytes().decode()


def piped(text: str | bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["fmt", "-", *options], input=text, catch_exceptions=False)


# ---- In place


def test_a_file_is_rewritten_in_place(write: Any) -> None:
    path = write(UNTIDY)
    result = run("fmt", path)
    assert result.exit_code == 0
    assert result.stdout == f"{path}: đã định dạng lại\n1 tệp: 1 đã định dạng lại\n"
    assert content(path) == TIDY
    assert run("fmt", path).stdout == "1 tệp: 1 đã đúng\n"
    assert content(path) == TIDY


def test_a_file_that_is_fine_is_not_touched(write: Any) -> None:
    path = write(TIDY)
    before = Path(path).stat()
    assert run("fmt", path).exit_code == 0
    after = Path(path).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_other_encodings_and_line_ends_become_the_usual_ones(write: Any) -> None:
    path = write(b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode())
    assert run("fmt", path).exit_code == 0
    assert content(path) == TIDY


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_the_mode_is_kept_and_nothing_is_left_behind(write: Any, mode: int) -> None:
    path = Path(write(UNTIDY))
    path.chmod(mode)
    assert run("fmt", str(path)).exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(write: Any, tmp_path: Path) -> None:
    target, link = Path(write(UNTIDY)), tmp_path / "link.tieuchi"
    link.symlink_to(target)
    assert run("fmt", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == TIDY


def test_a_file_that_may_only_be_read_is_left_alone(write: Any) -> None:
    path, other = write(UNTIDY), write(UNTIDY, "khác.tieuchi")
    Path(path).chmod(0o444)
    result = run("fmt", path, other)
    Path(path).chmod(0o644)
    assert result.exit_code == 1
    assert result.stderr == f"{path}: không ghi được tệp (chỉ được đọc)\n"
    assert result.stdout.endswith("2 tệp: 1 đã định dạng lại, 1 không ghi được\n")
    assert (content(path), content(other)) == (UNTIDY, TIDY)


def test_a_file_is_whole_even_if_writing_fails(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(UNTIDY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = run("fmt", path, "--lang", "en")
    assert result.exit_code == 1
    assert result.stderr == f"{path}: cannot be written (No space left on device)\n"
    assert content(path) == UNTIDY
    assert [one.name for one in Path(path).parent.iterdir()] == [Path(path).name]


# ---- Several files, and broken ones


def test_several_files(write: Any) -> None:
    good, untidy, broken = write(TIDY, "a"), write(UNTIDY, "b"), write(BROKEN, "c")
    result = run("fmt", good, untidy, broken)
    assert result.exit_code == 1
    assert result.stdout.split("\n") == [
        f"{untidy}: đã định dạng lại",
        f"{broken}: có lỗi, giữ nguyên",
        "3 tệp: 1 đã định dạng lại, 1 đã đúng, 1 có lỗi",
        "",
    ]
    assert result.stderr.startswith(f"{broken}:1:13: lỗi S007: ")
    assert [content(path) for path in (good, untidy, broken)] == [TIDY, TIDY, BROKEN]


def test_what_is_no_text_is_left_alone(write: Any) -> None:
    data = TIDY.encode("utf-16")
    path = write(data)
    result = run("fmt", path)
    assert result.exit_code == 1
    assert "S022" in result.stderr
    assert Path(path).read_bytes() == data


def test_a_set_with_mistakes_of_meaning_is_formatted(write: Any) -> None:
    path = write(UNTIDY)
    assert run("check", path).exit_code == 1
    assert run("fmt", path).exit_code == 0


def test_messages_in_english(write: Any) -> None:
    untidy, broken = write(UNTIDY, "b"), write(BROKEN, "c")
    assert run("fmt", "--check", untidy, "--lang", "en").stdout == (
        f"{untidy}: would be reformatted\n1 file(s): 1 to be reformatted\n"
    )
    result = run("fmt", untidy, broken, "--lang", "en")
    assert result.stdout == (
        f"{untidy}: reformatted\n{broken}: left alone because of errors\n"
        "2 file(s): 1 reformatted, 1 with errors\n"
    )
    assert "error S007: " in result.stderr


# ---- --check


def test_check_changes_nothing(write: Any) -> None:
    good, untidy = write(TIDY, "a"), write(UNTIDY, "b")
    result = run("fmt", "--check", good, untidy)
    assert result.exit_code == 1
    assert result.stdout == f"{untidy}: cần định dạng lại\n2 tệp: 1 cần định dạng lại, 1 đã đúng\n"
    assert (content(good), content(untidy)) == (TIDY, UNTIDY)
    assert run("fmt", "--check", good).exit_code == 0
    assert run("fmt", "--check", write(BROKEN, "c")).exit_code == 1


def test_check_notices_what_only_the_bytes_show(write: Any) -> None:
    assert run("fmt", "--check", write(TIDY.replace("\n", "\r\n"))).exit_code == 1


def test_check_asks_for_the_table_too(write: Any) -> None:
    path = write(TIDY)
    assert run("fmt", "--check", "--keywords", "vi", path).exit_code == 0
    assert run("fmt", "--check", "--keywords", "en", path).exit_code == 1


def test_the_set_that_comes_along_is_formatted() -> None:
    assert run("fmt", "--check", str(sets_folder() / "tinh-2020.tieuchi")).exit_code == 0


# ---- --keywords


def test_the_tables_are_switched_both_ways(write: Any) -> None:
    path = write(UNTIDY)
    run("fmt", "--keywords", "en", path)
    assert content(path) == ENGLISH
    run("fmt", path)
    assert content(path) == ENGLISH
    run("fmt", "--keywords", "vi", path)
    assert content(path) == TIDY


def test_a_name_that_would_become_a_keyword_is_told(write: Any) -> None:
    path = write(TIDY + "dữ kiện more: có/không\nđạt khi a từ 5 hoặc more\n")
    before = content(path)
    result = run("fmt", "--keywords", "en", path)
    assert result.exit_code == 1
    assert f"{path}:6:16: lỗi S023: " in result.stderr
    assert "«or more»" in result.stderr
    assert content(path) == before


# ---- --stdout and standard input


def test_stdout_prints_and_changes_nothing(write: Any) -> None:
    path = write(UNTIDY)
    result = run("fmt", "--stdout", path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, TIDY, "")
    assert content(path) == UNTIDY


def test_stdout_of_a_broken_file_is_empty(write: Any) -> None:
    result = run("fmt", "--stdout", write(BROKEN))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "S007" in result.stderr


def test_standard_input() -> None:
    result = piped(UNTIDY, "--keywords", "en")
    assert (result.exit_code, result.stdout, result.stderr) == (0, ENGLISH, "")
    broken = piped(BROKEN)
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert broken.stderr.startswith("stdin:1:13: lỗi S007: ")
    assert piped(UNTIDY, "--check").stdout == "stdin: cần định dạng lại\n1 tệp: 1 cần định dạng lại\n"
    assert piped(UNTIDY, "--check").exit_code == 1


# ---- Bad usage


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--check", "--stdout", "{}"),
        ("-", "{}"),
        ("{}.khong-co",),
        ("--keywords", "fr", "{}"),
        ("--x", "{}"),
    ],
)
def test_bad_usage(write: Any, options: tuple[str, ...]) -> None:
    path = write(UNTIDY)
    result = run("fmt", *(option.format(path) for option in options))
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert content(path) == UNTIDY
