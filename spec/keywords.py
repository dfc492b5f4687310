"""The words of the language: one row per terminal of the grammar, one column per keyword table.

The grammar names terminals (``DEDUCT``); this table says how a person writes them («trừ», «deduct»). A new
word is a new row here and nothing else. Words of both tables are reserved in both, so that a file can be
turned from one table into the other without renaming anything.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """One terminal.

    ``vi`` and ``en`` are the canonical phrases (an empty one: the table uses another terminal for this word);
    ``also`` are accepted spellings of either table that the formatter replaces; ``head`` says that a line may
    begin with it, which makes it a place where recovery can start again.
    """

    terminal: str
    vi: str
    en: str
    head: bool = False
    also: tuple[tuple[Language, str], ...] = ()


def _vi(*phrases: str) -> tuple[tuple[Language, str], ...]:
    return tuple(("vi", phrase) for phrase in phrases)


KEYWORDS: tuple[Keyword, ...] = (
    # The set
    Keyword("SET", "bộ tiêu chí", "criteria set", head=True),
    Keyword("YEAR", "năm", "year", head=True),
    Keyword("APPLIES_TO", "áp dụng cho", "applies to", head=True),
    Keyword("BASIS", "căn cứ", "legal basis", head=True),
    Keyword("ROUND", "làm tròn", "round", head=True),
    Keyword("PUBLISH", "công bố", "publish", head=True),
    Keyword("PLACES", "chữ số", "places", also=_vi("chữ số thập phân")),
    Keyword("RESCALE", "quy đổi", "rescale", head=True),
    Keyword("BY_AREA", "theo lĩnh vực", "by area"),
    Keyword("NONE", "", "none"),
    Keyword("RANK", "xếp hạng", "rank", head=True),
    Keyword("DENSE", "liền", "dense"),
    Keyword("COMPETITION", "cách", "competition"),
    Keyword("ORDINAL", "thứ tự", "ordinal"),
    Keyword("UNRANKED_BLOCKS", "không xếp hạng khối", "unranked blocks", head=True),
    Keyword("UNRANKED_UNITS", "không xếp hạng đơn vị", "unranked units", head=True),
    Keyword("BAND", "xếp loại", "band", head=True),
    Keyword("COMPARE_EXACT", "so theo số chính xác", "compare exact figures", head=True),
    Keyword("BONUS", "điểm thưởng", "bonus", head=True),
    Keyword("PENALTY", "điểm phạt", "penalty", head=True),
    Keyword("BONUS_LIMIT", "tổng điểm thưởng không quá", "total bonus at most", head=True),
    Keyword("PENALTY_LIMIT", "tổng điểm phạt không quá", "total penalty at most", head=True),
    Keyword("TOTAL_LIMIT", "tổng không quá", "total at most", head=True),
    Keyword("TOTAL_UNLIMITED", "tổng được vượt", "total may exceed", head=True),
    # Facts
    Keyword("FACT", "dữ kiện", "fact", head=True),
    Keyword("CONSTRAINT", "ràng buộc", "constraint", head=True),
    Keyword("WARNING", "cảnh báo", "warning", head=True),
    Keyword("INTEGER", "số nguyên", "whole number"),
    Keyword("DECIMAL", "số", "number", also=_vi("số thập phân")),
    Keyword("RATIO", "tỷ lệ", "ratio", also=_vi("tỉ lệ")),
    Keyword("DATE_TYPE", "ngày", "date"),
    Keyword("YES_NO", "có/không", "yes/no"),
    Keyword("CHOICE", "lựa chọn", "choice"),
    Keyword("SUBSET", "tập con", "subset"),
    Keyword("TEXT", "văn bản", "text"),
    Keyword("RECORD", "bản ghi", "record"),
    Keyword("TABLE", "bảng", "table"),
    Keyword("KEYED", "khóa", "keyed by", also=_vi("khoá")),
    Keyword("OR_EMPTY", "hoặc trống", "or empty"),
    Keyword("UNIT", "đơn vị tính", "unit"),
    Keyword("SOURCE", "nguồn", "source"),
    Keyword("LESS_IS_BETTER", "càng ít càng tốt", "less is better"),
    Keyword("MORE_IS_BETTER", "càng nhiều càng tốt", "more is better"),
    # Areas, criteria, leaves
    Keyword("AREA", "lĩnh vực", "area", head=True),
    Keyword("CRITERION", "tiêu chí", "criterion", head=True),
    Keyword("LEAF", "thành phần", "subcriterion", head=True),
    Keyword("POINTS", "điểm", "points"),
    Keyword("KEY", "mã", "key", head=True),
    Keyword("RESPONSIBLE", "phụ trách", "responsible", head=True),
    Keyword("APPRAISED_BY", "thẩm định", "appraised by", head=True),
    Keyword("LET", "đặt", "let", head=True),
    # Rules of a leaf
    Keyword("ACHIEVED", "đạt khi", "achieved when", head=True),
    Keyword("WHEN", "khi", "when", head=True),
    Keyword("OTHERWISE", "còn lại", "otherwise", head=True),
    Keyword("PROPORTION", "theo tỷ lệ", "in proportion to", head=True, also=_vi("theo tỉ lệ")),
    Keyword("FORMULA", "tính điểm", "score", head=True),
    Keyword("COUNCIL", "hội đồng chấm", "council scores", head=True),
    Keyword("STEP", "bước", "step"),
    Keyword("ADD", "cộng", "add", head=True),
    Keyword("DEDUCT", "trừ", "deduct", head=True),
    Keyword("EACH", "mỗi", "each"),
    Keyword("AT_MOST", "không quá", "at most"),
    Keyword("CEILING", "tối đa", "ceiling", head=True),
    Keyword("GATE", "không tính điểm khi", "no points when", head=True),
    Keyword("NOTHING_AROSE", "không phát sinh khi", "nothing arose when", head=True),
    Keyword("NOT_APPLICABLE", "không áp dụng khi", "not applicable when", head=True),
    Keyword("APPROVED", "được duyệt", "approved"),
    Keyword("EVIDENCE", "minh chứng", "evidence", head=True),
    Keyword("BECAUSE", "vì", "because"),
    # Scenario tests
    Keyword("TEST", "kiểm thử", "test", head=True),
    Keyword("GIVEN", "cho", "given", head=True),
    Keyword("THEN", "thì", "then", head=True),
    Keyword("HANDED_IN", "đã nộp", "handed in"),
    Keyword("REJECTED", "bị bác", "rejected"),
    Keyword("MISSING", "còn thiếu", "missing"),
    Keyword("IS_NOT_APPLICABLE", "không áp dụng", "not applicable"),
    Keyword("IS_PENDING", "đang chờ", "pending"),
    # Bounds, as decisions word them
    Keyword("FROM", "từ", "from"),
    Keyword("OR_MORE", "trở lên", "or more"),
    Keyword("OR_LESS", "trở xuống", "or less"),
    Keyword("TO", "đến", "up to"),
    Keyword("TO_BELOW", "đến dưới", "up to below"),
    Keyword("TO_END", "đến hết", "through"),
    Keyword("ABOVE", "trên", "above"),
    Keyword("BELOW", "dưới", "below"),
    Keyword("AT_LEAST", "ít nhất", "at least"),
    Keyword("BEFORE", "trước", "before"),
    Keyword("AFTER", "sau", "after"),
    # Logic. In Vietnamese «không» is both "not" and "no", «có» both "has" and "yes".
    Keyword("AND", "và", "and"),
    Keyword("OR", "hoặc", "or"),
    Keyword("NOT", "không", "not"),
    Keyword("NO", "", "no"),
    Keyword("HAS", "có", "has"),
    Keyword("YES", "", "yes"),
    Keyword("LACKS", "không có", "does not have"),
    Keyword("IS", "là", "is"),
    Keyword("EMPTY", "trống", "empty"),
    Keyword("NOT_EMPTY", "không trống", "is not empty"),
    # Values and functions
    Keyword("MAXIMUM_POINTS", "điểm tối đa", "maximum points"),
    Keyword("POINT_RATIO", "tỷ lệ điểm", "point ratio", also=_vi("tỉ lệ điểm")),
    Keyword("LOWEST_AREA", "lĩnh vực thấp nhất", "lowest area"),
    Keyword("GREATEST", "lớn nhất", "greatest"),
    Keyword("SMALLEST", "nhỏ nhất", "smallest"),
    Keyword("FLOOR", "làm tròn xuống", "round down"),
    Keyword("PREVIOUS", "năm trước", "last year"),
    Keyword("BEST", "tốt nhất", "best"),
    Keyword("COUNT", "đếm", "count"),
    Keyword("COUNT_DISTINCT", "đếm khác nhau", "count distinct"),
    Keyword("TOTAL", "tổng", "total"),
    Keyword("SUM", "", "sum"),
    Keyword("AVERAGE", "trung bình", "average"),
    Keyword("EXISTS", "tồn tại", "exists"),
    Keyword("EVERY", "mọi", "every"),
    Keyword("SATISFIES", "đều", "satisfies"),
    Keyword("LISTING", "liệt kê", "list"),
    Keyword("WITH", "với", "where"),
)

BY_TERMINAL: dict[str, Keyword] = {keyword.terminal: keyword for keyword in KEYWORDS}

#: Words of the English table whose Vietnamese one has another terminal, and that terminal.
SAME_IN_VIETNAMESE = {"SUM": "TOTAL", "YES": "HAS", "NO": "NOT", "NONE": "NOT"}

#: Words that are keywords only where a line begins; elsewhere they may be names (the annex's «mã» column).
ONLY_AT_HEAD = frozenset({"KEY"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to write a terminal: its words in lower case, and the table it belongs to."""

    words: tuple[str, ...]
    terminal: str
    language: Language


@cache
def phrases_by_first_word() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase of both tables by its first word, longest first: what the lexer looks words up in."""
    phrases: dict[str, list[Phrase]] = {}
    for keyword in KEYWORDS:
        spellings: list[tuple[Language, str]] = [("vi", keyword.vi), ("en", keyword.en), *keyword.also]
        for language, spelling in spellings:
            if spelling:
                words = tuple(spelling.replace("/", " / ").split())
                phrases.setdefault(words[0], []).append(Phrase(words, keyword.terminal, language))
    return {
        first: tuple(sorted(group, key=lambda phrase: -len(phrase.words))) for first, group in phrases.items()
    }


@lru_cache(maxsize=8)
def table_of(text: str) -> Language:
    """The table that a file is written in, by the first line that begins with a word of one of them."""
    known = phrases_by_first_word()
    for match in _FIRST_WORD.finditer(text):
        if match.group(1).lower() in known:
            return known[match.group(1).lower()][0].language
    return "vi"


_FIRST_WORD = re.compile(r"^[^\S\n]*([^\W\d]\w*)", re.MULTILINE)


def word(terminal: str, language: Language = "vi") -> str:
    """The canonical phrase of a terminal in one table, falling back on the other table's."""
    keyword = BY_TERMINAL[terminal]
    return (keyword.vi or keyword.en) if language == "vi" else (keyword.en or keyword.vi)
