"""What the pages say and the code can tell: result lines, outputs, generated tables, each worked out anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spec.messages  # noqa: F401  (registers the wording of every diagnostic)
from spec.characters import INVISIBLE
from spec.diagnostics import Diagnostic
from tests.docs import console, examples
from tests.docs.examples import TOLERATED
from tests.docs.markdown import RESULT, Block, blocks


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a page says, from ``line`` on, and what it should say."""

    path: Path
    line: int
    text: str
    found: Callable[[], str]

    @property
    def place(self) -> str:
        """How a test's parameter names it."""
        return f"{self.path.name}:{self.line}"

    def holds(self, found: str) -> bool:
        """Whether what was found is what the page says."""
        return console.matches(self.text, found)


def stated(path: Path) -> list[Stated]:
    """Everything of that kind in a page, in order."""
    found = [*results(path), *sessions(path), *outputs(path)]
    return sorted(found, key=lambda one: one.line)


def results(path: Path) -> Iterator[Stated]:
    """The result lines: the facts above them, scored by the set above those."""
    current: Block | None = None
    for block in blocks(path):
        if block.language == "tieuchi":
            current = block
        elif block.language == "json" and block.results:
            assert current is not None, f"{block.place}: there is no set above these facts"
            for line, text in block.results:
                target = text.partition(": ")[0]
                yield Stated(path, line, RESULT + text + "\n", _result(current.text, block, target))


def _result(criteria: str, block: Block, target: str) -> Callable[[], str]:
    def found() -> str:
        scores = examples.score(examples.load(criteria), block.text, close=block.option("close") is not None)
        return f"{RESULT}{target}: {examples.result_line(target, scores)}\n"

    return found


def sessions(path: Path) -> Iterator[Stated]:
    """The console blocks: commands with their output."""
    for block in blocks(path):
        if block.language == "console":
            yield Stated(path, block.line, block.text, lambda block=block: console.run(block))  # type: ignore[misc]


def outputs(path: Path) -> Iterator[Stated]:
    """The blocks marked ``output``: the findings about the example right above them."""
    criteria = example = None
    for block in blocks(path):
        if block.option("output") is not None:
            assert example is not None, f"{block.place}: there is no example above this output"
            yield Stated(path, block.line, block.text, _output(criteria, example))
        elif block.option("for") is not None:
            criteria = block
        else:
            example = block


def _output(criteria: Block | None, example: Block) -> Callable[[], str]:
    return lambda: _visible("\n".join(one.as_text() for one in findings(criteria, example)) + "\n")


def _visible(text: str) -> str:
    """What cannot be seen is shown by its number: pages should hold nothing hidden."""
    return "".join(f"\\u{ord(one):04x}" if one in INVISIBLE else one for one in text)


def findings(criteria: Block | None, example: Block) -> list[Diagnostic]:
    """What is found about an example: a set, or facts for ``criteria``; what no page can hold is written in Python."""
    content: str | bytes = example.text
    if example.language == "python":
        content = eval(example.text)  # noqa: S307  (an expression that stands in our own page)
    if example.language == "json" or example.option("facts") is not None:
        assert criteria is not None, f"{example.place}: there is no set for these facts"
        return examples.refusal(examples.load(criteria.text), content)
    whole = isinstance(content, bytes) or example.option("whole") is not None or examples.is_whole(content)
    text = content if whole or isinstance(content, bytes) else examples.whole_set(content)
    _, found = examples.check(text if isinstance(text, bytes) else text.encode())
    return (
        found if whole else [one for one in found if one.code == example.heading or one.code not in TOLERATED]
    )
