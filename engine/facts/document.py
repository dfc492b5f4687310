"""JSON text → document. Decimals stay exact, a repeated key is noticed, NaN and Infinity are no JSON."""

import json
import unicodedata
from decimal import Decimal
from typing import Any

from spec.diagnostics import Diagnostic
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
            text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        return None, [_finding(name, error.lineno, error.colno, error.msg)]
    except _NotJson as error:
        line, column = _place(text, str(error))
        return None, [_finding(name, line, column, str(error))]
    except (RecursionError, ArithmeticError):
        return None, [Diagnostic("F023", name, Position(1, 1), Position(1, 1))]
    return document, _repeated(document, name, "tệp")


def _finding(name: str, line: int, column: int, detail: str) -> Diagnostic:
    place = Position(line, column)
    return Diagnostic("F001", name, place, place, {"detail": detail})


def _refuse(constant: str) -> Any:
    raise _NotJson(constant)


def _whole(text: str) -> int | Decimal:
    """Digits beyond any real count stay a Decimal: turning them into an int takes quadratic time."""
    return int(text) if len(text) < 40 else Decimal(text)


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


def _repeated(value: Any, name: str, place: str) -> list[Diagnostic]:
    """Keys that an object holds twice, with the unit and the fact they belong to."""
    found: list[Diagnostic] = []
    stack: list[tuple[Any, str]] = [(value, place)]
    while stack:
        part, where = stack.pop()
        if isinstance(part, JsonObject):
            at = f"đơn vị «{part['code']}»" if isinstance(part.get("code"), str) else where
            found += [Diagnostic("F002", name, arguments={"key": key, "place": at}) for key in part.repeated]
            stack += [(inner, f"{at}, {key}") for key, inner in part.items()]
        elif isinstance(part, list):
            stack += [(inner, where) for inner in part]
    return found
