"""Text of the old Vietnamese fonts (TCVN3, VNI) that was read as Latin-1: what it was meant to say.

Such text comes out of old files and of copies from PDF: «KÕ ho¹ch» (TCVN3) and «Keá hoaïch» (VNI) are «Kế hoạch».
"""

import re
import unicodedata
from collections.abc import Callable

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"

#: TCVN3: one byte for each letter; in each row the five tones (à ả ã á ạ) of a vowel.
_TCVN3_ROWS = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3 = {
    letter: unicodedata.normalize("NFC", vowel + tone)
    for vowel, row in _TCVN3_ROWS.items()
    for letter, tone in zip(row, (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True)
} | dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))

#: VNI: a vowel, then a letter for its marks.
_VNI_MARKS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "á": _CIRCUMFLEX + _ACUTE,
    "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "Ñ": "Đ",
    "Ö": "Ư",
    "Ô": "Ơ",
}
_VNI_PAIR = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])")
#: What TCVN3 text does not have: these letters right after a vowel, ñ (ủ) at the beginning of a word like đa.
_VNI_SIGN = re.compile("[aeoôöAEOÔÖ][ûïøåäùÛÏØÅÄÙ]|[uyUY][ïøÏØ]|(?<!\\w)[ñÑ](?=[aeiouöôâêAEIOUÖÔÂÊ])")


def decoder(text: str) -> Callable[[str], str]:
    """What turns a text, and its words, into Unicode: as far as can be told, which font it was written for."""
    return _decoded_vni if _VNI_SIGN.search(text) else _decoded_tcvn3


def _decoded_tcvn3(text: str) -> str:
    return text.translate({ord(damaged): letter for damaged, letter in _TCVN3.items()})


_VNI_CONSONANTS = {ord(damaged): letter for damaged, letter in zip("ñÑöÖ", "đĐưƯ", strict=True)}


def _decoded_vni(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        vowel = _VNI_LETTERS.get(match.group(1), match.group(1))
        return unicodedata.normalize("NFC", vowel + _VNI_MARKS[match.group(2).lower()])

    return _VNI_PAIR.sub(letter, text).translate(_VNI_CONSONANTS)
