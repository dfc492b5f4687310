"""The criteria language: text in, a checked criteria set out. Knows no facts, no database, no web.

>>> from spec import load_text
>>> model, diagnostics = load_text('bộ tiêu chí "…"')

Every stage returns its result and a list of diagnostics; nothing stops at the first mistake.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import spec.messages  # noqa: F401  (registers the wording of every diagnostic)
from spec import checks, hashing, parser, resolve
from spec.diagnostics import Diagnostic, has_errors, in_order, is_full
from spec.model import CriteriaSet
from spec.reading import read
from spec.source import Source

__all__ = ["CriteriaSet", "Diagnostic", "Source", "load_file", "load_text", "sets_folder"]


def load_file(path: Path | str, *, prove: bool = True) -> tuple[CriteriaSet | None, list[Diagnostic]]:
    """Read, parse, resolve, check and prove a file. Raises OSError where it cannot be opened."""
    return load_bytes(Path(path).read_bytes(), str(path), prove=prove)


def load_text(
    text: str, name: str = "bộ tiêu chí", *, prove: bool = True
) -> tuple[CriteriaSet | None, list[Diagnostic]]:
    """The same for a text; ``name`` stands in the diagnostics."""
    return load_bytes(text.encode("utf-8", "surrogatepass"), name, prove=prove)


def load_bytes(data: bytes, name: str, *, prove: bool = True) -> tuple[CriteriaSet | None, list[Diagnostic]]:
    """The same for the bytes of a file.

    The set is None where there is none, or where there are errors: such a set must not be used for scoring. Without
    ``prove`` the proofs over all facts are left out, which is for sets that were proved before.
    """
    source, diagnostics = read(data, name)
    if source is None:
        return None, diagnostics
    with _no_garbage_collection():
        return _load(source, prove=prove)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Loading makes very many objects and hardly any garbage: looking for it would take a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(source: Source, *, prove: bool) -> tuple[CriteriaSet | None, list[Diagnostic]]:
    statements, found = parser.parse(source)
    if is_full(found):
        return None, in_order(found)
    resolved = resolve.resolve(source, statements, found)
    diagnostics = [*found, *resolved.diagnostics]
    if resolved.model is not None and not is_full(resolved.diagnostics):
        diagnostics += checks.check(resolved, source, prove=prove and not has_errors(diagnostics))
    if resolved.model is None or has_errors(diagnostics):
        return None, in_order(diagnostics)
    return hashing.with_hashes(resolved.model, source), in_order(diagnostics)


def sets_folder() -> Path:
    """Where the criteria sets that come with the program are."""
    return Path(__file__).with_name("sets")
