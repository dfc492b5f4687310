"""Random damage to texts and to JSON documents."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from spec.keywords import KEYWORDS

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

#: What people paste and what attackers send: marks on their own, other digits, look-alikes, no-break and zero-width
#: blanks, control characters, bidirectional marks, lone surrogates, the far planes.
_CHARACTERS = (
    "\0\a\x1b\x7f\x85\t\r\v\f\ufeff\u00a0\u2009\u200b\u200d\u202e\u2028\u2029\u0301\u0323\u0303\u031b"
    "аеоßİıﬁ①²½٣３Ⅷ−–—×÷“”„«»‘’′…·・。、đĐưƯºª°€₫%‰"
    "\ud800\udfff\ufffd\uffff\U0001f600\U000e0001\U0010ffff"
)
_MARKS = (
    '"',
    "#",
    ";",
    ":",
    "(",
    ")",
    ",",
    ".",
    "{",
    "}",
    "{{",
    "/",
    "=",
    "<>",
    ">=",
    "%",
    "((",
    "\\",
    "\r\n",
)
_FIGURES = ("0", "-1", "1.234", "1,5", "9" * 20, "1/0", "31/02", "29/02/2021", "15/01", "00", "1.1.1.1")
_WORDS = ("điểm(1.1.1)", "tốt nhất(x)", "năm trước(x)", "đếm(x với y)", "khi", "còn lại:", "vì", "không")
_PIECES = _MARKS + _FIGURES + _WORDS


# ---- Texts


def damaged_text(text: str, random: Random) -> str:
    """A text with one to four things done to it."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        text = random.choice(_TEXT_DAMAGES)(text, random)
    return text


def _place(text: str, random: Random) -> int:
    return random.randint(0, len(text))


def _insert(text: str, piece: str, random: Random) -> str:
    at = _place(text, random)
    return text[:at] + piece + text[at:]


def _characters(text: str, random: Random) -> str:
    """Some neighbouring characters deleted, doubled or turned around."""
    start = _place(text, random)
    end = start + random.choice((1, 1, 2, 5, 40))
    found = text[start:end]
    return text[:start] + random.choice(("", found * 2, found[::-1], found.upper())) + text[end:]


def _tokens(text: str, random: Random) -> str:
    """A token deleted, doubled, or swapped with another one."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        return text
    one, other = random.randrange(len(tokens)), random.randrange(len(tokens))
    what = random.choice(("delete", "double", "swap", "copy"))
    if what == "delete":
        del tokens[one]
    elif what == "double":
        tokens.insert(one, tokens[one])
    elif what == "swap":
        tokens[one], tokens[other] = tokens[other], tokens[one]
    else:
        tokens[one] = tokens[other]
    return "".join(tokens)


def _lines(text: str, random: Random) -> str:
    """A line deleted, doubled, moved or joined with the next one."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    at = random.randrange(len(lines))
    line = lines.pop(at)
    what = random.choice(("delete", "double", "move", "join"))
    if what == "double":
        lines[at:at] = [line, line]
    elif what == "move":
        lines.insert(random.randint(0, len(lines)), line)
    elif what == "join":
        lines.insert(at, line.rstrip("\r\n") + " ")
    return "".join(lines)


def _foreign(text: str, random: Random) -> str:
    return _insert(text, "".join(random.choices(_CHARACTERS, k=random.choice((1, 1, 3)))), random)


def _piece(text: str, random: Random) -> str:
    piece = random.choice(_PIECES)
    return _insert(text, random.choice((piece, f" {piece} ")), random)


def _keyword(text: str, random: Random) -> str:
    keyword = random.choice(KEYWORDS)
    return _insert(text, f" {random.choice((keyword.vi, keyword.en))} ", random)


def _other_form(text: str, random: Random) -> str:
    """A part of the text in another Unicode form, or with other line ends."""
    start = _place(text, random)
    end = start + random.choice((20, 400, len(text)))
    form = random.choice(("NFD", "NFKD", "NFC", "\r\n", "\r"))
    part = text[start:end]
    part = part.replace("\n", form) if "\r" in form else unicodedata.normalize(form, part)  # type: ignore[arg-type]
    return text[:start] + part + text[end:]


def _cut(text: str, random: Random) -> str:
    return text[: _place(text, random)]


_TEXT_DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    *(_characters, _tokens, _lines, _foreign) * 2,
    *(_piece, _keyword) * 2,
    _other_form,
    _cut,
)


# ---- JSON


_TEXTS = ("", " ", "0", "-3", "9.8", "1,5", "1e5", "x", "có", "²", "\0", "\ud800", "a" * 5000)
_DAYS = ("31/12/2020", "2020-02-30", "0001-01-01", "9999-12-31")
_NUMBERS = (0, -1, 1, 7, 2020, 0.5, -0.001, 1e300, 10**50)
_LISTS: tuple[Any, ...] = ([], [None], [[]], [{}], ["mot_cua", "mot_cua"])
_OBJECTS: tuple[Any, ...] = ({}, {"": None}, {"code": 1}, {"points": 1}, {"for": 1})
_VALUES = (None, True, False, *_TEXTS, *_DAYS, *_NUMBERS, *_LISTS, *_OBJECTS)
_BYTES = (
    b"NaN",
    b"-Infinity",
    b"[" * 100_000,
    b'"',
    b"\xff\xfe",
    b"1e999999999999",
    b"9" * 5000,
    b"\xef\xbb\xbf",
)


def damaged_document(document: Any, random: Random) -> bytes:
    """The bytes of a JSON document with one to three things done to it."""
    document = json.loads(json.dumps(document))
    for _ in range(random.choice((1, 1, 2, 3))):
        _damage(document, random)
    data = json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return _damaged_bytes(data, random) if random.random() < 0.2 else data


def _damage(document: Any, random: Random) -> None:
    slots = list(_slots(document))
    if not slots:
        return
    holder, key = random.choice(slots)
    what = random.choice(("value", "value", "delete", "swap", "rename", "wrap", "double"))
    if what == "delete":
        del holder[key]
    elif what == "swap":
        other, other_key = random.choice(slots)
        holder[key] = json.loads(json.dumps(other[other_key]))
    elif what == "rename" and isinstance(holder, dict):
        damaged = random.choice((key + random.choice(_CHARACTERS), key.upper(), key[:-1], f" {key}"))
        holder[random.choice((damaged, unicodedata.normalize("NFD", key)))] = holder.pop(key)
    elif what == "wrap":
        holder[key] = random.choice(([holder[key]], {"name": holder[key]}, str(holder[key])))
    elif what == "double" and isinstance(holder, list):
        holder.append(holder[key])
    else:
        holder[key] = random.choice(_VALUES)


def _slots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document that holds a value: its object or list, and the key or index in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _slots(value[key])


def _damaged_bytes(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    piece = random.choice(_BYTES)
    return data[:at] + piece + data[at + random.choice((0, 1, 30, len(data))) :]
