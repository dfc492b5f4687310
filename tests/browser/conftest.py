"""Chromium, a served office, and people in front of it. Whatever a browser complains about fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from admin.serving import whole_app
from admin.settings import Settings
from engine.demo import office as demo
from engine.service.opening import open_office
from engine.service.patience import Visitor
from engine.service.signing_in import sign_in
from tests.admin.conftest import demo_home, quick_sign_in, small_home
from tests.admin.site import PASSWORD, Site, with_templates
from webhooks.serving import make_server, stop

__all__ = [
    "demo_home",
    "quick_sign_in",
    "small_home",
]  # fixtures that these tests share with those of the pages

_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
#: Milliseconds that something may take on a machine that has other things to do.
_PATIENCE = 30_000
#: What axe looks for. Of what is in order it is to tell little: on its way here that takes longer than the looking.
_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def pytest_itemcollected(item: pytest.Item) -> None:
    """The server works beside its browser: measuring its lines makes both wait. Tests of the pages measure them."""
    item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(_playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is missing: install it (apt-get install chromium), or name it in CHROMIUM")
    browser = _playwright.chromium.launch(executable_path=found, args=_QUIET)
    yield browser
    browser.close()


@dataclass  # no slots: Playwright puts marks on what it calls
class Served:
    """An office that is served, and whoever looks at it. ``complaints``: what browsers had to say against its pages."""

    site: Site
    url: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self, login: str | None = None, **options: Any) -> Page:
        """A new window, in which somebody is signed in; options are those of Playwright's contexts."""
        context = self.chromium.new_context(
            **{"base_url": self.url, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **options}
        )
        context.set_default_timeout(_PATIENCE)
        self.contexts.append(context)
        if login is not None:
            context.add_cookies([{"name": "chamdiem", "value": self._cookie(login), "url": self.url}])
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)
        return page

    def _cookie(self, login: str) -> str:
        """The cookie of somebody who has just signed in."""
        client = self.site.app.test_client()
        token = sign_in(self.site.office, login, PASSWORD, Visitor("127.0.0.1", "test"))
        with client.session_transaction() as session:
            session["token"] = token
        cookie = client.get_cookie("chamdiem")
        assert cookie is not None
        return cookie.value

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form is answered 422, which the console reports as well; that is no fault of a page.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"outside address: {request.url}")


def assert_accessible(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA; everything within the width of the window."""
    found = Axe().run(page, options=_WCAG)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert_no_sideways(page)


def assert_no_sideways(page: Page) -> None:
    """The page itself scrolls in one direction only (WCAG 1.4.10); tables may scroll within."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{page.url} is {width[0]} wide in a window of {width[1]}"


@contextmanager
def _served(home: Path, unit: str, chromium: Browser) -> Iterator[Served]:
    with open_office(home) as office:
        app = whole_app(office, Settings(secure=False))
        server = make_server(app, port=0)
        thread = Thread(target=server.run)
        thread.start()
        served = Served(
            Site(office, with_templates(app.pages), unit),
            f"http://127.0.0.1:{server.effective_port}",
            chromium,
        )
        try:
            yield served
        finally:
            for context in served.contexts:
                context.close()
            stop(server)
            thread.join()
    assert served.complaints == []


@pytest.fixture
def served_demo(demo_home: Path, tmp_path: Path, chromium: Browser) -> Iterator[Served]:
    """A demo office of its own, served."""
    shutil.copytree(demo_home, tmp_path, dirs_exist_ok=True)
    with _served(tmp_path, demo.UNIT, chromium) as served:
        yield served


@pytest.fixture
def served(small_home: Path, tmp_path: Path, chromium: Browser) -> Iterator[Served]:
    """An office with two units and nothing scored, served."""
    shutil.copytree(small_home, tmp_path, dirs_exist_ok=True)
    with _served(tmp_path, "so-a", chromium) as served:
        yield served
