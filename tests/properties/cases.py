"""What the property tests work on: generated sets, and documents read and scored the way the command line does it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from engine.block import UnitResult, score_units
from engine.facts.units import UnitFacts
from engine.program import compile_set
from engine.session import LoadedSet, read_facts
from spec import load_text
from tests.generated import generate_facts, generate_set

#: How much of a document may be left out; half of the documents are complete, and most are of one unit.
_HOLES = (0.0, 0.0, 0.0, 0.05, 0.15, 0.3)
_UNITS = (1, 1, 1, 1, 1, 1, 2, 3)


def load(text: str) -> LoadedSet:
    """A set that has to be free of errors; it is made by chance or to be odd, and not to be proved."""
    model, diagnostics = load_text(text, prove=False)
    assert model is not None, "\n".join(one.as_text() for one in diagnostics)
    return LoadedSet(model, compile_set(model))


def generated(seed: int) -> LoadedSet:
    """The set of a seed."""
    return load(generate_set(seed))


def document_of(loaded: LoadedSet, seed: int, holes: float | None = None, units: int | None = None) -> Any:
    """The facts document of a seed, for a few units, with or without holes."""
    random = Random(seed)
    share = random.choice(_HOLES) if holes is None else holes
    return generate_facts(loaded.model, seed, units or random.choice(_UNITS), share)


def read(loaded: LoadedSet, document: Mapping[str, Any]) -> list[UnitFacts]:
    """The units of a document, read from its JSON."""
    return read_facts(loaded, json.dumps(document).encode(), "facts.json")


def scored(loaded: LoadedSet, document: Mapping[str, Any], *, close: bool = False) -> list[UnitResult]:
    """The units of a document, scored."""
    return score_units(loaded.program, read(loaded, document), close=close)
