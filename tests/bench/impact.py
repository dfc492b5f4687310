"""How long a reviewer waits for the impact of a draft, over the 22 departments and over 126 communes.

Each round tries another draft, as after each save: it is compiled, the units are scored under it, and both scores of
each are set side by side. The office runs and has its books in memory; the first answer after it was started is told
apart. The communes are the demo's departments again and again, under names of their own.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from engine.service.impact import draft_criteria, impact
from engine.service.importing import import_facts
from engine.service.office import Office
from engine.service.registry import open_round
from engine.store.database import open_database
from engine.store.journal import Journal
from engine.store.migrate import upgrade
from engine.store.vault import Vault
from spec import sets_folder
from tests.in_force import put_set

#: Units, and in how many seconds they are to be there.
AIMS = {22: 1.0, 126: 5.0}
ROUNDS = 7
YEAR = 2020

_DEMO = Path(__file__).parents[2] / "engine" / "demo" / "so-2020.json"


def compare() -> None:
    """Print the seconds of a draft of the same year, and of one of the next."""
    print("the impact of a draft, compiled and scored (SQLite)")
    for units, aim in AIMS.items():
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            office = make_office(Path(folder), units)
            stack.callback(office.database.close)
            first = _seconds(office, _drafts(YEAR, 0))
            for year in (YEAR, YEAR + 1):
                seconds = [_seconds(office, _drafts(year, number)) for number in range(1, ROUNDS + 1)]
                print(
                    f"  {units:3} units, draft of {year}   {statistics.median(seconds):5.2f} s "
                    f"(aim: {aim:g} s)"
                )
            print(f"  {units:3} units, first answer    {first:5.2f} s")


def make_office(folder: Path, units: int) -> Office:
    """An office in which so many units have declared what the demo's departments declared for 2020."""
    database = open_database(str(folder / "record.db"))
    upgrade(database)
    office = Office(Journal(database), Vault([Fernet.generate_key().decode()]), folder)
    open_round(office, "bench", put_set(database, _text(YEAR)))
    demo: list[dict[str, Any]] = json.loads(_DEMO.read_text(encoding="utf-8"))["units"]
    facts = [
        {**demo[number % len(demo)], "code": f"don-vi-{number}", "name": f"Đơn vị {number}"}
        for number in range(units)
    ]
    data = json.dumps({"year": YEAR, "units": facts}).encode()
    import_facts(office, "bench", data, "bench", register=True)
    office.books.clear()  # as after a start
    return office


def _text(year: int) -> str:
    return (sets_folder() / f"so-{year}.tieuchi").read_text(encoding="utf-8")


def _drafts(year: int, number: int) -> str:
    """A draft that nobody has looked at yet; some thresholds of it are others."""
    return _text(year).replace("từ 80%", "từ 85%") + f"\n# bản {number}\n"


def _seconds(office: Office, text: str) -> float:
    start = time.perf_counter()
    with office.read() as connection:
        found = impact(office, connection, draft_criteria(text), YEAR)
    seconds = time.perf_counter() - start
    assert found.counts.loses, found.counts
    return seconds


if __name__ == "__main__":
    compare()
