"""Criteria sets in a real browser: nothing that axe finds on any page, no page that is wider than its window."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from engine.demo import office as demo
from engine.service.drafts import begin_draft, propose
from engine.service.office import Office
from engine.service.sets import all_sets, set_record
from tests.admin.site import Site
from tests.browser.conftest import Served, assert_accessible

NARROW = {"width": 320, "height": 900}
_RULES, _, _SCENARIOS = demo.set_text(2020).partition("\nkiểm thử ")
#: The set of 2020 with another threshold for 1.4.2, and one of its scenarios.
CHANGED = (
    (_RULES + "\nkiểm thử " + _SCENARIOS.partition("\nkiểm thử ")[0])
    .replace("so_tin_bai_cchc từ 12 trở lên: 0,75", "so_tin_bai_cchc từ 24 trở lên: 0,75")
    .replace("so_tin_bai_cchc từ 6 đến 11: 0,5", "so_tin_bai_cchc từ 6 đến 23: 0,5")
)


def proposed(office: Office) -> int:
    """A draft of 2020 that waits for its review."""
    identity = begin_draft(office, "editor", CHANGED)
    with office.read() as connection:
        digest = set_record(connection, identity).text_hash
    propose(office, "editor", identity, digest, "Nâng số tin, bài\n" + "theo_kế_hoạch_" * 20)
    return identity


def in_state(site: Site, state: str) -> int:
    with site.office.read() as connection:
        return next(one.identity for one in all_sets(connection) if one.state == state)


def test_every_page_in_a_narrow_window(served_demo: Served) -> None:
    """What a draft, a proposal and a set in force have beside what every page has (``test_all_pages``)."""
    site = served_demo.site
    waiting, draft, in_force = proposed(site.office), in_state(site, "draft"), in_state(site, "published")
    editor = served_demo.page("editor", viewport=NARROW)
    for path in ("", "moi", str(draft), f"{draft}/trinh", f"{draft}/van-ban", f"{draft}/khac-biet"):
        looked_at(editor, path)
    looked_at(editor, f"{draft}/tac-dong")
    expect(editor.locator(".impact-summary")).to_contain_text("22 đơn vị")
    publisher = served_demo.page("publisher", viewport=NARROW)
    for path in (f"{waiting}/tham-tra", str(waiting), f"{waiting}/ban-hanh", f"{in_force}/thu-hoi"):
        looked_at(publisher, path)
    looked_at(publisher, f"{in_force}/mo-dot")
    looked_at(publisher, f"{in_force}/cham-lai")
    looked_at(publisher, f"{in_force}/khoa-so")
    looked_at(publisher, f"{in_force}/sua-dot")


def looked_at(page: Page, path: str) -> None:
    page.goto(f"/bo-tieu-chi/{path}")
    assert_accessible(page)


def test_a_review_from_the_proposal_to_force(served_demo: Served) -> None:
    identity = proposed(served_demo.site.office)
    page = served_demo.page("publisher", java_script_enabled=False)
    page.goto(f"/bo-tieu-chi/{identity}")
    page.get_by_role("link", name="Thẩm tra", exact=True).click()
    expect(page.locator("#khac-biet ~ .changes").first).to_be_visible()
    expect(page.get_by_role("img", name="Thay đổi điểm của từng đơn vị")).to_be_visible()
    page.get_by_label("Chấp nhận, chuyển ban hành").check()
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_role("alert")).to_contain_text("xem tác động")
    page.get_by_label("Tôi đã xem tác động").check()
    page.get_by_role("button", name="Ghi kết luận").click()
    page.get_by_role("link", name="Ban hành", exact=True).click()
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("02/01/2021")
    page.get_by_label("Ngày có hiệu lực").fill("15/01/2021")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.locator(".tag").first).to_have_text("đang có hiệu lực")
    page.get_by_role("link", name="Chấm lại đợt theo bộ này").click()
    page.get_by_role("button", name="Chấm lại").click()
    expect(page.get_by_text("Đã chấm lại đợt 2020 theo bộ này: 22 đơn vị")).to_be_visible()
