"""``python -m tests.docs.rewrite``: put into the pages what the code says now. Look at the difference before you keep it."""

from pathlib import Path

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
            print(f"{path.name}: rewritten")


def _rewrite(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for one in reversed(runs.stated(path)):
        if one.holds():
            continue
        if console.ELLIPSIS in (line.strip() for line in one.text.splitlines()):
            print(f"{one.place}: leaves something out (…) and must be mended by hand")
            continue
        start = one.line - 1
        lines[start : start + len(one.text.splitlines())] = one.found().splitlines()
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
