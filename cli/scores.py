"""Commands that score units."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from cli.shared import FILE, LANGUAGE, console, nfc, print_json, refusals
from engine.block import UnitResult
from engine.session import LoadedSet, Refused, load_facts, load_set, unknown_leaf, unknown_unit
from spec.keywords import Language


@click.command()
@click.argument("criteria", metavar="SET", type=FILE)
@click.argument("facts", metavar="FACTS", type=FILE)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="Dạng kết quả."
)
@click.option("--unit", "code", help="Chỉ in đơn vị có mã này (xếp hạng vẫn tính trên tất cả).")
@click.option("--close", is_flag=True, help="Khóa sổ: phần đang chờ thành mất điểm.")
@LANGUAGE
def score(criteria: Path, facts: Path, form: str, code: str | None, close: bool, lang: Language) -> None:
    """Chấm điểm các đơn vị trong tệp số liệu FACTS theo bộ tiêu chí SET."""
    with refusals(form, lang):
        loaded = load_set(criteria)
        results = _results(loaded, facts, close=close)
        shown = results if code is None else [_unit(results, code, facts)]
    if form == "json":
        from engine.output.json_form import report

        print_json(report(loaded.program, shown, lang))
    elif form == "csv":
        from engine.output.csv_form import as_csv

        click.echo(as_csv(shown, lang), nl=False)
    else:
        from engine.output import tables

        show = tables.print_rankings if len(shown) > 1 else tables.print_scorecards
        show(console(), shown, lang)


@click.command()
@click.argument("criteria", metavar="SET", type=FILE)
@click.argument("facts", metavar="FACTS", type=FILE)
@click.option("--unit", "code", required=True, help="Mã đơn vị.")
@click.option("--leaf", help="Số thứ tự hoặc mã của thành phần, ví dụ 3.4.2.")
@click.option("--close", is_flag=True, help="Khóa sổ: phần đang chờ thành mất điểm.")
@LANGUAGE
def explain(criteria: Path, facts: Path, code: str, leaf: str | None, close: bool, lang: Language) -> None:
    """Giải thích bằng lời điểm của một đơn vị: quy định, số liệu, từng điểm mất."""
    from engine.output import explain as output

    with refusals("text", lang):
        loaded = load_set(criteria)
        results = _results(loaded, facts, close=close)
        result = _unit(results, code, facts)
        positions = range(len(loaded.program.leaves))
        if leaf is not None:
            position = loaded.program.position(nfc(leaf))
            if position is None:
                raise Refused([unknown_leaf(leaf, loaded, str(criteria))])
            positions = range(position, position + 1)
    click.echo(output.explain(result, positions, lang))


def _results(loaded: LoadedSet, facts: Path, *, close: bool) -> list[UnitResult]:
    from engine.block import score_units

    units = load_facts(loaded, facts)
    with _progress(len(units)) as advance:
        return score_units(loaded.program, units, close=close, progress=advance)


def _unit(results: list[UnitResult], code: str, facts: Path) -> UnitResult:
    """The unit that was asked for."""
    for result in results:
        if result.unit.code == nfc(code):
            return result
    raise Refused([unknown_unit(code, [one.unit.code for one in results], str(facts))])


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
