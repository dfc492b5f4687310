"""The command that runs the scenarios of a set."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.shared import FILE, LANGUAGE, print_json, refusals
from engine.session import LoadedSet, load_set
from spec.keywords import Language, table_of
from spec.reading import read
from spec.source import Source

if TYPE_CHECKING:
    from engine.scenarios.coverage import Line
    from engine.scenarios.mutate import Tried
    from engine.scenarios.run import Checked
    from engine.scenarios.suggest import Suggestion


@click.command()
@click.argument("criteria", metavar="FILE", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")
@click.option("--coverage", is_flag=True, help="Dòng quy định nào chưa có tình huống chạm tới.")
@click.option("--mutate", is_flag=True, help="Đổi thử từng chi tiết: thay đổi nào không bị phát hiện.")
@click.option("--suggest", is_flag=True, help="Gợi ý tình huống ngay dưới, đúng và ngay trên từng ngưỡng.")
@LANGUAGE
def test(criteria: Path, form: str, coverage: bool, mutate: bool, suggest: bool, lang: Language) -> None:
    """Chạy các tình huống «kiểm thử» của bộ tiêu chí FILE."""
    from engine.scenarios.run import run

    with refusals(form, lang):
        loaded = load_set(criteria)
    source, _ = read(criteria.read_bytes(), str(criteria))
    assert source is not None  # or the set would have been refused
    checked = run(loaded.program, source)
    report = _Report(loaded, source, checked)
    report.lines = report.coverage() if coverage else None
    report.tried = report.mutants() if mutate else None
    report.suggestions = report.suggested() if suggest else None
    if form == "json":
        print_json(report.as_json(lang))
    else:
        click.echo(report.as_text(lang))
    sys.exit(0 if all(one.passed for one in checked) else 1)


@dataclass(slots=True)
class _Report:
    """What was asked for; what was not is None."""

    loaded: LoadedSet
    source: Source
    checked: "Sequence[Checked]"
    lines: "list[Line] | None" = None
    tried: "list[Tried] | None" = None
    suggestions: "list[Suggestion] | None" = None

    def coverage(self) -> "list[Line]":
        from engine.scenarios.coverage import coverage

        return coverage(self.loaded.program, self.checked, self.source)

    def mutants(self) -> "list[Tried]":
        from engine.scenarios.equivalent import Equivalence
        from engine.scenarios.mutate import mutate

        return mutate(self.loaded.program, self.checked, self.source, Equivalence(self.loaded.model))

    def suggested(self) -> "list[Suggestion]":
        from engine.scenarios.suggest import suggest

        return list(suggest(self.loaded.program, self.checked, table_of(self.source.text)))

    def as_text(self, lang: Language) -> str:
        from engine.output.coverage import coverage_text
        from engine.output.mutation import mutation_text
        from engine.output.scenario_text import told
        from engine.output.suggestions import suggestions_text

        parts = [told(self.checked, self.source, lang)]
        if self.lines is not None:
            parts.append(coverage_text(self.lines, lang))
        if self.tried is not None:
            parts.append(mutation_text(self.tried, lang))
        if self.suggestions is not None:
            parts.append("\n" + suggestions_text(self.suggestions, table_of(self.source.text), lang))
        return "\n".join(parts)

    def as_json(self, lang: Language) -> dict[str, Any]:
        from engine.output.coverage import coverage_json
        from engine.output.mutation import mutation_json
        from engine.output.scenario_json import report
        from engine.output.suggestions import suggestions_json

        form = report(self.loaded.model, self.checked, lang)
        if self.lines is not None:
            form["coverage"] = coverage_json(self.lines)
        if self.tried is not None:
            form["mutation"] = mutation_json(self.tried, lang)
        if self.suggestions is not None:
            form["suggestions"] = suggestions_json(self.suggestions, table_of(self.source.text))
        return form
