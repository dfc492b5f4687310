"""``make bench``: speed as ratios in one run, on the facts of the demo units and on varied facts.

Scorers take turns, many short rounds each, and the median round counts: what else the machine does hits them alike.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.score import score
from engine.session import LoadedSet, load_set, read_facts
from engine.totals import Totals
from spec import load_text, sets_folder
from tests.bench import dossiers, events, handwritten_decimal, handwritten_integers, hostile, impact
from tests.bench.cases import cases

DEMO = Path(__file__).parents[2] / "engine" / "demo" / "so-2020.json"
ROUNDS = 41


def main() -> None:
    """Print the figures of docs/performance.md."""
    loaded = load_set(sets_folder() / "so-2020.tieuchi")
    demo = json.loads(DEMO.read_text(encoding="utf-8"))["units"]
    for title, units in (
        ("the department of seed 004", [unit for unit in demo if unit["code"] == "so-ldtbxh"]),
        ("the 22 demo units", demo),
        ("401 varied units", cases()),
    ):
        _compare(title, loaded, units)
    _load()
    _prove()
    hostile.answer()
    events.compare()
    dossiers.compare()
    impact.compare()


def _compare(title: str, loaded: LoadedSet, units: Sequence[dict[str, Any]]) -> None:
    program = loaded.program
    document = json.dumps({"year": 2020, "units": units}, default=str).encode()
    facts = read_facts(loaded, document, "facts")
    by_hand_integers = [handwritten_integers.prepare(unit) for unit in units]
    by_hand_decimal = [handwritten_decimal.prepare(unit) for unit in units]
    engine, integers, decimals, with_totals = _in_turn(
        (lambda unit: score(program, unit), facts),
        (handwritten_integers.score, by_hand_integers),
        (handwritten_decimal.score, by_hand_decimal),
        (lambda unit: Totals(score(program, unit)).percent, facts),
    )
    print(f"one unit, all 80 leaves with status and losses: {title}")
    print(f"  engine                       {engine:7.1f} µs")
    print(
        f"  engine with all figures      {with_totals:7.1f} µs  (areas, criteria, bounds, percentages as objects)"
    )
    print(
        f"  by hand, integers            {integers:7.1f} µs  engine takes {engine / integers:.2f} times as long"
    )
    print(
        f"  by hand, Decimal             {decimals:7.1f} µs  engine takes {engine / decimals:.2f} times as long"
    )


def _in_turn(*works: tuple[Callable[[Any], object], Sequence[Any]]) -> list[float]:
    """Median microseconds per item of each work."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for found, (function, items) in zip(times, works, strict=True):
            repeats = max(1, 400 // len(items))
            start = time.perf_counter()
            for _ in range(repeats):
                for item in items:
                    function(item)
            found.append((time.perf_counter() - start) / repeats / len(items) * 1e6)
    return [statistics.median(found) for found in times]


_LOADING = """
import time
start = time.perf_counter()
from engine.program import compile_set
from spec import load_file, sets_folder
model, _ = load_file(sets_folder() / "so-2020.tieuchi")
compile_set(model)
print(time.perf_counter() - start)
"""


def _load() -> None:
    """Importing, loading and compiling the 2020 set in a process of its own."""
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", _LOADING], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(7)
    ]
    print(f"import, load and compile the 2020 set: {statistics.median(seconds):.3f} s")


#: So that a set can be proved while it is typed, in seconds.
PROVING_AIM = 1.0


def _prove() -> None:
    """Checking the 2020 set with all proofs, again and again in one process, as an editor does; without them too."""
    text = (sets_folder() / "so-2020.tieuchi").read_text(encoding="utf-8")
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(11):
        for prove, found in seconds.items():
            start = time.perf_counter()
            load_text(text, prove=prove)
            found.append(time.perf_counter() - start)
    with_proofs, without = (statistics.median(found[1:]) for found in seconds.values())
    print(
        f"check the 2020 set with all proofs: {with_proofs:.3f} s (aim: {PROVING_AIM:g} s), "
        f"without them {without:.3f} s"
    )


if __name__ == "__main__":
    main()
