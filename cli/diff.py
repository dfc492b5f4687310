"""The command that compares two sets."""

from pathlib import Path

import click

from cli.shared import FILE, LANGUAGE, print_json, refusals
from engine.session import Refused
from spec import load_bytes
from spec.diagnostics import Diagnostic
from spec.diff import Version, compare
from spec.keywords import Language
from spec.reading import read


@click.command()
@click.argument("old", metavar="OLD", type=FILE)
@click.argument("new", metavar="NEW", type=FILE)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="Dạng kết quả."
)
@LANGUAGE
def diff(old: Path, new: Path, form: str, lang: Language) -> None:
    """So sánh bộ tiêu chí NEW với bộ OLD: thay đổi gì, điểm nào còn so được."""
    with refusals(form, lang):
        comparison = compare(*_versions(old, new))
    if form == "json":
        from engine.output.diff_json import report

        print_json(report(comparison, lang))
    elif form == "html":
        from engine.output.diff_html import page

        click.echo(page(comparison, lang), nl=False)
    else:
        from engine.output.diff_text import told

        click.echo(told(comparison, lang))


def _versions(old: Path, new: Path) -> tuple[Version, Version]:
    """Both sets. Raises ``Refused`` with the findings of both where one of them has errors."""
    versions: list[Version] = []
    refused: list[Diagnostic] = []
    for path in (old, new):
        data = path.read_bytes()
        model, found = load_bytes(data, str(path))
        source, _ = read(data, str(path))
        if model is None or source is None:
            refused += found
        else:
            versions.append(Version(model, source))
    if refused:
        raise Refused(refused)
    before, after = versions
    return before, after
