"""Before and after, as a person reads it (``layout.md``), and what is not printed at all."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from spec.keywords import Language
from spec.printing import print_bytes
from tests.docs.markdown import DOCS, Block, blocks
from tests.printing.printed import printed

_PAGE = Path(__file__).with_name("layout.md")


def _pairs() -> list[tuple[Block, Block]]:
    """What was typed, and each text that it comes to."""
    pairs: list[tuple[Block, Block]] = []
    before: Block | None = None
    for block in blocks(_PAGE):
        if block.option("before") is not None:
            before = block
        else:
            assert before is not None
            assert before.heading == block.heading
            pairs.append((before, block))
    return pairs


@pytest.mark.parametrize(("before", "after"), _pairs(), ids=lambda block: block.place)
def test_before_and_after(before: Block, after: Block) -> None:
    language: Language | None = "en" if after.option("english") is not None else None
    assert printed(before.text, language) == after.text
    assert printed(after.text) == after.text


def test_the_page_shows_both_tables_and_something_to_do() -> None:
    assert len(_pairs()) >= 10
    assert sum(after.option("english") is not None for _, after in _pairs()) >= 4
    assert all(before.text != after.text for before, after in _pairs() if after.option("english") is not None)


def test_the_example_of_the_language_page_is_so_laid_out() -> None:
    example = next(one for one in blocks(DOCS / "language.md") if one.heading == "Layout")
    assert printed(example.text) == example.text


# ---- Bytes


@pytest.mark.parametrize(
    "data",
    [
        "bộ tiêu chí “x”\nnăm 2020".encode(),
        "bộ tiêu chí “x”\r\nnăm 2020\r\n\r\n".encode(),
        "bộ tiêu chí “x”\rnăm 2020\r".encode(),
        "\ufeffbộ tiêu chí “x”\nnăm 2020\n".encode(),
        unicodedata.normalize("NFD", "bộ tiêu chí “x”\nnăm 2020\n").encode(),
        "\n\n\tbộ\u00a0tiêu\u00a0\u00a0chí\t“x” \u00a0\n\u2003năm 2020\n \n".encode(),
    ],
)
def test_files_of_other_programs(data: bytes) -> None:
    assert printed(data) == 'bộ tiêu chí "x"\nnăm 2020\n'


@pytest.mark.parametrize(
    ("text", "after"), [("", ""), ("\n \n", ""), ("#x", "#x\n"), ("\n# x \n\n", "# x\n")]
)
def test_a_file_without_statements(text: str, after: str) -> None:
    assert printed(text) == after


# ---- What is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('bộ tiêu chí "x', "S007"),
        ("thành phần 1.1\n", "P003"),
        ("khong phai cau nao\n", "P001"),
        ("đạt khi (a\nnăm 2020\n", "S011"),
        ("đạt khi a)\n", "S015"),
        ("đạt khi cо_kh\n", "S004"),
        ("đạt khi a > 31-12-2020\n", "S019"),
        ("đạt khi a\nachieved when a\nđạt khi b\n", "S012"),
        ('đạt khi a vì "{a b}"\n', "P009"),
        ('đạt khi a vì "{a"\n', "P025"),
        ('đạt khi a vì "a}"\n', "P025"),
    ],
)
def test_what_cannot_be_read_is_not_printed(text: str, code: str) -> None:
    result, found = print_bytes(f'lĩnh vực 1 "x" 1 điểm\n{text}'.encode(), "tệp")
    assert result is None
    assert code in [one.code for one in found]
    assert all(one.file == "tệp" for one in found)


def test_what_is_no_text_is_not_printed() -> None:
    for data, code in ((b"\xff\xfea\0", "S022"), (b"\xff", "S001"), (b"PK\x03\x04", "S014")):
        result, found = print_bytes(data, "tệp")
        assert result is None
        assert [one.code for one in found] == [code]


def test_mistakes_of_the_checks_do_not_matter() -> None:
    """A set whose sums are wrong, whose names are unknown and whose braces are empty can still be laid out."""
    text = 'lĩnh vực 1 "x" 3 điểm\nthành phần 1.1 "x" 1 điểm\nđạt khi xyz vì "{ }"\n'
    assert printed(text) == 'lĩnh vực 1 "x" 3 điểm\n\nthành phần 1.1 "x" 1 điểm\n  đạt khi xyz vì "{ }"\n'


# ---- Names that become part of a keyword


@pytest.mark.parametrize(
    ("line", "language", "underlined"),
    [
        ("đạt khi a từ 5 hoặc more", "en", "hoặc more"),
        ("đạt khi không applicable", "en", "không applicable"),
        ("trừ achieved khi a", "en", "achieved khi"),
        ("đạt khi a vì “{a từ 5 hoặc more}”", "en", "hoặc more"),
        ("achieved when a up to hết", "vi", "up to hết"),
        ("achieved when not quá", "vi", "not quá"),
    ],
)
def test_a_name_that_would_become_part_of_a_keyword(line: str, language: Language, underlined: str) -> None:
    own = printed(line)
    result, found = print_bytes(line.encode(), "tệp", language)
    assert result is None
    assert [one.code for one in found] == ["S023"]
    start, end = found[0].start, found[0].end
    assert start is not None
    assert end is not None
    assert line[start.column - 1 : end.column - 1] == underlined
    assert printed(own) == own


def test_a_text_that_grows_beyond_the_limits_is_left_alone() -> None:
    lines = 'thành phần 1.1 "x" 1 điểm\n' * 15_000
    result, found = print_bytes(lines.encode(), "tệp")
    assert result is None
    assert [one.code for one in found] == ["S003"]
