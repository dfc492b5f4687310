"""Letters that are not what they look like: other scripts, old fonts, invisible characters.

Sources: the Unicode confusables of the Latin letters that Vietnamese uses (UTS #39), and the damage that the
legacy encodings TCVN3 and VNI leave behind when their bytes are read as Latin-1.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from spec.legacy_fonts import decoder

_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_CONSONANTS = "bcdđghklmnpqrstvxfjwz"

#: Every letter of Vietnamese text, and the rest of ASCII's.
VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", base + tone) for base in _VOWELS for tone in ("", *_TONES)
) | frozenset(_CONSONANTS)
VIETNAMESE_LETTERS = VIETNAMESE | frozenset(letter.upper() for letter in VIETNAMESE)

#: Look-alike → the letter that was meant.
LOOK_ALIKES: dict[str, str] = {
    "\u00d0": "Đ",
    "\u00f0": "đ",
    "\u0189": "Đ",
    "\u0256": "đ",
    "\u01a2": "Ư",
    "\u01a3": "ư",
    **dict(zip("аеорсухіАВЕКМНОРСТХІЅѕјһԁ", "aeopcyxiABEKMHOPCTXISsjhd", strict=True)),
    **dict(zip("οαυνικρτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oauvikptABEZHIKMNOPTYX", strict=True)),
    **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},
}

#: What TCVN3 and VNI letters look like when their bytes are read as Latin-1; none of them is Vietnamese.
LEGACY = frozenset("µ¸¶·¹¨¾¼½Æ©Ç®ËÌÎÏÑªÖ×ØÜÞßäå«æç¬ëîïñöû¯þ÷øü") - VIETNAMESE_LETTERS

#: One of them as a letter; a sign between numbers, names or parentheses is none.
_LEGACY_LETTER = re.compile(
    rf"[{re.escape(''.join(sorted(LEGACY - set('×÷·'))))}]|(?<=[^\W\d_])[×÷·]|[×÷·](?=[^\W\d_])"
)

#: Letters of Vietnamese that Latin-1 lacks: a text that holds one is no text of an old font.
NEVER_LEGACY = frozenset(letter for letter in VIETNAMESE_LETTERS if letter > "\u00ff")

#: Characters that cannot be seen but split words and break comparisons.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")


#: Quotes that do not begin a text, and the one that does.
SINGLE_QUOTES = frozenset("'‘’‚‛`´")

#: What stands inside words, though the pattern for words does not know it: damage, marks that do not compose, and
#: what is hidden.
IN_WORDS = "".join(sorted((LEGACY - set("·×÷«")) | INVISIBLE | {chr(code) for code in range(0x300, 0x324)}))

_MEANT = str.maketrans(LOOK_ALIKES)
#: Anything but letters and digits of Vietnamese and English words.
_FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(VIETNAMESE_LETTERS)))}a-zA-Z0-9_]")
_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE, ""))


def foreign(word: str) -> list[int]:
    """Where in a word characters stand that no Vietnamese or English word is written with."""
    return [] if is_clean(word) else [match.start() for match in _FOREIGN.finditer(word)]


@lru_cache(maxsize=10_000)
def is_clean(words: str) -> bool:
    """Whether words are written with letters of Vietnamese and English alone; most are, and come again and again."""
    return words.isascii() or _FOREIGN.search(words.replace(" ", "")) is None


def describe(character: str) -> str:
    """A character as a message names it: itself where it can be seen, its number and its Unicode name."""
    number = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    if unicodedata.combining(character):
        shown = f"«\u25cc{character}» "
    else:
        shown = f"«{character}» " if character.isprintable() and not character.isspace() else ""
    return f"{shown}{number} {name}".strip()


def meant(word: str) -> str:
    """The word with each look-alike replaced by the letter that was meant, and without what cannot be seen."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word.translate(_INVISIBLE).translate(_MEANT))


#: Quotes around words. Alone, each of the two may be a letter of an old font.
_GUILLEMETS = re.compile(r"(?<!\w)«([^«»]*)»(?!\w)")


def without_guillemets(text: str) -> str:
    """A text with blanks for the quotes «…» around words, so that no part of it moves."""
    return _GUILLEMETS.sub(r" \1 ", text)


def legacy_decoder(text: str) -> Callable[[str], str] | None:
    """What turns a text into Unicode that was written for an old font, all of it; None for any other text."""
    text = without_guillemets(text)
    if text.isascii() or not NEVER_LEGACY.isdisjoint(text) or _LEGACY_LETTER.search(text) is None:
        return None
    decode = decoder(text)
    return decode if not any(_is_odd(character) for character in decode(text)) else None


def _is_odd(character: str) -> bool:
    return not character.isascii() and character not in VIETNAMESE_LETTERS
