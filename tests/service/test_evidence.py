"""Evidence files: stored with the entry that speaks of them or not at all, and read back only as they were."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from sqlalchemy import text, update

from engine.service import evidence
from engine.service.errors import Conflict, Damaged, Invalid, NotFound, NotPermitted, NotStored, ServiceError
from engine.service.evidence import Attached, Document, attach_evidence, open_evidence, sweep_orphans
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import verify
from engine.service.registry import open_round
from engine.service.rounds import close_round
from engine.service.submissions import Speaker
from engine.store import files
from engine.store import tables as t
from engine.store.database import Database
from tests.book.tables import SET_WITH_TABLES
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, UNTRUSTED, event, office_on

REPORT = b"%PDF-1.7 b\xc3\xa1o c\xc3\xa1o"
DOCUMENT = Document("tay/1", "so-a", 2021, NOON, "1.1.9", "báo cáo.pdf", type="application/pdf")
SECOND = 1_000_000


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return office_on(book_database, tmp_path / "minh chứng")


def attach(office: Office, content: bytes = REPORT, speaker: Speaker = SYSTEM, **other: Any) -> Attached:
    return attach_evidence(office, "văn thư", speaker, replace(DOCUMENT, **other), BytesIO(content))


def kept(office: Office) -> list[str]:
    """The names of everything in the folder, halves too."""
    return sorted(path.name for path in office.evidence.rglob("*") if path.is_file())


def rows(office: Office) -> list[Any]:
    with office.read() as connection:
        return list(connection.execute(text("SELECT * FROM evidence_files ORDER BY sha256")).all())


def entries(office: Office) -> int:
    with office.read() as connection:
        query = text("SELECT count(*) FROM facts WHERE kind = 'evidence'")
        return int(connection.execute(query).scalar_one())


def age(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def read(office: Office, sha256: str) -> bytes:
    with open_evidence(office, sha256).content as file:
        return file.read()


# ---- In and out


def test_a_file_is_stored_and_its_leaf_scored_in_one_step(office: Office, book_database: Database) -> None:
    set_id = put_set(book_database, SET_WITH_TABLES.replace("năm 2021", "năm 2022"))
    open_round(office, "SNV", set_id, evidence_required=True)
    said = event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 1})
    assert said.submission is not None
    receive(office, SYSTEM, [replace(said, submission=replace(said.submission, year=2022))])
    attached = attach(office, year=2022)
    assert attached.sha256 == hashlib.sha256(REPORT).hexdigest()
    changed = [one for change in attached.changes for one in change.as_answer()["leaves"]]
    assert {(one["number"], one["old"], one["new"]) for one in changed} == {("1.1.9", "0", "1")}
    assert read(office, attached.sha256) == REPORT
    assert kept(office) == [attached.sha256]
    assert verify(office) == []


def test_what_is_known_of_a_file(office: Office) -> None:
    attached = attach(office)
    (row,) = rows(office)
    assert (row.name, row.type, row.size) == ("báo cáo.pdf", "application/pdf", len(REPORT))
    assert (row.year, row.by, row.removed_at) == (2021, "văn thư", None)
    found = open_evidence(office, attached.sha256)
    found.content.close()
    assert (found.name, found.type, found.size) == (row.name, row.type, row.size)


def test_the_same_content_is_stored_once(office: Office) -> None:
    first = attach(office)
    second = attach(office, event="tay/2", unit="so-b", name="bản khác.pdf")
    assert first.sha256 == second.sha256
    assert [row.name for row in rows(office)] == ["báo cáo.pdf"]
    assert entries(office) == 2
    assert verify(office) == []


def test_the_same_content_at_the_same_time(office: Office) -> None:
    found: list[Attached] = []
    threads = [
        Thread(target=lambda unit=unit, n=n: found.append(attach(office, unit=unit, event=f"tay/{n}")))
        for n, unit in enumerate(("so-a", "so-b") * 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(rows(office)) == 1
    assert kept(office) == [found[0].sha256]
    assert verify(office) == []


@pytest.mark.parametrize(
    ("declared", "kept_as", "sent_as"),
    [
        ("Application/PDF; name=x", "application/pdf", "application/pdf"),
        ("text/html", "text/html", "application/octet-stream"),
        ("image/svg+xml", "image/svg+xml", "application/octet-stream"),
        ("text/plain\r\nX-Evil: 1", "application/octet-stream", "application/octet-stream"),
        ("", "application/octet-stream", "application/octet-stream"),
    ],
)
def test_a_media_type_does_no_harm(office: Office, declared: str, kept_as: str, sent_as: str) -> None:
    attached = attach(office, type=declared)
    assert rows(office)[0].type == kept_as
    found = open_evidence(office, attached.sha256)
    found.content.close()
    assert found.type == sent_as


def test_files_that_are_not_there(office: Office) -> None:
    for name in ("0" * 64, "../" * 20 + "etc/passwd", ""):
        with pytest.raises(NotFound, match="tệp minh chứng"):
            open_evidence(office, name)


# ---- Refused


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"leaf": "9.9"}, Invalid),
        ({"for_": "Quyết định"}, Invalid),
        ({"name": " "}, Invalid),
        ({"name": "a" * 1001}, Invalid),
        ({"name": "a\x00b"}, Invalid),
        ({"name": "a\udc80"}, Invalid),
        ({"content": b""}, Invalid),
        ({"unit": "so-z"}, NotFound),
        ({"year": 2020}, NotFound),
        ({"speaker": replace(SYSTEM, may_post=("da_lam",))}, NotPermitted),
        ({"speaker": replace(SYSTEM, units=("so-b",))}, NotPermitted),
    ],
)
def test_what_is_refused_leaves_nothing(
    office: Office, wrong: dict[str, Any], error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        attach(office, **wrong)
    assert kept(office) == []
    assert rows(office) == []
    assert entries(office) == 0


def test_a_closed_round_takes_no_file(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4})])
    close_round(office, "SNV", 2021)
    with pytest.raises((Conflict, NotFound)):
        attach(office)
    assert kept(office) == []


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(office: Office) -> None:
    content = bytes(3 * 1024 * 1024)
    with pytest.raises(Invalid, match=f"larger than {len(content) - 1} bytes") as caught:
        attach_evidence(office, "văn thư", SYSTEM, DOCUMENT, BytesIO(content), limit=len(content) - 1)
    assert [flaw.code for flaw in caught.value.flaws] == ["too_large"]
    assert kept(office) == []
    attach_evidence(office, "văn thư", SYSTEM, DOCUMENT, BytesIO(content), limit=len(content))
    assert len(kept(office)) == 1


def test_what_is_too_large_is_not_read_to_its_end(office: Office) -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            self.asked += 1
            return bytes(size or 0)

    content = Endless()
    with pytest.raises(Invalid):
        attach_evidence(office, "văn thư", SYSTEM, DOCUMENT, content, limit=5 * 1024 * 1024)
    assert content.asked < 10


def test_an_untrusted_sources_file_waits_for_appraisal(office: Office) -> None:
    attach(office, speaker=UNTRUSTED)
    with office.read() as connection:
        assert connection.execute(text("SELECT accepted FROM facts")).scalar_one() is None


# ---- Failures


class FullDisk(BytesIO):
    """Gives a piece, and then what a full disk says."""

    given = False

    def read(self, _size: int | None = -1, /) -> bytes:
        if self.given:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.given = True
        return REPORT


def test_a_full_disk_leaves_nothing(office: Office) -> None:
    with pytest.raises(NotStored, match="No space left"):
        attach_evidence(office, "văn thư", SYSTEM, DOCUMENT, FullDisk())
    assert kept(office) == []
    assert entries(office) == 0
    assert verify(office) == []


def test_a_disk_that_fails_at_the_last_moment_takes_everything_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(files, "_sync", fail)
        with pytest.raises(NotStored):
            attach(office)
    assert rows(office) == []
    assert entries(office) == 0
    assert verify(office) == []
    attached = attach(office)
    assert read(office, attached.sha256) == REPORT


def test_a_crash_before_the_commit_leaves_a_file_and_no_row(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_action: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("engine.store.journal.seal", crash)
        with pytest.raises(KeyboardInterrupt):
            attach(office)
    (sha256,) = kept(office)
    assert rows(office) == []
    assert entries(office) == 0
    assert verify(office) == []
    assert sweep_orphans(office) == 0, "its row may be about to be committed"
    age(files.path_of(office.evidence, sha256), 25 * 3600)
    assert sweep_orphans(office) == 1
    assert kept(office) == []


def test_an_orphan_that_is_handed_in_again_is_none_any_more(office: Office) -> None:
    path = files.path_of(office.evidence, hashlib.sha256(REPORT).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a half")
    age(path, 90_000)
    attached = attach(office)
    assert read(office, attached.sha256) == REPORT
    assert sweep_orphans(office, -SECOND) == 0
    assert read(office, attached.sha256) == REPORT


def test_only_what_is_left_over_is_swept(office: Office) -> None:
    attached = attach(office)
    age(files.path_of(office.evidence, attached.sha256), 90_000)
    half = office.evidence / "incoming" / ".x.part"
    foreign = office.evidence / "ab" / "cd" / "ghi chú.txt"
    misplaced = office.evidence / "ab" / "cd" / ("0" * 64)
    for path in (half, foreign, misplaced):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        age(path, 90_000)
    assert sweep_orphans(office) == 1
    assert not half.exists()
    assert foreign.exists()
    assert misplaced.exists()
    assert read(office, attached.sha256) == REPORT


def test_a_file_is_not_swept_away_under_its_row(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep has found an orphan, and before it is gone somebody hands the same content in."""
    path = files.path_of(office.evidence, hashlib.sha256(REPORT).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(REPORT)
    age(path, 90_000)
    attacher, asked, is_older = Thread(target=attach, args=(office,)), [0], files.is_older

    def slow(of: Path, instant: int) -> bool:
        found = is_older(of, instant)
        asked[0] += 1
        if asked[0] == 2:  # the last look before it is deleted
            attacher.start()
            sleep(0.5)
        return found

    monkeypatch.setattr(files, "is_older", slow)
    sweep_orphans(office)
    attacher.join()
    assert len(rows(office)) == 1
    assert path.read_bytes() == REPORT
    assert verify(office) == []


def test_many_orphans(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "_BATCH", 2)
    for number in range(5):
        path = files.path_of(office.evidence, hashlib.sha256(bytes([number])).hexdigest())
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes([number]))
    assert sweep_orphans(office, -SECOND) == 5


# ---- Proof


@pytest.mark.parametrize("harm", ["missing", "other bytes", "shorter"])
def test_a_file_that_is_not_as_it_was_is_found(office: Office, harm: str) -> None:
    attached = attach(office)
    path = files.path_of(office.evidence, attached.sha256)
    match harm:
        case "missing":
            path.unlink()
        case "other bytes":
            path.write_bytes(REPORT.replace(b"b", b"c"))
        case _:
            path.write_bytes(REPORT[:-1])
    assert [(fault.what, fault.where) for fault in verify(office)] == [
        ("evidence", f"evidence {attached.sha256}")
    ]
    with pytest.raises(Damaged):
        open_evidence(office, attached.sha256)
    attach(office, event="tay/2")  # whoever still has it hands it in again
    assert verify(office) == []


def test_that_a_file_was_removed_is_believed_of_retention_only(office: Office) -> None:
    attached = attach(office)
    files.path_of(office.evidence, attached.sha256).unlink()
    office.database.write(
        lambda connection: connection.execute(update(t.evidence_files).values(removed_at=NOON))
    )
    assert [fault.what for fault in verify(office)] == ["evidence"]
