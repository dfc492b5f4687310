"""Backups: one file with the whole office as it was at one moment, for either kind of database."""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.service.errors import ServiceError
from engine.service.office import Office
from engine.store import dump
from engine.store.migrate import head
from spec.diagnostics import Bilingual

_FORMAT: Final = 1
_ABOUT: Final = "about.json"


class NoBackup(ServiceError):
    """A file is no backup that this version can restore, or there is no place for it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: rows by table, and the files of evidence."""

    rows: Mapping[str, int]
    files: int


def backup(office: Office, path: Path, key: Path | None = None) -> Backup:
    """Write the office into a file, which is there as a whole or not at all.

    ``key``: the office's key file, to go along; without it the secrets inside stay sealed, and who restores needs the
    key. Raises ``OSError``.
    """
    with tempfile.TemporaryDirectory(prefix=".chamdiem-", dir=path.parent) as name:
        folder = Path(name)
        (folder / "tables").mkdir()
        with office.read() as connection:
            rows = dump.dump(connection, folder / "tables")
        # Files are only ever added before their rows, so all that the rows name is there now.
        files = sorted(one for one in office.evidence.rglob("*") if one.is_file() and one.name[0] != ".")
        about = {"format": _FORMAT, "schema": head(), "at": office.journal.clock(), "rows": rows}
        (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        whole = folder / "whole"
        with whole.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)  # it holds what units handed in
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                archive.add(folder / _ABOUT, _ABOUT)
                archive.add(folder / "tables", "tables")
                for one in files:
                    archive.add(one, f"evidence/{one.relative_to(office.evidence)}")
                if key is not None:
                    archive.add(key, "key")
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    return Backup(rows, len(files))


def restore(office: Office, path: Path) -> Backup:
    """Read a backup into an office that is empty. Raises ``NoBackup``, and leaves the office empty then."""
    with tempfile.TemporaryDirectory(prefix=".chamdiem-", dir=office.evidence.parent) as name:
        folder = Path(name)
        about = _unpacked(path, folder)
        files = 0
        # Before the rows that name them; what is there twice has the same content.
        if (folder / "evidence").is_dir():
            files = sum(one.is_file() for one in (folder / "evidence").rglob("*"))
            shutil.copytree(folder / "evidence", office.evidence, dirs_exist_ok=True)
        try:
            rows = dump.load(office.database, folder / "tables")
        except dump.NotEmpty:
            raise NoBackup(
                Bilingual(
                    "cơ sở dữ liệu này đã có dữ liệu; chỉ khôi phục vào nơi còn trống",
                    "this database holds data; a backup is restored into an empty one only",
                )
            ) from None
        except (ValueError, KeyError, OSError) as error:
            raise _broken(error) from error
        if rows != about["rows"]:
            raise _broken("rows")
    return Backup(rows, files)


def key_of(path: Path) -> str | None:
    """The key that a backup holds, if it holds one. Raises ``NoBackup``."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            member = archive.extractfile("key") if "key" in archive.getnames() else None
            return None if member is None else member.read().decode("ascii")
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise _broken(error) from error


def _unpacked(path: Path, folder: Path) -> dict[str, Any]:
    """What a backup says of itself, its files unpacked."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                _unpack(archive, member, folder)
        about: dict[str, Any] = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise _broken(error) from error
    if (about.get("format"), about.get("schema")) != (_FORMAT, head()):
        raise NoBackup(
            Bilingual(
                f"bản sao lưu thuộc phiên bản khác ({about.get('schema')})",
                f"the backup is of another version ({about.get('schema')})",
            )
        )
    return about


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file, and only into the folder: a backup may come from anywhere."""
    target = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        return
    if not target.is_relative_to(folder.resolve()):
        raise _broken(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _broken(why: object) -> NoBackup:
    return NoBackup(Bilingual(f"tệp không phải bản sao lưu nguyên vẹn ({why})", f"no whole backup ({why})"))
