"""The mistakes that people really make, each with a sentence of its own.

The parser stops at the first token that does not fit. The functions of ``MISTAKES`` are asked in turn whether they
know what happened; one that does gives the finding and, where it can, the tokens as they were meant: the line is then
read on, so that one slip hides nothing and causes nothing else. A reading that the parser does not follow any
further than before is never used.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spec import misspelt
from spec.diagnostics import Bilingual, Diagnostic, at, similar
from spec.forms import FORMS, FUNCTION_WORDS
from spec.keywords import BY_TERMINAL, Language, table_of, word
from spec.source import Source, Span
from spec.tokens import Token

#: With one of these a value can begin; where all of them fit, any value does.
VALUE = frozenset({"NAME", "NUMBER", "LPAR", "PERCENTAGE"})
HEADINGS = frozenset({"AREA", "CRITERION", "LEAF"})
_END = "$END"
_ROMAN = re.compile(r"[IVX]+")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Broken:
    """A statement that could not be parsed.

    ``index`` is the first token that does not fit (the number of tokens where the statement ends too early),
    ``expected`` what would have fitted; ``reach`` says how many tokens of another try are understood.
    """

    source: Source
    tokens: list[Token]
    index: int
    expected: frozenset[str]
    reach: Callable[[list[Token]], int]

    @property
    def found(self) -> Token | None:
        """The token that does not fit; None at the end."""
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    @property
    def before(self) -> Token | None:
        """The last token that fitted."""
        return self.tokens[self.index - 1] if self.index else None

    @property
    def form(self) -> Bilingual:
        """The form of the statement, for a hint, in the keywords of the line."""
        return self.form_of(self.tokens[0].type)

    def form_of(self, terminal: str) -> Bilingual:
        """The form of a kind of statement."""
        form = FORMS.get(terminal, Bilingual("", ""))
        return Bilingual(form.en, form.en) if self.language == "en" else form

    @property
    def language(self) -> Language:
        """The keyword table of the file."""
        return table_of(self.source.text)

    def written(self, start: int, stop: int) -> str:
        """The text of some of the tokens."""
        return self.source.text[self.tokens[start].start_pos : self.tokens[stop - 1].end_pos]

    def span(self, start: int, stop: int) -> Span:
        """Where some of the tokens stand."""
        return Span(self.tokens[start].start_pos, self.tokens[stop - 1].end_pos)

    def finding(
        self, start: int, stop: int, code: str, suggestions: Iterable[str] = (), /, **arguments: object
    ) -> Diagnostic:
        """A finding about some of the tokens, with the form of the statement at hand."""
        return at(self.source, self.span(start, stop), code, suggestions, form=self.form, **arguments)

    def put(self, start: int, stop: int, terminal: str, text: str) -> list[Token]:
        """The tokens with some of them replaced by one (inserted before ``start`` where there are none)."""
        if start < stop:
            span, line = self.span(start, stop), self.tokens[start].line
        else:
            last = self.tokens[start - 1]
            span, line = Span(last.end_pos, last.end_pos), last.line
        token = Token(terminal, text, span.start, span.end, line)
        return [*self.tokens[:start], token, *self.tokens[stop:]]

    def cut(self, start: int, stop: int) -> list[Token]:
        """The tokens without some of them."""
        return [*self.tokens[:start], *self.tokens[stop:]]

    def follows(self, tokens: list[Token], least: int) -> list[Token] | None:
        """These tokens, if the parser understands at least so many of them."""
        return tokens if self.reach(tokens) >= min(least, len(tokens) + 1) else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and the tokens as they were meant; None where that is not certain.

    ``rest`` are tokens that make up a statement of their own.
    """

    finding: Diagnostic
    mended: list[Token] | None = None
    rest: tuple[Token, ...] = ()


def _misspelt(broken: Broken) -> Mistake | None:
    """«thanh phan», «nếu», «không qua»: a keyword without its marks, with a slip, or by another word."""
    for further in (2, 1) if broken.index else (2,):  # how far the parser must get: past the word is best
        for start in (broken.index, broken.index - 1):
            if 0 <= start < len(broken.tokens) and (found := _reading(broken, start, further)) is not None:
                return found
    return None


def _reading(broken: Broken, start: int, further: int) -> Mistake | None:
    """The words from ``start`` on as a keyword."""
    for terminal, stop, sure in misspelt.readings(broken.source.text, broken.tokens, start):
        phrase = "=" if terminal == "EQ" else word(terminal, broken.language)
        same = stop == start + 1 and terminal == broken.tokens[start].type
        if stop <= broken.index or same or (further == 1 and not sure):
            continue
        tokens = _as_keyword(broken, start, stop, terminal, phrase)
        if (mended := broken.follows(tokens, start + further)) is not None:
            form = broken.form_of(terminal) if start == 0 else broken.form
            found = broken.written(start, stop)
            place = broken.span(start, stop)
            made = at(broken.source, place, "P014", (phrase,), found=found, word=phrase, form=form)
            return Mistake(made, mended)
    return None


def _blank_missing(broken: Broken) -> Mistake | None:
    """«thành phần3.1», «trừ0,5»: a keyword and a number written as one word."""
    match = _GLUED.match(broken.source.text, broken.tokens[0].start_pos)
    if broken.index or match is None:
        return None
    for terminal, stop, sure in misspelt.readings(match.group(1), _words(match), 0):
        rest = [token for token in broken.tokens if token.start_pos >= match.end()]
        keyword, number = match.group(1), match.group(2)
        if not sure or stop < len(keyword.split()):
            continue
        start, line = match.start(), broken.tokens[0].line
        kind = "OUTLINE_NUMBER" if number.count(".") > 1 else "NUMBER"
        head = Token(terminal, keyword, start, match.end(1), line)
        mended = broken.follows([head, Token(kind, number, match.start(2), match.end(), line), *rest], 3)
        if mended is not None:
            place = Span(start, match.end())
            meant = f"{keyword} {number}"
            return Mistake(at(broken.source, place, "P026", (meant,), number=number, meant=meant), mended)
    return None


_GLUED = re.compile(r"([^\W\d]+(?: [^\W\d]+){0,3})([0-9][0-9.,]*)")


def _words(match: re.Match[str]) -> list[Token]:
    words = re.finditer(r"\S+", match.group(1))
    return [Token("NAME", word.group(), word.start(), word.end(), 1) for word in words]


_LEVELS = ("AREA", "CRITERION", "LEAF")


def _heading_by_number(broken: Broken) -> Mistake | None:
    """«mục 1.1 "…" 2 điểm», «1.1.2 "…" 1 điểm»: the number says what it is."""
    kinds = [token.type for token in broken.tokens[:6]]
    if broken.index or "STRING" not in kinds:
        return None
    place = next((i for i in range(kinds.index("STRING")) if kinds[i] in ("NUMBER", "OUTLINE_NUMBER")), None)
    if place is None or (level := broken.tokens[place].count(".")) >= len(_LEVELS):
        return None
    head, line = broken.tokens[0], broken.tokens[0].line
    end = broken.tokens[place - 1].end_pos if place else head.start_pos
    keyword = Token(_LEVELS[level], word(_LEVELS[level], broken.language), head.start_pos, end, line)
    mended = broken.follows([keyword, *broken.tokens[place:]], len(broken.tokens) - place)
    if mended is None:
        return None
    stop = max(place, 1)
    found = broken.written(0, stop)
    meant = str(keyword) if place else f"{keyword} {found}"
    return Mistake(broken.finding(0, stop, "P001", (meant,), found=found), mended)


def _as_keyword(broken: Broken, start: int, stop: int, terminal: str, phrase: str) -> list[Token]:
    tokens = broken.put(start, stop, terminal, phrase)
    if terminal != "KEY" or stop == len(broken.tokens):
        return tokens
    return [
        tokens[0],
        *broken.put(stop, len(broken.tokens), "KEY_TEXT", broken.written(stop, stop + 1))[stop:],
    ]


def _thousands(broken: Broken) -> Mistake | None:
    """1.234.567 and 10 000 in the place of a number."""
    found, before, index = broken.found, broken.before, broken.index
    if found is None:
        return None
    start = index
    if found.type == "NUMBER" and len(found) == 3 and before is not None and before.type == "NUMBER":
        start = index - 1
    elif not _THOUSANDS.fullmatch(found) or "NUMBER" not in broken.expected:
        return None
    text = broken.written(start, index + 1)
    digits = re.sub("[^0-9]", "", text)
    mended = broken.follows(broken.put(start, index + 1, "NUMBER", digits), start + 1)
    return Mistake(broken.finding(start, index + 1, "P006", (digits,), text=text, ways=digits), mended)


_PERCENT = re.compile(r"(?:phần trăm|phan tram|percent|per cent)\b", re.IGNORECASE)


def _percent_in_words(broken: Broken) -> Mistake | None:
    """80 phần trăm."""
    before, index = broken.before, broken.index
    if broken.found is None or before is None or before.type != "NUMBER":
        return None
    match = _PERCENT.match(broken.source.text, broken.found.start_pos)
    if match is None:
        return None
    stop = next(
        (i for i in range(index, len(broken.tokens)) if broken.tokens[i].end_pos >= match.end()), index
    )
    percentage = f"{before}%"
    mended = broken.follows(broken.put(index - 1, stop + 1, "PERCENTAGE", percentage), index)
    found = broken.written(index, stop + 1)
    return Mistake(broken.finding(index - 1, stop + 1, "P014", (percentage,), found=found, word="%"), mended)


def _outline_number_as_value(broken: Broken) -> Mistake | None:
    """3.4.2 > 1 for điểm(3.4.2) > 1."""
    found, index = broken.found, broken.index
    if found is None or found.type != "OUTLINE_NUMBER" or not broken.expected >= VALUE:
        return None
    instead = f"{word('POINTS', broken.language)}({found})"
    return Mistake(broken.finding(index, index + 1, "P015", (instead,), number=str(found), instead=instead))


def _heading_number(broken: Broken) -> Mistake | None:
    """«1.1.1.», «1.1.1:», «1.1 -», «I»: numbers as the annex prints them."""
    found, index = broken.found, broken.index
    if found is None or broken.tokens[0].type not in HEADINGS:
        return None
    if index == 2 and found.type in ("DOT", "COLON", "MINUS", "COMMA", "SEMICOLON"):
        mended = broken.follows(broken.cut(2, 3), 3)
        return Mistake(broken.finding(2, 3, "P010", found=str(found)), mended)
    if index == 1 and found.type == "NAME" and _ROMAN.fullmatch(found):
        number = str(_roman(found))
        made = broken.finding(1, 2, "P016", (number,), found=str(found), number=number)
        return Mistake(made, broken.follows(broken.put(1, 2, "NUMBER", number), 2))
    return None


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _comma(broken: Broken) -> Mistake | None:
    """A comma between arguments, between conditions, or after a name."""
    found, index = broken.found, broken.index
    if found is None or found.type != "COMMA" or not index:
        return None
    if "SEMICOLON" in broken.expected:
        if _function_around(broken) in _OVER_ROWS:
            words = word("WITH", "vi"), word("WITH", "en")
            advice = Bilingual(
                f"điều kiện trên các hàng viết sau «{words[0]}»", f"write «{words[1]}» before a condition"
            )
            return Mistake(broken.finding(index, index + 1, "P007", advice=advice))
        advice = Bilingual("viết dấu chấm phẩy «;»", "write a semicolon «;»")
        mended = broken.follows(broken.put(index, index + 1, "SEMICOLON", ";"), index + 1)
        return Mistake(broken.finding(index, index + 1, "P007", (";",), advice=advice), mended)
    following = broken.tokens[index + 1] if index + 1 < len(broken.tokens) else None
    if following is not None and following.type == "NUMBER" and broken.tokens[index - 1].type == "NUMBER":
        joined = f"{broken.tokens[index - 1]},{following}"
        advice = Bilingual(f"số thập phân viết liền: {joined}", f"a decimal has no blank: {joined}")
        return Mistake(broken.finding(index - 1, index + 2, "P007", (joined,), advice=advice))
    if (mended := broken.follows(broken.cut(index, index + 1), index + 1)) is not None:
        advice = Bilingual("bỏ dấu phẩy này", "remove this comma")
        return Mistake(broken.finding(index, index + 1, "P007", advice=advice), mended)
    if "COLON" in broken.expected and not any(token.type == "COLON" for token in broken.tokens[index:]):
        return None
    if "AND" in broken.expected:
        advice = Bilingual(
            "nối hai điều kiện bằng «và» hoặc «hoặc»", "join two conditions with «and» or «or»"
        )
        both = (word("AND", broken.language), word("OR", broken.language))
        return Mistake(broken.finding(index, index + 1, "P007", both, advice=advice))
    return None


_OVER_ROWS = frozenset({"COUNT", "COUNT_DISTINCT", "TOTAL", "SUM", "AVERAGE", "EXISTS", "EVERY", "LISTING"})


def _function_around(broken: Broken) -> str:
    """The function in whose parentheses the line broke."""
    depth = 0
    for place in range(broken.index - 1, 0, -1):
        kind = broken.tokens[place].type
        depth += (kind == "RPAR") - (kind == "LPAR")
        if depth < 0:
            return broken.tokens[place - 1].type
    return ""


def _blank_in_name(broken: Broken) -> Mistake | None:
    """«so hs dung han» for so_hs_dung_han."""
    if broken.found is None or not broken.index:
        return None
    if broken.found.type not in {"NAME", *BY_TERMINAL} and not _declares(broken):
        return None
    start = broken.index
    while start > 0 and _in_a_name(broken.tokens[start - 1]):
        start -= 1
    if _declares(broken):
        start = 1
    stop = max(start, broken.index)
    while stop < len(broken.tokens) and _in_a_name(broken.tokens[stop], declared=_declares(broken)):
        stop += 1
    run = broken.tokens[start:stop]
    if len(run) < 2 or stop <= broken.index or sum(token.type == "NAME" for token in run) < 1:
        return None
    if not _declares(broken) and any(token.type != "NAME" for token in run[1:]):
        return None
    found = broken.written(start, stop)
    joined = "_".join(found.replace("-", " ").split())
    code = "P009"
    if run[0].type == "NUMBER" and run[0].end_pos == run[1].start_pos:
        joined, code = f"{run[0]}_{found[len(run[0]) :]}", "P024"
    made = broken.finding(start, stop, code, (joined,), found=found)
    mended = broken.follows(broken.put(start, stop, "NAME", joined), start + 2) if _declares(broken) else None
    return Mistake(made, mended)


def _declares(broken: Broken) -> bool:
    """Whether the name of a fact or definition is being read."""
    ends = {"FACT": "COLON", "LET": "EQ"}
    wanted = ends.get(broken.tokens[0].type)
    if wanted is None or broken.index > 6:
        return False
    before = [token.type for token in broken.tokens[1 : broken.index]]
    return not {"COLON", "EQ"} & set(before) and wanted in (
        token.type for token in broken.tokens[broken.index :]
    )


def _in_a_name(token: Token, *, declared: bool = False) -> bool:
    if declared:
        return token.type in ("NAME", "NUMBER", "MINUS") or token.type in BY_TERMINAL
    return token.type == "NAME"


def _missing_colon(broken: Broken) -> Mistake | None:
    """«khi C 1», «khi C thì 1», «dữ kiện a số nguyên»."""
    found, index = broken.found, broken.index
    if found is None or "COLON" not in broken.expected:
        return None
    instead = found.type in ("THEN", "COMMA", "EQ", "SEMICOLON", "MINUS")
    stop = index + 1 if instead else index
    tokens = broken.put(index, stop, "COLON", ":")
    # A comma may as well stand between two conditions.
    mended = broken.follows(tokens, len(tokens) + 1 if found.type == "COMMA" else index + 2)
    if mended is None or (not instead and broken.tokens[0].type == "WHEN" and found.type == "NAME"):
        return None
    written = broken.written(index, index + 1)
    before = broken.written(stop, stop + 1) if stop < len(broken.tokens) else written
    return Mistake(
        broken.finding(index, index + 1, "P005", (":" if instead else f": {written}",), before=before), mended
    )


#: What stands right after a word that people leave out.
_AFTER_MISSING = {
    "POINTS": frozenset[str](),
    "PLACES": frozenset[str](),
    "BECAUSE": frozenset({"STRING"}),
    "FROM": frozenset({"NUMBER", "PERCENTAGE", "DATE", "DAY_MONTH"}),
}


def _missing_word(broken: Broken) -> Mistake | None:
    """«"Tên" 1» without «điểm», a reason without «vì», a threshold without «từ»."""
    index = broken.index
    for terminal in ("POINTS", "PLACES", "BECAUSE", "FROM"):
        if terminal not in broken.expected or not index:
            continue
        if broken.found is not None and broken.found.type not in _AFTER_MISSING[terminal]:
            continue
        mended = broken.follows(broken.put(index, index, terminal, ""), index + 2)
        if mended is None:
            continue
        needed = word(terminal, broken.language)
        before = broken.written(index - 1, index)
        added = f"{before} {needed}"
        made = broken.finding(index - 1, index, "P004", (added,), word=needed, before=before)
        return Mistake(made, mended)
    return None


_STOPS = frozenset({"FROM", "WHEN", "BECAUSE", "EACH", "STRING", "UNIT", "SOURCE"})


def _unquoted_text(broken: Broken) -> Mistake | None:
    """A name or a reason without quotes."""
    found, index = broken.found, broken.index
    wanted = broken.expected == {"STRING"} or (found is not None and _takes_text(broken))
    if found is None or not wanted or found.type == "NUMBER":
        return None
    for stop in _ends_of_text(broken):
        text = broken.written(index, stop).strip('"“”«»')
        mended = broken.follows(
            broken.put(index, stop, "STRING", text), index + 1 + (stop < len(broken.tokens))
        )
        if mended is not None:
            quoted = f'"{text}"'
            return Mistake(broken.finding(index, stop, "P011", (quoted,), expected=quoted), mended)
    return None


def _takes_text(broken: Broken) -> bool:
    """Whether a text is the only thing that could follow the word before."""
    before = broken.before
    return before is not None and before.type in ("BECAUSE", "UNIT", "SOURCE") and "STRING" in broken.expected


def _ends_of_text(broken: Broken) -> Iterable[int]:
    """Where the unquoted text may end: before the points, before a keyword, at the end."""
    tokens, index = broken.tokens, broken.index
    if tokens[0].type in HEADINGS:
        numbers = [i for i in range(index + 1, len(tokens)) if tokens[i].type == "NUMBER"]
        yield from reversed(numbers)
    yield from (i for i in range(index + 1, len(tokens)) if tokens[i].type in _STOPS)
    yield len(tokens)


def _quote_in_text(broken: Broken) -> Mistake | None:
    """A quote inside a text ends it: "Kế hoạch "CCHC" năm"."""
    found, before, index = broken.found, broken.before, broken.index
    if found is None or before is None or before.type != "STRING" or found.start_pos != before.end_pos:
        return None
    last = next(
        (i for i in range(len(broken.tokens) - 1, index, -1) if broken.tokens[i].type == "STRING"), None
    )
    if last is None or found.type not in {"NAME", "NUMBER", "STRING", *BY_TERMINAL}:
        return None
    written = broken.written(index - 1, last + 1)
    inner = written[1:-1].replace('"', "”")
    inner = re.sub(r"(^|\s)”", r"\1“", inner)
    mended = broken.follows(broken.put(index - 1, last + 1, "STRING", inner), index + 1)
    return Mistake(broken.finding(index - 1, last + 1, "P017", (f'"{inner}"',)), mended)


#: Keywords that somebody would call a fact by.
_NOUNS = frozenset(
    {"SET", "YEAR", "BASIS", "PLACES", "RANK", "BAND", "BONUS", "PENALTY", "FACT", "CONSTRAINT"}
    | {"WARNING", "INTEGER", "DECIMAL", "RATIO", "DATE_TYPE", "CHOICE", "SUBSET", "TEXT", "RECORD"}
    | {"TABLE", "KEYED", "UNIT", "SOURCE", "AREA", "CRITERION", "LEAF", "POINTS", "KEY", "STEP"}
    | {"EVIDENCE", "TEST", "TOTAL", "AVERAGE", "COUNT", "SUM", "COMPETITION", "ORDINAL", "CEILING"}
    | {"RESPONSIBLE", "FORMULA", "MAXIMUM_POINTS"}
)


def _keyword_as_name(broken: Broken) -> Mistake | None:
    """«dữ kiện điểm: số», «đạt khi nguồn = 1»."""
    found, index = broken.found, broken.index
    if found is None or found.type not in _NOUNS or "NAME" not in broken.expected:
        return None
    example = "_".join(str(found).lower().replace("/", " ").split()) + "_1"
    mended = broken.follows(broken.put(index, index + 1, "NAME", example), index + 2)
    if mended is None:
        return None
    return Mistake(broken.finding(index, index + 1, "P008", (example,), word=str(found), example=example))


def _unknown_function(broken: Broken) -> Mistake | None:
    """IF(…), MAX(…): functions of a spreadsheet."""
    found, before, index = broken.found, broken.before, broken.index
    if found is None or found.type != "LPAR" or before is None or before.type != "NAME":
        return None
    name = str(before)
    terminal = FUNCTION_WORDS.get(name.upper())
    known = [word(t, broken.language) for t in sorted(set(FUNCTION_WORDS.values()) - {"WHEN"})]
    suggestions = (word(terminal, broken.language),) if terminal else similar(name, known)
    return Mistake(broken.finding(index - 1, index, "P018", suggestions, name=name))


_ORDER = frozenset({"LT", "LE", "GT", "GE"})
_COMPARES = _ORDER | {
    "EQ",
    "NE",
    "FROM",
    "ABOVE",
    "BELOW",
    "AT_MOST",
    "AT_LEAST",
    "BEFORE",
    "AFTER",
    "TO",
    "TO_END",
}


def _chain(broken: Broken) -> Mistake | None:
    """80% <= t < 90%."""
    found, index = broken.found, broken.index
    if found is None or found.type not in _ORDER or "AND" not in broken.expected:
        return None
    first = next((i for i in range(index - 1, 0, -1) if broken.tokens[i].type in _ORDER), None)
    if first is None:
        return None
    return Mistake(broken.finding(index, index + 1, "P019", found=str(found)))


def _value_left_out(broken: Broken) -> Mistake | None:
    """«x > 5 và < 10»."""
    found, before, index = broken.found, broken.before, broken.index
    if found is None or found.type not in _COMPARES or before is None or before.type not in ("AND", "OR"):
        return None
    return Mistake(broken.finding(index, index + 1, "P023", found=str(found), joined=str(before)))


def _limit_without_each(broken: Broken) -> Mistake | None:
    """«trừ 0,5 khi C không quá 1»."""
    found, index = broken.found, broken.index
    heads = ("ADD", "DEDUCT", "BONUS", "PENALTY")
    if found is None or found.type != "AT_MOST" or broken.tokens[0].type not in heads:
        return None
    each = word("EACH", broken.language)
    if any(token.type == "EACH" for token in broken.tokens[:index]):
        return None
    return Mistake(broken.finding(index, index + 1, "P020", word=str(found), each=each))


def _empty_compared(broken: Broken) -> Mistake | None:
    """«x = trống», «x <> trống»."""
    found, before, index = broken.found, broken.before, broken.index
    if found is None or found.type != "EMPTY" or before is None or before.type not in ("EQ", "NE"):
        return None
    if before.type == "NE":
        phrase = word("NOT_EMPTY", broken.language)
        tokens = broken.put(index - 1, index + 1, "NOT_EMPTY", phrase)
    else:
        phrase = f"{word('IS', broken.language)} {word('EMPTY', broken.language)}"
        tokens = broken.put(index - 1, index, "IS", "")
    mended = broken.follows(tokens, index + 1)
    return Mistake(broken.finding(index - 1, index + 1, "P021", (phrase,), phrase=phrase), mended)


def _superfluous(broken: Broken) -> Mistake | None:
    """«0,5 điểm» in a rule, a full stop at the end, «=» before a formula."""
    found, index = broken.found, broken.index
    if not index:
        return None
    if found is None and broken.tokens[-1].type in ("DOT", "SEMICOLON", "COMMA", "COLON"):
        mended = broken.follows(broken.tokens[:-1], index)
        made = broken.finding(index - 1, index, "P010", found=str(broken.tokens[-1]))
        return Mistake(made, mended) if mended is not None else None
    if found is None:
        return None
    last = index == len(broken.tokens) - 1
    points = found.type == "POINTS" and broken.tokens[index - 1].type in ("NUMBER", "MAXIMUM_POINTS", "RPAR")
    stop = last and found.type in ("DOT", "SEMICOLON", "COMMA", "COLON")
    equals = index == 1 and found.type in ("EQ", "COLON") and broken.expected >= VALUE
    if not (points or stop or equals):
        return None
    mended = broken.follows(broken.cut(index, index + 1), index + 1)
    if mended is None:
        return None
    return Mistake(broken.finding(index, index + 1, "P010", found=str(found)), mended)


def _two_statements(broken: Broken) -> Mistake | None:
    """Two statements on one line."""
    found, index = broken.found, broken.index
    if found is None or _END not in broken.expected or not index:
        return None
    rest = broken.tokens[index:]
    if not _is_head(found) or not _begins_with_a_statement(broken, rest):
        return None
    made = broken.finding(index, index + 1, "P022", word=str(found))
    return Mistake(made, broken.tokens[:index], tuple(rest))


def _is_head(token: Token) -> bool:
    keyword = BY_TERMINAL.get(token.type)
    return keyword is not None and keyword.head


def _begins_with_a_statement(broken: Broken, tokens: list[Token]) -> bool:
    """Whether the tokens up to one of the statement heads among them, or all of them, are a statement."""
    ends = [i for i in range(1, len(tokens)) if _is_head(tokens[i])]
    return any(broken.reach(tokens[:end]) > end for end in [*ends, len(tokens)])


#: Asked in this order.
MISTAKES: tuple[Callable[[Broken], Mistake | None], ...] = (
    _percent_in_words,
    _blank_missing,
    _misspelt,
    _heading_by_number,
    _quote_in_text,
    _empty_compared,
    _thousands,
    _outline_number_as_value,
    _heading_number,
    _unknown_function,
    _chain,
    _value_left_out,
    _limit_without_each,
    _two_statements,
    _superfluous,
    _missing_colon,
    _comma,
    _unquoted_text,
    _blank_in_name,
    _missing_word,
    _keyword_as_name,
)
