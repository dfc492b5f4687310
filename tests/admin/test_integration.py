"""Pages of connections: secrets are shown once, nothing is made twice, and what others send is shown and never run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from admin.pages.integration import once
from engine.service.sources import OVERLAP, SourceRecord, change_source, set_source, subscribe
from engine.store import tables as t
from tests.admin.connections import (
    HOSTILE,
    System,
    assert_inert,
    count,
    declared,
    everything_kept,
    secrets_in,
)
from tests.admin.site import Browser, Site
from webhooks.signing import new_secret

URL = "https://nhan.example/tin"
SOURCE = {
    "code": "mot-cua",
    "name": "một cửa",
    "trusted": "y",
    "may_post": "so_*\nty_le_*",
    "units": "so-*",
    "per_minute": "60",
}
SUBSCRIPTION = {"url": URL, "types": "score.*", "units": "*"}


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser("administrator")


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def page_of(answer: Any, status: int = 200) -> str:
    page: str = answer.get_data(as_text=True)
    assert answer.status_code == status, page[-3000:]
    return page


def read(browser: Browser, path: str) -> str:
    """A page without its marks, on one line."""
    plain = re.sub(r"<[^>]+>", " ", browser.text(path))
    return re.sub(r"\s+", " ", plain)


# ---- Who may come


@pytest.mark.parametrize("role", ["editor", "publisher", "appraiser", "staff", "leader", "reader", "auditor"])
def test_only_an_administrator_sees_connections(site: Site, role: str) -> None:
    browser = site.browser(role)
    assert browser.get("/ket-noi/").status_code == 403
    assert browser.post("/ket-noi/nguon/moi", SOURCE).status_code == 403
    assert count(site.office, "sources") == 0


# ---- Sources


def add(browser: Browser, **more: str) -> Any:
    form = browser.text("/ket-noi/nguon/moi")
    return browser.post("/ket-noi/nguon/moi", {**SOURCE, "once": field(form, "once"), **more})


def test_a_source_is_added_and_its_key_shown_once(site: Site, browser: Browser) -> None:
    answer = add(browser)
    (secret,) = secrets_in(page_of(answer))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers
    with browser.client.session_transaction() as session:
        assert secret not in repr(dict(session))
    for path in ("/ket-noi/", "/ket-noi/nguon/mot-cua", "/nhat-ky/", "/nhat-ky/tep"):
        page = browser.text(path)
        assert "whsec_" not in page
        assert secret.removeprefix("whsec_") not in page
    assert secret.removeprefix("whsec_") not in everything_kept(site.office)
    page = read(browser, "/ket-noi/nguon/mot-cua")
    assert "POST /hooks/v1/mot-cua/events" in page
    system = System.__new__(System)
    system.code, system.secret, system.inbox = "mot-cua", secret, System(site, "khac").inbox
    assert system.post("e1", declared(so_tthc=4)) == 202


def test_a_form_that_is_sent_twice_makes_one_source(site: Site, browser: Browser) -> None:
    form = browser.text("/ket-noi/nguon/moi")
    data = {**SOURCE, "once": field(form, "once")}
    first = secrets_in(page_of(browser.post("/ket-noi/nguon/moi", data)))
    assert secrets_in(page_of(browser.post("/ket-noi/nguon/moi", data))) == first
    assert (count(site.office, "sources"), count(site.office, "source_keys")) == (1, 1)


def test_another_form_does_not_get_the_secret(site: Site, browser: Browser) -> None:
    form = browser.text("/ket-noi/nguon/moi")
    data = {**SOURCE, "once": field(form, "once")}
    page_of(browser.post("/ket-noi/nguon/moi", data))
    site.add("other", ("administrator",))
    for who, number in ((browser, "another"), (site.browser("other"), data["once"]), (browser, "")):
        page = page_of(who.post("/ket-noi/nguon/moi", {**data, "once": number}), 409)
        assert "Đã có nguồn" in page
        assert secrets_in(page) == []
    assert count(site.office, "source_keys") == 1


def test_a_minute_later_the_secret_is_gone(site: Site, browser: Browser) -> None:
    now = [0.0]
    site.app.extensions["chamdiem.once"] = once.Once(lambda: now[0])
    form = browser.text("/ket-noi/nguon/moi")
    data = {**SOURCE, "once": field(form, "once")}
    page_of(browser.post("/ket-noi/nguon/moi", data))
    now[0] = once.KNOWN - 1
    page_of(browser.post("/ket-noi/nguon/moi", data))
    now[0] = once.KNOWN + 1
    assert secrets_in(page_of(browser.post("/ket-noi/nguon/moi", data), 409)) == []


def test_few_secrets_are_known_at_one_time() -> None:
    known = once.Once(lambda: 0.0)
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return f"secret {len(made)}"

    for number in range(once.MOST + 1):
        known.secret(("a", "b", str(number)), make)
    assert known.secret(("a", "b", str(once.MOST)), make) == f"secret {once.MOST + 1}"
    assert known.secret(("a", "b", "0"), make) == f"secret {once.MOST + 2}"


def test_what_fails_is_not_remembered() -> None:
    known = once.Once(lambda: 0.0)

    def fail() -> str:
        raise KeyError

    with pytest.raises(KeyError):
        known.secret(("a", "b", "c"), fail)
    assert known.secret(("a", "b", "c"), lambda: "made") == "made"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": ""}, "phải điền"),
        ({"code": "a b"}, "không có khoảng trắng"),
        ({"code": "x\x00y"}, "không có khoảng trắng"),
        ({"name": ""}, "phải điền"),
        ({"may_post": ""}, "ít nhất một mẫu"),
        ({"units": " , \n"}, "ít nhất một mẫu"),
        ({"per_minute": "nhiều"}, "số nguyên"),
        ({"per_minute": "0"}, "ít nhất một yêu cầu"),
        ({"per_minute": "9" * 30}, "ít nhất một yêu cầu"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    site: Site, browser: Browser, wrong: dict[str, str], words: str
) -> None:
    page = page_of(add(browser, **wrong), 422)
    (name,) = wrong
    assert words in page
    assert "<title>Lỗi: " in page
    assert f'href="#{name}"' in page
    assert count(site.office, "sources") == 0


def test_a_source_changes(site: Site, browser: Browser) -> None:
    add(browser)
    was = field(browser.text("/ket-noi/nguon/mot-cua"), "was")
    changed = {**SOURCE, "name": "Một cửa tỉnh", "units": "so-a, so-b", "trusted": "", "was": was}
    del changed["trusted"]
    assert browser.post("/ket-noi/nguon/mot-cua", changed).status_code == 303
    page = read(browser, "/ket-noi/nguon/mot-cua")
    assert "Đã ghi nguồn mot-cua" in page
    assert "Nguồn Một cửa tỉnh" in page
    with site.office.read() as connection:
        row = connection.execute(text("SELECT units, trusted, state FROM sources")).one()
    assert (row.units, bool(row.trusted), row.state) == ('["so-a", "so-b"]', False, "active")
    answer = browser.post("/ket-noi/nguon/mot-cua", {**changed, "name": "Cũ"})
    page = page_of(answer, 409)
    assert "Người khác vừa sửa" in page
    assert "Nội dung đang ghi" in page
    assert 'value="Cũ"' in page, "what was typed stays"
    again = {**changed, "name": "Cũ", "was": field(page, "was")}
    assert browser.post("/ket-noi/nguon/mot-cua", again).status_code == 303
    page_of(browser.post("/ket-noi/nguon/mot-cua", {**changed, "name": "", "was": "x"}), 422)
    page_of(browser.post("/ket-noi/nguon/khong-co", changed), 404)


def test_a_key_is_rotated_and_the_overlap_told(site: Site, browser: Browser) -> None:
    add(browser)
    page = browser.text("/ket-noi/nguon/mot-cua")
    data = {"once": field(page, "once"), "newest": field(page, "newest"), "overlap": "1"}
    shown = page_of(browser.post("/ket-noi/nguon/mot-cua/khoa", data))
    (secret,) = secrets_in(shown)
    assert "còn dùng được đến" in shown
    assert secrets_in(page_of(browser.post("/ket-noi/nguon/mot-cua/khoa", data))) == [secret]
    assert count(site.office, "source_keys") == 2
    late = page_of(browser.post("/ket-noi/nguon/mot-cua/khoa", {**data, "once": "another"}), 409)
    assert "vừa được cấp" in late
    assert secrets_in(late) == []
    assert count(site.office, "source_keys") == 2
    with site.office.read() as connection:
        until, since = connection.execute(
            text("SELECT min(not_after), max(not_before) FROM source_keys")
        ).one()
    assert until - since == OVERLAP
    assert "whsec_" not in everything_kept(site.office)


def test_old_keys_may_end_at_once(site: Site, browser: Browser) -> None:
    add(browser)
    page = browser.text("/ket-noi/nguon/mot-cua")
    data = {"once": field(page, "once"), "newest": field(page, "newest"), "overlap": "0"}
    page_of(browser.post("/ket-noi/nguon/mot-cua/khoa", data))
    assert "hết hiệu lực" in read(browser, "/ket-noi/nguon/mot-cua")
    page_of(browser.post("/ket-noi/nguon/mot-cua/khoa", {**data, "overlap": "1000"}), 422)


def test_a_key_is_revoked(site: Site, browser: Browser) -> None:
    add(browser)
    with site.office.read() as connection:
        key = connection.execute(text("SELECT id FROM source_keys")).scalar_one()
    assert "khóa cuối cùng" in read(browser, "/ket-noi/nguon/mot-cua")
    assert browser.post(f"/ket-noi/nguon/mot-cua/khoa/{key}/thu-hoi").status_code == 303
    assert "Không còn khóa nào" in read(browser, "/ket-noi/nguon/mot-cua")
    assert "Nguồn không còn khóa" in read(browser, "/ket-noi/")
    page_of(browser.post(f"/ket-noi/nguon/mot-cua/khoa/{key}/thu-hoi"), 409)
    page_of(browser.post("/ket-noi/nguon/mot-cua/khoa/999/thu-hoi"), 409)


def test_a_source_is_suspended_resumed_retired(browser: Browser) -> None:
    add(browser)
    for state, words in (("dung", "tạm dừng"), ("mo", "đang nhận"), ("thoi", "đã thôi nhận")):
        assert browser.post(f"/ket-noi/nguon/mot-cua/trang-thai/{state}").status_code == 303
        assert f"Tình trạng {words}" in read(browser, "/ket-noi/nguon/mot-cua")
    history = read(browser, "/ket-noi/nguon/mot-cua")
    assert "administrator: thôi nhận nguồn" in history
    assert "administrator: thêm nguồn" in history


@pytest.mark.parametrize("code", ["khong-co", "%00", "%ED%A0%80", "x" * 300, "' OR 1=1 --"])
def test_a_source_that_is_not_there(browser: Browser, code: str) -> None:
    assert browser.get(f"/ket-noi/nguon/{code}").status_code == 404


# ---- Banners


def test_what_is_wrong_stands_on_top(site: Site, browser: Browser) -> None:
    system = System(site)
    System(site, "im-lang")
    assert 'class="note' not in browser.text("/ket-noi/")
    for number in range(3):
        assert system.post(f"e{number}", {"type": "facts.declared"}) == 422
    old = {"source": "im-lang", "message_id": "cu", "type": "x", "sha256": "0" * 64, "canonical": "0" * 64}
    row = {**old, "raw": b"{}", "received_at": 1, "state": "ignored", "status": 202, "answer": "{}"}
    site.office.database.write(lambda connection: connection.execute(insert(t.inbox), row))
    number = subscribe(site.office, "test", URL, new_secret())
    failing = update(t.subscriptions).values(state="disabled", disabled_reason="gone", failing_since=5)
    site.office.database.write(lambda connection: connection.execute(failing))
    page = read(browser, "/ket-noi/")
    assert "Nguồn gửi lỗi: 3 sự kiện mới nhất của Hệ thống mot-cua" in page
    assert "Nguồn im lặng: Hệ thống im-lang" in page
    assert f"đăng ký số {number} , bên nhận trả lời 410" in page
    assert "3 sự kiện trong khu cách ly" in page
    set_source(site.office, "test", "im-lang", "suspended")
    assert "Nguồn im lặng" not in read(browser, "/ket-noi/")


# ---- Events


def test_events_with_their_outcomes(demo_site: Site) -> None:
    browser, system = demo_site.browser("administrator"), System(demo_site)
    unit = demo_site.unit
    assert system.post("tot", declared(unit, so_tthc=4)) in (202, 422)
    assert system.post("cho", declared("don-vi-moi", so_tthc=4)) == 202
    assert system.post("cho", declared("don-vi-moi", so_tthc=4)) == 200
    assert system.post("cho", declared("don-vi-moi", so_tthc=5)) == 409
    assert system.post("hong", {"type": "facts.declared"}) == 422
    page = read(browser, "/ket-noi/su-kien")
    assert "đã nhận trước đó, gửi lại 1 lần" in page
    assert "trùng mã, khác nội dung (1)" in page
    assert "cách ly" in page
    only = browser.text("/ket-noi/su-kien?ket-qua=quarantined&nguon=mot-cua")
    assert ">hong<" in only
    assert ">cho<" not in only
    assert "bỏ lọc" in only
    detail = read(browser, "/ket-noi/su-kien/2")
    assert "Chờ đơn vị được đăng ký" in detail
    assert "Tin khác dưới cùng mã" in detail
    assert "đã nhận trước đó" in detail


def test_pages_of_events(site: Site, browser: Browser) -> None:
    system = System(site)
    for number in range(60):
        system.post(f"e{number}", {"type": "khac.loai", "timestamp": "2020-12-31T08:00:00Z", "data": {}})
    first = browser.text("/ket-noi/su-kien?nguon=mot-cua")
    assert first.count('<th scope="row">') == 50
    older = re.search(r'<a href="([^"]+)" rel="next">', first)
    assert older is not None
    second = browser.text(older[1].replace("&amp;", "&"))
    assert second.count('<th scope="row">') == 10
    assert "<title>Sự kiện đã nhận (trang 2)" in second
    newer = re.search(r'<a href="([^"]+)" rel="prev">', second)
    assert newer is not None
    assert browser.text(newer[1].replace("&amp;", "&")).count('<th scope="row">') == 50


@pytest.mark.parametrize(
    "query",
    [
        "truoc=99999999999999999999",
        "truoc=-1",
        "sau=x",
        "trang=99999999999999999999999",
        "tu=9999-12-31",
        "den=9999-12-31",
        "tu=0001-01-01",
        "tu=2020-13-45",
        "tu=%00",
        "nguon=%00",
        "nguon=%ED%A0%80",
        "nguon=" + "x" * 5000,
        "ket-qua='",
        "ma=%27%22%29%3B--",
        "ma=%25",
        "nguon=a&nguon=b",
        "_external=1",
        "endpoint=x",
        "_anchor=x",
    ],
)
def test_whatever_is_asked_for_is_answered(site: Site, browser: Browser, query: str) -> None:
    System(site).post("e1", {"type": "khac.loai", "timestamp": "2020-12-31T08:00:00Z", "data": {}})
    subscribe(site.office, "test", URL, new_secret())
    for path in ("/ket-noi/su-kien", "/ket-noi/dang-ky/1/tin", "/nhat-ky/", "/nhat-ky/tep"):
        browser.text(f"{path}?{query}")


@pytest.mark.parametrize("path", ["su-kien", "tin", "dang-ky"])
@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999", "-1", "x"])
def test_numbers_that_are_none(browser: Browser, path: str, number: str) -> None:
    assert browser.get(f"/ket-noi/{path}/{number}").status_code == 404


def test_what_others_send_is_shown_and_never_run(site: Site, browser: Browser) -> None:
    system = System(site)
    event = {"type": "khac.loai", "timestamp": "2020-12-31T08:00:00Z", "data": {HOSTILE: HOSTILE}}
    assert system.post("e1", event) == 202
    assert system.post("e1", {**event, "data": {"khac": HOSTILE + "\u202e"}}) == 409
    page = browser.text("/ket-noi/su-kien/1")
    assert_inert(page)
    assert "\u202e" not in page
    assert "\\u202e" in page
    facts = declared(HOSTILE[:99], so_tthc=4)
    assert system.post("e2", facts) == 202
    for path in ("/ket-noi/su-kien", "/ket-noi/su-kien/2"):
        page = browser.text(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_a_quarantined_event_is_taken_again(demo_site: Site) -> None:
    browser = demo_site.browser("administrator")
    system = System(demo_site, may_post=("khong_co",))
    unit = demo_site.unit
    with demo_site.office.read() as connection:
        name, value = connection.execute(
            text("SELECT name, value FROM facts WHERE unit = :unit AND kind = 'fact' ORDER BY id LIMIT 1"),
            {"unit": unit},
        ).one()
    assert system.post("e1", declared(unit, **{name: json.loads(value)})) == 403
    page = browser.text("/ket-noi/su-kien/1")
    assert "Xử lý lại" in page
    assert browser.post("/ket-noi/su-kien/1/xu-ly-lai").status_code == 303
    assert "Đã xử lý lại: cách ly" in read(browser, "/ket-noi/su-kien/1")
    change_source(demo_site.office, "test", SourceRecord("mot-cua", "Một cửa"))
    assert browser.post("/ket-noi/su-kien/1/xu-ly-lai").status_code == 303
    page = read(browser, "/ket-noi/su-kien/1")
    assert "Đã xử lý lại: đã ghi nhận" in page
    assert name in page
    assert "Xử lý lại" in page, "who did it is told"
    assert browser.post("/ket-noi/su-kien/1/xu-ly-lai").status_code == 404


def test_what_still_cannot_be_read_stays_aside(site: Site, browser: Browser) -> None:
    System(site).post("e1", {"type": "facts.declared", "timestamp": "hôm qua", "data": {}})
    browser.post("/ket-noi/su-kien/1/xu-ly-lai")
    page = read(browser, "/ket-noi/su-kien/1")
    assert "Vẫn chưa đọc được" in page
    assert "/timestamp: không phải thời điểm" in page
    assert "Kết quả cách ly" in page


def test_a_body_that_is_gone(site: Site, browser: Browser) -> None:
    System(site).post("e1", {"type": "facts.declared"})
    site.office.database.write(lambda connection: connection.execute(update(t.inbox).values(raw=None)))
    page = read(browser, "/ket-noi/su-kien/1")
    assert "Đã xóa theo thời hạn lưu giữ" in page
    assert "không xử lý lại được" in page
    assert browser.post("/ket-noi/su-kien/1/xu-ly-lai").status_code == 410


# ---- Subscriptions


def add_subscription(browser: Browser, **more: str) -> Any:
    form = browser.text("/ket-noi/dang-ky/moi")
    return browser.post("/ket-noi/dang-ky/moi", {**SUBSCRIPTION, "once": field(form, "once"), **more})


def test_a_subscription_is_added_and_its_key_shown_once(site: Site, browser: Browser) -> None:
    form = browser.text("/ket-noi/dang-ky/moi")
    data = {**SUBSCRIPTION, "once": field(form, "once")}
    answer = browser.post("/ket-noi/dang-ky/moi", data)
    (secret,) = secrets_in(page_of(answer))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers
    assert secrets_in(page_of(browser.post("/ket-noi/dang-ky/moi", data))) == [secret]
    assert count(site.office, "subscriptions") == 1
    page = page_of(browser.post("/ket-noi/dang-ky/moi", {**data, "once": "another"}), 409)
    assert "Đã có đăng ký giống hệt" in page
    for path in ("/ket-noi/", "/ket-noi/dang-ky/1", "/nhat-ky/"):
        assert "whsec_" not in browser.text(path)
    assert "whsec_" not in everything_kept(site.office)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": ""}, "phải điền"),
        ({"url": "nhan.example"}, "https://"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "file:///etc/passwd"}, "https://"),
        ({"url": "https://ai:mat@nhan.example/"}, "tên và mật khẩu"),
        ({"url": "https://0x7f000001/"}, "IP viết sai"),
        ({"url": "https://nhan.example:99999/"}, "cổng không hợp lệ"),
        ({"url": "https://a_b c/"}, "tên máy chủ không hợp lệ"),
        ({"types": ""}, "ít nhất một mẫu"),
        ({"units": ""}, "ít nhất một mẫu"),
    ],
)
def test_what_no_subscription_can_be(site: Site, browser: Browser, wrong: dict[str, str], words: str) -> None:
    page = page_of(add_subscription(browser, **wrong), 422)
    assert words in page
    assert count(site.office, "subscriptions") == 0


def test_a_subscription_changes_and_ends(site: Site, browser: Browser) -> None:
    add_subscription(browser)
    was = field(browser.text("/ket-noi/dang-ky/1"), "was")
    changed = {"types": "set.*\nround.closed", "units": "so-*", "full": "y", "was": was}
    assert browser.post("/ket-noi/dang-ky/1", changed).status_code == 303
    assert "Người khác vừa sửa" in page_of(browser.post("/ket-noi/dang-ky/1", changed), 409)
    now = field(browser.text("/ket-noi/dang-ky/1"), "was")
    page_of(browser.post("/ket-noi/dang-ky/1", {**changed, "types": "", "was": now}), 422)
    for state, words in (("tat", "đang tắt"), ("bat", "đang gửi")):
        assert browser.post(f"/ket-noi/dang-ky/1/trang-thai/{state}").status_code == 303
        assert f"Tình trạng {words}" in read(browser, "/ket-noi/dang-ky/1")
    assert browser.post("/ket-noi/dang-ky/1/trang-thai/xoa").status_code == 303
    page = read(browser, "/ket-noi/dang-ky/1")
    assert "Tình trạng đã xóa" in page
    assert "Gửi thử" not in page
    assert "Chưa có đăng ký nào" in read(browser, "/ket-noi/")
    for path in ("trang-thai/bat", "gui-thu"):
        assert browser.post(f"/ket-noi/dang-ky/1/{path}").status_code == 409
    since = {"since": "2020-01-01T00:00"}
    page_of(browser.post("/ket-noi/dang-ky/1/gui-lai", since), 409)
    page_of(browser.post("/ket-noi/dang-ky/1", {**changed, "was": now}), 409)
    page_of(browser.post("/ket-noi/dang-ky/1/khoa", {"overlap": "1"}), 409)


def test_a_subscriptions_key_is_rotated(site: Site, browser: Browser) -> None:
    add_subscription(browser)
    page = browser.text("/ket-noi/dang-ky/1")
    data = {"once": field(page, "once"), "newest": field(page, "newest"), "overlap": "7"}
    shown = page_of(browser.post("/ket-noi/dang-ky/1/khoa", data))
    assert secrets_in(page_of(browser.post("/ket-noi/dang-ky/1/khoa", data))) == secrets_in(shown)
    assert "còn dùng được đến" in shown
    assert count(site.office, "subscription_keys") == 2
    page_of(browser.post("/ket-noi/dang-ky/1/khoa", {**data, "once": "another"}), 409)
    page_of(browser.post("/ket-noi/dang-ky/1/khoa", {**data, "overlap": "x"}), 422)


def test_messages_with_every_attempt_and_again(site: Site, browser: Browser) -> None:
    add_subscription(browser)
    assert browser.post("/ket-noi/dang-ky/1/gui-thu").status_code == 303
    page = read(browser, "/ket-noi/dang-ky/1/tin")
    assert "subscription.tested" in page
    assert "chưa gửi lần nào" in page
    tries: list[dict[str, Any]] = [
        {"status": None, "error": "forbidden_address", "address": None, "answer": "", "replay": False},
        {"status": 500, "error": None, "address": "192.0.2.1", "answer": HOSTILE, "replay": True},
    ]
    rows = [{**one, "outbox": 1, "at": 10**15, "milliseconds": 7} for one in tries]
    site.office.database.write(lambda connection: connection.execute(insert(t.attempts), rows))
    gone = update(t.outbox).values(state="failed", next_attempt_at=None, attempts=10)
    site.office.database.write(lambda connection: connection.execute(gone))
    for path in ("/ket-noi/dang-ky/1/tin?ket-qua=failed", "/ket-noi/tin/1"):
        assert_inert(browser.text(path))
        page = read(browser, path)
        assert "địa chỉ không được phép gọi" in page
        assert "(gửi lại theo yêu cầu): HTTP 500, 7 ms, 192.0.2.1" in page
    assert "Không có tin nào" in read(browser, "/ket-noi/dang-ky/1/tin?ket-qua=pending")
    assert browser.post("/ket-noi/tin/1/gui-lai").status_code == 303
    assert "Kết quả chờ gửi" in read(browser, "/ket-noi/tin/1")
    site.office.database.write(lambda connection: connection.execute(gone))
    assert browser.post("/ket-noi/dang-ky/1/gui-lai", {"since": "2020-01-01T00:00"}).status_code == 303
    page = read(browser, "/ket-noi/dang-ky/1/tin")
    assert "1 tin sẽ được gửi lại" in page
    for since in ("", "hôm qua", "9999-99-99T00:00", "0001-01-01T00:00"):
        answer = browser.post("/ket-noi/dang-ky/1/gui-lai", {"since": since})
        assert answer.status_code in (303, 422), since
    history = read(browser, "/ket-noi/dang-ky/1")
    assert "administrator: gửi thử một tin" in history
    assert "administrator: gửi lại các tin của đăng ký" in history


def test_what_is_typed_is_shown_and_never_run(site: Site, browser: Browser) -> None:
    code = "<script>{{7*7}}"
    typed = {"code": code, "name": HOSTILE, "may_post": HOSTILE, "units": HOSTILE}
    assert_inert(page_of(add(browser, **typed)).replace("49", ""))
    assert_inert(page_of(add(browser, **{**typed, "per_minute": HOSTILE}), 422))
    url = "https://nhan.example/?" + HOSTILE.replace(" ", "")
    page = page_of(add_subscription(browser, url=url, types=HOSTILE, units=HOSTILE))
    assert "{{7*7}}" in page
    for path in (
        "/ket-noi/",
        "/ket-noi/nguon/%3Cscript%3E%7B%7B7*7%7D%7D",
        "/ket-noi/dang-ky/1",
        "/nhat-ky/",
    ):
        assert_inert(browser.text(path))
    page_of(add_subscription(browser, url=HOSTILE, types=HOSTILE), 422)


def test_english(site: Site, browser: Browser) -> None:
    browser.post("/ngon-ngu", {"language": "en", "next": "/"})
    System(site)
    for path in ("/ket-noi/", "/ket-noi/nguon/mot-cua", "/nhat-ky/"):
        assert browser.get(path).status_code == 200


def test_no_secret_is_logged(site: Site, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    (secret,) = secrets_in(page_of(add(browser)))
    assert secret not in caplog.text


def test_every_text_field_of_the_forms_is_tried() -> None:
    """A field that is added later has to be tried with hostile text as well."""
    folder = Path(once.__file__).parent
    forms = (folder / "forms.py").read_text(encoding="utf-8")
    names = set(re.findall(r"^    (\w+) = (?:StringField|TextAreaField)", forms, re.MULTILINE))
    assert names == {"code", "name", "may_post", "units", "types", "url"}
