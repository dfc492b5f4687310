"""JSON as people read it: the very text that came, laid out in lines, with nothing in it that is not seen."""

import unicodedata
from typing import Final

_INDENT: Final = "  "
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def laid_out(body: bytes) -> str:
    """JSON with a line for each member and element. Numbers and strings stay as they were written.

    Signs that are not seen or that turn the direction of others («right-to-left override») are written as escapes. What
    is no JSON comes out as some text, and never fails.
    """
    out: list[str] = []
    depth, within, escaped = 0, False, False
    for sign in body.decode("utf-8", "replace"):
        if within:
            out.append(_visible(sign))
            within = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign in "[{":
            depth += 1
            out.append(sign + _line(depth))
        elif sign in "]}":
            depth = max(0, depth - 1)
            _close(out, sign, depth)
        elif sign == ",":
            out.append(sign + _line(depth))
        elif sign == ":":
            out.append(": ")
        elif sign not in " \t\r\n":
            out.append(_visible(sign))
            within = sign == '"'
    return "".join(out)


def visible(text: str) -> str:
    """A text in which every sign is seen, but for the ends of its lines."""
    return "".join(sign if sign == "\n" else _visible(sign) for sign in text)


def _line(depth: int) -> str:
    return "\n" + _INDENT * depth


def _close(out: list[str], sign: str, depth: int) -> None:
    """An empty list or object stands on one line."""
    opened = {"]": "[", "}": "{"}[sign] + _line(depth + 1)
    if out and out[-1] == opened:
        out[-1] = opened[0] + sign
    else:
        out.append(_line(depth) + sign)


def _visible(sign: str) -> str:
    if unicodedata.category(sign) not in _INVISIBLE:
        return sign
    return "".join(f"\\u{unit:04x}" for unit in _units(sign))


def _units(sign: str) -> list[int]:
    """UTF-16, as JSON's escapes count."""
    data = sign.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
