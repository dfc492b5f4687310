"""What ``chamdiem demo`` prints: the departments of Đắk Nông in 2020, and one department's table with reasons."""

from pathlib import Path

from rich.console import Console

from engine.block import score_units
from engine.output.tables import ranking, scorecard
from engine.session import load_facts, load_set
from spec import sets_folder

UNIT = "so-ldtbxh"
FACTS = Path(__file__).with_name("so-2020.json")


def show(console: Console) -> None:
    """Score the demo units and print the ranking and the table of Sở LĐTBXH."""
    criteria = sets_folder() / "so-2020.tieuchi"
    loaded = load_set(criteria)
    results = score_units(loaded.program, load_facts(loaded, FACTS))
    console.print(ranking(results))
    console.print(scorecard(next(result for result in results if result.unit.code == UNIT)))
    console.print("Chỉ số của 22 đơn vị là số đã công bố năm 2021; số liệu chi tiết là số liệu minh họa.")
    console.print("Mở để xem: bộ tiêu chí spec/sets/so-2020.tieuchi, số liệu engine/demo/so-2020.json")
    console.print("Thử tiếp (lệnh nằm trong .venv/bin):")
    console.print(f"  chamdiem score {_short(criteria)} {_short(FACTS)} --unit {UNIT}", highlight=False)
    console.print(
        f"  chamdiem explain {_short(criteria)} {_short(FACTS)} --unit {UNIT} --leaf 3.4.2", highlight=False
    )


def _short(path: Path) -> str:
    """A path as the user would type it from where they stand."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
