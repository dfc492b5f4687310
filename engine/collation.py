"""The order of Vietnamese words: letters first (a ă â … d đ e ê …), then tones, then capitals (CLDR, «vi»).

Worked out here and not by a database, so that all of them give the same order.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
#: No tone, huyền, hỏi, ngã, sắc, nặng.
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
#: Breve, circumflex and horn make letters of their own.
_OF_LETTERS: Final = frozenset({"\u0306", "\u0302", "\u031b"})
_PLACES: Final = {letter: place for place, letter in enumerate(_ALPHABET, start=0x10000)}

Key = tuple[tuple[int, ...], tuple[int, ...], str]


@lru_cache(maxsize=4096)
def vietnamese_key(words: str) -> Key:
    """By what texts are sorted."""
    letters: list[int] = []
    tones: list[int] = []
    for whole in _letters(unicodedata.normalize("NFD", words.casefold())):
        base = unicodedata.normalize("NFC", "".join(part for part in whole if part not in _TONES))
        letters.append(_PLACES.get(base, ord(base[0]) if base else 0))
        tones.append(next((_TONES[part] for part in whole if part in _TONES), 0))
    return tuple(letters), tuple(tones), words.swapcase()


def _letters(decomposed: str) -> list[str]:
    """Letters with the marks that stand on them; marks that Vietnamese does not have are left out."""
    found: list[str] = []
    for part in decomposed:
        if not unicodedata.combining(part):
            found.append(part)
        elif found and (part in _TONES or part in _OF_LETTERS):
            found[-1] += part
    return found
