"""Files by the SHA-256 of their content, in ``ab/cd/abcd…``: each is there whole and durable, or not at all.

What is still being written lies in ``incoming/``, on the same disk, and is renamed into its place.
"""

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

_LOG = logging.getLogger(__name__)

_CHUNK = 1024 * 1024
_INCOMING = "incoming"
_PART = ".part"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class TooLarge(Exception):
    """There is more to read than may be kept."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A copy of what was handed in, on disk and not in its place yet."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        """Remove the copy; nothing happens where it went into its place."""
        self.path.unlink(missing_ok=True)


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file lies. Raises ``ValueError`` for what is no hash: it must not lead anywhere else."""
    if _SHA256.fullmatch(sha256) is None:
        raise ValueError(f"{sha256!r} is no SHA-256")
    return folder / sha256[:2] / sha256[2:4] / sha256


def take_in(folder: Path, content: BinaryIO, limit: int) -> Incoming:
    """Copy what is handed in to the disk. Raises ``TooLarge``, or ``OSError`` and leaves nothing behind."""
    room = folder / _INCOMING
    room.mkdir(parents=True, exist_ok=True)
    path = room / f".{secrets.token_hex(16)}{_PART}"  # hidden: a half is no part of a backup
    try:
        return _copied(content, path, limit)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copied(content: BinaryIO, path: Path, limit: int) -> Incoming:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Incoming(path, digest.hexdigest(), size)


def put(folder: Path, incoming: Incoming) -> None:
    """Move a copy into its place; durable when this returns. Again is the same as once."""
    place = path_of(folder, incoming.sha256)
    if not incoming.path.exists() and place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    # Over a file that is there already: it has the same content, or was damaged.
    incoming.path.replace(place)
    # A name is on disk once its folder is; a folder may be as new as the file.
    for level in (place.parent, place.parent.parent, folder):
        _sync(level)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_whole(folder: Path, sha256: str) -> BufferedReader | None:
    """A file, open at its beginning; None where it is missing, or is not what its name says."""
    try:
        file = path_of(folder, sha256).open("rb")
    except (FileNotFoundError, ValueError):
        return None
    try:
        is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        file.seek(0)
    except BaseException:
        file.close()
        raise
    if not is_whole:
        file.close()
        return None
    return file


def delete(folder: Path, sha256: str) -> bool:
    """Delete a file; whether it is gone. Why it is not is logged."""
    try:
        path_of(folder, sha256).unlink(missing_ok=True)
    except OSError:
        _LOG.exception("the file %s cannot be deleted", sha256)
        return False
    return True


# ---- What is left over


def kept_before(folder: Path, instant: int) -> Iterator[str]:
    """The hashes of the files that were put there before an instant (microseconds since 1970)."""
    for path in folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if _SHA256.fullmatch(path.name) and path == path_of(folder, path.name) and is_older(path, instant):
            yield path.name


def clear_incoming(folder: Path, instant: int) -> int:
    """Remove the copies of before an instant, which a crash has left; gives how many."""
    old = [path for path in (folder / _INCOMING).glob(f".*{_PART}") if is_older(path, instant)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def is_older(path: Path, instant: int) -> bool:
    """Whether a file is there and was written before an instant."""
    try:
        return path.stat().st_mtime_ns // 1000 < instant
    except FileNotFoundError:
        return False
