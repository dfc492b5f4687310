"""JSON as it comes in from others: read strictly (RFC 7493), and in its canonical form for hashing (RFC 8785).

What one system reads in two ways, or one database stores and another refuses, is refused here: keys that come twice,
numbers that a double does not hold, NUL and halves of characters, text in anything but UTF-8. Signatures are checked
over the raw bytes and never over a canonical form.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from engine.canonical_json import MAX_WHOLE, canonical_json

#: Levels of objects and arrays within each other.
MAX_DEPTH: Final = 32
#: Values in one document: every member, element and container.
MAX_NODES: Final = 20_000
#: Characters of a key. Bringing a key into NFC may take time that grows with the square of its length.
MAX_KEY: Final = 1_024
#: Characters of a number and powers of ten in it: any double written out in full has fewer.
MAX_DIGITS: Final = 1_100

Code = Literal[
    "encoding",
    "bom",
    "depth",
    "nodes",
    "syntax",
    "constant",
    "number",
    "duplicate_key",
    "key_length",
    "nul",
    "surrogate",
]


class NotStrict(ValueError):
    """A body that is no JSON, or JSON that not everybody reads alike.

    `code` is stable; `detail` is a sentence that repeats nothing of the body; `pointer` (RFC 6901) leads to the value,
    and is None where the body could not be read that far.
    """

    def __init__(self, code: Code, detail: str, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.code: Code = code
        self.detail = detail
        self.pointer = pointer


def read_json(body: bytes, *, max_depth: int = MAX_DEPTH, max_nodes: int = MAX_NODES) -> Any:
    """The document in a body.

    Whole numbers come back as int, those with a fraction or an exponent as Decimal with the digits they were written
    with; keys come back in NFC. Takes time in proportion to the body's length. Raises NotStrict.
    """
    text = _text(body)
    _check_size(text, max_depth, max_nodes)
    try:
        document = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrict("syntax", f"no JSON: {error.msg}, line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise NotStrict("depth", "nested too deep") from None
    _check_values(document)
    return document


def canonical(value: Any) -> bytes:
    r"""The canonical form of a value, for hashing: RFC 8785.

    Numbers are equal by value, however they are written: 1, 1.0, 1.00 and 1e0 all give `1`, and -0 gives `0`. A Decimal
    that a double holds, so that reading and printing the double gives its digits again, is written as that double,
    which is what any implementation of RFC 8785 gives for the same JSON. One with more digits is written as the text
    `"\u0000<digits>e<exponent>"`: different numbers stay different, and as `read_json` lets no NUL through, it is the
    form of no other value. Raises ValueError for what JSON or `read_json` does not know: NaN and infinity, ints beyond
    ±MAX_WHOLE, halves of characters, keys that are no text, other types.
    """
    return canonical_json(_with_doubles(value))


def _with_doubles(value: Any) -> Any:
    match value:
        case Decimal():
            return _double(value)
        case dict():
            return {key: _with_doubles(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_with_doubles(inner) for inner in value]
        case _:
            return value


def _double(number: Decimal) -> float | str:
    """The double with the same digits; the exact digits as a text where there is none."""
    if not number.is_finite():
        raise ValueError("JSON knows neither NaN nor infinity")
    double = float(number)
    if Decimal(repr(double)) == number:
        return double
    sign, figures, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, figures))
    bare = digits.rstrip("0")
    return f"\0{'-' * sign}{bare}e{exponent + len(digits) - len(bare)}"


def _text(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise NotStrict("bom", "starts with a byte order mark")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrict("encoding", f"not UTF-8 from byte {error.start + 1} on") from None


#: A text in quotes, also one that is never closed: what is read once is not read again.
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+"?')
_EMPTY = re.compile(r"\[\s*\]|\{\s*\}")


def _check_size(text: str, max_depth: int, max_nodes: int) -> None:
    """Refuses what is too deep or too much before anything of it is built."""
    containers = text.count("[") + text.count("{")
    if containers <= max_depth and containers + text.count(",") < max_nodes:
        return
    bare = _QUOTED.sub('"', text)
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > max_depth:
            raise NotStrict("depth", f"nested deeper than {max_depth} levels")
    # A container with n values has n - 1 commas, so together they count all values but the outermost.
    nodes = 1 + bare.count("[") + bare.count("{") + bare.count(",")
    if nodes > max_nodes and nodes - sum(1 for _ in _EMPTY.finditer(bare)) > max_nodes:
        raise NotStrict("nodes", f"more than {max_nodes} values")


class _Refused(NamedTuple):
    """Stands for a value that must not come in until it is known where it stands."""

    code: Code
    detail: str
    key: str | None = None


def _constant(_: str) -> _Refused:
    return _Refused("constant", "NaN and Infinity are no JSON")


def _whole(text: str) -> int | _Refused:
    # By length first: turning many digits into an int takes quadratic time.
    if len(text) <= 17 and abs(whole := int(text)) <= MAX_WHOLE:
        return whole
    return _Refused("number", f"a whole number beyond ±{MAX_WHOLE}; send more digits as a text")


def _fraction(text: str) -> Decimal | _Refused:
    if len(text) > MAX_DIGITS:
        return _Refused("number", f"a number of more than {MAX_DIGITS} characters")
    try:
        number = Decimal(text)
    except ArithmeticError:
        return _Refused("number", "a number beyond all arithmetic")
    if math.isinf(float(number)):
        return _Refused("number", "a number beyond the range of a double")
    # An exact 1e-999999 would be harmless, but not what is computed with it.
    if abs(int(number.as_tuple().exponent)) > MAX_DIGITS:
        return _Refused("number", f"a number of more than {MAX_DIGITS} places")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    """An object with its keys in NFC: the same name in two spellings is the same key."""
    if any(len(key) > MAX_KEY for key, _ in pairs):
        return _Refused("key_length", f"a key of more than {MAX_KEY} characters")
    found: dict[str, Any] = {}
    for written, value in pairs:
        key = unicodedata.normalize("NFC", written)
        if key in found:
            return _Refused("duplicate_key", "a key that comes twice", key)
        found[key] = value
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_fraction, parse_int=_whole, parse_constant=_constant
)
_HALF = re.compile("[\ud800-\udfff]")


class _Place(NamedTuple):
    """A value's key or index and the place of what it stands in; the whole document has no place."""

    parent: "_Place | None"
    key: str | int


def _check_values(document: Any) -> None:
    stack: list[tuple[Any, _Place | None]] = [(document, None)]
    while stack:
        value, place = stack.pop()
        match value:
            case _Refused():
                raise _not_strict(value, place)
            case str():
                _check_text(value, place)
            case dict():
                for key in value:
                    _check_text(key, place)
                stack += [(inner, _Place(place, key)) for key, inner in reversed(value.items())]
            case list():
                stack += [(inner, _Place(place, index)) for index, inner in _backwards(value)]
            case _:
                pass


def _backwards(values: list[Any]) -> Iterator[tuple[int, Any]]:
    """So that the stack gives them in the order of the text, and the first fault is the one that is told."""
    return zip(range(len(values) - 1, -1, -1), reversed(values), strict=True)


def _check_text(text: str, place: _Place | None) -> None:
    if "\0" in text:
        raise NotStrict("nul", "a NUL character in a text", _pointer(place))
    if not text.isascii() and _HALF.search(text):
        raise NotStrict("surrogate", "half of a character (a lone surrogate) in a text", _pointer(place))


def _not_strict(refused: _Refused, place: _Place | None) -> NotStrict:
    if refused.key is not None:
        # A key that cannot be written cannot be pointed at either.
        _check_text(refused.key, place)
        place = _Place(place, refused.key)
    return NotStrict(refused.code, refused.detail, _pointer(place))


def _pointer(place: _Place | None) -> str:
    """A JSON pointer (RFC 6901)."""
    parts = []
    while place is not None:
        parts.append("/" + str(place.key).replace("~", "~0").replace("/", "~1"))
        place = place.parent
    return "".join(reversed(parts))
