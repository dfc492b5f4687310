"""Evidence files: stored by their hash before what speaks of them is committed, read back only as they were.

A crash leaves at most a file that no row knows; ``sweep_orphans`` removes it. Whoever removes files and whoever adds
them wait for each other (``hold_files``), so that no row is committed while its file is taken away.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import Connection, select, text, update

from engine.service.books import enter
from engine.service.errors import Damaged, Flaw, Gone, Invalid, NotFound, NotStored
from engine.service.intake import no_place, place_of
from engine.service.office import Office
from engine.service.scores import ScoreChange
from engine.service.submissions import Speaker, Submission, check
from engine.store import files
from engine.store import tables as t
from engine.store.files import Incoming
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: The largest file that is taken: a scanned report with its annexes is far below it.
MAX_BYTES = 50 * 1024 * 1024
#: As long as a name in an event may be.
MAX_NAME = 1000
#: What no row knows is left alone for so long, microseconds: one day. Its row may be about to be committed.
DAY = 24 * 3600 * 1_000_000

#: What a browser shows or saves, and never runs.
_PASSIVE = frozenset(
    {
        "application/pdf",
        "application/zip",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "text/plain",
    }
)
_UNKNOWN = "application/octet-stream"
#: RFC 6838, 4.2.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.ASCII)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Document:
    """What a file is handed in for. ``as_of``: when it was true, microseconds since 1970 (UTC).

    ``for_``: which document of the leaf; None: its first. ``name`` and ``type`` (its media type) are as declared;
    ``about``: what people say of it (``engine.service.submissions.ABOUT``).
    """

    event: str
    unit: str
    year: int
    as_of: int
    leaf: str
    name: str
    for_: str | None = None
    type: str = _UNKNOWN
    version: int = 0
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is stored, and the scores that changed with it."""

    sha256: str
    size: int
    changes: list[ScoreChange]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A stored file, open at its beginning; whoever asked for it closes it.

    ``type`` is safe to be sent to a browser: the declared media type where that is one which only shows.
    """

    sha256: str
    name: str
    type: str
    size: int
    content: BinaryIO


# ---- In


def attach_evidence(
    office: Office,
    who: str,
    speaker: Speaker,
    document: Document,
    content: BinaryIO,
    *,
    limit: int = MAX_BYTES,
) -> Attached:
    """Store a file and enter it as evidence of a leaf; scores follow in the same transaction.

    Raises ``Invalid`` (too large, empty, an impossible name, no such leaf), ``NotPermitted``, ``NotFound`` where unit
    or round are missing, ``Conflict`` where the round is not open, ``NotStored`` where the disk cannot take it.
    """
    _check_name(document.name)
    incoming = _taken_in(office, content, limit)
    try:
        work = partial(_attach, office=office, speaker=speaker, document=document, incoming=incoming)
        return office.journal.act(who, "evidence.attached", document.unit, work)
    finally:
        incoming.discard()


def _check_name(name: str) -> None:
    """It is what people know the file by, and nothing in the file system is called so."""
    if not name.strip() or len(name) > MAX_NAME:
        words = Bilingual(f"tên tệp từ 1 đến {MAX_NAME} ký tự", f"a file name has 1 to {MAX_NAME} characters")
        raise Invalid([Flaw("/name", "length", words)])
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        words = Bilingual("tên tệp có ký tự điều khiển", "the file name has control characters")
        raise Invalid([Flaw("/name", "pattern", words)])


def _taken_in(office: Office, content: BinaryIO, limit: int) -> Incoming:
    try:
        incoming = files.take_in(office.evidence, content, limit)
    except files.TooLarge:
        words = Bilingual(f"tệp lớn hơn {limit} byte", f"the file is larger than {limit} bytes")
        raise Invalid([Flaw("/content", "too_large", words)]) from None
    except OSError as error:
        raise _not_stored(error) from error
    if incoming.size == 0:
        incoming.discard()
        raise Invalid([Flaw("/content", "empty", Bilingual("tệp rỗng", "the file is empty"))])
    return incoming


def _not_stored(error: OSError) -> NotStored:
    reason = error.strerror or type(error).__name__
    return NotStored(Bilingual(f"chưa lưu được tệp: {reason}", f"the file cannot be stored: {reason}"))


def _attach(
    action: Action, *, office: Office, speaker: Speaker, document: Document, incoming: Incoming
) -> Attached:
    submission = _submission(document, incoming.sha256)
    place, missing = place_of(action.connection, submission)
    if place is None:
        raise no_place(action.connection, document.unit, document.year, missing)
    checked = check(office.set_of(action.connection, place.set_id), submission, speaker)
    changes = enter(action, office, place, checked.entries, cause=document.event)
    action.detail = {
        "event": document.event,
        "year": document.year,
        "leaf": document.leaf,
        "name": document.name,
        "sha256": incoming.sha256,
        "size": incoming.size,
    }
    # Last: what was refused leaves no file behind, and nobody waits for the scores of others.
    _keep(action, office, document, incoming)
    return Attached(incoming.sha256, incoming.size, changes)


def _submission(document: Document, sha256: str) -> Submission:
    name = unicodedata.normalize("NFC", document.name)
    named = {"leaf": document.leaf, "name": name, "sha256": sha256, "about": document.about}
    if document.for_ is not None:
        named["for"] = document.for_
    return Submission(
        document.event, document.unit, document.year, document.as_of, document.version, evidence=[named]
    )


def _keep(action: Action, office: Office, document: Document, incoming: Incoming) -> None:
    """The row, once for each content, and the file in its place."""
    connection = action.connection
    hold_files(connection)
    row = row_of(connection, incoming.sha256)
    if row is None:
        action.add(t.evidence_files, [_row(action, document, incoming)])
    elif row.removed_at is not None:
        where = t.evidence_files.c.sha256 == incoming.sha256
        connection.execute(update(t.evidence_files).where(where).values(removed_at=None))
        action.detail["again"] = True
    try:
        files.put(office.evidence, incoming)
    except OSError as error:
        raise _not_stored(error) from error


def _row(action: Action, document: Document, incoming: Incoming) -> dict[str, Any]:
    return {
        "sha256": incoming.sha256,
        "name": unicodedata.normalize("NFC", document.name),
        "type": _media_type(document.type),
        "size": incoming.size,
        "year": document.year,
        "by": action.who,
        "at": action.at,
    }


def _media_type(declared: str) -> str:
    """The declared type without its parameters; what is none is of an unknown type."""
    found = declared.partition(";")[0].strip().lower()
    return found if _MEDIA_TYPE.fullmatch(found) else _UNKNOWN


def hold_files(connection: Connection) -> None:
    """Until the transaction ends nobody else adds or removes files. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE evidence_files IN SHARE ROW EXCLUSIVE MODE"))


def row_of(connection: Connection, sha256: str) -> Any | None:
    """What is known of a file; None where there never was such a one."""
    query = select(t.evidence_files).where(t.evidence_files.c.sha256 == sha256)
    return connection.execute(query).one_or_none()


def rows_of(connection: Connection, named: Collection[str]) -> dict[str, Any]:
    """What is known of some files, by hash. Names of files that never were here are passed over."""
    if not named:
        return {}
    query = select(t.evidence_files).where(t.evidence_files.c.sha256.in_(sorted(named)))
    return {row.sha256: row for row in connection.execute(query)}


# ---- Out


def open_evidence(office: Office, sha256: str) -> EvidenceFile:
    """A stored file, after its bytes were found to be those of its hash.

    Raises ``NotFound``, ``Gone`` where its retention is over, ``Damaged`` where it is missing or other than it was.
    """
    row = _there(office, sha256)
    content = files.open_whole(office.evidence, row.sha256)
    if content is None:
        _there(office, sha256)  # it may have been removed meanwhile
        raise Damaged(
            Bilingual(
                f"tệp minh chứng «{row.name}» không còn nguyên vẹn (SHA-256 {sha256})",
                f"the evidence file «{row.name}» is not as it was (SHA-256 {sha256})",
            )
        )
    shown_as = row.type if row.type in _PASSIVE else _UNKNOWN
    return EvidenceFile(row.sha256, row.name, shown_as, row.size, content)


def _there(office: Office, sha256: str) -> Any:
    with office.read() as connection:
        row = row_of(connection, sha256)
    if row is None:
        raise NotFound("evidence", sha256)
    if row.removed_at is not None:
        raise Gone(
            Bilingual(
                f"tệp minh chứng «{row.name}» đã hết hạn lưu giữ và đã xóa",
                f"the evidence file «{row.name}» was removed, its retention is over",
            )
        )
    return row


# ---- Orphans


def sweep_orphans(office: Office, older_than: int = DAY) -> int:
    """Remove what crashes have left: files that no row knows, and halves; gives how many.

    ``older_than``: microseconds for which such a file is left alone.
    """
    before = office.journal.clock() - older_than
    count = files.clear_incoming(office.evidence, before)
    for batch in _batches(files.kept_before(office.evidence, before)):
        count += office.database.write(partial(_sweep, office=office, batch=batch, before=before))
    return count


def _batches(found: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(found, _BATCH)):
        yield batch


def _sweep(connection: Connection, *, office: Office, batch: list[str], before: int) -> int:
    hold_files(connection)
    query = select(t.evidence_files.c.sha256).where(t.evidence_files.c.sha256.in_(batch))
    known = set(connection.execute(query).scalars())
    paths = [files.path_of(office.evidence, sha256) for sha256 in batch if sha256 not in known]
    # Asked again: it may have been handed in a second time, and be in a row that was rolled back.
    orphans = [path for path in paths if files.is_older(path, before)]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
