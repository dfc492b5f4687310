"""Golden files: a criteria set, facts and what must come out, as blocks of one Markdown file.

Fences in their order: ``tieuchi`` is the set that the blocks below it use (``tieuchi không chứng minh`` where a form
is about what the proofs refuse: a divisor of 0, points beyond the maximum); ``json số liệu`` are facts;
``json kết quả`` is what they give, ``json kết quả khóa sổ`` the same with the round closed; ``json từ chối`` are the
diagnostics for which the facts above it (or the set, where no facts stand in between) are refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent

Kind = Literal["kết quả", "kết quả khóa sổ", "từ chối"]

_FENCE = re.compile(r"^```(tieuchi|json)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation: ``facts`` are the text of a facts file, None where the set itself is refused."""

    name: str
    criteria: str
    prove: bool
    facts: str | None
    kind: Kind
    expected: Any


def files() -> list[Path]:
    """All golden files, in the order of the forms."""
    return sorted(HERE.glob("F*.md"))


def cases(path: Path) -> Iterator[Case]:
    """The expectations of a file."""
    criteria, prove, facts, number = "", True, None, 0
    for language, role, text in _FENCE.findall(path.read_text(encoding="utf-8")):
        if language == "tieuchi":
            assert role in ("", "không chứng minh"), f"{path.name}: {role}"
            criteria, prove, facts = text, not role, None
        elif role == "số liệu":
            facts = text
        else:
            number += 1
            assert role in ("kết quả", "kết quả khóa sổ", "từ chối"), f"{path.name}: {role}"
            yield Case(f"{path.stem}-{number}", criteria, prove, facts, role, json.loads(text))


def differences(expected: Any, found: Any, criteria: list[str], place: str = "") -> Iterator[str]:
    """Where a result is not what a golden file says.

    An object lists what must hold and leaves the rest open; ``units``, ``areas``, ``criteria`` and ``leaves`` are
    written by code or number. A list is compared whole. ``line`` may be the beginning of the line's text.
    """
    if isinstance(expected, dict) and isinstance(found, list):
        found = {one.get("number", one.get("code")): one for one in found}
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, wanted in expected.items():
            if key not in found:
                yield f"{place}/{key}: thiếu"
            elif key == "line" and isinstance(wanted, str):
                text = criteria[found[key] - 1].strip()
                if not text.startswith(wanted):
                    yield f"{place}/line: {wanted!r} ≠ {text!r}"
            else:
                yield from differences(wanted, found[key], criteria, f"{place}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (wanted, one) in enumerate(zip(expected, found, strict=True)):
            yield from differences(wanted, one, criteria, f"{place}/{index}")
    elif expected != found or type(expected) is not type(found):
        yield f"{place}: {expected!r} ≠ {found!r}"
