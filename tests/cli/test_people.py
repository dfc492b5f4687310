"""Accounts by the command line: the first administrator comes from there."""

from __future__ import annotations

import re
from pathlib import Path

from admin.app import create_app
from admin.settings import Settings
from engine.service.opening import open_office
from tests.admin.site import PASSWORD, Browser, cheap_passwords
from tests.cli.running import run


def test_from_nothing_to_an_administrator_who_is_signed_in(tmp_path: Path) -> None:
    cheap_passwords()
    home = ("--home", str(tmp_path))
    with open_office(tmp_path) as office:
        nobody = Browser(create_app(office, Settings(secure=False)).test_client(), None)
        answer = nobody.post("/dang-nhap", {"login": "admin", "password": "admin"})
        assert answer.status_code == 422  # there is no account to begin with
    result = run("user", "add", "quan.tri", "--name", "Trần Văn Quản", *home)
    assert result.exit_code == 0, result.output
    code = re.search(r": ((?:\w{5}-){3}\w{5})", result.stdout)
    assert code is not None
    with open_office(tmp_path) as office:
        browser = Browser(create_app(office, Settings(secure=False)).test_client(), None)
        chosen = {"login": "quan.tri", "code": code[1], "password": PASSWORD}
        assert browser.post("/kich-hoat", chosen).status_code == 303
        assert browser.post("/dang-nhap", chosen).status_code == 303
        assert browser.get("/tai-khoan-nguoi-dung/").status_code == 200
    assert "quan.tri  Trần Văn Quản  administrator  đang dùng" in run("user", "list", *home).stdout
    assert run("user", "disable", "quan.tri", *home).exit_code == 1  # nobody would be left


def test_what_cannot_be_is_told(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path))
    result = run("user", "add", "lan", "--role", "staff", "--unit", "so-khong-co", *home)
    assert result.exit_code == 1
    assert "chọn đơn vị" in result.output
    assert run("user", "add", "lan nguyen", *home).exit_code == 1
    assert run("user", "add", "lan", *home).exit_code == 0
    assert "đã có tài khoản «lan»" in run("user", "add", "lan", *home).output
    assert run("user", "reset", "ai-do", *home).exit_code == 1
    assert run("user", "reset", "lan", *home).exit_code == 0
