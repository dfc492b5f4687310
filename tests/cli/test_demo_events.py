"""The second part of the demo: an office, its server in a process of its own, three signed events."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx2

from engine.service.roles import ROLES
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


def test_the_demo_ends_with_an_office_that_is_open_to_everybody_it_names(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "cli",
        "demo",
        "--serve",
        "--port",
        "0",
        "--home",
        str(tmp_path / "demo"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            told = []
            for line in process.stdout:
                told.append(line)
                if line.startswith("ChấmĐiểm: http://"):
                    break
            url = told[-1].removeprefix("ChấmĐiểm: ").partition(" ")[0]
            accounts = re.findall(r"^  (\w+) +((?:\w{5}-){2}\w{5}) ", "".join(told), flags=re.MULTILINE)
            assert len(accounts) == len(ROLES)
            for login, password in accounts:
                _sign_in(url, login, password)
        finally:
            process.terminate()
    assert process.returncode == 0


def _sign_in(url: str, login: str, password: str) -> None:
    """As a browser does, cookies and the form's token included."""
    with httpx2.Client(base_url=url, trust_env=False) as client:
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/dang-nhap").text)
        assert token is not None
        form = {"csrf_token": token[1], "login": login, "password": password}
        assert client.post("/dang-nhap", data=form).status_code == 303
        assert client.get("/").status_code == 200
        assert client.get("/diem/2020/so-ldtbxh").status_code == 200
