"""How each token is written, and where blanks stand."""

import re
from collections.abc import Callable

from spec.catalogue import FUNCTIONS
from spec.keywords import BY_TERMINAL, SAME_IN_VIETNAMESE, Language, word
from spec.printing.senses import Senses
from spec.resolve.numbers import THOUSANDS
from spec.tokens import Token

_SIGNS = {
    "LPAR": "(",
    "RPAR": ")",
    "COLON": ":",
    "SEMICOLON": ";",
    "COMMA": ";",
    "DOT": ".",
    "QUESTION": "?",
    "EQ": "=",
    "NE": "<>",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "×",
    "DIVIDE": "/",
}
#: Signs with no blank before them, and with none after them.
_CLOSING = frozenset({"RPAR", "COLON", "SEMICOLON", "COMMA", "DOT"})
_OPENING = frozenset({"LPAR", "DOT"})
#: Words whose parenthesis follows without a blank.
_FUNCTIONS = frozenset({*FUNCTIONS, "POINT_RATIO"})
#: A number with one point, and no other mark.
_WITH_POINT = re.compile(r"[0-9]+\.[0-9]+")

Quote = Callable[[str], str]


def straight(content: str) -> str:
    """A text in straight quotes."""
    return f'"{escaped(content)}"'


def escaped(content: str) -> str:
    """What stands between straight quotes."""
    return content.replace("\\", "\\\\").replace('"', '\\"')


def written(token: Token, senses: Senses, language: Language, quote: Quote = straight) -> str:
    """A token in its one spelling."""
    if (sign := _SIGNS.get(token.type)) is not None:
        return sign
    if token.type == "STRING":
        return quote(str(token))
    if token.type in ("NUMBER", "PERCENTAGE"):
        return _number("".join(token.split()), decimal=token.start_pos in senses.decimals)
    if token.type in BY_TERMINAL:
        return _keyword(senses.terminals.get(token.start_pos, token.type), language)
    return str(token)


def apart(before: Token, after: Token, senses: Senses) -> bool:
    """Whether a blank stands between two tokens of one line."""
    if before.type in _OPENING or after.type in _CLOSING or before.start_pos in senses.signs:
        return False
    return not (after.type == "LPAR" and before.type in _FUNCTIONS)


def _keyword(terminal: str, language: Language) -> str:
    """The word for a terminal. «sum» gives way to «total»: a file comes back from the other table as it was."""
    if language == "vi" or terminal == "SUM":
        terminal = SAME_IN_VIETNAMESE.get(terminal, terminal)
    return word(terminal, language)


def _number(text: str, *, decimal: bool) -> str:
    """A number with a decimal comma, in both tables; 1.234, which is refused, is left for its author to mend."""
    value = text.removesuffix("%")
    if decimal and _WITH_POINT.fullmatch(value) and not THOUSANDS.fullmatch(value):
        return text.replace(".", ",")
    return text
