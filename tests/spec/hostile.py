"""Hostile and accidental input, shared by the tests of what is answered and the benchmark of how long that takes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from spec.source import MAX_BYTES, MAX_DEPTH, MAX_LINES, MAX_TOKENS

SET: Final = 'bộ tiêu chí "Thử"\nnăm 2020\n'
LEAF: Final = (
    SET + "dữ kiện a: số nguyên từ 0\n"
    'lĩnh vực 1 "A" 1 điểm\ntiêu chí 1.1 "B" 1 điểm\nthành phần 1.1.1 "C" 1 điểm\n'
)
VALID: Final = LEAF + "  đạt khi a > 0\n"
_ALPHABET: Final = (
    'abcđữ khi trừ lĩnh vực thành phần "«»{}();:,.0123456789%/=<>#\n\t\u0301\u200b\u00d0\u0430µ'
)

# ---- The file

TOO_MANY_BYTES: Final = SET.encode() + b"#" * MAX_BYTES

#: By what they are: data, the code of the one finding and where it stands.
NO_TEXT: Final[dict[str, tuple[bytes | str, str, tuple[int, int]]]] = {
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "S014", (1, 1)),
    "an archive": (b"PK\x03\x04\x14\x00\x06\x00", "S014", (1, 1)),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "S014", (1, 1)),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "S014", (1, 1)),
    "a long archive": (b"PK\x03\x04" + b"\0" * 2 * MAX_BYTES, "S014", (1, 1)),
    "a zero character": ("bộ tiêu chí\nnăm\0".encode(), "S014", (2, 4)),
    "UTF-16, little end first": ("\ufeffbộ tiêu chí".encode("utf-16-le"), "S022", (1, 1)),
    "UTF-16, big end first": ("\ufeffbộ tiêu chí".encode("utf-16-be"), "S022", (1, 1)),
    "UTF-16 without a mark": ("bộ tiêu chí".encode("utf-16-le"), "S014", (1, 2)),
    "an old code page": ("năm 2020\nbộ tiêu ".encode() + b"ch\xed", "S001", (2, 11)),
    "three bytes": (b"\xff\xfa\xfb", "S001", (1, 1)),
    "half a character": ("\ud800", "S001", (1, 1)),
    "31 marks": ("a\nb" + "\u0301" * 31, "S013", (2, 1)),
    "300,000 marks": ("\u0301" * 300_000, "S013", (1, 1)),
}


def random_bytes() -> list[bytes]:
    """Bytes of several sizes."""
    source = Random(7)
    return [source.randbytes(size) for size in (1, 10, 1000, 100_000)]


def random_characters() -> list[str]:
    """Texts of several sizes, of what the language is fond of."""
    source = Random(8)
    return ["".join(source.choice(_ALPHABET) for _ in range(size)) for size in (10, 1000, 100_000)]


def short_runs_of_marks() -> str:
    """As many marks on a character as are allowed, again and again."""
    return ("a" + "\u0301" * 30) * 15_000


# ---- One statement

#: By what they are: what stands behind `đạt khi`, and a code that is found.
LONG_STATEMENTS: Final = {
    "10,000 brackets": ("(" * 10_000 + "a" + ")" * 10_000 + " > 0", "S010"),
    "10,000 brackets left open": ("(" * 10_000, "S010"),
    "5,000 brackets on lines of their own": ("(\n" * 5_000 + "a" + ")\n" * 5_000, "S010"),
    "one bracket too many": ("(" * (MAX_DEPTH + 1) + "a > 0" + ")" * (MAX_DEPTH + 1), "S010"),
    "60 times not": ("không " * 60 + "a > 0", "S010"),
    "10,000 times not": ("không " * 10_000 + "a > 0", "S020"),
    "60 signs": ("a > " + "-" * 60 + "1", "S010"),
    "10,000 signs": ("a > " + "-" * 10_000 + "1", "S020"),
    "900,000 signs": ("a > " + "-" * 900_000 + "1", "S020"),
    "a sum of 200,000": ("a > " + "1 + " * 200_000 + "1", "S020"),
    "50,000 alternatives": ("a > 0" + " hoặc a > 0" * 50_000, "S020"),
    "450,000 names": ("a " * 450_000, "S020"),
    "a name of 900,000 letters": ("a" * 900_000, "N003"),
    "a text without an end": ('a > 0 vì "' + "x" * 900_000, "S007"),
    "900,000 odd characters": ("$" * 900_000, "S006"),
    "400,000 odd characters": ("$a" * 400_000, "S006"),
    "a number of 900,000 digits": ("1" * 900_000, "P013"),
    "450,000 commas in a number": ("1," * 450_000, "P013"),
    "450,000 letters of another script": ("\u0430" * 450_000, "S004"),
    "450,000 micro signs": ("\u00b5" * 450_000, "S006"),
    "300,000 characters that cannot be seen": ("\u200b" * 300_000, "S008"),
    "200,000 apostrophes": ("'a' " * 200_000, "S018"),
    "80,000 days with dashes": ("31-12-2020 " * 80_000, "S019"),
    "80,000 days of short years": ("01/01/20 " * 80_000, "S016"),
    "900,000 closing brackets": (")" * 900_000, "S015"),
    "a reason of 100,000 values": ('a > 0 vì "' + "{a}" * 100_000 + '"', "S020"),
    "4,000 open braces in a reason": ('a > 0 vì "' + "{a" * 4_000 + '"', "P025"),
    "100,001 closing braces in a reason": ('a > 0 vì "' + "}" * 100_001 + '"', "P025"),
    "4,000 unknown names in a reason": ('a > 0 vì "' + "{x} " * 4_000 + '"', "N003"),
}


def long_statement(expression: str) -> str:
    """A set with it."""
    return LEAF + "đạt khi " + expression + "\n"


def as_many_tokens_as_are_allowed() -> str:
    """A choice of very many codes."""
    codes = "; ".join(f"c{index}" for index in range(MAX_TOKENS // 2 - 5))
    facts = f"dữ kiện b: lựa chọn ({codes})\ndữ kiện a:"
    return LEAF.replace("dữ kiện a:", facts) + "đạt khi a > 0 và b = c7\n"


def odd_words() -> str:
    """A text of very many words that mix two scripts."""
    return LEAF + 'đạt khi a > 0 vì "' + "a\u0430 " * 200_000 + '"\n'


# ---- Very many statements

BAD_LINES: Final = {
    **dict.fromkeys(
        ("xyz abc", "thanh phan abc", "đạt khi xyz > 0", "đạt khi (", 'vì "', "µ¶·"), MAX_LINES - 20
    ),
    **dict.fromkeys(
        (
            "đạt khi co_khh",
            "mã a",
            "dữ kiện a: số nguyên",
            "dữ kiện so hs: so nguyen tu 0",
            'thành phần 1.1.1 "A" 1 điểm',
            'thành phần 9.9 "A" 1 điểm',
            "khi a > 95%: 1",
            "tổng không quá 1",
            "đặt b = c",
            "thì 1.1.1 = 1",
            "đạt khi a > 31/02",
            "minh chứng Kế hoạch năm nay",
        ),
        4000,
    ),
}


def bad_lines(line: str) -> str:
    """A set with the line as often as ``BAD_LINES`` says."""
    return LEAF + f"{line}\n" * BAD_LINES[line]


def misspelt_names() -> str:
    """8,000 of them, among as many facts that each could be meant."""
    facts = "".join(f"dữ kiện so_ho_so_{index}: số nguyên\n" for index in range(8000))
    uses = "".join(f"trừ 1 mỗi so_ho_soo_{index}\n" for index in range(8000))
    return LEAF.replace("lĩnh vực 1", facts + "lĩnh vực 1", 1) + uses


def chain_of_definitions(*, of_a_leaf: bool) -> str:
    """Each reads the one before."""
    links = "đặt a0 = 1\n" + "".join(f"đặt a{i} = a{i - 1} + 1\n" for i in range(1, MAX_LINES - 10))
    return f"{LEAF}{links}đạt khi a > a{MAX_LINES - 20}\n" if of_a_leaf else SET + links


def long_circle() -> str:
    """2,000 leaves that each read the next, and the last the first."""
    return _leaves("", [f"tính điểm điểm(1.1.{i % 2000 + 1})" for i in range(1, 2001)])


# ---- Sets of as many lines as are allowed


def very_many_leaves() -> str:
    """Each compares the same fact with another number."""
    rules = [f"đạt khi a > {i}" for i in range(1, (MAX_LINES - 10) // 2 + 1)]
    return _leaves("dữ kiện a: số nguyên\n", rules)


def very_many_facts() -> str:
    """Each bounds the next."""
    declared = "".join(f"dữ kiện a{i}: số nguyên từ a{max(0, i - 1)}\n" for i in range(MAX_LINES - 20))
    return LEAF.replace("dữ kiện a: số nguyên từ 0\n", declared) + "  đạt khi a1 > 0\n"


def leaves_that_use_each_other(count: int) -> str:
    """Each has the points of the next; the last is the council's."""
    return _leaves("", [*(f"tính điểm điểm(1.1.{i + 1})" for i in range(1, count)), "hội đồng chấm"])


def _leaves(facts: str, rules: list[str]) -> str:
    head = f'{SET}{facts}lĩnh vực 1 "A" {len(rules)} điểm\ntiêu chí 1.1 "B" {len(rules)} điểm\n'
    return head + "".join(f'thành phần 1.1.{i} "C" 1 điểm\n  {rule}\n' for i, rule in enumerate(rules, 1))


# ---- All of them


def refused() -> Iterator[tuple[str, bytes | str]]:
    """What is wrong, by name."""
    yield "one byte too many", TOO_MANY_BYTES
    yield from ((name, data) for name, (data, _, _) in NO_TEXT.items())
    drawn: list[bytes | str] = [*random_bytes(), *random_characters()]
    for data in drawn:
        kind = "bytes" if isinstance(data, bytes) else "characters"
        yield f"{len(data):,} random {kind}", data
    yield "15,000 short runs of marks", short_runs_of_marks()
    yield from ((name, long_statement(expression)) for name, (expression, _) in LONG_STATEMENTS.items())
    yield from ((f"{times:,} lines «{line}»", bad_lines(line)) for line, times in BAD_LINES.items())
    yield "8,000 misspelt names among 8,000 facts", misspelt_names()
    yield "a chain of definitions", chain_of_definitions(of_a_leaf=False)
    yield "a chain of definitions in a leaf", chain_of_definitions(of_a_leaf=True)
    yield "a circle of 2,000 leaves", long_circle()


def read_in_full() -> Iterator[tuple[str, str]]:
    """What is only large, by name."""
    yield "200,000 odd words in a reason", odd_words()
    yield "a choice of as many codes as fit", as_many_tokens_as_are_allowed()
    yield "as many leaves as fit", very_many_leaves()
    yield "as many facts as fit, each bounding the next", very_many_facts()
    yield "3,000 leaves that each read the next", leaves_that_use_each_other(3000)
