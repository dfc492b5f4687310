"""Signing in with a real browser, by keyboard alone and without scripts."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import expect

from tests.admin.site import PASSWORD
from tests.browser.conftest import Served, assert_accessible, assert_no_sideways


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_signing_in_by_keyboard(served: Served, scripts: bool) -> None:
    page = served.page(java_script_enabled=scripts)
    page.goto("/")
    assert page.url.endswith("/dang-nhap?next=/")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("reader")
    page.keyboard.press("Tab")
    page.keyboard.type("không phải mật khẩu")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Chưa ghi được").wait_for()
    assert page.title().startswith("Lỗi: ")
    if scripts:
        assert page.evaluate("document.activeElement.id") == "errors"
        assert_accessible(page)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.get_by_role("heading", name="Việc của tôi").wait_for()


def test_the_end_of_a_visit_is_told_in_time_and_put_off_by_a_key(served: Served) -> None:
    page = served.page("reader")
    page.clock.install()
    page.goto("/")
    page.clock.fast_forward("29:00")
    page.get_by_role("dialog", name="Phiên làm việc sắp hết").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_the_pages_in_english(served: Served) -> None:
    page = served.page("reader")
    page.goto("/tai-khoan")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="My account").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert_accessible(page)


def test_a_second_factor_and_a_recovery_code(served: Served) -> None:
    page = served.page("reader", viewport={"width": 320, "height": 700})
    page.goto("/tai-khoan")
    page.get_by_role("link", name="thêm").click()
    assert_accessible(page)
    assert_no_sideways(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Mã xác thực").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    assert_accessible(page)
    assert_no_sideways(page)
    code = page.get_by_role("listitem").locator("code").first.inner_text()
    page.get_by_role("link", name="Tôi đã cất các mã").click()
    expect(page.get_by_text("còn 10 mã dự phòng")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways(page)

    other = served.page("reader")  # the cookie of somebody who has given the password alone
    other.goto("/")
    assert_accessible(other)
    other.get_by_label("Mã xác thực").fill(code)
    other.get_by_label("Mã xác thực").press("Enter")
    other.get_by_role("heading", name="Việc của tôi").wait_for()
