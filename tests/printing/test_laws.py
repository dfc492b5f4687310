"""What holds of every set that is printed: nothing is lost, nothing is left untidy, and the tables are one language."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from spec import sets_folder
from spec.printing import print_bytes
from tests.docs.examples import whole_set
from tests.docs.markdown import DOCS, blocks
from tests.generated import generate_set
from tests.printing.noise import annotated, untidy
from tests.printing.printed import meaning, printed, squeezed, understood
from tests.programs.golden import FOLDER
from tests.properties.mutations import damaged_text
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_PARTS = 2
_SETS, _DAMAGED = 5, 20

_SHIPPED = sorted(sets_folder().glob("*.tieuchi"))
_GOOD = sorted((FOLDER / "good").glob("*.tieuchi"))
_WRITTEN = {path.name: path.read_text(encoding="utf-8") for path in (*_SHIPPED, *_GOOD)}
_WRITTEN |= {
    block.place: whole_set(block.text)
    for block in blocks(DOCS / "language.md")
    if block.language == "tieuchi" and block.option("wrong") is None
}


# ---- The laws


def says_the_same(text: str) -> None:
    """Printing a set and reading it again gives the set, in both tables."""
    model = understood(text)
    for language in (None, "vi", "en"):
        again = understood(printed(text, language))
        assert meaning(again) == meaning(model)
        assert again.scoring_hash == model.scoring_hash


def is_settled(text: str) -> None:
    """What is printed is printed the same again, and comes back from the other table as it was."""
    vi, en = printed(text, "vi"), printed(text, "en")
    assert printed(vi) == vi
    assert printed(en) == en
    assert printed(en, "vi") == vi
    assert printed(vi, "en") == en


def is_tidied(text: str, random: Random) -> None:
    """However untidily a text is written, the same is printed."""
    for language in ("vi", "en"):
        tidy = printed(text, language)
        assert printed(untidy(tidy, random)) == tidy


def keeps_what_is_added(text: str, random: Random) -> None:
    """Comments, blank lines and line breaks stay where they are, word for word."""
    added = annotated(printed(text), random)
    again = printed(added)
    assert squeezed(again) == squeezed(added)
    assert [line.partition("#")[2] for line in again.split("\n") if "#" in line] == [
        line.partition("#")[2] for line in added.split("\n") if "#" in line
    ]
    assert meaning(understood(again)) == meaning(understood(text))
    is_settled(again)


def is_printed_or_refused(text: str) -> None:
    """Whatever stands in a file, there is a text that says the same, or an error that says why there is none."""
    data = text.encode("utf-8", "surrogatepass")
    for language in ("vi", "en"):
        result, found = print_bytes(data, "tệp", language)
        if result is None:
            assert [one.severity for one in found].count("error") > 0
        else:
            assert print_bytes(result.encode(), "tệp") == (result, [])


# ---- Generated sets


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_a_generated_set_says_the_same_and_is_settled(part: int, seed: int) -> None:
    text = generate_set(seed_of(part, seed))
    says_the_same(text)
    is_settled(text)


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_an_untidy_set_is_tidied(part: int, seed: int) -> None:
    is_tidied(generate_set(seed_of(part, seed)), Random(seed))


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_comments_and_breaks_are_kept(part: int, seed: int) -> None:
    keeps_what_is_added(generate_set(seed_of(part, seed)), Random(seed))


@in_parts(_PARTS)
@fixed(_DAMAGED)
@given(seed=SEEDS)
def test_a_damaged_set_is_printed_or_refused(part: int, seed: int) -> None:
    is_printed_or_refused(damaged_text(generate_set(seed % 50), Random(seed_of(part, seed))))


@in_parts(_PARTS)
@fixed(_DAMAGED)
@given(seed=SEEDS)
def test_a_damaged_file_is_printed_or_refused(part: int, seed: int) -> None:
    text = _WRITTEN[("vietnamese.tieuchi", "english.tieuchi", "accepted_spellings.tieuchi")[seed % 3]]
    is_printed_or_refused(damaged_text(text, Random(seed_of(part, seed))))


# ---- Written sets


@pytest.mark.parametrize("name", _WRITTEN)
def test_a_written_set_says_the_same(name: str) -> None:
    says_the_same(_WRITTEN[name])
    is_settled(_WRITTEN[name])


@pytest.mark.parametrize(
    "name", [name for name in _WRITTEN if not name.startswith("so-")]
)  # long, nothing new
def test_a_written_set_is_tidied(name: str) -> None:
    is_tidied(_WRITTEN[name], Random(name))
    keeps_what_is_added(_WRITTEN[name], Random(name))


# ---- For long


@pytest.mark.soak
@fresh(2_000)
@given(seed=SEEDS)
def test_sets_are_printed_for_long(seed: int) -> None:
    text = generate_set(seed)
    says_the_same(text)
    is_settled(text)
    is_tidied(text, Random(seed))
    keeps_what_is_added(text, Random(seed))


@pytest.mark.soak
@fresh(10_000)
@given(seed=SEEDS)
def test_damaged_sets_are_printed_or_refused_for_long(seed: int) -> None:
    random = Random(seed)
    is_printed_or_refused(damaged_text(random.choice((generate_set(seed % 50), *_WRITTEN.values())), random))
