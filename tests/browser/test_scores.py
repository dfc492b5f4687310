"""Scorecards, rankings, comparisons in a real browser: readable by everybody, at 320 px, on paper, and up to date."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine.service.registry import open_round
from tests.browser.conftest import Served, assert_accessible
from tests.in_force import put_set
from tests.service.test_scorecards import DOSSIERS, LATE, send
from tests.service.years import say, set_of

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
CARD = "/diem/2021/so-a"


@pytest.fixture
def years(served: Served) -> Served:
    """A served office with two departments in two years."""
    office = served.site.office
    for year in (2021, 2022):
        open_round(office, "test", put_set(office.database, set_of(year), year - 2020))
        say(office, "so-a", year, a=4, b=2023 - year, c=False, d=5)
        say(office, "so-b", year, a=4, b=4, c=True, d=10)
    return served


def reload_guard(page: Page) -> None:
    """Mark a page: a reload would lose the mark."""
    page.evaluate("window.kept = true")


@pytest.mark.parametrize(
    "path", ["/xep-hang/2022", "/xep-hang/2022?linh-vuc=1", "/so-sanh", CARD, f"{CARD}?hien=ban-in"]
)
def test_everybody_can_read_it(years: Served, path: str) -> None:
    page = years.page("reader", viewport=WIDE)
    page.goto(path)
    assert_accessible(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert_accessible(page)


def test_reasons_are_read_at_320_px_without_moving_sideways(years: Served) -> None:
    page = years.page("reader", viewport=NARROW)
    page.goto(CARD)
    reason = page.get_by_text("chưa có kế hoạch").locator("visible=true").first
    box = reason.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= NARROW["width"]


def test_it_is_all_there_without_scripts(years: Served) -> None:
    page = years.page("reader", java_script_enabled=False)
    page.goto("/xep-hang/2021")
    page.get_by_role("link", name="Sở A").click()
    expect(page.locator("[id='tc-1.1.2']")).to_contain_text("−2: chưa có kế hoạch")
    page.get_by_role("link", name="Hiện mọi tiêu chí thành phần").click()
    expect(page.locator("tr.leaf")).to_have_count(3)
    page.locator("[id='can-cu-1.1.2'] summary").click()
    expect(page.get_by_text('đạt khi c vì "chưa có kế hoạch"')).to_be_visible()


def test_on_paper_all_grounds_are_open(years: Served) -> None:
    page = years.page("reader", viewport=WIDE)
    page.goto(CARD)
    grounds = page.locator("[id='can-cu-1.1.2'] .grounds")
    expect(grounds).not_to_be_visible()
    page.emulate_media(media="print")
    box = grounds.bounding_box()
    assert box is not None
    assert box["height"] > 50


def test_an_open_card_hears_of_an_event(served: Served) -> None:
    """What is open stays open, the focus stays where it was, what changed is said; nobody reloads anything."""
    office = served.site.office
    open_round(office, "test", put_set(office.database, DOSSIERS))
    send(office, "e1", table="hồ_sơ", rows=LATE[:2])
    page = served.page("staff", viewport=WIDE)
    page.goto(CARD)
    reload_guard(page)
    page.locator("[id='can-cu-1.1'] summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 hồ sơ trễ: H1").locator("visible=true")).to_be_visible()
    send(office, "e2", table="hồ_sơ", rows=[{"mã": "H1", "hẹn": "2021-03-05", "trả": "2021-03-01"}], at=1)
    expect(page.get_by_role("status").filter(has_text="1.1: 0 → 2 điểm")).to_be_visible()
    expect(page.locator("[id='tc-1.1']")).to_contain_text("Đạt điểm tối đa")
    expect(page.locator("[id='can-cu-1.1'] summary")).to_be_focused()
    expect(page.locator("[id='can-cu-1.1']")).to_have_attribute("open", "")
    send(office, "e3", table="hồ_sơ", rows=LATE[:4], at=2)
    expect(page.get_by_role("status").filter(has_text="1.1: 2 → 0 điểm")).to_be_visible()
    expect(page.get_by_text("2 hồ sơ trễ: H1, H3").locator("visible=true")).to_be_visible()
    assert page.evaluate("window.kept") is True
    assert_accessible(page)


def test_a_visit_that_ended_is_told(years: Served) -> None:
    page = years.page("reader", viewport=WIDE)
    page.goto(CARD)
    page.context.clear_cookies()
    expect(page.get_by_role("status").filter(has_text="Phiên làm việc đã hết")).to_be_visible()
