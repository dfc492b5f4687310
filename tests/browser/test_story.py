"""The whole story: a threshold is changed, its impact seen, the set put into force; then an event changes a score."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from engine.demo.office import SOURCE, UNIT
from engine.service.sources import add_source
from tests.browser.conftest import Served, assert_accessible, assert_no_sideways
from webhooks.client import Sender
from webhooks.signing import new_secret, parse_key

LATE = {"mã": "H-003", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": False}
IN_TIME = {"mã": "H-001", "hẹn_trả": "2021-03-05", "trả": "2021-03-04", "xin_lỗi": False}


def follow(page: Page, words: str) -> None:
    """Follow a link to a page that fits its window; other tests look at each of them with axe."""
    page.get_by_role("link", name=words).first.click()
    page.wait_for_load_state()
    assert_no_sideways(page)


def post(served: Served, secret: str, moment: str, row: dict[str, object]) -> None:
    """A dossier, told by the one-stop system in a signed event."""
    data = {"unit": UNIT, "year": 2021, "table": "hồ_sơ", "rows": [row]}
    with Sender(f"{served.url}/hooks/v1/{SOURCE.code}/events", [parse_key(secret)]) as sender:
        receipt = sender.send({"type": "dossiers.upserted", "timestamp": moment, "data": data})
    assert receipt.taken, receipt.answer


def place_of(line: Locator, word: str) -> tuple[float, float]:
    """Where a word of a line is on the screen; colours, which come a moment later, split the line into other parts."""
    x, y = line.evaluate(
        """(line, word) => {
            const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const at = texts.currentNode.data.indexOf(word);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(texts.currentNode, at);
                range.setEnd(texts.currentNode, at + word.length);
                const box = range.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }
        }""",
        word,
    )
    return x, y


def change_threshold(page: Page) -> None:
    """The threshold of 3.4.1, mistyped at first."""
    page.get_by_role("tab", name="Bảng tiêu chí").click()
    page.get_by_role("button", name="3.4.1: đến dòng").click()
    line = page.locator(".cm-line", has_text="theo tỷ lệ t từ").first
    page.mouse.dblclick(*place_of(line, "95"))
    page.keyboard.type("nguong")
    expect(page.get_by_role("button", name="Dòng 552")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Có 1 lỗi")).to_be_visible()
    assert_accessible(page)
    for _ in "nguong":
        page.keyboard.press("Backspace")
    page.keyboard.type("97")
    expect(page.get_by_role("status").filter(has_text="Không có lỗi")).to_be_visible()


def test_from_a_draft_to_a_changed_score(served_demo: Served) -> None:
    editor = served_demo.page("editor", viewport={"width": 1400, "height": 900})
    editor.goto("/")
    follow(editor, "bộ tiêu chí đang soạn")
    change_threshold(editor)
    editor.get_by_role("button", name="Lưu nháp").click()
    expect(editor.locator("#saved-state")).to_have_text("Đã lưu")

    follow(editor, "Tác động")
    expect(editor.locator(".impact-summary")).to_contain_text("22 đơn vị, số liệu năm 2020")
    editor.go_back()
    follow(editor, "Bộ tiêu chí")
    editor.get_by_role("row", name="đang soạn").get_by_role("link").first.click()
    follow(editor, "Trình")
    editor.get_by_label("Tờ trình").fill("Nâng ngưỡng 3.4.1 từ 95% lên 97%.")
    editor.get_by_role("button", name="Trình", exact=True).click()

    publisher = served_demo.page("publisher")
    publisher.goto("/")
    follow(publisher, "bộ tiêu chí chờ thẩm tra")
    follow(publisher, "Thẩm tra")
    expect(publisher.get_by_text("Nâng ngưỡng 3.4.1")).to_be_visible()
    expect(publisher.locator(".impact-summary")).to_contain_text("22 đơn vị, số liệu năm 2020")
    publisher.get_by_label("Chấp nhận").check()
    publisher.get_by_role("button", name="Ghi kết luận").click()
    expect(publisher.get_by_role("alert")).to_be_visible()  # the impact was not ticked
    assert_accessible(publisher)
    publisher.get_by_label("Chấp nhận").check()
    publisher.get_by_label("Tôi đã xem tác động").check()
    publisher.get_by_role("button", name="Ghi kết luận").click()
    follow(publisher, "Ban hành")
    publisher.get_by_label("Số quyết định").fill("123/QĐ-SNV")
    publisher.get_by_label("Ngày quyết định").fill("05/01/2021")
    publisher.get_by_label("Ngày có hiệu lực").fill("01/01/2021")
    publisher.get_by_role("button", name="Ban hành").click()
    follow(publisher, "Mở đợt chấm")
    publisher.get_by_role("button", name="Mở đợt chấm").click()
    publisher.wait_for_load_state()
    assert_accessible(publisher)

    secret = new_secret()
    add_source(served_demo.site.office, "test", SOURCE, secret)
    post(served_demo, secret, "2021-03-09T16:30:00+07:00", IN_TIME)
    staff = served_demo.page("staff")
    staff.goto(f"/diem/2021/{UNIT}?hien=tat-ca")
    row = staff.get_by_role("row", name="3.4.2")
    expect(row).to_contain_text("1")
    post(served_demo, secret, "2021-03-11T08:15:00+07:00", LATE)
    expect(staff.get_by_text("1 hồ sơ trễ hạn không có văn bản xin lỗi: H-003").first).to_be_visible()
    expect(staff.get_by_role("status").filter(has_text="3.4.2")).to_contain_text("1 → 0")
    assert_accessible(staff)
