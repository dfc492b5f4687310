"""An office with a set in force and an open round, and events for it drawn by chance."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from cryptography.fernet import Fernet

from engine.service.intake import Event
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.sources import SourceRecord, add_source
from engine.service.submissions import Speaker, Submission
from engine.store.database import Database
from engine.store.journal import Journal, now
from engine.store.ledger import canonical
from engine.store.vault import Vault
from tests.book.tables import SET_WITH_TABLES, tables_document
from tests.in_force import put_set

SYSTEM = Speaker("mot-cua", "một cửa", trusted=True)
UNTRUSTED = Speaker("don-vi", "đơn vị", trusted=False)
UNITS = ("so-a", "so-b")
#: Noon of 1 June 2021 (UTC), microseconds.
NOON = 1_622_548_800_000_000

DAY = 24 * 3600 * 1_000_000


class Clock:
    """A clock that is set by hand, and never stands still. What the office was made of came a day before."""

    def __init__(self) -> None:
        self.at = now() + DAY

    def __call__(self) -> int:
        self.at += 1
        return self.at


def office_on(database: Database, folder: Path, text: str = SET_WITH_TABLES) -> Office:
    """An office whose set was put into force without proving it again."""
    office = Office(Journal(database), Vault([Fernet.generate_key().decode()]), folder)
    identity = put_set(database, text)
    add_source(office, "test", SourceRecord(SYSTEM.code, SYSTEM.name), "whsec_" + "A" * 32)
    for unit in UNITS:
        register_unit(office, "test", UnitRecord(unit, f"Sở {unit}", "sở"))
    open_round(office, "test", identity)
    return office


def event(name: str, unit: str, at: int, **said: Any) -> Event:
    """An event of the one-stop system."""
    submission = Submission(f"mot-cua/{name}", unit, 2021, at, **said)
    digest = f"{hash(canonical(said)):064x}"[-64:]
    return Event("mot-cua", name, "facts.declared", digest, digest, b"{}", submission)


def draw_events(random: Random, count: int) -> list[Event]:
    """Events on both units: facts, rows, withdrawn rows, documents; some older, some at the same instant."""
    found = []
    for number in range(count):
        document = tables_document(random)
        at = NOON + random.randrange(6) * 1_000_000
        unit, name = random.choice(UNITS), f"e{number}"
        rows = document["tables"].get("hồ_sơ", [])
        match random.randrange(5):
            case 0 | 1:
                facts = {key: value for key, value in document["facts"].items() if random.random() < 0.7}
                if facts.get("da_lam", 0) > facts.get("muc_tieu", 99) or facts.get("muc_tieu", 3) < 3:
                    facts.pop("muc_tieu")  # impossible by itself
                found.append(event(name, unit, at, facts=facts, version=random.randrange(3)))
            case 2:
                found.append(event(name, unit, at, table="hồ_sơ", rows=rows, version=random.randrange(3)))
            case 3:
                keys = random.sample([f"H{n}" for n in range(12)], 3)
                found.append(event(name, unit, at, table="hồ_sơ", withdrawn=keys))
            case _:
                reports = document["tables"].get("báo_cáo", [])
                evidence = [{"leaf": "1.1.9", "name": "bc"}] if random.random() < 0.5 else []
                found.append(event(name, unit, at, table="báo_cáo", rows=reports, evidence=evidence))
    return found
