"""Evidence files, to be looked at. What came from outside never runs as a part of this site."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from urllib.parse import quote

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from admin.current import office
from admin.security.rights import needs
from engine.service.evidence import open_evidence

blueprint = Blueprint("evidence", __name__, url_prefix="/minh-chung")

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PART: Final = 64 * 1024
#: Shown in a tab of its own by the browser's reader, which no page of ours can be reached from.
_SHOWN: Final = frozenset({"application/pdf"})


@blueprint.get("/<sha256>")
@needs("read")
def download(sha256: str) -> ResponseReturnValue:
    """The file of a hash, exactly as it was handed in."""
    if not _HASH.fullmatch(sha256):
        abort(404)
    file = open_evidence(office(), sha256)
    response = Response(_parts(file.content), mimetype=file.type)
    response.call_on_close(file.content.close)  # where nobody reads it to its end
    response.content_length = file.size
    shown = "inline" if file.type in _SHOWN else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; {_filename(file.name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _parts(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while part := content.read(_PART):
            yield part


def _filename(name: str) -> str:
    """The name in both forms that browsers know (RFC 6266): plain letters, and all letters."""
    plain = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in "._- " else "_" for sign in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
