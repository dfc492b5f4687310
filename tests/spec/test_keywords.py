"""The two tables: complete, without a phrase twice, and one grammar for both."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from spec import CriteriaSet, load_text, sets_folder
from spec.characters import VIETNAMESE_LETTERS
from spec.keywords import BY_TERMINAL, KEYWORDS, ONLY_AT_HEAD, phrases_by_first_word, word
from spec.lexer import tokenise
from spec.source import Source
from tests.programs.golden import FOLDER

#: Rows with one column: the other table has another terminal for the word.
_ONE_SIDED = {"NONE", "NO", "YES", "SUM"}


def test_no_phrase_stands_twice() -> None:
    spellings = [
        phrase for row in KEYWORDS for phrase in (row.vi, row.en, *(also for _, also in row.also)) if phrase
    ]
    assert [phrase for phrase, count in Counter(spellings).items() if count > 1] == []
    terminals = [row.terminal for row in KEYWORDS]
    assert len(terminals) == len(set(terminals))


def test_both_tables_are_complete() -> None:
    assert {row.terminal for row in KEYWORDS if not (row.vi and row.en)} == _ONE_SIDED
    assert all(row.en for row in KEYWORDS)


def test_phrases_are_lower_case_words() -> None:
    for row in KEYWORDS:
        assert re.fullmatch(r"[a-z/ ]+", row.en)
        assert all(c in VIETNAMESE_LETTERS or c in " /" for c in row.vi), row.vi
        for _, also in row.also:
            assert also == also.lower()


@pytest.mark.parametrize("row", KEYWORDS, ids=lambda row: row.terminal)
def test_every_phrase_is_read_as_its_terminal(row: Any) -> None:
    for phrase in (row.vi, row.en, *(also for _, also in row.also)):
        if not phrase:
            continue
        for spelling in (phrase, phrase.upper(), phrase.title(), phrase.replace(" ", "  "), f" {phrase} x"):
            lines, _ = tokenise(Source("tệp", spelling))
            assert lines[0].tokens[0].type == row.terminal, spelling


def test_longer_phrases_come_first() -> None:
    for phrases in phrases_by_first_word().values():
        lengths = [len(phrase.words) for phrase in phrases]
        assert lengths == sorted(lengths, reverse=True)


def test_the_word_of_a_terminal() -> None:
    assert word("DEDUCT") == "trừ"
    assert word("DEDUCT", "en") == "deduct"
    assert word("SUM", "vi") == "sum"
    assert set(BY_TERMINAL) == {row.terminal for row in KEYWORDS}


def test_a_leaf_key_is_a_keyword_only_at_the_head_of_a_line() -> None:
    assert {"KEY"} == ONLY_AT_HEAD
    lines, found = tokenise(Source("tệp", "đạt khi mã > 1 và key < 2"))
    assert [token.type for token in lines[0].tokens] == [
        "ACHIEVED",
        "NAME",
        "GT",
        "NUMBER",
        "AND",
        "NAME",
        "LT",
        "NUMBER",
    ]
    assert found == []


def test_no_name_of_the_2020_set_is_reserved() -> None:
    """Words of both tables are reserved in both, except names that the facts of 2020 use (`cap` is a column)."""
    model, _ = load_text((sets_folder() / "so-2020.tieuchi").read_text(encoding="utf-8"), prove=False)
    assert model is not None
    names = {fact.name for fact in model.facts}
    for fact in model.facts:
        names |= {part.name for part in fact.fields}
        names |= {code.code for part in (fact, *fact.fields) for code in part.codes}
    assert {"cap", "ky", "han", "tinh", "6_thang", "don_vi", "so_hs_dung_han"} <= names
    assert len(names) > 150
    for name in names:
        lines, _ = tokenise(Source("tệp", f"đạt khi {name}"))
        assert [token.type for token in lines[0].tokens] == ["ACHIEVED", "NAME"], name


# ---- One set in both tables


def load(name: str) -> CriteriaSet:
    model, found = load_text((FOLDER / "good" / f"{name}.tieuchi").read_text(encoding="utf-8"))
    assert model is not None, found
    return model


def without_wording(value: Any) -> Any:
    """A dumped model without lines and the text of the file."""
    if isinstance(value, dict):
        dropped = ("line", "written", "content_hash")
        return {key: without_wording(inner) for key, inner in value.items() if key not in dropped}
    if isinstance(value, list | tuple):
        return [without_wording(inner) for inner in value]
    return value


def test_the_english_file_gives_the_same_model() -> None:
    vietnamese, english = load("vietnamese"), load("english")
    assert without_wording(vietnamese.model_dump()) == without_wording(english.model_dump())
    assert vietnamese.scoring_hash == english.scoring_hash
    assert vietnamese.content_hash != english.content_hash
    assert len(list(vietnamese.leaves)) >= 13


def test_the_two_files_use_every_keyword() -> None:
    for name, language in (("vietnamese", "vi"), ("english", "en")):
        text = (FOLDER / "good" / f"{name}.tieuchi").read_text(encoding="utf-8")
        used = {token.type for line in tokenise(Source(name, text))[0] for token in line.tokens}
        words = {row.terminal for row in KEYWORDS if (row.vi if language == "vi" else row.en)}
        left = {"LISTING", "TOTAL_LIMIT", "DENSE", "ORDINAL", "OR_LESS", "RESCALE"} | {
            "NONE",
            "SUM",
            "YES",
            "NO",
            "AREA",
        }
        assert words - used - left == set()
