"""What Sở LĐTBXH received for 2020, from the set and the facts that come with the program."""

import json
from typing import Any

import pytest

from tests.cli.running import DEMO, DEPARTMENTS, UNIT, by_code, run

#: The table as it was received: area, maximum, points, rank, and what the notes say (any wording of each matches).
RECEIVED = [
    (
        "1",
        "17.5",
        "11.364",
        15,
        ["không có sáng kiến, giải pháp mới", "không có pano, áp phích tuyên truyền CCHC"],
    ),
    ("2", "12", "12", 1, []),
    (
        "3",
        "18",
        "13.981",
        17,
        ["hồ sơ trễ hạn không có văn bản xin lỗi", "chưa công khai kết quả giải quyết TTHC"],
    ),
    ("4", "11", "10", 2, ["PCM có số phó trưởng phòng vượt định mức"]),
    ("5", "15", "14", 1, ["không có Kế hoạch chuyển đổi vị trí công tác năm"]),
    ("6", "11.5", "11.5", 1, []),
    ("7", "15", "14", 5, ["tỷ lệ hồ sơ giải quyết mức độ 3, 4 còn thấp"]),
]


@pytest.fixture(scope="module")
def units() -> dict[str, Any]:
    result = run("score", DEPARTMENTS, DEMO, "--format", "json")
    assert result.exit_code == 0
    return by_code(json.loads(result.stdout))


@pytest.mark.parametrize(("area", "maximum", "points", "rank", "notes"), RECEIVED)
def test_area(
    units: dict[str, Any], area: str, maximum: str, points: str, rank: int, notes: list[str]
) -> None:
    found = units[UNIT]["areas"][area]
    assert (found["maximum"], found["points"], found["rank"]) == (maximum, points, rank)
    leaves = [leaf for number, leaf in units[UNIT]["leaves"].items() if number.startswith(area + ".")]
    reasons = [loss["reason"] for leaf in leaves for loss in leaf["losses"]]
    for note in notes:
        assert any(note in reason for reason in reasons)
    assert bool(reasons) == (points != maximum)
    assert all(reasons)


def test_total(units: dict[str, Any]) -> None:
    unit = units[UNIT]
    assert unit["total"] == {
        "points": "86.845",
        "maximum": "100",
        "percent": "86.85",
        "rank": 18,
        "rank_of": 21,
        "band": "Nhóm tương đối cao",
        "low": "86.845",
        "high": "86.845",
        "percent_low": "86.85",
        "percent_high": "86.85",
        "pending_points": "0",
    }
    assert (len(unit["leaves"]), len(unit["criteria"]), unit["provisional"]) == (80, 40, False)
    assert (unit["areas"]["1"]["rank_of"], unit["areas"]["3"]["rank_of"]) == (17, 17)


def test_ranks_and_bands_as_published(units: dict[str, Any]) -> None:
    ranks = [unit["total"]["rank"] for unit in units.values()]
    assert ranks == [*range(1, 12), *range(11, 22)]
    tied = [unit["name"] for unit in units.values() if unit["total"]["rank"] == 11]
    assert [name.split(" (")[0] for name in tied] == ["Sở KHCN", "BQL các KCN"]
    bands = [unit["total"]["band"] for unit in units.values()]
    assert bands == ["Nhóm cao"] + ["Nhóm tương đối cao"] * 21


def test_table_on_the_terminal() -> None:
    """The rows as the department reads them."""
    out = run("score", DEPARTMENTS, DEMO, "--unit", UNIT).stdout
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if "│" in line]
    figures = {row[0]: row[2:5] for row in rows if row[0]}
    ranks = ["15/17", "1/12", "17/17", "2/6", "1/9", "1/6", "5/13"]
    for (area, maximum, points, _, notes), rank in zip(RECEIVED, ranks, strict=True):
        assert figures[area] == [maximum.replace(".", ","), points.replace(".", ","), rank]
        if not notes:
            assert next(row for row in rows if row[0] == area)[5] == "Đạt điểm tối đa"
    total = next(row for row in rows if "Tổng cộng" in row[1])
    assert total[2:5] == ["100", "86,845", "18/21"]
    assert total[5].startswith("Chỉ số 86,85%")


def test_table_of_all_units() -> None:
    out = run("score", DEPARTMENTS, DEMO).stdout
    row = next(line for line in out.splitlines() if UNIT in line)
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == [
        *(
            "18/21",
            UNIT,
            "Sở Lao động - Thương binh và Xã hội",
            "86,845",
            "100",
            "86,85",
            "Nhóm tương đối cao",
        )
    ]
