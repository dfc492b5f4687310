"""What is wrong with a line that is no statement, in words.

The parser knows which terminal it met and which it would have accepted. The mistakes that people really make have a
sentence of their own here (``_SPECIFIC``, tried in order); every other one is told by what was expected, with the
form of the statement as a hint. Goldens for each stand in tests/programs/bad.
"""

from collections.abc import Callable

from spec.diagnostics import Bilingual, Diagnostic, at, similar
from spec.forms import FORMS, VALUE_NAMES
from spec.keywords import BY_TERMINAL, KEYWORDS, word
from spec.source import Source, Span
from spec.tokens import Token

_VALUE = frozenset({"NAME", "NUMBER", "LPAR", "PERCENTAGE"})
_OPERATORS = (
    {"PLUS", "MINUS", "TIMES", "DIVIDE", "NE", "LT", "LE", "GT", "GE", "AND", "OR", "DOT"}
    | {"HAS", "LACKS", "IS", "NOT_EMPTY"}
    | {"FROM", "ABOVE", "BELOW", "AT_MOST", "AT_LEAST", "BEFORE", "AFTER", "TO", "TO_END"}
)
_HEADINGS = frozenset({"AREA", "CRITERION", "LEAF"})
_TIERS = frozenset({"WHEN", "OTHERWISE"})


def not_a_statement(source: Source, tokens: list[Token]) -> Diagnostic | None:
    """The finding for a line that begins with no statement head; None where it does."""
    first = tokens[0]
    keyword = BY_TERMINAL.get(first.type)
    if keyword is not None and keyword.head:
        return None
    heads = [phrase for row in KEYWORDS if row.head for phrase in (row.vi, row.en) if phrase]
    candidates: list[str] = []
    for count in (4, 3, 2, 1):
        written = source.text[first.start_pos : tokens[min(count, len(tokens)) - 1].end_pos]
        candidates += similar(written, heads, most=1)
    span = first.span
    return at(source, span, "P001", dict.fromkeys(candidates), found=source.text[span.start : span.end])


def explain(source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]) -> Diagnostic:
    """The finding for a statement that broke at ``found`` (None: at its end), where ``expected`` could stand."""
    for specific in _SPECIFIC:
        if (finding := specific(source, tokens, found, expected)) is not None:
            return finding
    form = FORMS.get(tokens[0].type, Bilingual("", ""))
    if found is None:
        last = tokens[-1]
        span = Span(last.start_pos, last.end_pos)
        before = source.text[span.start : span.end]
        return at(source, span, "P003", before=before, expected=_list(expected), form=form)
    written = source.text[found.start_pos : found.end_pos]
    if expected == {"$END"}:
        return at(source, found.span, "P010", found=written, form=form)
    return at(source, found.span, "P002", found=written, expected=_list(expected), form=form)


def _list(expected: frozenset[str]) -> Bilingual:
    """What could stand there, in words; values and operators each as one phrase."""
    rest = set(expected)
    vi: list[str] = []
    en: list[str] = []
    if expected >= _VALUE:
        vi.append("một giá trị (số, tên dữ kiện, phép tính)")
        en.append("a value (number, fact name, expression)")
        rest = {t for t in rest if t not in VALUE_NAMES and not _begins_value(t)}
        rest -= {"MINUS", "NOT"}
    elif len(expected & _OPERATORS) > 5:
        vi.append("một phép tính hoặc so sánh")
        en.append("an operator or comparison")
        rest -= _OPERATORS | {"EQ"}
    for terminal in sorted(rest, key=lambda t: (t not in VALUE_NAMES, t))[:6]:
        name = VALUE_NAMES.get(terminal)
        vi.append(name.vi if name else f"«{word(terminal, 'vi')}»")
        en.append(name.en if name else f"«{word(terminal, 'en')}»")
    return Bilingual(" hoặc ".join(vi), " or ".join(en))


def _begins_value(terminal: str) -> bool:
    return terminal in [
        "MAXIMUM_POINTS",
        "POINTS",
        "POINT_RATIO",
        "LOWEST_AREA",
        "GREATEST",
        "SMALLEST",
        "FLOOR",
        "PREVIOUS",
        "BEST",
        "COUNT",
        "COUNT_DISTINCT",
        "TOTAL",
        "SUM",
        "AVERAGE",
        "EXISTS",
        "EVERY",
        "LISTING",
    ]


# ---- Mistakes with a sentence of their own -----------------------------------------------------------------

_Specific = Callable[[Source, list[Token], Token | None, frozenset[str]], Diagnostic | None]


def _form(tokens: list[Token]) -> Bilingual:
    return FORMS.get(tokens[0].type, Bilingual("", ""))


def _thousands(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if found is None or found.type != "OUTLINE_NUMBER" or "NUMBER" not in expected:
        return None
    digits = found.replace(".", "")
    return at(
        source,
        found.span,
        "P006",
        (digits,),
        text=str(found),
        whole=digits,
        decimal=found.replace(".", ",", 1),
    )


def _missing_points_word(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if tokens[0].type not in _HEADINGS or expected != {"POINTS"}:
        return None
    place = found or tokens[-1]
    language = "en" if tokens[0].isascii() else "vi"
    points = word("POINTS", language)  # type: ignore[arg-type]
    return at(source, place.span, "P004", (points,), word=points, form=_form(tokens))


def _unquoted_name(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if found is None or found.type == "NUMBER" or expected != {"STRING"}:
        return None
    end = next((t for t in tokens if t.start_pos > found.start_pos and t.type == "NUMBER"), None)
    last = tokens[tokens.index(end) - 1] if end else tokens[-1]
    text = source.text[found.start_pos : last.end_pos].strip('"“”«»')
    span = Span(found.start_pos, last.end_pos)
    return at(source, span, "P011", (f'"{text}"',), expected=f'"{text}"', form=_form(tokens))


def _missing_colon(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if tokens[0].type not in _TIERS or "COLON" not in expected or (found and found.type not in _VALUE):
        return None
    if found is not None and found.type == "NAME" and tokens[0].type == "WHEN":
        return None
    place = found or tokens[-1]
    return at(source, place.span, "P005", form=_form(tokens))


def _comma(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if found is None or found.type != "COMMA" or "COMMA" in expected:
        return None
    return at(source, found.span, "P007", (";",), form=_form(tokens))


def _keyword_as_name(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if found is None or found.type not in BY_TERMINAL or "NAME" not in expected or expected >= _VALUE:
        return None
    example = "_".join(str(found).lower().split()) + "_1"
    return at(source, found.span, "P008", (example,), word=str(found), example=example)


def _blank_in_name(
    source: Source, tokens: list[Token], found: Token | None, expected: frozenset[str]
) -> Diagnostic | None:
    if found is None or found.type != "NAME":
        return None
    index = next(i for i, token in enumerate(tokens) if token is found)
    if index == 0 or tokens[index - 1].type != "NAME":
        return None
    before = tokens[index - 1]
    written = source.text[before.start_pos : found.end_pos]
    joined = "_".join(written.split())
    return at(source, Span(before.start_pos, found.end_pos), "P009", (joined,), found=written)


_SPECIFIC: tuple[_Specific, ...] = (
    _thousands,
    _comma,
    _blank_in_name,
    _missing_points_word,
    _unquoted_name,
    _missing_colon,
    _keyword_as_name,
)
