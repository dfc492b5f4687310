"""A book of record for the benchmarks: the 2021 set in force, an open round, units in the middle of their year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from engine.service.intake import OFFICE, submit
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.sources import SourceRecord, add_source
from engine.service.submissions import Submission
from engine.store.database import Database, open_database
from engine.store.journal import Journal
from engine.store.migrate import upgrade
from engine.store.vault import Vault
from spec import load_text, sets_folder
from tests.in_force import put_set

YEAR = 2021
SOURCE = SourceRecord("mot-cua", "một cửa", per_minute=10_000_000)
SECRET = "whsec_" + "A" * 32
TABLE = "hồ_sơ"
#: The start of 1 June 2021 in Vietnam, microseconds since 1970 (UTC).
JUNE = 1_622_480_400_000_000

_SET = sets_folder() / "so-2021.tieuchi"
_DEMO = Path(__file__).parents[2] / "engine" / "demo" / "so-2020.json"


def make_office(folder: Path, units: int) -> Office:
    """An office on a new SQLite file; its units have declared what the demo's departments declared for 2020."""
    database: Database = open_database(str(folder / "record.db"))
    upgrade(database)
    office = Office(Journal(database), Vault([Fernet.generate_key().decode()]), folder)
    text = _SET.read_text(encoding="utf-8")
    identity = put_set(database, text)
    add_source(office, "bench", SOURCE, SECRET)
    for number in range(units):
        register_unit(office, "bench", UnitRecord(unit_code(number), f"Sở {number}", "sở"))
    open_round(office, "bench", identity)
    declared = _declared(text)
    for number in range(units):
        facts = declared[number % len(declared)]
        said = Submission(f"bench/{number}", unit_code(number), YEAR, JUNE, facts=facts, table="", rows=[])
        submit(office, "bench", OFFICE, said)
    return office


def unit_code(number: int) -> str:
    """The code of a unit."""
    return f"so-{number}"


def dossier(number: int) -> dict[str, Any]:
    """A dossier: one in three still open, one in five late, one in ten late with an apology."""
    answered = None if number % 3 == 0 else f"2021-05-{3 + (number % 5 == 0):02}"
    return {"mã": f"H{number:08}", "hẹn_trả": "2021-05-03", "trả": answered, "xin_lỗi": number % 10 == 0}


def _declared(text: str) -> list[dict[str, Any]]:
    """The demo's facts of 2020, as far as the set of 2021 asks for them."""
    model, _ = load_text(text, prove=False)
    assert model is not None
    asked = {fact.name for fact in model.facts}
    units = json.loads(_DEMO.read_text(encoding="utf-8"))["units"]
    return [{name: value for name, value in unit["facts"].items() if name in asked} for unit in units]
