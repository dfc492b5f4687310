"""Letters that are not what they look like: other scripts, old fonts, invisible characters.

Sources: the Unicode confusables of the Latin letters that Vietnamese uses (UTS #39), and the damage that the
legacy encodings TCVN3 and VNI leave behind when their bytes are read as Latin-1.
"""

import re
import unicodedata

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

#: Characters that cannot be seen but split words and break comparisons.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")


#: Quotes that do not begin a text, and the one that does.
SINGLE_QUOTES = frozenset("'‘’‚‛`´")

_MEANT = str.maketrans(LOOK_ALIKES)
#: Anything but letters and digits of Vietnamese and English words.
_FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(VIETNAMESE_LETTERS)))}a-zA-Z0-9_]")
_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE, ""))


def foreign(word: str) -> list[int]:
    """Where in a word characters stand that no Vietnamese or English word is written with."""
    return [] if word.isascii() else [match.start() for match in _FOREIGN.finditer(word)]


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
    return word if word.isascii() else word.translate(_INVISIBLE).translate(_MEANT)
