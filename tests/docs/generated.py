"""The tables of the pages that are made from code: ``rewrite`` puts them in, a test compares."""

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from spec.catalogue import FUNCTIONS
from spec.diff.words import SENTENCES
from spec.keywords import KEYWORDS, Keyword
from tests.docs.markdown import ROOT
from webhooks import problems as kinds_of_problem
from webhooks.problems import Kind


def keywords() -> str:
    """Both keyword tables side by side, with the spellings that are understood too."""
    rows = [f"| `{one.terminal}` | {_words(one, 'vi')} | {_words(one, 'en')} |" for one in KEYWORDS]
    return _table("| Terminal | Vietnamese | English |", rows)


def _words(keyword: Keyword, language: str) -> str:
    canonical = keyword.vi if language == "vi" else keyword.en
    also = [spelling for table, spelling in keyword.also if table == language]
    shown = [f"`{canonical}`"] if canonical else ["–"]
    return " ".join(shown + [f"(`{spelling}`)" for spelling in also])


def functions() -> str:
    """Every function with its forms and its help in both languages."""
    rows = [
        f"| {_forms(one.form.vi)}<br>{_forms(one.form.en)} | {one.help.vi}<br>{one.help.en} |"
        for one in FUNCTIONS.values()
        if one.terminal != "SUM"  # a second English word for «total»
    ]
    return _table("| Form | Meaning |", rows)


def _forms(forms: str) -> str:
    return ", ".join(f"`{form}`" for form in re.split(r"(?<=\))(?:,| hoặc| or) ", forms))


def _table(head: str, rows: list[str]) -> str:
    line = "|" + " --- |" * (head.count("|") - 1)
    return "\n".join([head, line, *rows]) + "\n"


def kinds_of_change() -> str:
    """What a comparison of two sets may tell, with its sentences."""
    rows = [f"| `{kind}` | {one.vi} | {one.en} |" for kind, one in SENTENCES.items()]
    return _table("| Kind | Vietnamese | English |", rows)


def modules(room: str) -> str:
    """The modules of a room, each with the first line of its docstring; a package before what it holds."""
    folder = ROOT / room
    rows = []
    for path in sorted(folder.rglob("*.py"), key=lambda path: _order(path.relative_to(folder))):
        inner = path.relative_to(folder)
        name = f"{inner.parent.as_posix()}/" if path.name == "__init__.py" else inner.as_posix()
        if name != "./":
            rows.append(f"| `{name}` | {_first_line(path)} |")
    return _table("| Module | What it is |", rows)


def _order(path: Path) -> tuple[str, ...]:
    return path.parent.parts if path.name == "__init__.py" else path.parts


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].removesuffix(".").replace("``", "`")


def problems() -> str:
    """The kinds of refusals of the webhooks."""
    kinds = sorted((one for one in vars(kinds_of_problem).values() if isinstance(one, Kind)), key=_status)
    rows = [f"| {one.status} | `{one.type}` | {one.title.vi} / {one.title.en} |" for one in kinds]
    return _table("| Status | `type` | What it is |", rows)


def _status(kind: Kind) -> tuple[int, str]:
    return kind.status, kind.slug


_PARTS: dict[str, Callable[[], str]] = {
    "keywords": keywords,
    "functions": functions,
    "kinds-of-change": kinds_of_change,
    "problems": problems,
    "modules-of-spec": lambda: modules("spec"),
    "modules-of-engine": lambda: modules("engine"),
    "modules-of-webhooks": lambda: modules("webhooks"),
    "modules-of-admin": lambda: modules("admin"),
    "modules-of-cli": lambda: modules("cli"),
}


@cache
def parts() -> dict[str, str]:
    """All of them by name."""
    return {name: make() for name, make in _PARTS.items()}
