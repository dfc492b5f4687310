"""``python -m tests.docs.rewrite``: put into the pages what the code says now (and read the difference)."""

from difflib import get_close_matches
from pathlib import Path

from docs.pictures import make_demo_picture
from tests.docs import console, generated, runs
from tests.docs.markdown import PAGES, with_made_parts


def main() -> None:
    """Rewrite every page that is no longer true."""
    parts = generated.parts()
    for path in PAGES:
        before = path.read_text(encoding="utf-8")
        path.write_text(with_made_parts(before, parts), encoding="utf-8")
        _rewrite(path)
        if path.read_text(encoding="utf-8") != before:
            print(f"{path.name}: rewritten")  # noqa: T201  (a tool for a person)
    make_demo_picture.PICTURE.write_text(make_demo_picture.picture(), encoding="utf-8")


def _rewrite(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for one in reversed(runs.stated(path)):
        found = one.found()
        if not one.holds(found):
            start, before = one.line - 1, one.text.splitlines()
            lines[start : start + len(before)] = _with_gaps(before, found.splitlines())
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def _with_gaps(before: list[str], now: list[str]) -> list[str]:
    """The present output; where the page leaves something out, only the lines that are most like those it shows."""
    if console.ELLIPSIS not in before:
        return now
    shown = [line for line in before if line != console.ELLIPSIS]
    like = {line: get_close_matches(line, now, n=1, cutoff=0.3) for line in shown}
    return [line if line == console.ELLIPSIS else "".join(like[line]) for line in before]


if __name__ == "__main__":
    main()
