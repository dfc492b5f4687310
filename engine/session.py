"""Loading a set and facts for a command: everything that may be refused is refused here, with its findings."""

from dataclasses import dataclass
from pathlib import Path

from engine.facts.document import read_document
from engine.facts.units import Reader, UnitFacts
from engine.facts.validation import validate
from engine.program import Program, compile_set
from spec import load_file
from spec.diagnostics import Diagnostic, has_errors, similar
from spec.model import CriteriaSet


class Refused(Exception):
    """A set or facts with errors: nothing is scored."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics[0].message() if diagnostics else "")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class LoadedSet:
    """A checked and compiled set."""

    model: CriteriaSet
    program: Program


def load_set(path: Path) -> LoadedSet:
    """Read, check and compile a set. Raises ``Refused`` where it has errors."""
    model, found = load_file(path)
    if model is None or has_errors(found):
        raise Refused(found)
    return LoadedSet(model, compile_set(model))


def load_facts(loaded: LoadedSet, path: Path) -> list[UnitFacts]:
    """Read and validate facts. Raises ``Refused`` where anything is wrong: nothing is scored by guess."""
    return read_facts(loaded, path.read_bytes(), str(path))


def read_facts(loaded: LoadedSet, data: bytes, name: str) -> list[UnitFacts]:
    """The same for the bytes of a document."""
    document, found = read_document(data, name)
    if has_errors(found) and document is None:
        raise Refused(found)
    reader = Reader(loaded.model, loaded.program.layout, name)
    units = reader.read(document)
    found = [*found, *reader.diagnostics]
    for unit in units:
        found += validate(loaded.program, unit, name)
    if has_errors(found):
        raise Refused(found)
    return units


def unknown_unit(code: str, known: list[str], name: str) -> Diagnostic:
    """A unit was asked for that the facts do not have."""
    arguments = {"unit": code, "units": ", ".join(known)}
    return Diagnostic("F021", name, arguments=arguments, suggestions=similar(code, known))


def unknown_leaf(leaf: str, loaded: LoadedSet, name: str) -> Diagnostic:
    """A leaf was asked for that the set does not have."""
    known = [one.number for one in loaded.program.leaves] + [one.key for one in loaded.program.leaves]
    return Diagnostic("F022", name, arguments={"leaf": leaf}, suggestions=similar(leaf, known))
