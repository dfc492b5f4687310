"""Accounts on their pages: what is refused is told on the page that it was typed into."""

from __future__ import annotations

from html import unescape

from engine.service.people import find_person
from tests.admin.site import Site


def test_a_login_that_is_taken_loses_nothing_that_was_typed(site: Site) -> None:
    typed = {"login": "reader", "name": "Nguyễn Thị «Mới»", "roles": ["auditor"]}
    answer = site.browser("administrator").post("/tai-khoan-nguoi-dung/moi", typed)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "<title>Lỗi:" in page
    assert "đã có tài khoản «reader»" in page
    assert 'value="Nguyễn Thị «Mới»"' in page
    assert "checked" in page
    with site.office.read() as connection:
        assert find_person(connection, "reader").name != typed["name"]
