# ruff: noqa: INP001  (a script of its own, in no package)
"""Draw the table of one department that ``chamdiem demo`` prints: ``python -m docs.pictures.make_demo_picture``.

Drawn line by line rather than as a terminal's screen: viewers put the marks of Vietnamese letters astray where text is
stretched to a grid. The picture asks no other place for anything, fonts neither.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.table import Table

from engine.block import score_units
from engine.demo import show
from engine.output.tables import scorecard
from engine.session import load_facts, load_set
from spec import sets_folder

PICTURE = Path(__file__).with_name("demo.svg")

_LINE, _PAD, _TOP = 20, 10, 44
#: Widths of the columns in pixels, and in characters for the two that wrap.
_WIDTHS = (48, 270, 118, 138, 98, 540)
_WRAP = {1: 34, 5: 70}
_STYLE = (
    "text { font: 14px 'DejaVu Sans', Verdana, sans-serif; fill: #24292f } .head { font-weight: bold } "
    ".title { font-size: 16px; font-weight: bold } path { stroke: #d0d7de; fill: none } rect { fill: #ffffff }"
)


@dataclass(frozen=True, slots=True)
class Row:
    """The lines of each cell of a row of the table."""

    cells: list[list[str]]
    head: bool = False

    @property
    def height(self) -> int:
        """In pixels."""
        return _LINE * max(len(lines) for lines in self.cells) + _PAD


def picture() -> str:
    """The table as SVG."""
    loaded = load_set(sets_folder() / "so-2020.tieuchi")
    units = load_facts(loaded, Path(show.__file__).with_name("so-2020.json"))
    result = next(one for one in score_units(loaded.program, units) if one.unit.code == show.UNIT)
    return drawn(scorecard(result))


def drawn(table: Table) -> str:
    """A table of the terminal as SVG."""
    rows = list(_rows(table))
    right = [column.justify == "right" for column in table.columns]
    width, height = sum(_WIDTHS) + 1, _TOP + sum(row.height for row in rows) + 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(str(table.title))}</title><style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}"/><text class="title" x="0" y="24">{escape(str(table.title))}</text>',
    ]
    top = _TOP
    for row in rows:
        parts += [f'<path d="M0 {top}.5H{width}"/>', *_texts(row, top, right)]
        top += row.height
    parts.append(f'<path d="M0 {top}.5H{width}"/>')
    parts += [f'<path d="M{x}.5 {_TOP}V{top}"/>' for x in _edges()]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rows(table: Table) -> Iterator[Row]:
    columns = [[str(column.header), *(str(cell) for cell in column.cells)] for column in table.columns]
    for number, cells in enumerate(zip(*columns, strict=True)):
        yield Row([_wrapped(cell, _WRAP.get(index)) for index, cell in enumerate(cells)], head=number == 0)


def _wrapped(cell: str, most: int | None) -> list[str]:
    lines = cell.split("\n")
    return [part for line in lines for part in textwrap.wrap(line, most) or [""]] if most else lines


def _edges() -> list[int]:
    edges = [0]
    for width in _WIDTHS:
        edges.append(edges[-1] + width)
    return edges


def _texts(row: Row, top: int, right: Sequence[bool]) -> Iterator[str]:
    kind = ' class="head"' if row.head else ""
    for lines, start, width, to_the_right in zip(row.cells, _edges(), _WIDTHS, right, strict=False):
        x, anchor = (start + width - _PAD, ' text-anchor="end"') if to_the_right else (start + _PAD, "")
        for number, line in enumerate(lines):
            if line:
                y = top + _LINE * (number + 1)
                yield f'<text{kind}{anchor} x="{x}" y="{y}">{escape(line)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
