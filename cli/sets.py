"""Commands about criteria sets alone."""

import sys
from pathlib import Path

import click

from cli.shared import FILE, LANGUAGE, print_json
from spec import load_file
from spec.diagnostics import Diagnostic, has_errors
from spec.keywords import Language


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")
@LANGUAGE
def check(files: tuple[Path, ...], form: str, lang: Language) -> None:
    """Kiểm tra bộ tiêu chí: lỗi, cảnh báo, gợi ý sửa."""
    found: list[Diagnostic] = []
    for path in files:
        found += load_file(path)[1]
    if form == "json":
        print_json({"diagnostics": [one.as_json(lang) for one in found]})
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


@click.command()
def schema() -> None:
    """In JSON Schema của bộ tiêu chí đã dịch."""
    from spec.model import CriteriaSet

    print_json(CriteriaSet.model_json_schema())
