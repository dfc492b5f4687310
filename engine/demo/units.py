"""The 21 units whose facts are invented: how large each of them is."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Unit:
    """A unit and its sizes: invented, but of the right order; counts per year where they are counts."""

    code: str
    published_name: str
    itself: str  # how its own row in the list of units with deputies is called
    officials: int  # biên chế hành chính được giao
    staff: int  # biên chế sự nghiệp được giao
    rooms: int  # phòng chuyên môn
    offices: int  # phòng, đơn vị trực thuộc
    services: int  # đơn vị sự nghiệp công lập; none: 6.2.1 and 6.2.2 do not apply
    procedures: int  # TTHC
    dossiers: int
    documents: int  # văn bản đi
    tasks: int  # nhiệm vụ được giao
    laws: int  # VBQPPL được giao tham mưu; none: 2.1.1 and 2.1.2 do not apply
    mergers: int  # đầu mối phải sắp xếp; none: 4.1.2 does not apply
    capital: int  # triệu đồng


def read_units(path: Path) -> list[Unit]:
    """The units of a table whose columns are the fields of `Unit`, in their order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_unit(row) for row in csv.DictReader(file)]


def _unit(row: dict[str, str]) -> Unit:
    code, published_name, itself, *sizes = row.values()
    return Unit(code, published_name, itself, *map(int, sizes))
