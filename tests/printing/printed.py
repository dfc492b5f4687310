"""Printing in tests, and what two texts have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spec import CriteriaSet
from spec.diagnostics import has_errors
from spec.hashing import with_hashes
from spec.keywords import Language
from spec.parser import parse
from spec.printing import print_bytes
from spec.reading import read
from spec.resolve import resolve
from tests.spec.test_keywords import without_wording

# Laws ask for the same again and again; what is given back is never changed.


@lru_cache(maxsize=16)
def printed(text: str | bytes, language: Language | None = None) -> str:
    """The canonical text of what has to be readable."""
    data = text.encode() if isinstance(text, str) else text
    result, found = print_bytes(data, "bộ.tieuchi", language)
    assert result is not None, "\n".join(one.as_text() for one in found)
    assert found == []
    return result


@lru_cache(maxsize=16)
def understood(text: str) -> CriteriaSet:
    """The set that a text says, whatever the checks may think of it."""
    source, _ = read(text.encode(), "bộ.tieuchi")
    assert source is not None
    statements, found = parse(source)
    resolved = resolve(source, statements, found)
    assert not has_errors([*found, *resolved.diagnostics])
    assert resolved.model is not None
    return with_hashes(resolved.model, source)


def meaning(model: CriteriaSet) -> Any:
    """All of a set but its lines and how they are written; the scoring hash is in it."""
    return without_wording(model.model_dump())


def squeezed(text: str) -> list[str]:
    """The lines without any blanks: what is left of a text if its layout counts nothing. Empty lines are left out."""
    return ["".join(line.split()) for line in text.split("\n") if line.strip()]
