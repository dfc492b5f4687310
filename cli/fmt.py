"""The command that brings criteria sets into their canonical layout."""

import os
import stat
import sys
import tempfile
from pathlib import Path

import click

from cli.shared import LANGUAGE
from spec.keywords import Language
from spec.printing import print_bytes

_STDIN = Path("-")

#: What is said of a file by what it came to, and of how many in the summary.
_SAID = {
    "vi": {"changed": "đã định dạng lại", "wrong": "cần định dạng lại", "refused": "có lỗi, giữ nguyên"},
    "en": {
        "changed": "reformatted",
        "wrong": "would be reformatted",
        "refused": "left alone because of errors",
    },
}
_COUNTED = {
    "vi": {
        "changed": "đã định dạng lại",
        "wrong": "cần định dạng lại",
        "same": "đã đúng",
        "refused": "có lỗi",
        "unwritten": "không ghi được",
    },
    "en": {
        "changed": "reformatted",
        "wrong": "to be reformatted",
        "same": "already fine",
        "refused": "with errors",
        "unwritten": "not written",
    },
}
_NOT_WRITTEN = {"vi": "không ghi được tệp", "en": "cannot be written"}
_READ_ONLY = {"vi": "chỉ được đọc", "en": "it may only be read"}


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option(
    "--check", "only_check", is_flag=True, help="Không sửa tệp; mã thoát 1 nếu có tệp cần định dạng lại."
)
@click.option(
    "--keywords",
    type=click.Choice(["vi", "en"]),
    help="Chuyển sang bảng từ khóa tiếng Việt hoặc tiếng Anh (mặc định: giữ bảng của tệp).",
)
@click.option("--stdout", "to_stdout", is_flag=True, help="In ra màn hình thay vì sửa tệp.")
@LANGUAGE
def fmt(
    files: tuple[Path, ...], only_check: bool, keywords: Language | None, to_stdout: bool, lang: Language
) -> None:
    """Định dạng lại bộ tiêu chí: thụt dòng, khoảng trắng, cách viết từ khóa. Điểm số và ghi chú không đổi.

    FILE là «-»: đọc từ đầu vào chuẩn, in ra đầu ra chuẩn.
    """
    if only_check and to_stdout:
        raise click.UsageError("--check và --stdout không dùng cùng nhau")
    if _STDIN in files and len(files) > 1:
        raise click.UsageError("«-» phải đứng một mình")
    printing = not only_check and (to_stdout or files == (_STDIN,))
    outcomes = []
    for path in files:
        outcome = _format(path, keywords, lang, only_check=only_check, printing=printing)
        outcomes.append(outcome)
        if outcome in _SAID[lang] and not printing:
            click.echo(f"{_name(path)}: {_SAID[lang][outcome]}")
    if not printing:
        click.echo(_summary(outcomes, lang))
    sys.exit(0 if set(outcomes) <= {"changed", "same"} else 1)


def _format(
    path: Path, keywords: Language | None, lang: Language, *, only_check: bool, printing: bool
) -> str:
    """What a file came to: changed, wrong (it would be), same, refused or unwritten."""
    data = sys.stdin.buffer.read() if path == _STDIN else path.read_bytes()
    text, findings = print_bytes(data, _name(path), keywords)
    for one in findings:
        click.echo(one.as_text(lang) + "\n", err=True)
    if text is None:
        return "refused"
    now = text.encode()
    if printing:
        click.echo(now, nl=False)
    if printing or now == data:
        return "same"
    if only_check:
        return "wrong"
    return "changed" if _written(path, now, lang) else "unwritten"


def _written(path: Path, data: bytes, lang: Language) -> bool:
    """Replace what a file holds; False where that cannot be done, and it is said."""
    try:
        _replace(path.resolve(), data)
    except OSError as error:
        why = _READ_ONLY[lang] if isinstance(error, PermissionError) else error.strerror
        click.echo(f"{path}: {_NOT_WRITTEN[lang]} ({why})", err=True)
        return False
    return True


def _replace(path: Path, data: bytes) -> None:
    """In one step, so that a reader finds the old text or the new one, and with the mode that it had.

    Raises OSError; a file that nobody may write is left alone even where its folder would allow it.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & stat.S_IWUSR:
        raise PermissionError
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _name(path: Path) -> str:
    """A file as it is named to the user."""
    return "stdin" if path == _STDIN else str(path)


def _summary(outcomes: list[str], lang: Language) -> str:
    counted = [
        f"{outcomes.count(outcome)} {words}"
        for outcome, words in _COUNTED[lang].items()
        if outcome in outcomes
    ]
    return f"{len(outcomes)} {'tệp' if lang == 'vi' else 'file(s)'}: {', '.join(counted)}"
