"""JSON text → document. Decimals stay exact, a repeated key is noticed, NaN and Infinity are no JSON."""

import json
import re
import unicodedata
from decimal import Decimal
from typing import Any

from engine.facts.messages import json_error
from spec.diagnostics import Bilingual, Diagnostic
from spec.source import Position

#: A facts file of a whole province is a few megabytes.
MAX_BYTES = 256 * 1024 * 1024


class JsonObject(dict[str, Any]):
    """A JSON object that remembers the keys it held twice."""

    repeated: tuple[str, ...] = ()


class _NotJson(ValueError):
    """A constant that Python's reader knows but JSON does not."""


def read_document(data: bytes, name: str) -> tuple[Any, list[Diagnostic]]:
    """The document in a file; None with a finding where it is no JSON."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [_finding(name, line, 1, f"UTF-8, byte {error.start + 1}")]
    try:
        document = json.loads(
            text, parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_object, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        return None, [_finding(name, error.lineno, error.colno, json_error(error.msg))]
    except _NotJson as error:
        line, column = _place(text, str(error))
        return None, [_finding(name, line, column, str(error))]
    except (RecursionError, ArithmeticError):
        return None, [Diagnostic("F023", name, Position(1, 1), Position(1, 1))]
    if half := _half_character(document):
        line, column = _place_of_half(text)
        return None, [_finding(name, line, column, half)]
    return document, _repeated(document, name, Bilingual("tệp", "the file"))


def exact_json(text: str) -> Any:
    """JSON that was checked before, with exact numbers."""
    return json.loads(text, parse_float=Decimal)


def _finding(name: str, line: int, column: int, detail: str | Bilingual) -> Diagnostic:
    place = Position(line, column)
    return Diagnostic("F001", name, place, place, {"detail": detail})


def _refuse(constant: str) -> Any:
    raise _NotJson(constant)


def _whole(text: str) -> int | Decimal:
    """Digits beyond any real count stay a Decimal: turning them into an int takes quadratic time."""
    return int(text) if len(text) < 40 else Decimal(text)


def _decimal(text: str) -> Decimal | str:
    """An exact number; its text where the exponent is beyond all arithmetic, which no type takes for a number."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


_HALF = re.compile("[\ud800-\udfff]")
_LONE = re.compile(r"(?i)\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]..")


def _half_character(document: Any) -> str:
    """Half of a character (a lone surrogate), which JSON can write and no text can hold; "" where there is none."""
    stack = [document]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            stack += [*part, *part.values()]
        elif isinstance(part, list):
            stack += part
        elif isinstance(part, str) and (found := _HALF.search(part)):
            return f"\\u{ord(found[0]):04x}"
    return ""


def _place_of_half(text: str) -> tuple[int, int]:
    """Where the first escape stands that has no other half beside it."""
    found = _LONE.search(text)
    start = found.start() if found else 0
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _place(text: str, constant: str) -> tuple[int, int]:
    """Where a constant stands outside of strings."""
    inside = escaped = False
    for index, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\" and inside:
            escaped = True
        elif character == '"':
            inside = not inside
        elif not inside and text.startswith(constant, index):
            return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
    return 1, 1


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    """An object with its keys in NFC: the same name in two spellings is the same key."""
    pairs = [(unicodedata.normalize("NFC", key), value) for key, value in pairs]
    found = JsonObject(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        found.repeated = tuple(dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _repeated(value: Any, name: str, place: Bilingual) -> list[Diagnostic]:
    """Keys that an object holds twice, with the unit and the fact they belong to."""
    found: list[Diagnostic] = []
    stack: list[tuple[Any, Bilingual]] = [(value, place)]
    while stack:
        part, where = stack.pop()
        if isinstance(part, JsonObject):
            code = part.get("code")
            at = Bilingual(f"đơn vị «{code}»", f"unit «{code}»") if isinstance(code, str) else where
            found += [Diagnostic("F002", name, arguments={"key": key, "place": at}) for key in part.repeated]
            stack += [(inner, Bilingual(f"{at.vi}, {key}", f"{at.en}, {key}")) for key, inner in part.items()]
        elif isinstance(part, list):
            stack += [(inner, where) for inner in part]
    return found
