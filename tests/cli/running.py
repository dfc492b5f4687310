"""The command line as a program, and the files that its tests give it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cli import main
from spec import sets_folder

ROOT = Path(__file__).parents[2]
DEPARTMENTS = str(sets_folder() / "so-2020.tieuchi")
DEMO = str(ROOT / "engine" / "demo" / "so-2020.json")
UNIT = "so-ldtbxh"

#: A set with a fact of every type, a leaf of every kind of entry, and something that each check may refuse.
CRITERIA = """bộ tiêu chí "Bộ thử"
năm 2020
áp dụng cho sở; huyện
làm tròn 3 chữ số
quy đổi tổng
xếp loại "Tốt" từ 80%
dữ kiện dem: số nguyên từ 1 đến 12 "số tháng"
dữ kiện phan: số nguyên từ 0 đến dem
dữ kiện so: số từ 0
dữ kiện pt: số đơn vị tính "%"
dữ kiện ty_le: tỷ lệ từ 0% đến 100%
dữ kiện ngay: ngày từ 01/01 đến 31/12/2021 hoặc trống
dữ kiện co: có/không
dữ kiện chon: lựa chọn (a "chọn a"; b "chọn b")
dữ kiện tap: tập con (x; y)
dữ kiện chu: văn bản
dữ kiện bg: bản ghi (p: số nguyên từ 0; q: số)
dữ kiện bang: bảng khóa ma (ma: văn bản; n: số nguyên từ 0; d: ngày hoặc trống)
ràng buộc phan + bg.p < 20 vì "Phần và p quá nhiều: {phan} + {bg.p}"
cảnh báo phan <= bg.p vì "Phần {phan} nên không quá {bg.p}"
lĩnh vực 1 "Một" 6 điểm
tiêu chí 1.1 "Một một" 4 điểm
thành phần 1.1.1 "Tỷ lệ" 2 điểm
  mã ty-le
  theo tỷ lệ phan / dem từ 10% vì "{phan}/{dem}"
thành phần 1.1.2 "Đạt" 2 điểm
  không áp dụng khi được duyệt
  minh chứng "Kế hoạch"
  đạt khi co và chon = a và tap có x và ngay đến hết 31/12
thành phần 1.2 "Hội đồng" 2 điểm
  hội đồng chấm bước 0,5
lĩnh vực 2 "Hai" 4 điểm
thành phần 2.1 "Bảng" 2 điểm
  trừ 0,5 mỗi đếm(bang với n > 2 và d không trống) vì "{liệt kê(bang.ma với n > 2)}"
thành phần 2.2 "Còn lại" 2 điểm
  cộng 1 khi so + bg.q > 1 và chu = "có"
  cộng 1 khi pt > năm trước(pt) và ty_le từ 50% trở lên
"""

FACTS: dict[str, Any] = {
    "dem": 12,
    "phan": 6,
    "so": "1.5",
    "pt": 9.8,
    "ty_le": "50",
    "ngay": "31/12/2020",
    "co": True,
    "chon": "a",
    "tap": ["x"],
    "chu": "có",
    "bg": {"p": 6, "q": 1},
}


def unit(code: str = "u1", /, **changes: Any) -> dict[str, Any]:
    """A unit that has everything, with what is changed; None takes a part away."""
    whole = {
        "code": code,
        "name": "Đơn vị " + code,
        "block": "sở",
        "facts": dict(FACTS),
        "tables": {"bang": [{"ma": "m1", "n": 3, "d": "2020-05-01"}, {"ma": "m2", "n": 1, "d": None}]},
        "previous": {"pt": 9},
        "council": {"1.2": {"points": "1.5", "reason": "khá", "by": "Hội đồng"}},
    }
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


def document(*units: dict[str, Any], year: Any = 2020) -> dict[str, Any]:
    """A facts document."""
    return {"year": year, "units": list(units)}


class Files:
    """A set and facts in a folder, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.criteria = folder / "thử.tieuchi"
        self.facts = folder / "số liệu.json"
        self.criteria.write_text(CRITERIA, encoding="utf-8")

    def score(self, facts: Any, *options: str) -> Result:
        """Score a document, given as the text of the file or as what it means."""
        text = facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)
        self.facts.write_text(text, encoding="utf-8")
        return self.again(*options)

    def again(self, *options: str) -> Result:
        """Score the facts that are there."""
        return run("score", str(self.criteria), str(self.facts), *options)

    def scored(self, facts: Any, *options: str) -> Any:
        """The units of the JSON form, by code."""
        result = self.score(facts, "--format", "json", *options)
        assert result.exit_code == 0, result.stdout
        return by_code(json.loads(result.stdout))

    def refused(self, facts: Any) -> list[dict[str, Any]]:
        """The diagnostics for which a document is refused."""
        result = self.score(facts, "--format", "json")
        assert result.exit_code == 1, result.stdout
        found = json.loads(result.stdout)
        assert set(found) == {"diagnostics"}
        return list(found["diagnostics"])


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, arguments, prog_name="chamdiem", catch_exceptions=False)


def run_program(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a program of its own, with pipes for its output."""
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)


def by_code(report: Any) -> dict[str, Any]:
    """The units of a report by code, areas and leaves by number."""
    units = {one["code"]: one for one in report["units"]}
    for one in units.values():
        one["areas"] = {area["number"]: area for area in one["areas"]}
        one["leaves"] = {leaf["number"]: leaf for leaf in one["leaves"]}
    return units
