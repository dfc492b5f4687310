"""Hostile and accidental input: a clear diagnostic within two seconds, never a traceback."""

from __future__ import annotations

import random
import time

import pytest

from spec import load_bytes, load_text
from spec.checks.cycles import evaluation_order
from spec.diagnostics import MAX_FINDINGS, Diagnostic
from spec.parser import grammar
from spec.source import MAX_BYTES, MAX_DEPTH, MAX_LINES, MAX_TOKENS

#: Seconds of processor time that any refusal may take on a fast machine.
_MOST = 2.0
#: A set of as many lines as are allowed is read in full; this is generous.
_MOST_FOR_VALID = 20.0

pytestmark = pytest.mark.no_cover  # measuring coverage slows every line of the language down several times

_SET = 'bộ tiêu chí "Thử"\nnăm 2020\n'
_LEAF = (
    _SET + "dữ kiện a: số nguyên từ 0\n"
    'lĩnh vực 1 "A" 1 điểm\ntiêu chí 1.1 "B" 1 điểm\nthành phần 1.1.1 "C" 1 điểm\n'
)


@pytest.fixture(autouse=True, scope="module")
def _tables() -> None:
    """Build the parser's tables before any time is taken."""
    grammar()


def _pace() -> float:
    """How many times as long as on a fast machine plain Python takes here and now."""
    started, kept = time.process_time(), {}
    for number in range(200_000):
        kept[number % 1000] = (number, str(number))
    return max(1.0, (time.process_time() - started) / 0.02)


def timed(data: bytes | str, most: float = _MOST) -> list[Diagnostic]:
    """What is found, in at most so much time; every finding can be shown."""
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    started = time.process_time()
    _, found = load_bytes(text, "tệp")
    taken = time.process_time() - started
    assert taken < most * _pace()
    for one in found:
        assert one.as_text("vi")
        assert one.as_text("en")
        assert one.as_json()["range"]["start"]["line"] >= 1
    return found


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found if one.severity != "warning"]


# ---- The file


def test_a_file_over_the_limit_of_bytes() -> None:
    found = timed(_SET.encode() + b"#" * MAX_BYTES)
    assert codes(found) == ["S002"]
    assert found[0].arguments["limit"] == 1_048_576


def test_a_file_of_exactly_the_limit_of_bytes_is_read() -> None:
    text = _LEAF + "  đạt khi a > 0\n"
    data = text.encode() + b"#" * (MAX_BYTES - len(text.encode()))
    assert len(data) == MAX_BYTES
    assert timed(data) == []
    assert codes(timed(data + b"#")) == ["S002"]


def test_the_limit_of_lines() -> None:
    text = _LEAF + "  đạt khi a > 0\n"
    rest = MAX_LINES - text.count("\n")
    assert timed(text + "\n" * rest) == []
    assert timed(text + "# x\n" * (rest - 1) + "# no end of line") == []
    assert codes(timed(text + "\n" * (rest + 1))) == ["S003"]
    assert codes(timed(text + "\n" * rest + "#")) == ["S003"]


@pytest.mark.parametrize(
    ("data", "code", "position"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "S014", (1, 1)),
        (b"PK\x03\x04\x14\x00\x06\x00", "S014", (1, 1)),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "S014", (1, 1)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "S014", (1, 1)),
        (b"PK\x03\x04" + b"\0" * 2 * MAX_BYTES, "S014", (1, 1)),
        ("bộ tiêu chí\nnăm\0".encode(), "S014", (2, 4)),
        ("\ufeffbộ tiêu chí".encode("utf-16-le"), "S022", (1, 1)),
        ("\ufeffbộ tiêu chí".encode("utf-16-be"), "S022", (1, 1)),
        ("bộ tiêu chí".encode("utf-16-le"), "S014", (1, 2)),
        ("năm 2020\nbộ tiêu ".encode() + b"ch\xed", "S001", (2, 11)),
        (b"\xff\xfa\xfb", "S001", (1, 1)),
        ("\ud800", "S001", (1, 1)),
        ("a\nb" + "\u0301" * 31, "S013", (2, 1)),
        ("\u0301" * 300_000, "S013", (1, 1)),
    ],
)
def test_what_is_no_text(data: bytes | str, code: str, position: tuple[int, int]) -> None:
    found = timed(data)
    assert codes(found) == [code]
    assert found[0].start is not None
    assert (found[0].start.line, found[0].start.column) == position


def test_random_bytes() -> None:
    source = random.Random(7)
    for size in (1, 10, 1000, 100_000):
        assert timed(source.randbytes(size))


def test_random_characters() -> None:
    source = random.Random(8)
    alphabet = 'abcđữ khi trừ lĩnh vực thành phần "«»{}();:,.0123456789%/=<>#\n\t\u0301\u200b\u00d0\u0430µ'
    for size in (10, 1000, 100_000):
        assert timed("".join(source.choice(alphabet) for _ in range(size)))


def test_many_short_runs_of_marks() -> None:
    assert timed(("a" + "\u0301" * 30) * 15_000)


# ---- One statement


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("(" * 10_000 + "a" + ")" * 10_000 + " > 0", "S010"),
        ("(" * 10_000, "S010"),
        ("(\n" * 5_000 + "a" + ")\n" * 5_000, "S010"),
        ("(" * (MAX_DEPTH + 1) + "a > 0" + ")" * (MAX_DEPTH + 1), "S010"),
        ("không " * 60 + "a > 0", "S010"),
        ("không " * 10_000 + "a > 0", "S020"),
        ("a > " + "-" * 60 + "1", "S010"),
        ("a > " + "-" * 10_000 + "1", "S020"),
        ("a > " + "-" * 900_000 + "1", "S020"),
        ("a > " + "1 + " * 200_000 + "1", "S020"),
        ("a > 0" + " hoặc a > 0" * 50_000, "S020"),
        ("a " * 450_000, "S020"),
        ("a" * 900_000, "N003"),
        ('a > 0 vì "' + "x" * 900_000, "S007"),
        ("$" * 900_000, "S006"),
        ("$a" * 400_000, "S006"),
        ("1" * 900_000, "P013"),
        ("1," * 450_000, "P013"),
        ("\u0430" * 450_000, "S004"),
        ("\u00b5" * 450_000, "S006"),
        ("\u200b" * 300_000, "S008"),
        ("'a' " * 200_000, "S018"),
        ("31-12-2020 " * 80_000, "S019"),
        ("01/01/20 " * 80_000, "S016"),
        (")" * 900_000, "S015"),
        ('a > 0 vì "' + "{a}" * 100_000 + '"', "S020"),
        ('a > 0 vì "' + "{a" * 4_000 + '"', "P025"),
        ('a > 0 vì "' + "}" * 100_001 + '"', "P025"),
        ('a > 0 vì "' + "{x} " * 4_000 + '"', "N003"),
    ],
)
def test_one_long_statement(expression: str, code: str) -> None:
    found = timed(_LEAF + "đạt khi " + expression + "\n")
    assert code in codes(found)
    assert len(found) <= 2 * MAX_FINDINGS + 2


def test_depth_up_to_the_limit_is_fine() -> None:
    depth = MAX_DEPTH - 5
    assert timed(_LEAF + "đạt khi " + "(" * depth + "a > 0" + ")" * depth + "\n") == []
    assert codes(timed(_LEAF + "đạt khi " + "không " * depth + "a > 0\n")) == []


def test_a_statement_of_as_many_tokens_as_are_allowed() -> None:
    codes_ = "; ".join(f"c{index}" for index in range(MAX_TOKENS // 2 - 5))
    text = (
        _LEAF.replace("dữ kiện a:", f"dữ kiện b: lựa chọn ({codes_})\ndữ kiện a:")
        + "đạt khi a > 0 và b = c7\n"
    )
    assert set(codes(timed(text))) <= {"C029"}  # that many codes are not gone through one by one


def test_texts_with_very_many_odd_words_only_warn() -> None:
    found = timed(_LEAF + 'đạt khi a > 0 vì "' + "a\u0430 " * 200_000 + '"\n')
    assert codes(found) == []
    assert {one.code for one in found} == {"S009"}


# ---- Very many statements


@pytest.mark.parametrize("line", ["xyz abc", "thanh phan abc", "đạt khi xyz > 0", "đạt khi (", 'vì "', "µ¶·"])
def test_as_many_bad_lines_as_fit(line: str) -> None:
    check_many(line, MAX_LINES - 20)


@pytest.mark.parametrize(
    "line",
    [
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
    ],
)
def test_very_many_bad_lines(line: str) -> None:
    check_many(line, 4000)


def check_many(line: str, times: int) -> None:
    found = timed(_LEAF + f"{line}\n" * times)
    assert 0 < len(found) <= 3 * MAX_FINDINGS
    if sum(one.severity == "error" for one in found) >= MAX_FINDINGS:
        assert "P012" in codes(found)


def test_only_so_many_findings_are_told() -> None:
    found = timed(_LEAF + "xyz abc\n" * 5000)
    assert codes(found) == ["P001"] * MAX_FINDINGS + ["P012"]
    assert found[-1].severity == "note"
    assert found[-1].arguments["limit"] == MAX_FINDINGS


def test_very_many_misspelt_names_among_very_many_facts() -> None:
    facts = "".join(f"dữ kiện so_ho_so_{index}: số nguyên\n" for index in range(8000))
    uses = "".join(f"trừ 1 mỗi so_ho_soo_{index}\n" for index in range(8000))
    found = timed(_LEAF.replace("lĩnh vực 1", facts + "lĩnh vực 1", 1) + uses, most=2 * _MOST)
    first = next(one for one in found if one.code == "N003")
    assert "so_ho_so_0" in first.suggestions


def test_a_chain_of_definitions_is_cut_where_it_is_too_deep() -> None:
    chain = "đặt a0 = 1\n" + "".join(f"đặt a{i} = a{i - 1} + 1\n" for i in range(1, MAX_LINES - 10))
    found = timed(_SET + chain, most=3 * _MOST)
    assert codes(found).count("S010") == 1
    found = timed(_LEAF + chain + f"đạt khi a > a{MAX_LINES - 20}\n", most=3 * _MOST)
    assert codes(found).count("S010") == 1


# ---- Sets of as many lines as are allowed


def test_a_valid_set_of_very_many_leaves() -> None:
    leaves = (MAX_LINES - 10) // 2
    text = _SET + "dữ kiện a: số nguyên\n" + f'lĩnh vực 1 "A" {leaves} điểm\ntiêu chí 1.1 "B" {leaves} điểm\n'
    text += "".join(f'thành phần 1.1.{i} "C" 1 điểm\n  đạt khi a > {i}\n' for i in range(1, leaves + 1))
    assert set(codes(timed(text, most=_MOST_FOR_VALID))) <= {"C029"}


def test_a_valid_set_of_very_many_facts() -> None:
    facts = MAX_LINES - 20
    declared = "".join(f"dữ kiện a{i}: số nguyên từ a{max(0, i - 1)}\n" for i in range(facts))
    text = _LEAF.replace("dữ kiện a: số nguyên từ 0\n", declared) + "  đạt khi a1 > 0\n"
    assert {one.code for one in timed(text, most=_MOST_FOR_VALID)} <= {"C008", "C029", "P012"}


def test_very_many_leaves_that_use_each_other() -> None:
    leaves = 3000
    text = _SET + f'lĩnh vực 1 "A" {leaves} điểm\ntiêu chí 1.1 "B" {leaves} điểm\n'
    for i in range(1, leaves + 1):
        rule = "hội đồng chấm" if i == leaves else f"tính điểm điểm(1.1.{i + 1})"
        text += f'thành phần 1.1.{i} "C" 1 điểm\n  {rule}\n'
    assert set(codes(timed(text, most=_MOST_FOR_VALID))) <= {"C029"}
    model, _ = load_text(text)
    assert model is not None
    started = time.process_time()
    order = evaluation_order(model)
    assert time.process_time() - started < 1
    assert [leaf.number for leaf in order] == [f"1.1.{i}" for i in range(leaves, 0, -1)]


def test_a_long_circle_is_told_once() -> None:
    leaves = 2000
    text = _SET + f'lĩnh vực 1 "A" {leaves} điểm\ntiêu chí 1.1 "B" {leaves} điểm\n'
    text += "".join(
        f'thành phần 1.1.{i} "C" 1 điểm\n  tính điểm điểm(1.1.{i % leaves + 1})\n'
        for i in range(1, leaves + 1)
    )
    assert codes(timed(text, most=_MOST_FOR_VALID)) == ["C007"]
