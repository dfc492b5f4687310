"""The area of connections: its address, and what its pages share."""

import hashlib
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, abort
from flask_babel import gettext as _

from admin.actions import action_words, card_address, shown
from admin.current import language, office
from admin.formats import capital
from admin.pages.integration import words
from engine.output.json_text import visible
from engine.service.errors import ServiceError
from engine.wording import say

blueprint = Blueprint("integration", __name__, url_prefix="/ket-noi")

#: For numbers in addresses: what is larger is no key.
KEY: Final = "int(max=9007199254740991)"


@blueprint.context_processor
def shared() -> dict[str, object]:
    """What all pages of the area show things with."""
    return {
        "words": words,
        "action_words": action_words,
        "shown": shown,
        "visible": visible,
        "card_address": card_address,
    }


def now() -> int:
    """The office's clock, microseconds since 1970 (UTC)."""
    return office().journal.clock()


def known(code: str) -> str:
    """A source's code as it stands in an address; what can be none is not found."""
    if not code.isprintable():
        abort(404)
    return code


def told(error: ServiceError) -> str:
    """A refusal in the reader's words."""
    return capital(say(error.words, language()))


def patterns(written: Iterable[str]) -> str:
    """Patterns as they are typed: one in each line."""
    return "\n".join(written)


def version_of(record: object) -> str:
    """What a form carries to say from which state of a record it was begun."""
    return hashlib.sha256(repr(record).encode()).hexdigest()[:32]


def changed_meanwhile() -> str:
    """What is said where somebody else was quicker."""
    return _(
        "Người khác vừa sửa mục này trong lúc bạn đang sửa. Nội dung của bạn còn ở dưới, "
        "nội dung đang ghi hiện bên cạnh; hãy đối chiếu rồi ghi lại nếu vẫn đúng."
    )
