"""The pages' languages: Vietnamese as written in the code, English from the catalogues in ``translations/en``.

A catalogue is read as it stands, so there is no compiled copy that could be out of date.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain, get_locale

from admin.current import language

_FOLDER: Final = "translations"


def catalogues(locale: str) -> Iterator[Catalog]:
    """The catalogues of a language, one for each area of the pages."""
    folder = files("admin") / _FOLDER / locale
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".po"):
            yield read_po(BytesIO(path.read_bytes()), locale=locale)


@cache
def _translations(locale: str) -> NullTranslations:
    if locale == "vi":
        return NullTranslations()
    whole = Catalog(locale=locale)
    for catalogue in catalogues(locale):
        for message in catalogue:
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


class _Catalogues(Domain):
    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return _translations(locale.language if locale is not None else "vi")


class _Babel(Babel):
    _catalogues: Final = _Catalogues()  # type: ignore[no-untyped-call]

    @property
    def domain_instance(self) -> Any:
        return self._catalogues


def setup_languages(app: Flask) -> None:
    """The language of each page is the one that its reader chose."""
    _Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=language)  # type: ignore[no-untyped-call]
