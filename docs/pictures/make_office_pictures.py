# ruff: noqa: INP001  (a script of its own, in no package)
"""Take the pictures of the office that the README shows: ``python -m docs.pictures.make_office_pictures``.

A demo office is made and served, and the pages are looked at in the system's Chromium.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright

from admin.serving import whole_app
from admin.settings import Settings
from engine.demo import office as demo
from engine.service.opening import open_office
from engine.service.people import readable_secret
from webhooks.serving import make_server, stop

_FOLDER = Path(__file__).parent


def main() -> None:
    """Take all of them."""
    with (
        tempfile.TemporaryDirectory() as home,
        _served(Path(home)) as (url, passwords, draft),
        _page(url) as page,
    ):
        _sign_in(page, "bientap", passwords)
        page.goto(f"/soan-thao/{draft}")
        page.get_by_role("tab", name="Bảng tiêu chí").click()
        page.get_by_role("button", name="3.4.1: đến dòng").click()
        _take(page, "editor")
        page.goto(f"/bo-tieu-chi/{draft}/tac-dong")
        _take(page, "impact")
        page.goto(f"/diem/2020/{demo.UNIT}")
        _take(page, "scorecard", below="#lv-3")
        page.goto("/xep-hang/2020")
        _take(page, "ranking")


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, dict[str, str], int]]:
    with open_office(home) as office:
        demo.put_year(office, 2020)
        demo.put_facts(office)
        draft = demo.put_draft(office)
        passwords = demo.put_people(office, lambda: readable_secret(3))
        server = make_server(
            whole_app(office, Settings(secure=False, name="Sở Nội vụ tỉnh Đắk Nông")), port=0
        )
        thread = Thread(target=server.run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}", passwords, draft
        finally:
            stop(server)
            thread.join()


@contextmanager
def _page(url: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        page = browser.new_page(base_url=url, viewport={"width": 1280, "height": 860}, locale="vi-VN")
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def _sign_in(page: Page, login: str, passwords: dict[str, str]) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(passwords[login])
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("heading", name="Việc của tôi").wait_for()


def _take(page: Page, name: str, below: str | None = None) -> None:
    if below is not None:
        page.locator(below).scroll_into_view_if_needed()
        page.evaluate("selector => document.querySelector(selector).scrollIntoView()", below)
    page.wait_for_timeout(3000)
    page.screenshot(path=_FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
