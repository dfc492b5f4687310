"""Files that people hand in: which kinds are taken, and what is told where one is not, each cause in its own words."""

import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from engine.service.evidence import MAX_BYTES, MAX_NAME

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

#: By the end of the name: the media type, and how such a file begins. What a browser says of a file is not believed.
_KINDS: Final[dict[str, tuple[str, tuple[bytes, ...]]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "doc": ("application/msword", (_OLE,)),
    "docx": (f"{_OFFICE}wordprocessingml.document", (_ZIP,)),
    "xls": ("application/vnd.ms-excel", (_OLE,)),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", (_ZIP,)),
    "odt": ("application/vnd.oasis.opendocument.text", (_ZIP,)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (_ZIP,)),
    "zip": ("application/zip", (_ZIP,)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "webp": ("image/webp", (b"RIFF",)),
}
#: For the field that asks for a file.
ACCEPTED: Final = ",".join(f".{end}" for end in _KINDS)
#: Word and Excel put a file with a password into the older kind of container. Of a PDF nothing is said: one that only
#: restricts printing looks like one that nobody can open.
_WITH_PASSWORD: Final = ("docx", "xlsx")
_HEAD: Final = 1024


class NotTaken(Exception):
    """A file that is not taken. Its text is for the user."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be stored."""

    name: str
    type: str
    content: BinaryIO


def megabytes() -> int:
    """The largest file that is taken, in MB."""
    return MAX_BYTES // (1024 * 1024)


def is_chosen(file: FileStorage | None) -> bool:
    """Whether a file was chosen at all: browsers send an empty part where none was."""
    return file is not None and bool(file.filename)


def checked(file: FileStorage | None) -> Upload:
    """A file that may be stored. Raises ``NotTaken``."""
    if file is None or not file.filename:
        raise NotTaken(_("chưa chọn tệp"))
    name = _name(file.filename)
    end = name.rpartition(".")[2].casefold() if "." in name else ""
    if end not in _KINDS:
        raise NotTaken(_("không nhận loại tệp này; các loại được nhận: %(kinds)s", kinds=", ".join(_KINDS)))
    content = cast("BinaryIO", file.stream)
    size = content.seek(0, 2)
    content.seek(0)
    if size == 0:
        raise NotTaken(_("tệp rỗng (0 byte)"))
    if size > MAX_BYTES:
        raise NotTaken(_("tệp lớn hơn %(most)d MB", most=megabytes()))
    type_, beginnings = _KINDS[end]
    head = content.read(_HEAD)
    if end in _WITH_PASSWORD and head.startswith(_OLE):
        raise NotTaken(_("tệp có mật khẩu; hãy gỡ mật khẩu rồi tải lên lại"))
    if not _begins(end, head, beginnings):
        raise NotTaken(_("nội dung không phải là tệp .%(end)s, có thể tệp đã hỏng hoặc bị đổi đuôi", end=end))
    content.seek(0)
    return Upload(name, type_, content)


def _begins(end: str, head: bytes, beginnings: tuple[bytes, ...]) -> bool:
    # Scanners put lines before the first one of a PDF, and readers take that.
    return any(beginning in head if end == "pdf" else head.startswith(beginning) for beginning in beginnings)


def _name(given: str) -> str:
    """The file's own name: no folders, no control characters, composed letters."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cs", "Cf"))
    name = unicodedata.normalize("NFC", plain).strip()
    if not name or len(name) > MAX_NAME:
        raise NotTaken(_("tên tệp phải có từ 1 đến %(most)d ký tự", most=MAX_NAME))
    return name
