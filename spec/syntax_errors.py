"""What is wrong with a line that is no statement, in words.

The parser knows which terminal it met and which it would have accepted. The mistakes that people really make have a
sentence of their own in ``mistakes``; every other one is told here by what was expected, with the form of the
statement as a hint. Goldens for each stand in tests/programs/bad.
"""

from spec.diagnostics import Bilingual, Diagnostic, similar
from spec.forms import VALUE_NAMES
from spec.keywords import BY_TERMINAL, KEYWORDS
from spec.mistakes import HEADINGS, MISTAKES, VALUE, Broken, Mistake

_OPERATORS = frozenset(
    {"PLUS", "MINUS", "TIMES", "DIVIDE", "EQ", "NE", "LT", "LE", "GT", "GE", "AND", "OR", "HAS"}
    | {"LACKS", "IS", "NOT_EMPTY", "FROM", "ABOVE", "BELOW", "AT_MOST", "AT_LEAST", "BEFORE", "AFTER"}
    | {"TO", "TO_END", "DOT", "OR_MORE", "OR_LESS", "TO_BELOW"}
)
_TYPES = frozenset(
    ["INTEGER", "DECIMAL", "RATIO", "DATE_TYPE", "YES_NO", "TEXT", "CHOICE", "SUBSET", "RECORD", "TABLE"]
)
_MOST_EXPECTED = 5
#: How alike a statement head must be to be suggested.
_ALIKE = 0.8
#: So many operators are named one by one.
_FEW = 3


def explain(broken: Broken) -> Mistake:
    """What is wrong with a statement."""
    for mistake in MISTAKES:
        if (found := mistake(broken)) is not None:
            return found
    if broken.index == 0:
        return Mistake(_no_statement(broken))
    if broken.found is None:
        return Mistake(_unfinished(broken))
    return _unexpected(broken)


def _no_statement(broken: Broken) -> Diagnostic:
    """The line begins with no statement head."""
    heads = [phrase for row in KEYWORDS if row.head for phrase in (row.vi, row.en) if phrase]
    candidates: list[str] = []
    for count in (4, 3, 2, 1):
        candidates += similar(broken.written(0, min(count, len(broken.tokens))), heads, most=1, least=_ALIKE)
    return broken.finding(0, 1, "P001", tuple(dict.fromkeys(candidates))[:3], found=broken.written(0, 1))


def _unfinished(broken: Broken) -> Diagnostic:
    last = broken.index - 1
    before, expected = broken.written(last, broken.index), _list(broken.expected)
    return broken.finding(last, broken.index, "P003", before=before, expected=expected)


def _unexpected(broken: Broken) -> Mistake:
    index = broken.index
    found = broken.written(index, index + 1)
    if broken.expected == {"$END"}:
        finding = broken.finding(
            index, len(broken.tokens), "P010", found=broken.written(index, len(broken.tokens))
        )
        # What follows a whole heading or setting changes nothing of what it says.
        whole = broken.tokens[:index] if broken.tokens[0].type in HEADINGS else None
        return Mistake(finding, whole)
    return Mistake(broken.finding(index, index + 1, "P002", found=found, expected=_list(broken.expected)))


def _list(expected: frozenset[str]) -> Bilingual:
    """What could stand there, in words: values, types and operators each as one phrase."""
    rest = set(expected)
    vi: list[str] = []
    en: list[str] = []
    if expected >= VALUE:
        vi.append("một giá trị (số, tên dữ kiện, phép tính)")
        en.append("a value (number, fact name, expression)")
        rest = {"STRING", "APPROVED"} & rest if expected & {"APPROVED"} else set()
    elif expected >= _TYPES:
        vi.append("kiểu dữ liệu (số nguyên, số, tỷ lệ, ngày, có/không, lựa chọn, …)")
        en.append("a type (whole number, number, ratio, date, yes/no, choice, …)")
        rest -= _TYPES
    if len(rest & _OPERATORS) > _FEW and rest - _OPERATORS - {"$END"}:
        rest -= _OPERATORS
    elif len(rest & _OPERATORS) > _FEW:
        vi.append("một phép tính hoặc so sánh")
        en.append("an operator or comparison")
        rest -= _OPERATORS
    if "OUTLINE_NUMBER" in rest:
        rest -= {"NUMBER"}
    for terminal in sorted(rest, key=lambda t: (t == "$END", t in VALUE_NAMES, t))[:_MOST_EXPECTED]:
        name, keyword = VALUE_NAMES.get(terminal), BY_TERMINAL.get(terminal)
        if name is not None:
            vi += [name.vi] if name.vi not in vi else []
            en += [name.en] if name.en not in en else []
        elif keyword is not None:
            vi += [f"«{keyword.vi}»"] if keyword.vi else []
            en += [f"«{keyword.en}»"] if keyword.en else []
    return Bilingual(_or(vi, "hoặc"), _or(en, "or"))


def _or(parts: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(parts[:-1]), *parts[-1:]]) if len(parts) > 1 else "".join(parts)
