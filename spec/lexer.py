"""Text → logical lines of tokens.

A statement is one line; it runs on only inside parentheses, and a line that begins with a statement head ends an
open parenthesis. Words are looked up in the keyword tables, longest phrase first. Damage is reported and stepped
over, so that the rest of the file is still read.
"""

import re
from collections import Counter

from spec import characters
from spec.diagnostics import Bilingual, Diagnostic, at
from spec.keywords import BY_TERMINAL, ONLY_AT_HEAD, Language, phrases_by_first_word, word
from spec.source import MAX_DEPTH, Source, Span
from spec.tokens import LogicalLine, Token

_NUMBER = r"\d+(?:[.,]\d+)*"
_SCANNER = re.compile(
    rf"""
      (?P<blank>[^\S\n]+)
    | (?P<comment>\#[^\n]*)
    | (?P<string>"(?:\\["\\]|[^"\n])*"|[“”„][^“”"\n]*[“”"]|«[^»\n]*»)
    | (?P<open_string>["“”„«][^\n]*)
    | (?P<date>\d{{1,2}}/\d{{1,2}}/\d{{4}}(?![\d/]))
    | (?P<short_date>\d{{1,2}}/\d{{1,2}}/\d{{2}}(?![\d/]))
    | (?P<day_month>\d{{1,2}}/\d{{1,2}}(?![\d/\w.,%]))
    | (?P<word>\d+_\w*|[^\W\d]\w*)
    | (?P<outline>\d+(?:\.\d+){{2,}}(?![\w,]))
    | (?P<percentage>{_NUMBER}[^\S\n]*%)
    | (?P<number>{_NUMBER})
    | (?P<operator><=|>=|<>|!=|==|=<|=>|[-<>=+*/():;.,≤≥≠×·÷−–])
    """,
    re.VERBOSE,
)
_NEXT_WORD = re.compile(r"[^\S\n]*(\w+)")
_SLASH = re.compile(r"[^\S\n]*/")
_KEY_TEXT = re.compile(r"[^\S\n]+([^\s:#\"][^\s#]*)")

_OPERATORS = {
    "(": "LPAR",
    ")": "RPAR",
    ":": "COLON",
    ";": "SEMICOLON",
    ",": "COMMA",
    ".": "DOT",
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


class _Lexer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.phrases = phrases_by_first_word()
        self.diagnostics: list[Diagnostic] = []
        self.depth = 0
        self.line_number = 0
        #: Keyword tokens with the table they were written in.
        self.keywords: list[tuple[Language, Token]] = []

    def report(
        self, code: str, start: int, end: int, suggestions: tuple[str, ...] = (), /, **arguments: object
    ) -> None:
        self.diagnostics.append(at(self.source, Span(start, end), code, suggestions, **arguments))

    # ---- Lines

    def lines(self) -> list[LogicalLine]:
        lines: list[LogicalLine] = []
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
            self.scan(start, end, current)
        if self.depth:
            self._close_parenthesis(current)
        self._check_tables()
        return [line for line in lines if line.tokens]

    def _begins_statement(self, start: int, end: int) -> bool:
        """Whether a line begins with a statement head, though a parenthesis is still open."""
        probe = _Lexer(self.source)
        line = LogicalLine([])
        probe.scan(start, end, line, most=2)
        if not line.tokens:
            return False
        keyword = BY_TERMINAL.get(line.tokens[0].type)
        follower = line.tokens[1].type if len(line.tokens) > 1 else ""
        return keyword is not None and keyword.head and follower not in ("COLON", "LPAR")

    def _close_parenthesis(self, line: LogicalLine) -> None:
        opened: list[Token] = []
        for token in line.tokens:
            if token.type == "LPAR":
                opened.append(token)
            elif token.type == "RPAR" and opened:
                opened.pop()
        place = opened[-1] if opened else line.tokens[-1]
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
            match = _SCANNER.match(self.text, position, end)
            if match is None:
                position = self._unexpected(position, line)
                continue
            kind = match.lastgroup or ""
            if kind in ("blank", "comment"):
                position = match.end()
                continue
            position = getattr(self, "_" + kind)(match, line)

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
        self.report("S016", match.start(), match.end(), text=match.group())
        line.damaged = True
        return self._plain("DATE", match, line)

    def _operator(self, match: re.Match[str], line: LogicalLine) -> int:
        terminal = _OPERATORS[match.group()]
        if terminal == "LPAR":
            self.depth += 1
            if self.depth == MAX_DEPTH + 1:
                self.report("S010", match.start(), match.end(), limit=MAX_DEPTH)
                line.damaged = True
        elif terminal == "RPAR":
            if self.depth == 0:
                self.report("S015", match.start(), match.end())
                line.damaged = True
            self.depth = max(0, self.depth - 1)
        return self._plain(terminal, match, line)

    def _string(self, match: re.Match[str], line: LogicalLine) -> int:
        written = match.group()
        content = written[1:-1]
        if written[0] == '"':
            content = content.replace('\\"', '"').replace("\\\\", "\\")
        self._check_content(match.start() + 1, written[1:-1])
        self._add(line, "STRING", content, match.start(), match.end())
        return match.end()

    def _open_string(self, match: re.Match[str], line: LogicalLine) -> int:
        self.report("S007", match.start(), match.end())
        line.damaged = True
        self._add(line, "STRING", match.group()[1:], match.start(), match.end())
        return match.end()

    def _unexpected(self, position: int, line: LogicalLine) -> int:
        character = self.text[position]
        meant = characters.LOOK_ALIKES.get(character)
        if character in characters.INVISIBLE:
            self.report("S008", position, position + 1, character=characters.describe(character))
            return position + 1
        if character in characters.LEGACY:
            self.report("S005", position, position + 1, character=characters.describe(character))
        suggestions = (meant,) if meant else ()
        shown = characters.describe(character)
        self.report("S006", position, position + 1, suggestions, character=shown)
        line.damaged = True
        return position + 1

    def _check_content(self, start: int, content: str) -> None:
        """Warn of letters in a text that are not what they look like."""
        if content.isascii():
            return
        for match in re.finditer(r"[^\s\d.,;:()]+", content):
            written = match.group()
            odd = [c for c in written if not c.isascii() and c not in characters.VIETNAMESE_LETTERS]
            if not odd:
                continue
            place = start + match.start() + written.index(odd[0])
            shown = characters.describe(odd[0])
            mixed = any(c.isascii() or c in characters.VIETNAMESE_LETTERS for c in written if c.isalpha())
            if odd[0] in characters.INVISIBLE or odd[0] in "\u01a2\u01a3" or odd[0] in characters.LEGACY:
                if mixed:
                    self.report("S005", place, place + 1, character=shown)
            elif odd[0] in characters.LOOK_ALIKES and mixed:
                meant = characters.LOOK_ALIKES[odd[0]]
                self.report(
                    "S009", place, place + 1, character=shown, meant=meant, word=characters.meant(written)
                )

    # ---- Words

    def _word(self, match: re.Match[str], line: LogicalLine) -> int:
        written, start, end = match.group(), match.start(), match.end()
        if not written.isascii():
            written = self._check_word(written, start)
        for phrase in self.phrases.get(written.lower(), ()):
            stop = self._phrase_end(phrase.words, end)
            if stop is None or (phrase.terminal in ONLY_AT_HEAD and not self._is_key(line, stop)):
                continue
            token = self._add(line, phrase.terminal, self.text[start:stop], start, stop)
            self.keywords.append((phrase.language, token))
            return self._key_text(line, stop) if phrase.terminal in ONLY_AT_HEAD else stop
        self._add(line, "NAME", written, start, end)
        return end

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
            if match is None or characters.meant(match.group(1)).lower() != expected:
                return None
            position = match.end()
        return position

    def _is_key(self, line: LogicalLine, position: int) -> bool:
        return not line.tokens and self.depth == 0 and _KEY_TEXT.match(self.text, position) is not None

    def _key_text(self, line: LogicalLine, position: int) -> int:
        match = _KEY_TEXT.match(self.text, position)
        assert match is not None
        self._add(line, "KEY_TEXT", match.group(1), match.start(1), match.end(1))
        return match.end()

    def _check_word(self, written: str, start: int) -> str:
        """Report letters that are not Vietnamese or English, and read the word as it was meant."""
        for index, character in enumerate(written):
            if not characters.is_foreign(character):
                continue
            shown, place = characters.describe(character), start + index
            if character in characters.LOOK_ALIKES:
                meant = characters.meant(written)
                letter = characters.LOOK_ALIKES[character]
                self.report("S004", place, place + 1, (meant,), character=shown, meant=letter, word=meant)
            elif character in characters.LEGACY:
                self.report("S005", place, place + 1, character=shown)
            else:
                self.report("S006", place, place + 1, character=shown)
        return characters.meant(written)

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
                instead = word(token.type, main)
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
