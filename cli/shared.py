"""What the commands share: options, output, and how a refusal is told."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from engine.session import Refused
from spec.diagnostics import Diagnostic
from spec.keywords import Language

LANGUAGE = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của thông báo."
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def print_json(value: Any) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


_WIDTH_OF_A_PIPE = 120


def console() -> Any:
    """The terminal; plain text of a fixed width where the output goes elsewhere."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_PIPE, force_terminal=False)


def vietnamese(number: str | None) -> str:
    """A decimal figure as Vietnamese writes it; a dash where there is none."""
    return "–" if number is None else number.replace(".", ",")


def nfc(text: str) -> str:
    """What a person typed, as names in sets and facts are written."""
    return unicodedata.normalize("NFC", text).strip()


@contextmanager
def refusals(form: str, lang: Language) -> Iterator[None]:
    """Print the findings for which something was refused, and leave with exit code 1."""
    try:
        yield
    except Refused as refused:
        _refuse(refused.diagnostics, form, lang)


def _refuse(found: list[Diagnostic], form: str, lang: Language) -> NoReturn:
    if form == "json":
        print_json({"diagnostics": [one.as_json(lang) for one in found]})
    else:
        for one in found:
            click.echo(one.as_text(lang), err=True)
    sys.exit(1)
