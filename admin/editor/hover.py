"""What the word at a place means, and where it is declared."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from admin.editor.meanings import MEANINGS
from admin.editor.places import Place, place_at, tables_around
from admin.editor.reading import Reading, reading_of
from admin.editor.symbols import Symbol, Symbols, symbols_of
from engine.wording import say
from spec.catalogue import FUNCTIONS
from spec.diagnostics import Bilingual
from spec.forms import FORMS
from spec.keywords import BY_TERMINAL, Language, word
from spec.tokens import Token


@dataclass(frozen=True, slots=True)
class Meaning:
    """A title and sentences below it; ``start`` and ``end`` are UTF-16 offsets of the word."""

    start: int
    end: int
    title: str
    lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Where something is declared, in UTF-16 offsets."""

    start: int
    end: int
    line: int

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


_WORDS = {
    "fact": Bilingual("dữ kiện", "fact"),
    "column": Bilingual("cột", "column"),
    "code": Bilingual("mã", "code"),
    "definition": Bilingual("định nghĩa", "definition"),
    "area": Bilingual("lĩnh vực", "area"),
    "criterion": Bilingual("tiêu chí", "criterion"),
    "leaf": Bilingual("thành phần", "subcriterion"),
    "keyword": Bilingual("từ khóa", "keyword"),
    "function": Bilingual("hàm", "function"),
    "unit": Bilingual("Đơn vị tính: {unit}", "Unit: {unit}"),
    "source": Bilingual("Nguồn: {source}", "Source: {source}"),
    "codes": Bilingual("Các mã: {codes}", "Codes: {codes}"),
    "columns": Bilingual("Gồm: {columns}", "Made of: {columns}"),
    "line": Bilingual("Khai báo ở dòng {line}", "Declared on line {line}"),
    "used": Bilingual("Dùng ở {count} dòng", "Used on {count} lines"),
    "form": Bilingual("Mẫu: {form}", "Form: {form}"),
    "other": Bilingual("Tiếng Anh: {other}", "Vietnamese: {other}"),
}


def _say(key: str, language: Language, **values: object) -> str:
    return say(_WORDS[key], language).format_map(values)


def hover(text: str, offset: int, language: Language = "vi") -> Meaning | None:
    """What the word at an offset (in UTF-16 units) means."""
    reading = reading_of(text)
    place = _place(reading, offset)
    token = place.token if place is not None else None
    if place is None or token is None:
        return None
    symbols = symbols_of(reading)
    symbol = symbol_at(place, token, symbols)
    if symbol is not None:
        title, lines = f"{symbol.name} – {_say(symbol.kind, language)}", _about(symbol, reading, language)
    elif token.type in FUNCTIONS and _is_called(place, token):
        function = FUNCTIONS[token.type]
        title = f"{word(token.type, reading.table)} – {_say('function', language)}"
        lines = iter(
            [say(function.help, language), _say("form", language, form=say(function.form, reading.table))]
        )
    elif token.type in BY_TERMINAL:
        title = f"{word(token.type, reading.table)} – {_say('keyword', language)}"
        lines = _about_word(token, place, reading, language)
    else:
        return None
    typed = reading.offsets.typed_at
    return Meaning(typed(token.start_pos), typed(token.end_pos), title, tuple(lines))


def definition(text: str, offset: int) -> Declaration | None:
    """Where what stands at an offset (in UTF-16 units) is declared."""
    reading = reading_of(text)
    place = _place(reading, offset)
    token = place.token if place is not None else None
    if place is None or token is None:
        return None
    symbol = symbol_at(place, token, symbols_of(reading))
    if symbol is None:
        return None
    typed = reading.offsets.typed_at
    return Declaration(typed(symbol.span.start), typed(symbol.span.end), symbol.line)


def _place(reading: Reading, offset: int) -> Place | None:
    if reading.source is None:
        return None
    place = place_at(reading, reading.offsets.read_at(offset))
    return None if place.inside_text else place


def symbol_at(place: Place, token: Token, symbols: Symbols) -> Symbol | None:
    """What a token names: a column of the rows around it, a definition, a fact, a code, a part of the outline."""
    if token.type in ("OUTLINE_NUMBER", "NUMBER"):
        return symbols.headings.get(str(token)) if _is_number_of_part(place, token) else None
    if token.type != "NAME":
        return None
    before = place.before(token.start_pos)
    name = str(token)
    if before and before[-1].type == "DOT" and len(before) > 1:
        outer = symbols.facts.get(str(before[-2]))
        return outer.part(name) if outer is not None else None
    for table in reversed(tables_around(before, symbols)):
        if (column := table.part(name)) is not None:
            return column
    if place.head == "FACT" and len(before) > 1 and str(place.tokens[1]) in symbols.facts:
        inside = _declared_inside(token, symbols.facts[str(place.tokens[1])])
        if inside is not None:
            return inside
    end = place.tokens[-1].end_pos if place.head == "LET" and len(before) == 1 else place.tokens[0].start_pos
    defined = symbols.definitions_at(place.leaf, max(end, place.offset if place.in_reason else 0)).get(name)
    return defined or symbols.facts.get(name) or _code(name, before, symbols)


def _declared_inside(token: Token, fact: Symbol) -> Symbol | None:
    """The column or code whose declaration a token is."""
    parts = [inner for part in fact.parts for inner in (part, *part.parts)]
    return next((one for one in parts if one.span == token.span), None)


def _code(name: str, before: list[Token], symbols: Symbols) -> Symbol | None:
    """A code of the fact that stands before it."""
    for token in reversed(before):
        if token.type != "NAME":
            continue
        fact = symbols.facts.get(str(token))
        columns = [fact] if fact is not None else []
        for table in tables_around(before, symbols):
            columns += [one for one in table.parts if one.name == str(token)]
        for one in columns:
            if (code := one.part(name)) is not None and code.kind == "code":
                return code
    return None


def _is_number_of_part(place: Place, token: Token) -> bool:
    """Whether a number is one of the outline: after a heading's word, «thì», or in «điểm(…)»."""
    before = place.before(token.start_pos)
    if not before:
        return False
    if before[-1].type in ("AREA", "CRITERION", "LEAF", "THEN", "COUNCIL", "APPROVED", "EVIDENCE"):
        return True
    return before[-1].type == "LPAR" and len(before) > 1 and before[-2].type in ("POINTS", "POINT_RATIO")


def _is_called(place: Place, token: Token) -> bool:
    """Whether a parenthesis follows: «điểm» and «tổng» are other words elsewhere."""
    after = [one for one in place.tokens if one.start_pos >= token.end_pos]
    return bool(after) and after[0].type == "LPAR"


# ---- The sentences


def _about(symbol: Symbol, reading: Reading, language: Language) -> Iterator[str]:
    if symbol.label:
        yield symbol.label
    if symbol.kind == "definition":
        yield from symbol.details
    elif symbol.type:
        yield " ".join([symbol.type, *symbol.details])
    if symbol.unit:
        yield _say("unit", language, unit=symbol.unit)
    if symbol.source:
        yield _say("source", language, source=symbol.source)
    if symbol.parts and symbol.terminal in ("CHOICE", "SUBSET"):
        codes = ", ".join(f"{one.name} ({one.label})" if one.label else one.name for one in symbol.parts)
        yield _say("codes", language, codes=codes)
    elif symbol.parts:
        yield _say("columns", language, columns=", ".join(one.name for one in symbol.parts))
    yield _say("line", language, line=symbol.line)
    if symbol.kind == "fact":
        yield _say("used", language, count=_uses(symbol, reading))


def _uses(symbol: Symbol, reading: Reading) -> int:
    """How many statements name a fact, in their rules or in their reasons."""
    count = 0
    for line in reading.lines:
        names = any(one.type == "NAME" and one == symbol.name for one in line.tokens)
        reasons = any(one.type == "STRING" and "{" in one and symbol.name in one for one in line.tokens)
        declares = line.head == "FACT" and len(line.tokens) > 1 and line.tokens[1] == symbol.name
        count += (names or reasons) and not declares
    return count


def _about_word(token: Token, place: Place, reading: Reading, language: Language) -> Iterator[str]:
    terminal = token.type
    if terminal in MEANINGS:
        yield say(MEANINGS[terminal], language)
    if terminal in FORMS and place.tokens and token.start_pos == place.tokens[0].start_pos:
        yield _say("form", language, form=say(FORMS[terminal], reading.table))
    other = word(terminal, "en" if language == "vi" else "vi")
    if other != word(terminal, reading.table):
        yield _say("other", language, other=other)
