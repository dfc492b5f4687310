"""The pages are true: examples are read and scored, outputs compared, tables and names held to the code.

``python -m tests.docs.rewrite`` puts the present outputs, results and tables into the pages.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click
import pytest

import engine.facts  # noqa: F401  (registers the F codes)
from cli import main
from docs.pictures import make_demo_picture
from engine.facts import units as facts_file
from engine.output import csv_form
from spec import source, syntax
from spec.characters import INVISIBLE
from spec.diagnostics import MESSAGES
from spec.forms import FORMS
from spec.keywords import KEYWORDS
from spec.lexer import tokenise
from spec.model import rules
from spec.resolve import rules as resolving
from tests.docs import examples, generated, runs
from tests.docs.markdown import (
    DOCS,
    PAGES,
    ROOT,
    Block,
    anchors,
    blocks,
    first_column,
    headings,
    links,
    made_parts,
)

pytestmark = pytest.mark.no_cover  # what the pages show has tests of its own, which are measured

LANGUAGE, DIAGNOSTICS, COMMAND_LINE = (
    DOCS / f"{name}.md" for name in ("language", "diagnostics", "command-line")
)
STATED = [one for page in PAGES for one in runs.stated(page)]
SETS = [one for page in PAGES if page != DIAGNOSTICS for one in blocks(page) if one.language == "tieuchi"]


def _place(one: runs.Stated | Block) -> str:
    return one.place


# ---- Examples


@pytest.mark.parametrize("one", STATED, ids=_place)
def test_results_and_outputs_are_so(one: runs.Stated) -> None:
    found = one.found()
    assert one.holds(found), f"{one.place} is out of date (python -m tests.docs.rewrite); now it is\n{found}"


@pytest.mark.parametrize("block", SETS, ids=_place)
def test_sets_and_fragments_are_read(block: Block) -> None:
    if block.path == COMMAND_LINE and block.option("file") == "sai.tieuchi":
        return  # shown because it is wrong; its output is compared
    wrong = block.option("wrong")
    found = runs.findings(None, block)
    assert {one.code for one in found} == ({wrong} if wrong else set()), "\n".join(
        one.as_text() for one in found
    )


def test_every_statement_and_keyword_of_the_language_has_an_example() -> None:
    heads: set[str] = set()
    used: set[str] = set()
    for block in blocks(LANGUAGE):
        if block.language == "tieuchi":
            lines, _ = tokenise(source.Source(block.place, block.text))
            inside, _ = tokenise(
                source.Source(block.place, "\n".join(re.findall(r"\{([^{}]+)\}", block.text)))
            )
            heads |= {line.head for line in lines}
            used |= {token.type for line in [*lines, *inside] for token in line.tokens}
    assert {one.terminal for one in KEYWORDS if one.head} <= heads
    assert {one.terminal for one in KEYWORDS} <= used


# ---- Diagnostics


def test_each_code_has_one_heading_and_each_heading_a_code() -> None:
    found = [text for level, text in headings(DIAGNOSTICS) if level == 3]
    assert len(set(found)) == len(found)
    assert set(found) - set(MESSAGES) == set(), "these codes are gone: remove their headings"
    assert set(MESSAGES) - set(found) == set(), (
        "these codes have no heading: say what they mean, with an example"
    )


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_each_code_is_produced_by_its_example(code: str) -> None:
    own = [block for block in blocks(DIAGNOSTICS) if block.heading == code]
    produced = [block for block in own if block.language == "console" or block.option("output") is not None]
    assert len(produced) == 1, "an example, and one block with what comes of it"
    assert re.search(rf"^\S+: (lỗi|cảnh báo|ghi chú) {code}: ", produced[0].text, re.MULTILINE), produced[
        0
    ].place


def test_every_command_is_on_its_page() -> None:
    pages = {COMMAND_LINE: main, DOCS / "operations.md": main.commands["office"]}
    for page, group in pages.items():
        assert isinstance(group, click.Group)
        before = "" if group is main else "office "
        text = page.read_text(encoding="utf-8")
        assert [name for name in group.commands if f"`chamdiem {before}{name}" not in text] == []


# ---- Tables


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tables_are_what_the_code_says(page: Path) -> None:
    parts = generated.parts()
    for name, text in made_parts(page.read_text(encoding="utf-8")).items():
        assert text == parts[name], f"{name} in {page.name} is out of date: python -m tests.docs.rewrite"


def test_folders_of_the_tests_are_all_told() -> None:
    folders = {f"{path.name}/" for path in (ROOT / "tests").iterdir() if any(path.glob("*.py"))}
    assert set(first_column(DOCS / "architecture.md", "tests")) == folders


def test_keys_of_the_facts_file_are_all_told() -> None:
    assert tuple(first_column(COMMAND_LINE, "The file")) == facts_file._TOP_KEYS
    assert tuple(first_column(COMMAND_LINE, "A unit")) == facts_file._UNIT_KEYS


_FIELDS: list[tuple[str, Callable[[Any], Any]]] = [
    ("The report", lambda report: report),
    ("The set", lambda report: report["set"]),
    ("A scored unit", lambda report: report["units"][0]),
    ("The total", lambda report: report["units"][0]["total"]),
    ("An area", lambda report: report["units"][0]["areas"][0]),
    ("A criterion", lambda report: report["units"][0]["criteria"][0]),
    ("A leaf", lambda report: report["units"][0]["leaves"][0]),
    ("A loss", lambda report: report["units"][0]["leaves"][0]["losses"][0]),
    ("A bonus or penalty", lambda report: report["units"][0]["adjustments"][0]),
]


@pytest.mark.parametrize(("heading", "part"), _FIELDS, ids=[heading for heading, _ in _FIELDS])
def test_fields_of_the_output_are_all_told(heading: str, part: Callable[[Any], Any]) -> None:
    files = {block.option("file"): block.text for block in blocks(COMMAND_LINE)}
    report = examples.score(examples.load(files["vi-du.tieuchi"]), files["so-lieu.json"])
    assert first_column(COMMAND_LINE, heading) == list(part(report))


def test_columns_of_the_csv_are_all_told() -> None:
    assert first_column(COMMAND_LINE, "CSV output") == list(csv_form.COLUMNS)


def test_limits_are_those_of_the_code() -> None:
    text = _text("language").partition("## Limits")[2]
    for limit in (
        f"{source.MAX_BYTES // 2**20} MiB",
        f"{source.MAX_LINES:_} lines",
        f"{source.MAX_DEPTH} levels",
        f"{source.MAX_TOKENS:_} words",
    ):
        assert limit.replace("_", " ") in text


def test_hashes_change_as_the_page_says() -> None:
    text = next(block.text for block in blocks(LANGUAGE) if block.heading == "A first set")
    model = examples.load(text).model
    reworded = examples.load(text.replace("hồ sơ đúng hạn", "bộ hồ sơ đúng hạn")).model
    stricter = examples.load(text.replace("t từ 90%", "t từ 91%")).model
    assert reworded.content_hash != model.content_hash
    assert reworded.scoring_hash == model.scoring_hash != stricter.scoring_hash


# ---- How to add a statement


def test_one_name_leads_from_the_grammar_to_the_model() -> None:
    grammar = (ROOT / "spec/grammar.lark").read_text(encoding="utf-8")
    alternatives = re.search(r"^_rule:(.*?)\n\n", grammar, re.MULTILINE | re.DOTALL)
    assert alternatives is not None
    names = re.findall(r"\w+", alternatives.group(1))
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(rules.Rule)[0])}
    for name in names:
        node = getattr(syntax, "".join(part.capitalize() for part in name.split("_")))
        assert resolving._RULES[node].__name__ == f"_{name}"
        head = re.search(rf"^{name}: (\w+)", grammar, re.MULTILINE)
        assert head is not None
        assert head.group(1) in FORMS
        assert name == "otherwise" or name in kinds  # «còn lại» is the last of the tiers


def test_the_places_of_a_statement_are_where_the_page_says() -> None:
    rows = re.findall(
        r"^\| \d+ [^|]*\| `([^`]+)` \| `([^`]+)` \|$", _text("adding-a-statement"), re.MULTILINE
    )
    assert len(rows) == 16
    for file, name in rows:
        assert name in (ROOT / file).read_text(encoding="utf-8"), f"{name} is not in {file}"


def _text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


# ---- Links, commands, picture


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere_in_this_repository(page: Path) -> None:
    for target in links(page):
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make (\w+)", text, re.MULTILINE)) <= targets
    for file in re.findall(r"`((?:spec|engine|tests|docs)/[\w./-]*)`", text):
        assert (ROOT / file).exists(), file


def test_picture_of_the_demo_is_what_the_demo_prints() -> None:
    drawn = make_demo_picture.PICTURE.read_text(encoding="utf-8")
    assert drawn == make_demo_picture.picture(), "python -m tests.docs.rewrite"
    assert re.findall(r"\w+://[^\"']*", drawn) == ["http://www.w3.org/2000/svg"], (
        "only the name of the format"
    )
    texts = {element.text for element in ET.fromstring(drawn).iter()}  # noqa: S314  (a file of our own)
    assert {"11,364", "13,981", "86,845", "15/17", "18/21"} <= texts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_hold_nothing_hidden(page: Path) -> None:
    assert not set(page.read_text(encoding="utf-8")) & {*INVISIBLE, "\t"}
