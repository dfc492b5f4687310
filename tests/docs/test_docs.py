from tests.docs import examples, generated, markdown, runs
from tests.docs.markdown import DOCS, Block
import pytest

LANGUAGE = DOCS / "language.md"
_EXAMPLES = [block for block in markdown.blocks(LANGUAGE) if block.language == "tieuchi"]


@pytest.mark.parametrize("block", _EXAMPLES, ids=lambda block: block.place)
def test_examples_of_the_language_are_read(block: Block) -> None:
    wrong = block.option("wrong")
    _, found = examples.check(examples.whole_set(block.text).encode())
    codes = {one.code for one in found} - (set() if examples.is_whole(block.text) else examples.TOLERATED)
    assert codes == ({wrong} if wrong else set()), "\n".join(one.as_text() for one in found)


@pytest.mark.parametrize("stated", list(runs.results(LANGUAGE)), ids=lambda stated: stated.place)
def test_results_in_the_language_page_are_so(stated: runs.Stated) -> None:
    assert stated.found() == stated.stated
