"""Signing in: visits that end, guessing that gets slower, second factors, and what others cannot do in one's name."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.service import passwords, signing_in
from engine.service.people import (
    forget_second_factor,
    new_activation,
    require_second_factor,
    set_state,
)
from engine.store import tables as t
from tests.admin.site import PASSWORD, Browser, Site

MINUTE = 60 * 1_000_000


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self, office: Any) -> None:
        self.at = office.journal.clock()
        office.journal.clock = lambda: self.at


def sign_in(browser: Browser, login: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/dang-nhap", {"login": login, "password": password, **more})


def test_nobody_sees_anything_without_signing_in(site: Site) -> None:
    response = site.browser(None).get("/")
    assert (response.status_code, response.location) == (303, "/dang-nhap?next=/")


def test_back_to_the_page_that_was_asked_for_and_nowhere_else(site: Site) -> None:
    assert sign_in(site.browser(None), "reader", next="/tai-khoan").location == "/tai-khoan"
    for elsewhere in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/x",
    ):
        assert sign_in(site.browser(None), "reader", next=elsewhere).location == "/"


def test_it_does_not_say_which_part_was_wrong(site: Site) -> None:
    texts = []
    for login in ("reader", "nobody"):
        page = sign_in(site.browser(None), login, "sai rồi sai rồi").get_data(as_text=True)
        texts.append(re.sub(r'value="[^"]*"|\?v=\w+|data-\S+', "", page))
    assert texts[0] == texts[1]
    assert "không đúng" in texts[0]


def test_a_visit_ends_when_nothing_is_done_and_in_any_case(site: Site) -> None:
    clock, browser = Clock(site.office), site.browser("reader")
    clock.at += 29 * MINUTE
    assert browser.get("/").status_code == 200
    clock.at += 29 * MINUTE
    assert browser.get("/").status_code == 200
    clock.at += 31 * MINUTE
    assert browser.get("/").status_code == 303
    browser = site.browser("reader")
    for _ in range(21):
        clock.at += 29 * MINUTE
        browser.get("/")
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("what", ["sign out", "disable", "another password", "end the visit"])
def test_a_cookie_that_was_kept_is_worth_nothing_afterwards(site: Site, what: str) -> None:
    browser, thief = site.browser("reader"), site.app.test_client()
    cookie = browser.client.get_cookie("chamdiem")
    assert cookie is not None
    thief.set_cookie("chamdiem", cookie.value)
    assert thief.get("/").status_code == 200
    if what == "sign out":
        browser.post("/dang-xuat")
    elif what == "disable":
        set_state(site.office, "test", "reader", active=False)
    elif what == "another password":
        answer = browser.post("/tai-khoan/mat-khau", {"old": PASSWORD, "password": "năm cây thông già nua"})
        assert answer.status_code == 303
    else:
        with site.office.read() as connection:
            digest = connection.execute(select(t.sign_ins.c.token)).scalars().all()[-1]
        site.browser("administrator").post(f"/tai-khoan-nguoi-dung/reader/phien/{digest}/ket-thuc")
    assert thief.get("/").status_code == 303


def test_another_token_at_each_sign_in(site: Site) -> None:
    browser = site.browser(None)
    sign_in(browser, "reader")
    with site.office.read() as connection:
        first = set(connection.execute(select(t.sign_ins.c.token)).scalars())
    sign_in(browser, "reader")
    with site.office.read() as connection:
        second = set(connection.execute(select(t.sign_ins.c.token)).scalars())
    assert len(second) == len(first) == 1
    assert first != second


def test_guessing_gets_slower_for_the_account_alone_and_never_stops_for_good(site: Site) -> None:
    clock = Clock(site.office)
    codes = [sign_in(site.browser(None), "reader", f"sai lần {number}").status_code for number in range(20)]
    assert codes[:5] == [422] * 5
    assert set(codes[5:]) == {429}
    assert sign_in(site.browser(None), "reader").status_code == 429
    assert sign_in(site.browser(None), "auditor").status_code == 303
    clock.at += 2_000_000
    assert sign_in(site.browser(None), "reader").status_code == 303
    waits = []
    for _ in range(40):
        sign_in(site.browser(None), "reader", "sai")
        answer = sign_in(site.browser(None), "reader", "sai")
        seconds = int(answer.headers.get("Retry-After", "0"))
        waits.append(seconds)
        clock.at += seconds * 1_000_000
    assert waits == sorted(waits)
    assert max(waits) == 900


def test_an_unknown_account_costs_the_same_work(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []

    def counting(kept: str | None, password: str) -> bool:
        checked.append(kept)
        return passwords.is_right(kept, password)

    monkeypatch.setattr(signing_in, "is_right", counting)
    for login in ("reader", "nobody"):
        sign_in(site.browser(None), login, "sai")
    assert [kept is None for kept in checked] == [False, True]


def test_a_password_is_chosen_once_by_a_code(site: Site) -> None:
    code = new_activation(site.office, "test", "reader")
    browser = site.browser(None)
    wrong = {"login": "reader", "code": "aaaaa-aaaaa-aaaaa-aaaaa", "password": "năm cây thông già nua"}
    assert browser.post("/kich-hoat", wrong).status_code == 422
    for weak in (
        "ngắn",
        "123456789012",
        "password1234",
        "reader reader",
        "cải cách hành chính"[:11],
        "aaaaaaaaaaaa",
    ):
        answer = browser.post("/kich-hoat", {**wrong, "code": code, "password": weak})
        assert answer.status_code == 422, weak
    good = {
        **wrong,
        "code": code.upper().replace("-", " "),
        "password": "🐎 năm cây thông già nua" + "x" * 60,
    }
    assert browser.post("/kich-hoat", good).status_code == 303
    assert browser.post("/kich-hoat", good).status_code == 422
    assert sign_in(browser, "reader", good["password"]).status_code == 303


def authenticator(browser: Browser) -> pyotp.TOTP:
    """What somebody's telephone knows after the page that sets a second factor up."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.text("/xac-thuc"))
    assert secret is not None
    return pyotp.TOTP(secret[1].replace(" ", ""))


def test_a_role_that_needs_a_second_factor_comes_no_further_without(site: Site) -> None:
    require_second_factor(site.office, "test", ["reader"])
    browser = site.browser(None)
    sign_in(browser, "reader")
    assert browser.get("/").location == "/xac-thuc?next=/"
    totp = authenticator(browser)
    assert browser.post("/xac-thuc", {"code": "000000"}).status_code == 422
    code = totp.now()
    assert browser.post("/xac-thuc", {"code": code}).status_code == 200
    assert browser.get("/").status_code == 200
    other = site.browser(None)
    sign_in(other, "reader")
    assert other.get("/").location == "/xac-thuc?next=/"
    assert other.post("/xac-thuc", {"code": code}).status_code == 422  # each code counts once


def recovery_codes(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    return re.findall(r"<code>(\d{5}(?:-\d{5}){3})</code>", answer.get_data(as_text=True))


def gives(site: Site, code: str) -> bool:
    """Whether somebody who signs in anew comes in by a code."""
    browser = site.browser(None)
    sign_in(browser, "reader")
    return (
        browser.post("/xac-thuc", {"code": code}).status_code == 303 and browser.get("/").status_code == 200
    )


def test_a_recovery_code_takes_the_place_of_the_telephone_once(site: Site) -> None:
    browser = site.browser("reader")
    assert browser.post("/tai-khoan/ma-du-phong").status_code == 409  # there is no second factor
    answer = browser.post("/xac-thuc", {"code": authenticator(browser).now(), "next": "/tai-khoan"})
    codes = recovery_codes(answer)
    assert len(set(codes)) == 10
    assert 'href="/tai-khoan"' in answer.get_data(as_text=True)
    assert "còn 10 mã dự phòng" in browser.text("/tai-khoan")
    assert gives(site, codes[0])
    assert not gives(site, codes[0])
    assert gives(site, codes[9].replace("-", " "))
    assert "còn 8 mã dự phòng" in browser.text("/tai-khoan")
    assert not gives(site, codes[1][:-1])
    others = recovery_codes(browser.post("/tai-khoan/ma-du-phong"))
    assert not set(codes) & set(others)
    assert not gives(site, codes[1])
    assert gives(site, others[1])
    with site.office.read() as connection:
        kept = str(connection.execute(select(t.users)).all()) + str(connection.execute(select(t.audit)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes + others)
    # A factor that was taken away takes its codes along.
    forget_second_factor(site.office, "administrator", "reader")
    again = site.browser("reader")
    recovery_codes(again.post("/xac-thuc", {"code": authenticator(again).now()}))
    assert not gives(site, others[2])


def test_guessing_recovery_codes_gets_slower(site: Site) -> None:
    browser = site.browser("reader")
    recovery_codes(browser.post("/xac-thuc", {"code": authenticator(browser).now()}))
    other = site.browser(None)
    sign_in(other, "reader")
    answers = [other.post("/xac-thuc", {"code": f"{n:020}"}).status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2


def test_other_sites_cannot_post_in_somebodys_name(site: Site) -> None:
    browser = site.browser("administrator")
    path = "/tai-khoan-nguoi-dung/reader/trang-thai/khoa"
    assert browser.client.post(path).status_code == 400
    token = {"csrf_token": browser.token}
    assert browser.client.post(path, data=token, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert (
        browser.client.post(path, data=token, headers={"Origin": "https://evil.example"}).status_code == 403
    )
    assert site.browser("reader").get("/").status_code == 200


def test_what_is_kept_of_a_failed_try_is_not_what_was_typed(site: Site) -> None:
    sign_in(site.browser(None), PASSWORD, "mật khẩu gõ nhầm chỗ")
    with site.office.read() as connection:
        kept = str(connection.execute(select(t.audit)).all()) + str(connection.execute(select(t.users)).all())
    assert PASSWORD not in kept
    assert "sign_in.failed" in kept
