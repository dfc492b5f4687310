"""Pages of the log: what is asked for, before and after, the chain's state, and a file that no spreadsheet runs."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

import engine.service
import webhooks
from admin.actions import ACTIONS, KINDS
from admin.exporting import TRIGGERS
from engine.service.people import Account, change_person
from engine.service.retention import set_retention
from engine.service.sources import SourceRecord, add_source, change_source
from tests.admin.connections import HOSTILE, assert_inert
from tests.admin.site import Browser, Site
from webhooks.signing import new_secret


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser("auditor")


def read(browser: Browser, path: str) -> str:
    """A page without its marks, on one line."""
    plain = re.sub(r"<[^>]+>", " ", browser.text(path))
    return re.sub(r"\s+", " ", plain)


def exported(browser: Browser, query: str = "") -> list[list[str]]:
    page = browser.get(f"/nhat-ky/tep?{query}").get_data().decode("utf-8-sig")
    return list(csv.reader(StringIO(page, newline=""), delimiter=";"))


def newest(site: Site) -> int:
    with site.office.read() as connection:
        return int(connection.execute(text("SELECT max(seq) FROM audit")).scalar_one())


@pytest.mark.parametrize("role", ["editor", "publisher", "appraiser", "staff", "leader", "reader"])
def test_only_auditors_and_administrators_read_it(site: Site, role: str) -> None:
    browser = site.browser(role)
    for path in ("/nhat-ky/", "/nhat-ky/1", "/nhat-ky/chuoi", "/nhat-ky/tep"):
        assert browser.get(path).status_code == 403


def test_nobody_writes_to_it(browser: Browser) -> None:
    for path in ("/nhat-ky/", "/nhat-ky/1", "/nhat-ky/chuoi", "/nhat-ky/tep"):
        assert browser.post(path).status_code == 405


def test_entries_with_who_what_and_what_changed(site: Site, browser: Browser) -> None:
    change_person(site.office, "administrator", Account("reader", "Lê Thị B", ("reader", "auditor")))
    page = read(browser, "/nhat-ky/")
    assert "ADMINISTRATOR administrator sửa tài khoản reader" in page
    assert "name: READER → Lê Thị B" in page
    detail = read(browser, f"/nhat-ky/{newest(site)}")
    assert "Vai trò hiện nay quản trị viên" in detail
    assert "Trước và sau" in detail
    assert "READER Lê Thị B" in detail


def test_from_where_it_came(site: Site, browser: Browser) -> None:
    administrator = site.browser("administrator")
    form = {"code": "mot-cua", "name": "Một cửa", "per_minute": "600", "may_post": "*", "units": "*"}
    answer = administrator.post("/ket-noi/nguon/moi", form)
    assert answer.status_code in (200, 303), answer.get_data(as_text=True)
    request = answer.headers["X-Request-Id"]
    detail = read(browser, f"/nhat-ky/{newest(site)}")
    assert "thêm nguồn" in detail
    assert f"Từ địa chỉ 127.0.0.1 Mã yêu cầu {request} " in detail
    assert exported(browser)[1][9:11] == ["127.0.0.1", request]
    # What no request began comes from nowhere, also where one was answered before in the same thread.
    set_retention(site.office, "administrator", 12)
    assert "Từ địa chỉ" not in read(browser, f"/nhat-ky/{newest(site)}")
    assert exported(browser)[1][9:11] == ["", ""]
    assert "Chuỗi nguyên vẹn" in read(browser, "/nhat-ky/chuoi")


def test_what_is_asked_for(site: Site, browser: Browser) -> None:
    set_retention(site.office, "administrator", 12)
    add_source(site.office, "administrator", SourceRecord("mot-cua", "Một cửa"), new_secret())
    page = read(browser, "/nhat-ky/?loai=setting")
    assert "đổi cài đặt retention_months" in page
    assert "thêm nguồn mot-cua" not in page
    assert "thêm nguồn mot-cua" in read(browser, "/nhat-ky/?loai=source.added&ai=administrator")
    assert "Không có mục nào" in read(browser, "/nhat-ky/?ai=khong-co")
    assert "Không có mục nào" in read(browser, "/nhat-ky/?den=2000-01-01")
    page = browser.text("/nhat-ky/?doi-tuong=mot-cua&tu=2000-01-01")
    assert "thêm nguồn" in page
    assert "Từ ngày: 01/01/2000" in page
    assert 'href="/nhat-ky/?tu=2000-01-01"' in page, "a filter is taken away by itself"


def test_objects_are_linked_for_who_may_see_them(site: Site, browser: Browser) -> None:
    add_source(site.office, "administrator", SourceRecord("mot-cua", "Một cửa"), new_secret())
    assert 'href="/ket-noi/nguon/mot-cua"' not in browser.text("/nhat-ky/")
    assert 'href="/ket-noi/nguon/mot-cua"' in site.browser("administrator").text("/nhat-ky/")


def test_pages_by_key(site: Site, browser: Browser) -> None:
    for months in range(1, 61):
        set_retention(site.office, "administrator", months)
    first = browser.text("/nhat-ky/?loai=setting")
    older = re.search(r'<a href="([^"]+)" rel="next">', first)
    assert older is not None
    second = browser.text(older[1].replace("&amp;", "&"))
    assert "<title>Nhật ký (trang 2)" in second
    assert (first.count('<th scope="row"'), second.count('<th scope="row"')) == (50, 10)


def test_the_chain_is_whole_until_it_is_not(site: Site, browser: Browser) -> None:
    last = newest(site)
    assert f"Chuỗi nguyên vẹn đến mục {last}" in read(browser, "/nhat-ky/")
    assert f"Chuỗi nguyên vẹn đến mục {last}" in read(browser, "/nhat-ky/chuoi")
    with site.office.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET who = 'ai đó' WHERE seq = 3"))
    for path in ("/nhat-ky/", "/nhat-ky/chuoi"):
        assert "Chuỗi bị đứt ở mục 3" in read(browser, path)


def test_the_file_holds_what_the_list_shows(site: Site, browser: Browser) -> None:
    for months in (12, 36):
        set_retention(site.office, "administrator", months)
    change_person(site.office, "administrator", Account("reader", "Lê Thị B", ("reader",)))
    answer = browser.get("/nhat-ky/tep?loai=setting")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=nhat-ky.csv;")
    header, *rows = exported(browser, "loai=setting")
    assert header[:4] == ["Số", "Thời điểm", "Ai", "Việc"]
    assert [row[2:6] for row in rows] == [
        ["administrator", "đổi cài đặt", "setting.changed", "retention_months"]
    ] * 2
    assert rows[0][8] == '{"from": 12, "to": 36}'
    _, (*_, before, after, _, _, _, _) = exported(browser, "loai=person.changed")
    assert ('"name": "READER"' in before, '"name": "Lê Thị B"' in after) == (True, True)
    assert len(exported(browser)) == newest(site) + 1


@pytest.mark.parametrize("text_", ["=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "=HYPERLINK(A1)"])
def test_no_cell_of_the_file_is_a_formula(site: Site, browser: Browser, text_: str) -> None:
    add_source(site.office, text_, SourceRecord(text_, text_), new_secret())
    rows = exported(browser)
    cells = [cell for row in rows for cell in row]
    assert "'" + text_ in cells
    assert not any(cell.startswith(TRIGGERS) for cell in cells)


def test_what_others_typed_is_shown_and_never_run(site: Site, browser: Browser) -> None:
    record = SourceRecord("mot-cua", "một cửa")
    add_source(site.office, HOSTILE, record, new_secret())
    change_source(site.office, HOSTILE, SourceRecord("mot-cua", HOSTILE))
    for path in ("/nhat-ky/", f"/nhat-ky/{newest(site)}"):
        assert_inert(browser.text(path))
    assert_inert(browser.text("/nhat-ky/?ai=" + HOSTILE.replace("=", "%3D").replace("#", "%23")))


def test_signs_that_are_not_seen_are_shown(site: Site, browser: Browser) -> None:
    set_retention(site.office, "an\u202enimda", 12)
    page = browser.text("/nhat-ky/")
    assert "an\\u202enimda" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("seq", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_entries_that_are_not_there(browser: Browser, seq: str) -> None:
    assert browser.get(f"/nhat-ky/{seq}").status_code == 404


# ---- Words


def _acts(tree: ast.AST) -> Iterator[str]:
    """The actions that a module writes, as far as they stand there as texts."""
    for node in ast.walk(tree):
        found: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "act":
            found = node.args[1]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "action.what":
            found = node.value
        if found is not None:
            for part in ast.walk(found):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "{" not in part.value:
                    yield part.value


def test_every_action_has_its_words() -> None:
    folders = (Path(engine.service.__file__).parent, Path(webhooks.__file__).parent)
    acts = {
        act
        for folder in folders
        for path in folder.rglob("*.py")
        for act in _acts(ast.parse(path.read_text(encoding="utf-8")))
        if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", act)
    }
    assert len(acts) > 20
    assert acts - set(ACTIONS) == set()
    assert {act.partition(".")[0] for act in ACTIONS} == set(KINDS)
