"""Declaring and appraising in a real browser: by keyboard, without scripts, at 320 px, and nothing that axe finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.service.registry import open_round
from tests.browser.conftest import Served, assert_accessible
from tests.in_force import put_set
from tests.service.desk import PDF, SET

NARROW = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def desk(served: Served) -> Served:
    """A served office with the set of every kind of fact in force, and its round open."""
    open_round(
        served.site.office, "test", put_set(served.site.office.database, SET), days=(None, "2031-12-31")
    )
    return served


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "báo cáo.pdf"
    path.write_bytes(PDF)
    return str(path)


def look(page: Page, name: str) -> None:
    """Look with axe at both widths; with screenshots where somebody wants to see them."""
    for width in (WIDE, NARROW):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        assert_accessible(page)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width['width']}.png", full_page=True)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def declare(page: Page, report: str) -> None:
    page.goto("/khai/2021/so-a/1.1.1")
    page.get_by_label("Số nhiệm vụ được giao").fill("1.0")
    page.get_by_label("Số nhiệm vụ đúng hạn").fill("chín")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    look(page, "declaring-errors")
    page.get_by_role("link", name="Số nhiệm vụ đúng hạn: không đọc được").click()
    expect(page.get_by_label("Số nhiệm vụ đúng hạn")).to_be_focused()
    page.get_by_label("Số nhiệm vụ được giao").fill("10")
    page.get_by_label("Số nhiệm vụ đúng hạn").fill("9")
    page.get_by_role("button", name="Xem điểm nếu nộp").click()
    expect(page.get_by_text("1,8").first).to_be_visible()
    look(page, "declaring-preview")
    page.get_by_label("Tệp", exact=True).set_input_files(report)
    page.get_by_label("Số, ký hiệu văn bản").fill("12/BC-STP")
    page.get_by_role("button", name="Nộp", exact=True).last.click()
    expect(page.get_by_text("Đã nộp thành phần 1.1.1.")).to_be_visible()
    look(page, "declaring-leaf")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_declaration_to_its_points(desk: Served, report: str, scripts: bool) -> None:
    staff = desk.page("staff")
    declare(staff, report)
    staff.goto("/khai/")
    expect(staff.get_by_text("đến hết 31/12/2031")).to_be_visible()
    look(staff, "declaring-tasks")

    appraiser = desk.page("appraiser", java_script_enabled=scripts)
    appraiser.goto("/tham-dinh/")
    appraiser.get_by_role("link", name="1.1.1 Đúng hạn").click()
    appraiser.get_by_label("Không chấp nhận", exact=True).check()
    appraiser.get_by_role("button", name="Lưu", exact=True).click()
    expect(appraiser.get_by_role("link", name="phải ghi lý do")).to_be_visible()
    appraiser.get_by_label("Yêu cầu bổ sung").check()
    appraiser.get_by_label("Lý do", exact=True).fill("Bổ sung phụ lục 2")
    appraiser.get_by_role("button", name="Lưu và sang mục tiếp").click()
    expect(appraiser.get_by_text("Không còn mục nào chờ")).to_be_visible()

    staff.goto("/khai/")
    expect(staff.get_by_text("Bổ sung phụ lục 2").first).to_be_visible()
    look(staff, f"declaring-back-{scripts}")


def test_the_pages_of_appraisers(desk: Served, report: str) -> None:
    staff = desk.page("staff")
    declare(staff, report)
    staff.goto("/khai/2021/so-a/2.1.3")
    staff.get_by_label("Hàng 1, ten").fill("Một cửa số")
    staff.get_by_label("Hàng 1, diem").fill("7,5")
    staff.get_by_role("button", name="Thêm hàng trống").click()
    expect(staff.get_by_label("Hàng 8, ten")).to_be_visible()
    look(staff, "declaring-rows")
    staff.get_by_role("button", name="Nộp", exact=True).last.click()
    staff.goto("/khai/2021/so-a/1.1.2")
    look(staff, "declaring-kinds")
    staff.goto("/khai/2021/so-a/2.1.1")
    look(staff, "declaring-delivered")

    page = desk.page("appraiser")
    page.goto("/tham-dinh/")
    look(page, "appraisal-queue")
    page.get_by_role("link", name="1.1.1 Đúng hạn").click()
    page.get_by_label("Chấp nhận giá trị khác").check()
    page.get_by_text("Giá trị khác (khi chọn").click()
    page.get_by_label("Số nhiệm vụ đúng hạn").fill("6")
    page.get_by_label("Lý do", exact=True).fill("đếm lại sổ")
    page.get_by_role("button", name="Xem điểm thay đổi").last.click()
    expect(page.get_by_role("heading", name="Nếu quyết định như đang chọn")).to_be_visible()
    look(page, "appraisal-item")
    staff.goto("/khai/2021/so-a/1.1.1")
    staff.get_by_label("Số nhiệm vụ đúng hạn").fill("8")
    staff.get_by_role("button", name="Nộp", exact=True).last.click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Điều đã thay đổi trong lúc bạn làm")).to_be_visible()
    look(page, "appraisal-stale")
    page.goto("/tham-dinh/2021/so-a/1.1.4")
    look(page, "appraisal-council")
    page.goto("/tham-dinh/2021/so-a/2.1.3")
    page.get_by_text("Xem các hàng").click()
    look(page, "appraisal-rows")
    page.goto("/tham-dinh/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Chấp nhận các mục đã chọn").click()
    expect(page.get_by_role("button", name="Chấp nhận tất cả")).to_be_visible()
    look(page, "appraisal-confirm")
    page.get_by_role("button", name="Chấp nhận tất cả").click()
    expect(page.get_by_text("Đã chấp nhận 2 mục.")).to_be_visible()
