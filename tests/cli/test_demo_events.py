"""The second part of the demo: an office, its server in a process of its own, three signed events."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.running import ROOT, run


def test_a_point_is_lost_for_a_late_dossier_and_comes_back_with_the_apology(tmp_path: Path) -> None:
    home = tmp_path / "văn phòng"
    result = run("demo", "--events", "--home", str(home))
    assert result.exit_code == 0, result.output
    steps = re.findall(r"3\.4\.2: (\S+) → (\S+) điểm", result.stdout)
    assert steps == [("0", "1"), ("1", "0"), ("0", "1")]
    assert "mất 1 (dòng 560): 1 hồ sơ trễ hạn không có văn bản xin lỗi: H-003" in result.stdout
    assert _is_in_order(_shown(), result.stdout)
    # What it leaves behind is an office like any other.
    assert "mọi thứ như đã ghi" in run("verify", "--home", str(home / "events")).stdout


def _shown() -> list[str]:
    """What the README shows of it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```text\n(hồ sơ H-003.*?)```", text, flags=re.DOTALL)
    assert block is not None
    return [line for line in block[1].splitlines() if line.strip() not in ("", "…")]


def _is_in_order(lines: list[str], text: str) -> bool:
    printed = iter(text.splitlines())
    return all(any(line == one for one in printed) for line in lines)
