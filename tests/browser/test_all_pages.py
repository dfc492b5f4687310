"""Every page that can be looked at, in the browser: what axe finds, wide and narrow, and twice as large."""

from __future__ import annotations

import pytest

from admin.security.rights import need_of
from engine.service.roles import ROLES, Role, rights_of
from tests.admin.walking import asked
from tests.browser.conftest import Served, assert_accessible, assert_no_sideways

#: Who sees most comes first, so that each page is looked at once.
_ORDER: tuple[Role, ...] = ("administrator", "editor", "publisher", "appraiser", "staff")
#: Answers that are no pages.
_NO_PAGES = ("csv", "tep", "phien-ban", "healthz")


def pages(served: Served) -> list[tuple[Role, str]]:
    """Each page with somebody who may see it."""
    app, found = served.site.app, []
    for endpoint, method, path in asked(app):
        if method != "GET" or path.endswith(_NO_PAGES):
            continue
        need = need_of(app, endpoint)
        who = next((role for role in _ORDER if need in rights_of([role])), None)
        found.append((who or "reader", path))
    return found


def test_every_page_is_in_reach(served_demo: Served) -> None:
    assert {who for who, _ in pages(served_demo)} >= {
        "administrator",
        "editor",
        "publisher",
        "appraiser",
        "staff",
    }
    assert set(_ORDER) <= set(ROLES)


@pytest.mark.parametrize("half", [0, 1])
def test_every_page(served_demo: Served, half: int) -> None:
    """At the usual width with axe; then as narrow as a phone, which is also what 400 % of zoom leaves of a screen."""
    browsers = {who: served_demo.page(who) for who in (*_ORDER, "reader")}
    for who, path in pages(served_demo)[half::2]:
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
