"""The command line: a thin rim. Exit codes: 0 fine, 1 errors in a set or in facts, 2 bad usage."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from engine.block import UnitResult
from engine.session import LoadedSet, Refused, load_facts, load_set, unknown_leaf, unknown_unit
from spec import load_file
from spec.diagnostics import Diagnostic, has_errors
from spec.keywords import Language

_LANGUAGE = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của thông báo."
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and leave; a tree that was never installed has none."""
    if not asked or context.resilient_parsing:
        return
    from importlib import metadata

    try:
        click.echo(f"chamdiem {metadata.version('chamdiem')}")
    except metadata.PackageNotFoundError:
        click.echo("chamdiem (chưa cài đặt)")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="In số phiên bản."
)
def main() -> None:
    """ChấmĐiểm: chấm điểm chỉ số cải cách hành chính theo bộ tiêu chí viết bằng lời của quyết định."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese text on any terminal and in any pipe
            stream.reconfigure(encoding="utf-8")


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")
@_LANGUAGE
def check(files: tuple[Path, ...], form: str, lang: Language) -> None:
    """Kiểm tra bộ tiêu chí: lỗi, cảnh báo, gợi ý sửa."""
    found: list[Diagnostic] = []
    for path in files:
        found += load_file(path)[1]
    if form == "json":
        _print_json({"diagnostics": [one.as_json(lang) for one in found]})
    else:
        for one in found:
            click.echo(one.as_text(lang) + "\n")
        click.echo(_summary(found, len(files), lang))
    sys.exit(1 if has_errors(found) else 0)


def _summary(found: list[Diagnostic], files: int, lang: Language) -> str:
    errors = sum(one.severity == "error" for one in found)
    warnings = sum(one.severity == "warning" for one in found)
    if lang == "en":
        return f"{files} file(s): {errors} error(s), {warnings} warning(s)"
    return f"{files} tệp: {errors} lỗi, {warnings} cảnh báo"


@main.command()
@click.argument("criteria", metavar="SET", type=_FILE)
@click.argument("facts", metavar="FACTS", type=_FILE)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="Dạng kết quả."
)
@click.option("--unit", "code", help="Chỉ in đơn vị có mã này (xếp hạng vẫn tính trên tất cả).")
@click.option("--close", is_flag=True, help="Khóa sổ: phần đang chờ thành mất điểm.")
@_LANGUAGE
def score(criteria: Path, facts: Path, form: str, code: str | None, close: bool, lang: Language) -> None:
    """Chấm điểm các đơn vị trong tệp số liệu FACTS theo bộ tiêu chí SET."""
    with _refusals(form, lang):
        loaded = load_set(criteria)
        results = _results(loaded, facts, close=close)
        shown = results if code is None else [_unit(results, code, facts)]
    if form == "json":
        from engine.output.json_form import report

        _print_json(report(loaded.program, shown, lang))
    elif form == "csv":
        from engine.output.csv_form import as_csv

        click.echo(as_csv(shown, lang), nl=False)
    else:
        from engine.output import tables

        show = tables.print_rankings if len(shown) > 1 else tables.print_scorecards
        show(_console(), shown, lang)


@main.command()
@click.argument("criteria", metavar="SET", type=_FILE)
@click.argument("facts", metavar="FACTS", type=_FILE)
@click.option("--unit", "code", required=True, help="Mã đơn vị.")
@click.option("--leaf", help="Số thứ tự hoặc mã của thành phần, ví dụ 3.4.2.")
@click.option("--close", is_flag=True, help="Khóa sổ: phần đang chờ thành mất điểm.")
@_LANGUAGE
def explain(criteria: Path, facts: Path, code: str, leaf: str | None, close: bool, lang: Language) -> None:
    """Giải thích bằng lời điểm của một đơn vị: quy định, số liệu, từng điểm mất."""
    from engine.output import explain as output

    with _refusals("text", lang):
        loaded = load_set(criteria)
        results = _results(loaded, facts, close=close)
        result = _unit(results, code, facts)
        positions = range(len(loaded.program.leaves))
        if leaf is not None:
            position = loaded.program.position(_nfc(leaf))
            if position is None:
                raise Refused([unknown_leaf(leaf, loaded, str(criteria))])
            positions = range(position, position + 1)
    click.echo(output.explain(result, positions, lang))


@main.command()
def demo() -> None:
    """Chấm điểm 22 đơn vị tỉnh Đắk Nông năm 2020 (số liệu minh họa) và in bảng của Sở LĐTBXH."""
    from engine.demo.show import show

    show(_console())


@main.command()
def schema() -> None:
    """In JSON Schema của bộ tiêu chí đã dịch."""
    from spec.model import CriteriaSet

    _print_json(CriteriaSet.model_json_schema())


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


_WIDTH_OF_A_PIPE = 120


def _console() -> Any:
    """The terminal; plain text of a fixed width where the output goes elsewhere."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_PIPE, force_terminal=False)


def _results(loaded: LoadedSet, facts: Path, *, close: bool) -> list[UnitResult]:
    from engine.block import score_units

    units = load_facts(loaded, facts)
    with _progress(len(units)) as advance:
        return score_units(loaded.program, units, close=close, progress=advance)


def _unit(results: list[UnitResult], code: str, facts: Path) -> UnitResult:
    """The unit that was asked for."""
    for result in results:
        if result.unit.code == _nfc(code):
            return result
    raise Refused([unknown_unit(code, [one.unit.code for one in results], str(facts))])


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


_LONG_RUN = 200


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """A progress bar for long runs on a terminal; nothing in a pipe."""
    if total < _LONG_RUN or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Chấm điểm", total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def _refusals(form: str, lang: Language) -> Iterator[None]:
    """Print the findings for which something was refused, and leave with exit code 1."""
    try:
        yield
    except Refused as refused:
        _refuse(refused.diagnostics, form, lang)


def _refuse(found: list[Diagnostic], form: str, lang: Language) -> NoReturn:
    if form == "json":
        _print_json({"diagnostics": [one.as_json(lang) for one in found]})
    else:
        for one in found:
            click.echo(one.as_text(lang), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
