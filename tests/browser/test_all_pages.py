"""Every page that can be looked at, in the browser: what axe finds, wide and narrow, and twice as large."""

from __future__ import annotations

import pytest

from engine.service.roles import Role
from tests.admin.walking import pages
from tests.browser.conftest import Served, assert_accessible, assert_no_sideways

#: Answers that are no pages.
_NO_PAGES = ("csv", "tep", "phien-ban", "healthz")


def shown(served: Served) -> list[tuple[Role, str]]:
    """Each page with somebody who may see it."""
    return [(who, path) for who, path in pages(served.site.app) if not path.endswith(_NO_PAGES)]


@pytest.mark.parametrize("half", [0, 1])
def test_every_page(served_demo: Served, half: int) -> None:
    """At the usual width with axe; then as narrow as a phone, which is also what 400 % of zoom leaves of a screen."""
    mine = shown(served_demo)[half::2]
    browsers = {who: served_demo.page(who) for who in {who for who, _ in mine}}
    for who, path in mine:
        page = browsers[who]
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 500, path
        if not (answer.headers.get("content-type") or "").startswith("text/html"):
            continue
        assert page.locator("h1").count() == 1, path
        assert_accessible(page)
        page.set_viewport_size({"width": 640, "height": 450})  # 200 % of zoom
        assert_no_sideways(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert_no_sideways(page)
