"""Text → logical lines of tokens.

A statement is one line; it runs on only inside parentheses, and a line that begins with a statement head ends an
open parenthesis. Words are looked up in the keyword tables, longest phrase first. Damage is reported and stepped
over, so that the rest of the file is still read.
"""

import re
from collections import Counter
from collections.abc import Callable

from spec import characters
from spec.diagnostics import Bilingual, Diagnostic, add, at
from spec.keywords import BY_TERMINAL, ONLY_AT_HEAD, SAME_IN_VIETNAMESE, Language, phrases_by_first_word, word
from spec.source import MAX_DEPTH, MAX_TOKENS, Source, Span
from spec.tokens import LogicalLine, Token

_W = rf"\w{re.escape(characters.IN_WORDS)}"
_D = "[0-9]"
_NUMBER = rf"{_D}+(?:[.,]{_D}+)*"
_SCANNER = re.compile(
    rf"""
      (?P<blank>[^\S\n]+)
    | (?P<comment>\#[^\n]*)
    | (?P<string>"(?:\\["\\]|[^"\n])*"|[“”„][^“”"\n]*[“”"]|«[^»\n]*»)
    | (?P<open_string>["“”„«][^\n]*)
    | (?P<single_quotes>['‘`´][^'‘’`´"\n]*['’`´])
    | (?P<odd_date>{_D}{{1,2}}(?P<mark>[-.]){_D}{{1,2}}(?P=mark)(?:19|20){_D}{{2}}(?![\w.])
                  |(?:19|20){_D}{{2}}-{_D}{{2}}-{_D}{{2}}(?!\w))
    | (?P<date>{_D}{{1,2}}/{_D}{{1,2}}/{_D}{{4}}(?![\d/]))
    | (?P<short_date>{_D}{{1,2}}/{_D}{{1,2}}/{_D}{{2}}(?![\d/]))
    | (?P<day_month>{_D}{{1,2}}/{_D}{{1,2}}(?![\d/\w.,%]))
    | (?P<word>(?:{_D}+_|[^\W\d]|[®§¡¢£¤¥¦¨©¬])[{_W}]*)
    | (?P<outline>{_D}+(?:\.{_D}+){{2,}}(?![\w,]))
    | (?P<percentage>{_NUMBER}[^\S\n]*%)
    | (?P<number>{_NUMBER})
    | (?P<operator><=|>=|<>|!=|==|=<|=>|[-<>=+*/():;.,?≤≥≠×·÷−–])
    """,
    re.VERBOSE,
)
_NEXT_WORD = re.compile(rf"[^\S\n]*([{_W}]+)")
_ANY_WORD = re.compile(f"[{_W}]+")
_WORD_OF_TEXT = re.compile(r"[^\s\d.,;:()]+")
#: The most look-alikes that are told of one text.
_MOST_IN_TEXT = 5
_SLASH = re.compile(r"[^\S\n]*/")
_KEY_TEXT = re.compile(r"[^\S\n]+([^\s:#\"][^\s#]*)")

_OPERATORS = {
    "(": "LPAR",
    ")": "RPAR",
    ":": "COLON",
    ";": "SEMICOLON",
    ",": "COMMA",
    ".": "DOT",
    "?": "QUESTION",
    "=": "EQ",
    "==": "EQ",
    "<>": "NE",
    "!=": "NE",
    "≠": "NE",
    "<": "LT",
    "<=": "LE",
    "=<": "LE",
    "≤": "LE",
    ">": "GT",
    ">=": "GE",
    "=>": "GE",
    "≥": "GE",
    "+": "PLUS",
    "-": "MINUS",
    "−": "MINUS",
    "–": "MINUS",
    "*": "TIMES",
    "×": "TIMES",
    "·": "TIMES",
    "/": "DIVIDE",
    "÷": "DIVIDE",
}


def tokenise(source: Source) -> tuple[list[LogicalLine], list[Diagnostic]]:
    """The logical lines of a text. Empty lines and comments leave none."""
    lexer = _Lexer(source)
    lines = lexer.lines()
    return lines, lexer.diagnostics


def tokenise_fragment(source: Source, span: Span) -> tuple[LogicalLine | None, list[Diagnostic]]:
    """The tokens of a part of a line: an expression in the braces of a reason. None where there is none."""
    lexer = _Lexer(source)
    line = LogicalLine([])
    lexer.scan(span.start, span.end, line)
    return (line if line.tokens else None), lexer.diagnostics


#: What stands before the number of a leaf.
_BEFORE_NUMBERS = frozenset({"AREA", "CRITERION", "LEAF", "THEN", "LPAR"})


class _TooManyErrors(Exception):
    """Ends the reading of a text that is nothing but errors."""


class _Lexer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.phrases = phrases_by_first_word()
        self.diagnostics: list[Diagnostic] = []
        self.depth = 0
        self.line_number = 0
        #: What reads the line if it is text of an old font, and whether that has been told.
        self.legacy: Callable[[str], str] | None = None
        self.legacy_told = False
        #: Keyword tokens with the table they were written in.
        self.keywords: list[tuple[Language, Token]] = []

    def report(
        self, code: str, start: int, end: int, suggestions: tuple[str, ...] = (), /, **arguments: object
    ) -> None:
        finding = at(self.source, Span(start, end), code, suggestions, **arguments)
        if not add(self.diagnostics, finding) and finding.severity == "error":
            raise _TooManyErrors

    # ---- Lines

    def lines(self) -> list[LogicalLine]:
        lines: list[LogicalLine] = []
        try:
            self._scan_lines(lines)
            self._check_tables()
        except _TooManyErrors:
            pass
        return [line for line in lines if line.tokens]

    def _scan_lines(self, lines: list[LogicalLine]) -> None:
        current = LogicalLine([])
        for number in range(1, self.source.line_count + 1):
            start = self.source.line_start(number)
            end = start + len(self.source.line_text(number))
            if self.depth and self._begins_statement(start, end):
                self._close_parenthesis(current)
            if not self.depth:
                current = LogicalLine([])
                lines.append(current)
            self.line_number = number
            self.legacy = characters.legacy_decoder(self.text[start:end])
            self.scan(start, end, current)
            self.legacy_told = False
        if self.depth:
            self._close_parenthesis(current)

    def _begins_statement(self, start: int, end: int) -> bool:
        """Whether a line begins with a statement head, though a parenthesis is still open."""
        probe = _Lexer(self.source)
        probe.depth = self.depth  # a line may begin with the parenthesis that closes it
        line = LogicalLine([])
        probe.scan(start, end, line, most=1)
        keyword = BY_TERMINAL.get(line.tokens[0].type) if line.tokens else None
        # «mã» at the beginning of a line may be a column of the table whose columns are being listed.
        return keyword is not None and keyword.head and keyword.terminal not in ONLY_AT_HEAD

    def _close_parenthesis(self, line: LogicalLine) -> None:
        opened: list[Token] = []
        for token in line.tokens:
            if token.type == "LPAR":
                opened.append(token)
            elif token.type == "RPAR" and opened:
                opened.pop()
        place = opened[-1] if opened else line.tokens[-1]
        if not line.damaged:
            self.report("S011", place.start_pos, place.end_pos)
        line.damaged = True
        self.depth = 0

    # ---- Characters

    def scan(self, start: int, end: int, line: LogicalLine, most: int | None = None) -> None:
        """Append the tokens between two offsets of one physical line."""
        position = start
        while position < end:
            if most is not None and len(line.tokens) >= most:
                return
            if len(line.tokens) > MAX_TOKENS:
                self._too_long(line)
                return
            match = _SCANNER.match(self.text, position, end)
            if match is None:
                position = self._unexpected(position, line)
                continue
            kind = match.lastgroup or ""
            if kind in ("blank", "comment"):
                position = match.end()
                continue
            position = getattr(self, "_" + kind)(match, line)

    def _too_long(self, line: LogicalLine) -> None:
        """Tell it once; what else the statement holds is passed over."""
        if not line.damaged:
            self.report("S020", line.tokens[0].start_pos, line.tokens[0].end_pos, limit=MAX_TOKENS)
        line.damaged = True

    def _add(self, line: LogicalLine, terminal: str, text: str, start: int, end: int) -> Token:
        token = Token(terminal, text, start, end, self.line_number or self.source.line_of(start))
        line.tokens.append(token)
        return token

    def _plain(self, terminal: str, match: re.Match[str], line: LogicalLine) -> int:
        self._add(line, terminal, match.group(), match.start(), match.end())
        return match.end()

    def _date(self, match: re.Match[str], line: LogicalLine) -> int:
        return self._plain("DATE", match, line)

    def _day_month(self, match: re.Match[str], line: LogicalLine) -> int:
        return self._plain("DAY_MONTH", match, line)

    def _outline(self, match: re.Match[str], line: LogicalLine) -> int:
        return self._plain("OUTLINE_NUMBER", match, line)

    def _percentage(self, match: re.Match[str], line: LogicalLine) -> int:
        return self._plain("PERCENTAGE", match, line)

    def _number(self, match: re.Match[str], line: LogicalLine) -> int:
        return self._plain("NUMBER", match, line)

    def _short_date(self, match: re.Match[str], line: LogicalLine) -> int:
        day_month, _, year = match.group().rpartition("/")
        full = f"{day_month}/20{year}"
        self.report("S016", match.start(), match.end(), (full,), text=match.group(), full=full)
        self._add(line, "DATE", full, match.start(), match.end())
        return match.end()

    def _odd_date(self, match: re.Match[str], line: LogicalLine) -> int:
        """31-12-2020, 31.12.2020 and 2020-12-31: only the number of a leaf looks like one of these."""
        if match.group("mark") == "." and line.tokens and line.tokens[-1].type in _BEFORE_NUMBERS:
            return self._outline(match, line)
        parts = re.split("[-.]", match.group())
        full = "/".join(parts[::-1] if len(parts[0]) == 4 else parts)
        self.report("S019", match.start(), match.end(), (full,), text=match.group(), full=full)
        self._add(line, "DATE", full, match.start(), match.end())
        return match.end()

    def _operator(self, match: re.Match[str], line: LogicalLine) -> int:
        terminal = _OPERATORS[match.group()]
        if terminal == "LPAR":
            self.depth += 1
            if self.depth == MAX_DEPTH + 1 and not line.damaged:
                self.report("S010", match.start(), match.end(), limit=MAX_DEPTH)
                line.damaged = True
        elif terminal == "RPAR":
            if self.depth == 0:
                if not line.damaged:
                    self.report("S015", match.start(), match.end())
                return match.end()
            self.depth -= 1
        return self._plain(terminal, match, line)

    def _string(self, match: re.Match[str], line: LogicalLine) -> int:
        written = match.group()
        content = written[1:-1]
        if written[0] == '"':
            content = content.replace('\\"', '"').replace("\\\\", "\\")
        self._check_content(match.start() + 1, written[1:-1])
        self._add(line, "STRING", content, match.start(), match.end())
        return match.end()

    def _single_quotes(self, match: re.Match[str], line: LogicalLine) -> int:
        content = match.group()[1:-1]
        self.report("S018", match.start(), match.end(), (f'"{content}"',), text=content)
        self._add(line, "STRING", content, match.start(), match.end())
        return match.end()

    def _open_string(self, match: re.Match[str], line: LogicalLine) -> int:
        number = self.line_number
        # Where the quotes do not pair, what stands between them is not what it seems: these may be its characters.
        while self.diagnostics and _is_on(self.diagnostics[-1], number):
            self.diagnostics.pop()
        self.report("S007", match.start(), match.start() + len(match.group().rstrip()))
        line.damaged = True
        self._add(line, "STRING", match.group()[1:], match.start(), match.end())
        return match.end()

    def _unexpected(self, position: int, line: LogicalLine) -> int:
        character = self.text[position]
        shown = characters.describe(character)
        if character in characters.INVISIBLE:
            self.report("S008", position, position + 1, character=shown)
            return position + 1
        end = position + 1
        while self.text.startswith(character, end):
            end += 1
        meant = characters.LOOK_ALIKES.get(character) or _SIGNS.get(character)
        advice = Bilingual(f"viết {meant}", f"write {meant}") if meant else _REMOVE
        self.report("S006", position, end, (meant,) if meant else (), character=shown, advice=advice)
        line.damaged = True
        return end

    def _check_content(self, start: int, content: str) -> None:
        """Warn of characters in a text that are not what they look like; of damage and what is hidden, once."""
        if content.isascii():
            return
        content = characters.without_guillemets(content)
        told: list[str] = []
        for match in _WORD_OF_TEXT.finditer(content):
            written = match.group()
            odd = [character for character in written if _is_odd(character)]
            code = _oddity(written, odd, content) if odd else None
            if code is None or (code in told and code != "S009") or len(told) >= _MOST_IN_TEXT:
                continue
            told.append(code)
            place = start + match.start() + written.index(odd[0])
            end = place + 1
            meant, word = characters.LOOK_ALIKES.get(odd[0], ""), characters.meant(written)
            suggestions = (meant,) if meant else ()
            if code == "S005" and (decode := characters.legacy_decoder(content)) is not None:
                suggestions = (decode(content),)
                place, end = start, start + len(content)
            shown = characters.describe(odd[0])
            self.report(code, place, end, suggestions, character=shown, meant=meant, word=word)

    # ---- Words

    def _word(self, match: re.Match[str], line: LogicalLine) -> int:
        written, start, end = match.group(), match.start(), match.end()
        if self.legacy is not None or not characters.is_clean(written):
            written = self._check_word(written, start, line)
        for phrase in self.phrases.get(written.lower(), ()):
            stop = self._phrase_end(phrase.words, end)
            if stop is None or (phrase.terminal in ONLY_AT_HEAD and not self._is_key(line)):
                continue
            if stop > end:
                self._check_rest(end, stop, line)
            token = self._add(line, phrase.terminal, self.text[start:stop], start, stop)
            self.keywords.append((phrase.language, token))
            return self._key_text(line, stop) if phrase.terminal in ONLY_AT_HEAD else stop
        self._add(line, "NAME", written, start, end)
        return end

    def _check_rest(self, start: int, end: int, line: LogicalLine) -> None:
        """The words of a phrase after its first."""
        if self.legacy is not None or not characters.is_clean(self.text[start:end]):
            for match in _ANY_WORD.finditer(self.text[start:end]):
                self._check_word(match.group(), start + match.start(), line)

    def _phrase_end(self, words: tuple[str, ...], position: int) -> int | None:
        """Where a phrase ends whose first word ends at ``position``; None if the text goes on differently."""
        for expected in words[1:]:
            if expected == "/":
                match = _SLASH.match(self.text, position)
                if match is None:
                    return None
                position = match.end()
                continue
            match = _NEXT_WORD.match(self.text, position)
            if match is None:
                return None
            written = match.group(1)
            if written.lower() != expected and self._read(written).lower() != expected:
                return None
            position = match.end()
        return position

    def _is_key(self, line: LogicalLine) -> bool:
        return not line.tokens and self.depth == 0

    def _key_text(self, line: LogicalLine, position: int) -> int:
        match = _KEY_TEXT.match(self.text, position)
        if match is None:
            return position
        self._add(line, "KEY_TEXT", match.group(1), match.start(1), match.end(1))
        return match.end()

    def _check_word(self, written: str, start: int, line: LogicalLine) -> str:
        """Report characters that are not Vietnamese or English, and read the word as it was meant."""
        word, odd = self._read(written), characters.foreign(written)
        if self.legacy is not None and word != written:
            self._legacy_word(written, start, word)
            return word
        if not odd:
            return written
        left = characters.foreign(word)
        character = word[left[0]] if left else written[odd[0]]
        place = start + written.index(character)
        shown, meant = characters.describe(character), characters.LOOK_ALIKES.get(character, "")
        code = _word_oddity(character)
        suggestions = (meant,) if code == "S004" else ()
        self.report(
            code, place, place + 1, suggestions, character=shown, meant=meant, word=word, advice=_REMOVE
        )
        line.damaged = line.damaged or bool(left)
        return word

    def _read(self, written: str) -> str:
        """A word as it was meant."""
        if characters.is_clean(written) and self.legacy is None:
            return written
        if self.legacy is None or written.lower() in self.phrases:
            return characters.meant(written)
        return self.legacy(written)

    def _legacy_word(self, written: str, start: int, word: str) -> None:
        """Tell once for each line that it is written for an old font."""
        if not self.legacy_told:
            odd = next((c for c in written if c in characters.LEGACY), written[0])
            shown = characters.describe(odd)
            self.report("S017", start, start + len(written), (word,), character=shown, word=word)
        self.legacy_told = True

    # ---- Keyword tables

    def _check_tables(self) -> None:
        """One file uses one table: the one that most of its keywords come from."""
        counts = Counter(language for language, _ in self.keywords)
        if len(counts) < 2:
            return
        main: Language = "vi" if counts["vi"] >= counts["en"] else "en"
        names = {"vi": Bilingual("tiếng Việt", "Vietnamese"), "en": Bilingual("tiếng Anh", "English")}
        reported: set[int] = set()
        for language, token in self.keywords:
            if language != main and token.line not in reported:
                reported.add(token.line)
                instead = word(
                    SAME_IN_VIETNAMESE.get(token.type, token.type) if main == "vi" else token.type, main
                )
                self.report(
                    "S012",
                    token.start_pos,
                    token.end_pos,
                    (instead,),
                    word=str(token),
                    instead=instead,
                    table=names[language],
                    main=names[main],
                )


# ---- What is odd about a character


def _is_on(finding: Diagnostic, line: int) -> bool:
    return (
        finding.code in ("S006", "S015", "S016", "S019")
        and finding.start is not None
        and finding.start.line == line
    )


def _is_odd(character: str) -> bool:
    return not character.isascii() and character not in characters.VIETNAMESE_LETTERS


#: Signs of other languages, and what they are here.
_SIGNS = {"&": "và", "|": "hoặc", "!": "không", "[": "(", "]": ")", "{": "(", "}": ")", "’": '"', "'": '"'}
_REMOVE = Bilingual("bỏ ký tự này đi", "remove it")


def _oddity(written: str, odd: list[str], content: str) -> str | None:
    """The warning that a word of a text deserves for its odd characters; None for a foreign word."""
    own = any(not _is_odd(character) and character.isalpha() for character in written)
    if odd[0] == "\u00ad" and not characters.LEGACY.isdisjoint(content):
        return "S005"  # the soft hyphen is a letter of TCVN3
    if odd[0] in characters.INVISIBLE:
        return "S021"
    if odd[0] in characters.LOOK_ALIKES and odd[0] not in "\u01a2\u01a3":
        return "S009" if own or len(odd) == len(written) == 1 else None
    damaged = odd[0] in characters.LEGACY or odd[0] in "\u01a2\u01a3"
    return "S005" if damaged and own else None


def _word_oddity(character: str) -> str:
    if character in characters.INVISIBLE:
        return "S008"
    if character in characters.LOOK_ALIKES:
        return "S004"
    return "S006"
