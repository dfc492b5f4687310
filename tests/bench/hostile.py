"""How long hostile and accidental input takes to be answered: the slowest of what ``tests/spec`` holds to its words."""

import statistics
import time
from collections.abc import Iterable

from spec import load_bytes
from spec.parser import grammar
from tests.spec import hostile

#: Seconds that any refusal may take.
AIM = 2.0
_SHOWN = 6
_ROUNDS = 5


def answer() -> None:
    """The slowest refusals, beside their aim, and the largest sets that are read to their end."""
    grammar()  # the parser's tables are made once, before any time is taken
    inputs = [*hostile.refused()]
    print(f"hostile input, seconds to the last finding: the slowest of {len(inputs)} (aim: {AIM:g} s)")
    _print_slowest(inputs)
    print("as much as is allowed, read to its end (no aim)")
    _print_slowest(hostile.read_in_full())


def _print_slowest(inputs: Iterable[tuple[str, bytes | str]]) -> None:
    """Every one is tried once, and the slowest again and again."""
    by_time = sorted(((_seconds(data), name, data) for name, data in inputs), key=lambda one: -one[0])
    for _, name, data in by_time[:_SHOWN]:
        seconds = statistics.median(_seconds(data) for _ in range(_ROUNDS))
        print(f"  {name:<45} {seconds:5.2f}")


def _seconds(data: bytes | str) -> float:
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    start = time.perf_counter()
    load_bytes(text, "tệp")
    return time.perf_counter() - start
