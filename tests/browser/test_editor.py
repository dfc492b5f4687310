"""The criteria editor in a real browser: typing as Vietnamese is typed, checking, mending, inserting, saving."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from admin.editor.insertion import FORMS
from engine.service.drafts import begin_draft, save_draft
from engine.service.sets import all_sets, set_record, text_of
from tests.browser.conftest import Served, assert_accessible
from tests.editor.texts import SMALL

CLEAN = SMALL[: SMALL.index('\nkiểm thử "Sai"')]


@dataclass
class Editing:
    """A draft that is open in a browser."""

    served: Served
    page: Page
    identity: int

    @property
    def text(self) -> str:
        """The text in the editor."""
        found: str = self.page.evaluate("document.querySelector('criteria-editor').work.text()")
        return found

    @property
    def stored(self) -> str:
        with self.served.site.office.read() as connection:
            return text_of(connection, self.identity)

    @property
    def hash(self) -> str:
        with self.served.site.office.read() as connection:
            return set_record(connection, self.identity).text_hash

    def status(self, words: str | re.Pattern[str]) -> None:
        """Wait for what is said."""
        expect(self.page.locator("#editor-status")).to_have_text(words)

    def summary(self, words: str | re.Pattern[str]) -> None:
        """Wait for how many faults the text has."""
        expect(self.page.locator("[data-faults] h2 .soft")).to_have_text(words)

    def caret(self, words: str, *, after: bool = True) -> None:
        """Put the caret where some words of the text stand."""
        self.page.evaluate(
            """([words, after]) => {
              const { work } = document.querySelector("criteria-editor");
              const at = work.text().indexOf(words);
              if (at < 0) throw new Error(words);
              work.goTo(at + (after ? words.length : 0));
            }""",
            [words, after],
        )

    def line(self) -> str:
        """The text of the line on which the caret is."""
        found: str = self.page.evaluate(
            """() => {
              const { state } = document.querySelector("criteria-editor").work.view;
              return state.doc.lineAt(state.selection.main.head).text;
            }"""
        )
        return found

    def point(self, words: str) -> tuple[float, float]:
        """Where some words are on the screen."""
        found = self.page.evaluate(
            """async (words) => {
              const frame = () => new Promise(requestAnimationFrame);
              for (let count = 0; count < 3; count += 1) await frame();  // until it has been scrolled to
              const { work } = document.querySelector("criteria-editor");
              const { left, top, bottom } = work.view.coordsAtPos(work.text().indexOf(words) + 1);
              return [left + 2, (top + bottom) / 2];
            }""",
            words,
        )
        return found[0], found[1]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self) -> None:
        """Take what the list of completions offers first; a list that has just opened takes no Enter for 75 ms."""
        self.page.wait_for_timeout(150)
        self.press("Enter")

    def save(self) -> None:
        self.press("Control+s")
        self.status(re.compile("^Đã lưu nháp"))


def open_draft(served: Served, text: str = CLEAN, **options: Any) -> Editing:
    """A draft of a text, open in an editor's browser."""
    identity = begin_draft(served.site.office, "editor", text)
    page = served.page("editor", **{"viewport": {"width": 1300, "height": 900}, **options})
    page.goto(f"/soan-thao/{identity}")
    editing = Editing(served, page, identity)
    if options.get("java_script_enabled", True):
        page.locator(".cm-content").wait_for()
        editing.summary(re.compile("^(Có|Không có)"))
    return editing


def test_the_editor_is_whole_and_accessible(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    expect(page.get_by_role("textbox", name="Văn bản của bộ tiêu chí")).to_be_visible()
    expect(page.locator(".cm-line").first).to_have_text('bộ tiêu chí "Thử"')
    # Without its styles the text stands below the editor, which axe does not see.
    box, line = page.locator(".cm-editor").bounding_box(), page.locator(".cm-line").first.bounding_box()
    assert box is not None
    assert line is not None
    assert box["y"] <= line["y"] < box["y"] + 40
    expect(page.locator("textarea#source")).to_be_hidden()
    editing.summary("Không có lỗi")
    for name in ("Dàn ý", "Chấm thử", "Khác biệt", "Chèn", "Bảng tiêu chí"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 640], ids=["320 px", "200 %"])
def test_narrow_windows(served: Served, width: int) -> None:
    editing = open_draft(served, viewport={"width": width, "height": 800})
    assert_accessible(editing.page)
    editing.page.get_by_role("button", name="Thêm thành phần").click()
    editing.page.get_by_role("dialog").wait_for()
    assert_accessible(editing.page)


def test_forced_colours(served: Served) -> None:
    editing = open_draft(served, forced_colors="active")
    editing.caret("thành phần 1.1.2")
    expect(editing.page.locator("tr[aria-current]")).to_have_count(1)


# ---- Checking


def test_a_slip_is_told_and_mended_by_a_click(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("dung_han / so_hs")
    page.keyboard.type("s")
    editing.summary("Có 1 lỗi")
    expect(page.locator(".cm-lintRange-error")).to_have_text("so_hss")
    expect(page.locator(".faults")).to_contain_text("tên «so_hss» chưa được khai báo")
    assert_accessible(page)
    page.locator("[data-faults]").get_by_role("button", name="Dòng 17").click()
    assert page.evaluate("getSelection().toString()") == "so_hss"
    page.locator("[data-faults]").get_by_role("button", name="Đổi thành «so_hs»").click()
    editing.summary("Không có lỗi")
    assert editing.text == CLEAN
    editing.press("Control+z")
    editing.summary("Có 1 lỗi")


def test_a_fix_is_carried_out_where_the_fault_has_moved_to(served: Served) -> None:
    editing = open_draft(served, CLEAN.replace("dung_han / so_hs", "dung_han / so_hss"))
    page = editing.page
    page.route("**/api/editor/check", lambda _: None)  # no answer to what is typed now
    page.evaluate("document.querySelector('criteria-editor').work.goTo(0)")
    page.keyboard.type("# thêm một dòng\n")
    page.locator("[data-faults]").get_by_role("button", name="Đổi thành «so_hs»").click()
    assert editing.text == "# thêm một dòng\n" + CLEAN
    page.unroute_all(behavior="ignoreErrors")


def test_meaning_by_keyboard_and_declaration(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("dung_han / so", after=True)
    editing.press("Alt+F1")
    editing.status(re.compile("^so_hs – dữ kiện. Hồ sơ đã giải quyết"))
    expect(page.locator(".meaning")).to_contain_text("Đơn vị tính: hồ sơ")
    assert_accessible(page)
    editing.press("F12")
    editing.status("Khai báo ở dòng 4.")
    assert page.evaluate("document.querySelector('criteria-editor').work.caretLine()") == 4
    editing.caret("theo tỷ lệ t", after=True)
    page.keyboard.down("Control")
    page.mouse.click(*editing.point("dung_han / so_hs"))
    page.keyboard.up("Control")
    editing.status("Khai báo ở dòng 5.")


def test_the_meaning_under_the_pointer(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("đặt t")
    editing.page.mouse.move(*editing.point("dung_han / so_hs"))
    expect(editing.page.locator(".meaning")).to_contain_text("… đúng hạn")


def test_completion_opens_when_it_is_asked_for(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("điểm(1.1.1) = 0")
    page.keyboard.type("\nkhong tin")
    page.wait_for_timeout(600)
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    editing.press("Control+Space")
    expect(page.locator(".cm-tooltip-autocomplete li")).to_have_text([re.compile("^không tính điểm khi")])
    assert_accessible(page)
    editing.choose()
    assert editing.line() == "  không tính điểm khi "
    page.keyboard.type("muc = ")
    editing.press("Control+Space")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("nang")
    page.keyboard.type("nh")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("nhe")
    editing.choose()
    assert editing.line() == "  không tính điểm khi muc = nhe"


def test_tab_leaves_the_editor(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.press("Tab")
    assert editing.text == CLEAN
    assert not editing.page.evaluate("document.querySelector('.cm-content').contains(document.activeElement)")
    editing.press("Shift+Tab")
    assert editing.page.evaluate("document.querySelector('.cm-content') === document.activeElement")


# ---- Typing Vietnamese


def unikey(page: Page, steps: list[tuple[int, str]]) -> None:
    """What Unikey does: take letters back and send others, as fast as it can."""
    for back, letters in steps:
        for _ in range(back):
            page.keyboard.press("Backspace")
        for letter in letters:
            page.keyboard.insert_text(letter)


#: «tiếng Việt đúng hạn» typed in Telex: tieengs Vieejt ddungs hanj.
TELEX = [
    (0, "tie"),
    (1, "ê"),
    (0, "ng"),
    (3, "ếng"),
    (0, " Vie"),
    (1, "ê"),
    (1, "ệ"),
    (0, "t d"),
    (1, "đ"),
    (0, "ung"),
    (3, "úng"),
    (0, " han"),
    (2, "ạn"),
]


def test_typing_as_unikey_does(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.page.keyboard.type("\n# ")
    unikey(editing.page, TELEX)
    assert editing.text.splitlines()[2] == "# tiếng Việt đúng hạn"


def test_typing_as_unikey_does_while_completion_is_open(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("điểm(1.1.1) = 0")
    editing.page.keyboard.type("\nd")
    editing.press("Control+Space")
    editing.page.locator(".cm-tooltip-autocomplete").wait_for()
    unikey(editing.page, [(1, "đ"), (0, "at"), (2, "ạt"), (0, " khi co")])
    assert editing.line() == "  đạt khi co"


def test_typing_by_composition(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.page.keyboard.type("\n# ")
    session = editing.page.context.new_cdp_session(editing.page)
    for word, stages in {
        "tiếng": ("t", "ti", "tie", "tiê", "tiến", "tiếng"),
        "Việt": ("V", "Vi", "Viê", "Việt"),
    }.items():
        for stage in stages:
            session.send(
                "Input.imeSetComposition",
                {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)},
            )
        session.send("Input.insertText", {"text": word + " "})
    assert editing.text.splitlines()[2] == "# tiếng Việt "
    editing.summary("Không có lỗi")
    assert editing.text.splitlines()[2] == "# tiếng Việt "


# ---- In step


def test_rows_and_lines_go_together(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("khi muc = nhe")
    expect(page.locator("tr[aria-current]")).to_contain_text("Mức độ")
    page.get_by_role("button", name="1.2.1: đến dòng 26").click()
    assert page.evaluate("document.querySelector('criteria-editor').work.caretLine()") == 26
    expect(page.locator("tr[aria-current]")).to_contain_text("Trả đúng hẹn")
    editing.caret('"Mức độ" 1', after=True)
    page.keyboard.type(",5")
    expect(page.locator(".total-whole")).to_have_text("Cả bộ: cộng lại 3,5, cần 100")
    expect(page.locator("tr", has_text="Giải quyết").locator(".wrong")).to_have_text("cộng lại 2,5, cần 2")
    page.get_by_role("tab", name="Dàn ý").click()
    page.get_by_role("button", name="1.1.1 Đúng hạn").click()
    assert page.evaluate("document.querySelector('criteria-editor').work.caretLine()") == 16


def test_tabs_by_keyboard(served: Served) -> None:
    page = open_draft(served).page
    page.get_by_role("tab", name="Bảng tiêu chí").focus()
    for key, name in (
        ("ArrowRight", "Chấm thử"),
        ("End", "Chèn"),
        ("ArrowRight", "Dàn ý"),
        ("ArrowLeft", "Chèn"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def test_scenarios_beside_the_rules(served: Served) -> None:
    editing = open_draft(served, SMALL)
    page = editing.page
    page.get_by_role("tab", name="Chấm thử").click()
    panel = page.get_by_role("tabpanel", name="Chấm thử")
    expect(panel).to_contain_text("2 tình huống: 1 đạt, 1 không đạt")
    expect(panel).to_contain_text("chờ 0,5 điểm, nhận 0 điểm")
    assert_accessible(page)
    panel.get_by_role("button", name="Dòng 39").click()
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.type("0")
    expect(panel).to_contain_text("2 tình huống: 2 đạt")


def test_the_palette_puts_in_at_the_caret(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("điểm(1.1.1) = 0")
    page.keyboard.type(" và ")
    page.get_by_role("tab", name="Chèn").click()
    page.get_by_label("Lọc").fill("giai quyet")
    page.get_by_role("button", name="so_hs", exact=True).click()
    assert " = 0 và so_hs\n" in editing.text
    editing.press("Control+z")
    assert " = 0 và \n" in editing.text


# ---- Formatting and insertion


def test_formatting_is_one_step_and_keeps_the_caret(served: Served) -> None:
    messy = CLEAN.replace("  theo tỷ lệ", "theo   tỷ lệ").replace(
        "\n\nthành phần 1.1.2", "\nthành phần 1.1.2"
    )
    editing = open_draft(served, messy)
    editing.caret("khi muc = nhe")
    editing.press("Shift+Alt+F")
    editing.status("Đã định dạng.")
    assert editing.text == CLEAN
    assert editing.page.evaluate("document.querySelector('criteria-editor').work.caretLine()") == 21
    editing.press("Control+z")
    assert editing.text == messy
    editing.press("Control+y")
    editing.page.get_by_role("button", name="Định dạng").click()
    editing.status("Văn bản đã đúng định dạng.")


def fill_form(page: Page, code: str) -> None:
    """Answer a form as its example says."""
    form = FORMS[code]
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=form.title.vi, exact=True).click()
    answers = {"name": "Thành phần mới", "maximum": "1", "parent": "1.2", **form.answers()}
    if form.makes == "criterion":
        answers["parent"] = "1"
    if code == "F38":
        answers |= {"left": "dung_han", "right": "so_hs"}
    for name, value in answers.items():
        control = dialog.locator(f'[name="{name}"]')
        if not value or control.count() == 0:
            continue
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


@pytest.mark.parametrize("code", ["F01", "F04", "F07", "F12", "F22", "F30", "F33", "F38"])
def test_guided_insertion(served: Served, code: str) -> None:
    editing = open_draft(served)
    page = editing.page
    page.get_by_role("button", name="Thêm thành phần").click()
    fill_form(page, code)
    assert_accessible(page)
    page.get_by_role("button", name="Xem trước").click()
    shown = page.locator(".guide-shown pre").inner_text()
    page.get_by_role("button", name="Chèn vào văn bản").click()
    editing.status(re.compile("^Đã chèn ở dòng"))
    inserted = editing.text
    assert inserted != CLEAN
    for line in shown.splitlines():
        assert line in inserted
    editing.summary("Không có lỗi")
    editing.press("Shift+Alt+F")
    editing.status("Văn bản đã đúng định dạng.")
    editing.press("Control+z")
    assert editing.text == CLEAN  # what was put in is taken back in one step


def test_answers_that_do_not_fit_are_told_at_their_field(served: Served) -> None:
    page = open_draft(served).page
    page.get_by_role("button", name="Thêm thành phần").click()
    page.get_by_label("Lọc").fill("ty le, co nguong")
    page.get_by_role("button", name="Theo tỷ lệ, có ngưỡng").click()
    page.get_by_role("button", name="Chèn vào văn bản").click()
    expect(page.get_by_label("Tên thành phần")).to_be_focused()
    expect(page.locator("#guide-maximum-wrong")).to_have_text("phải điền")
    expect(page.get_by_label("Điểm tối đa", exact=True)).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


# ---- Saving


def test_saving(served: Served) -> None:
    editing = open_draft(served)
    button = editing.page.get_by_role("button", name="Lưu nháp")
    expect(button).to_be_disabled()
    editing.caret("năm 2021")
    editing.page.keyboard.type("  # đã xem 😀")
    expect(editing.page.locator("#saved-state")).to_have_text("Có thay đổi chưa lưu")
    button.click()
    editing.status("Đã lưu nháp.")
    assert editing.stored == editing.text == CLEAN.replace("năm 2021", "năm 2021  # đã xem 😀")
    expect(button).to_be_disabled()
    expect(editing.page.locator("#saved-by")).to_contain_text("editor,")


def test_leaving_with_changes_is_asked_about(served: Served) -> None:
    editing = open_draft(served)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    editing.page.on("dialog", leave)
    editing.page.goto("/")
    assert asked == []
    editing.page.go_back()
    editing.summary(re.compile("^Không có lỗi"))
    editing.caret("năm 2021")
    editing.page.keyboard.type(" ")
    editing.page.goto("/")
    assert asked == ["beforeunload"]


def test_unsaved_work_survives_a_closed_tab(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.page.keyboard.type("  # chưa lưu")
    typed = editing.text
    editing.page.close(run_before_unload=False)
    page = editing.page.context.new_page()
    again = Editing(served, page, editing.identity)
    page.goto(f"/soan-thao/{editing.identity}")
    offered = page.get_by_role("region", name="Bản chưa lưu")
    expect(offered).to_contain_text("Có bản chưa lưu lúc")
    assert_accessible(page)
    assert again.text == CLEAN
    offered.get_by_role("button", name="Khôi phục").click()
    assert again.text == typed
    again.save()
    page.reload()
    page.locator(".cm-content").wait_for()
    expect(page.get_by_role("region", name="Bản chưa lưu")).to_have_count(0)
    assert again.text == typed == again.stored


def test_unsaved_work_can_be_given_up(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.page.keyboard.type("  # bỏ đi")
    editing.page.on("dialog", lambda dialog: dialog.accept())
    editing.page.reload()
    editing.page.get_by_role("button", name="Bỏ", exact=True).click()
    editing.page.reload()
    editing.summary(re.compile("^Không có lỗi"))
    expect(editing.page.get_by_role("region", name="Bản chưa lưu")).to_have_count(0)


def test_a_stale_save_shows_both_texts_and_loses_nothing(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    theirs = CLEAN.replace("từ 80%", "từ 85%")
    save_draft(served.site.office, "lan", editing.identity, theirs, editing.hash)
    editing.caret("năm 2021")
    page.keyboard.type("  # của tôi")
    editing.press("Control+s")
    dialog = page.get_by_role("dialog", name="Hai bản của dự thảo")
    expect(dialog).to_contain_text("«lan» đã lưu một bản khác")
    assert_accessible(page)
    assert editing.stored == theirs
    dialog.get_by_role("button", name="Để sau").click()
    assert "# của tôi" in editing.text
    editing.press("Control+s")
    dialog.get_by_role("button", name="Lấy đoạn này của bản đang lưu").last.click()
    dialog.get_by_role("button", name="Dùng bản bên phải").click()
    editing.save()
    assert editing.stored == theirs.replace("năm 2021", "năm 2021  # của tôi")


def test_a_draft_that_was_saved_elsewhere_meets_unsaved_work(served: Served) -> None:
    editing = open_draft(served)
    page = editing.page
    editing.caret("năm 2021")
    page.keyboard.type("  # của tôi")
    page.wait_for_timeout(700)
    theirs = CLEAN.replace("từ 80%", "từ 85%")
    save_draft(served.site.office, "lan", editing.identity, theirs, editing.hash)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="So hai bản").click()
    page.get_by_role("button", name="Dùng bản đang lưu, bỏ bản của tôi").click()
    assert editing.text == theirs


def test_when_the_server_does_not_answer_the_text_stays(served: Served) -> None:
    editing = open_draft(served)
    editing.caret("năm 2021")
    editing.page.keyboard.type("  # giữ")
    editing.page.route("**/save", lambda route: route.fulfill(status=429, json={"title": "Chậm lại."}))
    editing.press("Control+s")
    editing.status("Chậm lại.")
    assert "# giữ" in editing.text
    editing.page.unroute("**/save")
    editing.save()
    assert "# giữ" in editing.stored


# ---- Without a script


def test_the_whole_flow_without_scripts(served: Served) -> None:
    editing = open_draft(served, java_script_enabled=False)
    page = editing.page
    field = page.get_by_label("Văn bản của bộ tiêu chí")
    expect(page.get_by_role("button", name="Giải thích tại con trỏ")).to_be_hidden()  # it needs a script
    field.fill(CLEAN.replace("muc = nhe", "muc = nhẹ"))
    page.get_by_role("button", name="Kiểm tra").click()
    assert page.title().startswith("Lỗi: ")
    page.get_by_role("link", name="Dòng 21").first.click()
    assert page.url.endswith("#dong-21")
    field.fill(CLEAN.replace("  khi muc", "khi muc"))
    page.get_by_role("button", name="Định dạng").click()
    expect(field).to_have_value(CLEAN)
    page.get_by_role("button", name="Thêm thành phần").click()
    page.get_by_role("button", name="Hội đồng chấm").click()
    page.get_by_role("button", name="Chèn vào văn bản").click()
    expect(page.get_by_role("heading", name="Chưa chèn được")).to_be_visible()
    page.get_by_label("Thêm vào").select_option("1.2")
    page.get_by_label("Tên thành phần").fill("Sáng kiến")
    page.get_by_label("Điểm tối đa", exact=True).fill("1")
    page.get_by_label("Điểm chấm theo bước nào?").fill("0,25")
    page.get_by_role("button", name="Chèn vào văn bản").click()
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text("Đã lưu nháp.")).to_be_visible()
    assert 'thành phần 1.2.2 "Sáng kiến" 1 điểm\n  hội đồng chấm bước 0,25' in editing.stored
    theirs = editing.stored + "# lan\n"
    mine = field.input_value()
    save_draft(served.site.office, "lan", editing.identity, theirs, editing.hash)
    field.fill(mine + "# tôi\n")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("alert")).to_contain_text("«lan» đã lưu một bản khác")
    page.get_by_label("Bản của bạn").fill(theirs + "# tôi\n")
    page.get_by_role("button", name="Lưu bản này").click()
    expect(page.get_by_text("Đã lưu nháp.")).to_be_visible()
    assert editing.stored == theirs + "# tôi\n"


def test_the_pages_without_scripts_are_accessible(served: Served) -> None:
    """Axe needs scripts itself: so the server's pages are looked at where scripts run, reached as without them."""
    editing = open_draft(served)
    page = editing.page

    def look() -> None:
        page.wait_for_load_state()  # with its styles
        assert_accessible(page)

    page.route("**/dist/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"/soan-thao/{editing.identity}")
    look()
    page.get_by_label("Văn bản của bộ tiêu chí").fill(SMALL.replace("muc = nhe", "muc = nhẹ"))
    page.get_by_role("button", name="Kiểm tra").click()
    look()
    page.get_by_label("Văn bản của bộ tiêu chí").fill(SMALL)
    page.get_by_role("button", name="Kiểm tra").click()
    look()
    page.get_by_role("button", name="Thêm thành phần").click()
    look()
    page.get_by_role("button", name="Theo tỷ lệ, có ngưỡng").click()
    page.get_by_role("button", name="Chèn vào văn bản").click()
    look()
    page.get_by_role("button", name="Thôi, về văn bản").click()
    save_draft(served.site.office, "lan", editing.identity, CLEAN + "# lan\n", editing.hash)
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.unroute_all(behavior="ignoreErrors")


def test_a_real_draft(served_demo: Served) -> None:
    """The demo's draft of 81 sub-criteria: difference, trial of a unit, the threshold of 3.4.1."""
    with served_demo.site.office.read() as connection:
        identity = next(one.identity for one in all_sets(connection) if one.state == "draft")
    page = served_demo.page("editor", viewport={"width": 1400, "height": 900})
    editing = Editing(served_demo, page, identity)
    page.goto(f"/soan-thao/{identity}")
    editing.summary("Không có lỗi")
    page.get_by_role("tab", name="Khác biệt").click()
    expect(page.get_by_text("26 thành phần thay đổi")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("tab", name="Chấm thử").click()
    page.get_by_label(re.compile("^Đơn vị")).select_option("so-ldtbxh")
    page.get_by_role("tabpanel", name="Chấm thử").get_by_role("button", name="Chấm thử").click()
    expect(page.get_by_role("region", name=re.compile("^Sở Lao động.*số liệu năm 2020"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("tab", name="Bảng tiêu chí").click()
    expect(page.locator(".tried").first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^3\.4\.1: đến dòng")).click()
    editing.press("ArrowDown")
    expect(page.locator("tr[aria-current]")).to_contain_text("3.4.1")
    expect(page.get_by_role("link", name="Tác động")).to_be_visible()
