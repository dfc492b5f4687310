"""The scenarios that the page of the language shows come out as they say."""

import re

from engine.program import compile_set
from engine.scenarios.run import run
from spec import load_text
from spec.source import Source
from tests.docs.examples import whole_set
from tests.docs.markdown import ROOT, blocks

_SCENARIO = re.compile(r'^(?:kiểm thử|test) "', re.MULTILINE)


def test_the_scenarios_of_the_page_of_the_language() -> None:
    shown = 0
    for block in blocks(ROOT / "docs" / "language.md"):
        if not _SCENARIO.search(block.text):
            continue
        text = whole_set(block.text)
        model, _ = load_text(text, block.place, prove=False)
        assert model is not None
        for one in run(compile_set(model), Source(block.place, text)):
            shown += 1
            assert one.passed, (block.place, one.scenario.name, one.failed, one.findings)
    assert shown >= 6
