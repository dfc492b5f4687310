"""Console blocks of the pages: commands, run in the tests' own process, and what they print."""

import contextlib
import re
import shlex
import tempfile
from pathlib import Path

from click.testing import CliRunner

from cli import main
from tests.docs.markdown import ROOT, Block, blocks

#: Hashes are left out of the pages: they change with things that the pages do not speak of.
_HASH = re.compile(r"\b[0-9a-f]{64}\b")

_PROMPT = "$ "
_EXIT_CODE = "echo $?"

#: A line of an output that stands for any number of lines.
ELLIPSIS = "…"


def run(block: Block) -> str:
    """A block with the output that its commands have now.

    They run among the files that the page shows (blocks with ``file=NAME``); a page without any speaks of the files of
    the repository.
    """
    files = [one for one in blocks(block.path) if one.option("file")]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) if files else ROOT
        for file in files:
            (folder / (file.option("file") or "")).write_text(file.text, encoding="utf-8")
        stack.enter_context(contextlib.chdir(folder))
        return _session(block.text)


def _session(text: str) -> str:
    out, code = "", 0
    for line in text.splitlines():
        if not line.startswith(_PROMPT):
            continue
        command = line.removeprefix(_PROMPT)
        out += line + "\n"
        if command == _EXIT_CODE:
            out += f"{code}\n"
            continue
        program, *arguments = shlex.split(command)
        assert program == "chamdiem", f"the tests cannot run «{command}»"
        result = CliRunner().invoke(main, arguments, prog_name="chamdiem", catch_exceptions=False)
        code = result.exit_code
        out += "".join(one.rstrip() + "\n" for one in result.output.splitlines())
    return _HASH.sub("…", out)


def matches(stated: str, found: str) -> bool:
    """Whether an output is as stated; a line «…» stands for any number of lines, blanks at the end count nothing."""
    return _match([one.rstrip() for one in stated.splitlines()], [one.rstrip() for one in found.splitlines()])


def _match(stated: list[str], found: list[str]) -> bool:
    if ELLIPSIS not in (one.strip() for one in stated):
        return stated == found
    cut = next(index for index, one in enumerate(stated) if one.strip() == ELLIPSIS)
    if stated[:cut] != found[:cut]:
        return False
    rest = stated[cut + 1 :]
    return any(_match(rest, found[start:]) for start in range(cut, len(found) + 1))
