"""Words that a person wrote for a keyword: without marks, with a slip, or another word that means the same.

``readings`` gives the keywords that a run of words may stand for, best first; whether one of them fits is for the
parser to say.
"""

import difflib
from collections.abc import Iterator
from functools import cache

from spec.characters import meant
from spec.diagnostics import plain
from spec.keywords import BY_TERMINAL, KEYWORDS
from spec.tokens import Token

#: The most words that a phrase of the tables has.
_LONGEST = 5
#: How alike words must be; short ones are easily like others.
_CLOSE, _CLOSE_SHORT, _SHORT = 0.71, 0.85, 7
_SHORTEST_SLIP = 5

#: Other words for the same thing, as people say it or know it from spreadsheets.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "WHEN": ("nếu", "khi nào", "trường hợp", "if"),
    "OTHERWISE": ("ngược lại", "khác", "trường hợp khác", "trường hợp còn lại", "nếu không", "else"),
    "LEAF": ("tiêu chí thành phần", "tiểu mục", "sub-criterion"),
    "FACT": ("dữ liệu", "số liệu", "data"),
    "BECAUSE": ("lý do", "lí do", "bởi vì", "do", "reason"),
    "AT_MOST": ("không vượt quá", "tối đa", "nhiều nhất", "không quá tối đa"),
    "AT_LEAST": ("tối thiểu",),
    "DEDUCT": ("trừ đi", "bị trừ", "giảm", "subtract", "minus"),
    "ADD": ("cộng thêm", "thưởng", "plus"),
    "EACH": ("cho mỗi", "với mỗi", "per"),
    "ABOVE": ("lớn hơn", "nhiều hơn", "greater than", "more than"),
    "BELOW": ("nhỏ hơn", "bé hơn", "ít hơn", "less than"),
    "EQ": ("bằng", "equals"),
    "YES_NO": ("đúng/sai", "có không", "có hoặc không", "boolean", "bool", "yes no"),
    "INTEGER": ("integer", "int"),
    "DECIMAL": ("số thực", "decimal", "float"),
    "BY_AREA": ("lĩnh vực", "từng lĩnh vực", "theo từng lĩnh vực"),
    "TEXT": ("chuỗi", "chữ", "string"),
    "CHOICE": ("danh mục", "enum"),
    "UNIT": ("đvt", "đơn vị"),
    "POINTS": ("đ",),
    "YEAR": ("năm học", "năm đánh giá"),
    "NOT_APPLICABLE": ("không áp dụng nếu",),
    "NOTHING_AROSE": ("không phát sinh nếu",),
    "GATE": ("không tính điểm nếu",),
    "ACHIEVED": ("đạt nếu", "đạt điểm khi", "đạt điểm tối đa khi", "được điểm khi"),
    "OR_EMPTY": ("hoặc để trống", "hoặc rỗng", "hoặc không có", "or blank", "or none"),
    "EMPTY": ("rỗng", "để trống", "null"),
    "WITH": ("khi", "nếu", "trong đó", "có điều kiện", "when", "with"),
    "SUBSET": ("tập hợp con", "nhiều lựa chọn"),
    "MAXIMUM_POINTS": ("điểm chuẩn", "max points"),
    "RESPONSIBLE": ("chủ trì", "đơn vị phụ trách"),
    "APPRAISED_BY": ("cơ quan thẩm định", "thẩm định bởi"),
    "EVIDENCE": ("tài liệu kiểm chứng", "tài liệu minh chứng", "bằng chứng"),
    "BASIS": ("căn cứ pháp lý",),
    "SET": ("bộ chỉ số", "bộ chỉ tiêu"),
}


def _bare(text: str) -> str:
    """A phrase without case, marks, blanks and underscores."""
    return "".join(plain(meant(text)).replace("_", " ").split())


@cache
def _spellings() -> dict[str, tuple[tuple[str, int], ...]]:
    """Terminals, and how many words they take, by how a phrase or its synonym reads without marks and blanks."""
    found: dict[str, list[tuple[str, int]]] = {}
    own = [(row.terminal, (row.vi, row.en, *(also for _, also in row.also))) for row in KEYWORDS]
    for terminal, phrases in (
        *own,
        *SYNONYMS.items(),
    ):  # a keyword's own words come before what others stand for
        for phrase in phrases:
            if phrase:
                found.setdefault(_bare(phrase), []).append((terminal, len(phrase.split())))
    return {bare: tuple(readings) for bare, readings in found.items()}


def readings(text: str, tokens: list[Token], start: int) -> Iterator[tuple[str, int, bool]]:
    """Terminal and end of each keyword that the words from ``start`` on may be meant to be.

    Last comes whether only marks are missing (or it is another word for the same): then it is hardly a name.
    """
    runs = list(_runs(text, tokens, start))
    for stop, words in runs:
        for terminal, _ in _spellings().get(_bare(words), ()):
            yield terminal, stop, True
    for stop, words in runs:
        for terminal in _slips(words):
            yield terminal, stop, False


def _runs(text: str, tokens: list[Token], start: int) -> Iterator[tuple[int, str]]:
    """The runs of words from a token on, the longest first."""
    stop = start
    while stop < min(len(tokens), start + _LONGEST) and _is_word(tokens[stop]):
        stop += 1
    for end in range(stop, start, -1):
        yield end, text[tokens[start].start_pos : tokens[end - 1].end_pos]


def _is_word(token: Token) -> bool:
    return token.type in ("NAME", "DIVIDE", "MINUS") or token.type in BY_TERMINAL


def _slips(words: str) -> list[str]:
    """Terminals whose phrase has as many words and differs from these in a letter or two."""
    bare, count = _bare(words), len(words.split())
    if len(bare) < _SHORTEST_SLIP:
        return []
    found = []
    for spelling, meanings in _spellings().items():
        if spelling[0] == bare[0] and abs(len(spelling) - len(bare)) <= 2 and spelling != bare:
            same = [terminal for terminal, words_ in meanings if words_ == count]
            least = _CLOSE if len(spelling) >= _SHORT else _CLOSE_SHORT
            if same and (ratio := difflib.SequenceMatcher(None, bare, spelling).ratio()) >= least:
                found.append((ratio, same))
    found.sort(key=lambda item: -item[0])
    return [terminal for _, terminals in found for terminal in terminals]
