"""Connections and the log in a real browser: nothing that axe finds, no page that is wider than its window."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import insert, update

from engine.service.sources import rotate_key, subscribe
from engine.store import tables as t
from tests.admin.connections import System, declared
from tests.browser.conftest import Served, assert_accessible
from webhooks.signing import new_secret

URL = "https://nhan-tin.so-noi-vu.example/cham-diem/nhan?kenh=cai-cach-hanh-chinh"


@pytest.fixture
def connected(served_demo: Served) -> Served:
    """An office that has heard and told a great many things, good and bad."""
    site = served_demo.site
    system = System(site)
    System(site, "im-lang")
    system.post("waits", declared("don-vi-moi", so_tthc=4))
    system.post("waits", declared("don-vi-moi", so_tthc=4))
    system.post("waits", declared("don-vi-moi", so_tthc=5))
    for number in range(3):
        system.post(f"wrong-{number}-{'x' * 60}", {"type": "facts.declared", "data": {}})
    rotate_key(site.office, "administrator", "mot-cua", new_secret())
    number = subscribe(site.office, "administrator", URL, new_secret(), types=("score.changed",))
    row = {
        "subscription": number,
        "message_id": "msg_1",
        "type": "score.changed",
        "body": b'{"type":"score.changed"}',
        "created_at": 10**15,
        "state": "failed",
        "attempts": 2,
        "replay": False,
    }
    tries: list[dict[str, Any]] = [
        {"status": None, "error": "forbidden_address", "address": None, "answer": ""},
        {"status": 500, "error": None, "address": "192.0.2.1", "answer": "<html>" + "x" * 300},
    ]
    rows = [{**one, "outbox": 1, "at": 10**15, "milliseconds": 7, "replay": False} for one in tries]
    write = site.office.database.write
    write(lambda connection: connection.execute(insert(t.outbox), row))
    write(lambda connection: connection.execute(insert(t.attempts), rows))
    write(lambda connection: connection.execute(update(t.subscriptions).values(failing_since=10**15)))
    return served_demo


PAGES = (
    "/ket-noi/",
    "/ket-noi/nguon/moi",
    "/ket-noi/nguon/mot-cua",
    "/ket-noi/su-kien?nguon=mot-cua&tu=2020-01-01",
    "/ket-noi/su-kien/1",
    "/ket-noi/su-kien/2",
    "/ket-noi/dang-ky/moi",
    "/ket-noi/dang-ky/1",
    "/ket-noi/dang-ky/1/tin",
    "/ket-noi/tin/1",
    "/nhat-ky/?ai=administrator",
    "/nhat-ky/chuoi",
    "/nhat-ky/3",
)


def test_every_page_in_a_narrow_window(connected: Served) -> None:
    """With all that there can be on them; ``test_all_pages`` has them in a wide one."""
    page = connected.page("administrator", viewport={"width": 320, "height": 800})
    for path in PAGES:
        page.goto(path)
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert_accessible(page)


def _secret(page: Page) -> str:
    found = page.locator("code.secret").inner_text()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", found)
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_source_is_added_and_its_key_rotated_by_keyboard(served: Served, scripts: bool) -> None:
    page = served.page("administrator", java_script_enabled=scripts)
    page.goto("/ket-noi/")
    page.get_by_role("link", name="Thêm nguồn").press("Enter")
    page.get_by_label("Mã nguồn").press("Enter")
    page.get_by_role("heading", name="Chưa ghi được").wait_for()
    page.get_by_label("Mã nguồn").fill("mot-cua")
    page.get_by_label("Tên gọi trong bộ tiêu chí").fill("một cửa")
    page.get_by_role("button", name="Thêm nguồn và cấp khóa").press("Enter")
    first = _secret(page)
    assert first not in page.url
    if scripts:
        assert_accessible(page)
    page.get_by_role("link", name="Đã chép xong").press("Enter")
    page.get_by_text("Cấp khóa mới…").press("Enter")
    page.get_by_label("hết hiệu lực ngay").check()
    page.get_by_role("button", name="Cấp khóa mới").press("Enter")
    assert _secret(page) != first
    page.get_by_role("link", name="Đã chép xong").press("Enter")
    page.get_by_text("hết hiệu lực", exact=True).first.wait_for()


def test_a_double_click_makes_one_source(served: Served) -> None:
    page = served.page("administrator")
    page.goto("/ket-noi/nguon/moi")
    page.get_by_label("Mã nguồn").fill("mot-cua")
    page.get_by_label("Tên gọi trong bộ tiêu chí").fill("một cửa")
    page.get_by_role("button", name="Thêm nguồn và cấp khóa").dblclick()
    _secret(page)
    page.goto("/ket-noi/")
    assert page.locator("tbody tr").count() == 1
