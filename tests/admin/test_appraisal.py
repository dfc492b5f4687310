"""The pages on which appraisers decide: the queue, an item, several at once; who may not is refused."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from engine.service.declaring import Handing, attach, declare, speaker_of
from engine.service.dossier import Dossier, read_dossier
from engine.service.people import find_person
from engine.service.registry import open_round
from engine.service.rounds import close_round
from tests.admin.site import Browser, Site
from tests.in_force import put_set
from tests.service.desk import PDF, SET, declaration

ITEM = "/tham-dinh/2021/so-a/1.1.1"


@pytest.fixture
def desk(site: Site) -> Site:
    """A site in which one unit has declared a leaf with its document."""
    open_round(site.office, "test", put_set(site.office.database, SET))
    say(site, facts={"so_giao": 10, "so_dung_han": 9})
    handing = Handing("so-a", 2021, "1.1.1", "Báo cáo nhiệm vụ", "báo cáo.pdf", {"number": "12/BC"})
    attach(site.office, speaker(site), handing, "application/pdf", BytesIO(PDF))
    return site


@pytest.fixture
def browser(desk: Site) -> Browser:
    return desk.browser("appraiser")


def speaker(site: Site, unit: str = "so-a") -> Any:
    with site.office.read() as connection:
        return speaker_of(replace(find_person(connection, "staff"), unit=unit))


def say(site: Site, unit: str = "so-a", **said: Any) -> None:
    declare(site.office, speaker(site, unit), replace(declaration(**said), unit=unit))


def dossier(site: Site) -> Dossier:
    with site.office.read() as connection:
        return read_dossier(site.office, connection, "so-a", 2021)


def points(site: Site) -> int:
    return dossier(site).totals("appraised").points


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of a page: hidden fields, ticked boxes, texts."""
    found: dict[str, list[str]] = {}
    body = page.partition("<main")[2]
    for tag in re.findall(r"<input[^>]*>", body):
        kind = re.search(r'type="([a-z]+)"', tag)
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert kind is not None
        if name is None or (kind[1] in ("checkbox", "radio") and " checked" not in tag) or kind[1] == "file":
            continue
        found.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    found.pop("csrf_token", None)
    found.pop("next", None)
    return dict(found)


def send(browser: Browser, path: str, page: str | None = None, **typed: Any) -> Any:
    form = {**fields(page if page is not None else browser.text(path)), **typed}
    return browser.post(path, form)


def text(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))


# ---- The queue


def test_the_queue_with_its_filters(desk: Site, browser: Browser) -> None:
    say(desk, "so-b", facts={"so_giao": 5})
    page = unescape(browser.text("/tham-dinh/"))
    assert "chờ thẩm định: 2" in page
    assert "chờ điểm hội đồng: 2" in page
    assert "/tham-dinh/2021/so-a/1.1.1" in page
    assert page.index("so-a/1.1.1") < page.index("so-b/1.1.1")
    only = browser.text("/tham-dinh/?year=2021&of=so-b&area=1")
    assert "/tham-dinh/2021/so-b/1.1.1?of=so-b&amp;area=1" in only
    assert "/tham-dinh/2021/so-a/1.1.1" not in only
    assert "Không có mục nào" in unescape(browser.text("/tham-dinh/?area=2"))
    assert "1.1.4" in browser.text("/tham-dinh/?wait=council")


@pytest.mark.parametrize("query", ["year=1", "year=x", "page=99", "page=-1", "wait=x", "of=%00", "area='--"])
def test_addresses_that_make_no_sense(browser: Browser, query: str) -> None:
    browser.text(f"/tham-dinh/?{query}")


def test_a_long_queue_has_pages(desk: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.pages.appraisal.waiting._ITEMS", 1)
    say(desk, "so-b", facts={"so_giao": 5})
    first = unescape(browser.text("/tham-dinh/"))
    assert "Trang 1/2" in first
    assert "so-b/1.1.1" in browser.text("/tham-dinh/?page=2")


def test_before_any_round(site: Site) -> None:
    assert "Chưa có đợt chấm nào" in site.browser("appraiser").text("/tham-dinh/")


# ---- Who judges what


def test_only_the_own_areas_are_judged(desk: Site) -> None:
    desk.add("two", ("appraiser",), areas=("2",))
    browser = desk.browser("two")
    say(desk, rows={"sang_kien": [{"ten": "A", "diem": 5}]})
    page = browser.text("/tham-dinh/")
    assert "2.1.3" in page
    assert "1.1.1" not in page
    browser.text("/tham-dinh/2021/so-a/2.1.3")
    for path in (ITEM, "/tham-dinh/2021/so-a/khac"):
        assert browser.get(path).status_code == 403
        assert browser.post(path, {"do": "save", "verdict": "accept"}).status_code == 403
    chosen = {"year": "2021", "item": "so-a|1.1.1"}
    assert browser.post("/tham-dinh/chap-nhan", chosen).status_code == 403
    judgement = json.dumps({"unit": "so-a", "leaf": "1.1.1", "entries": [], "tables": {}, "seen": []})
    answer = browser.post("/tham-dinh/chap-nhan/ghi", {"year": "2021", "judgement": judgement})
    assert answer.status_code == 403


def test_nobody_judges_the_own_unit(desk: Site) -> None:
    desk.add("both", ("appraiser", "staff"), unit="so-a")
    browser = desk.browser("both")
    assert "so-a/1.1.1" not in browser.text("/tham-dinh/")
    assert browser.get(ITEM).status_code == 403
    assert browser.post(ITEM, {"do": "save", "verdict": "accept"}).status_code == 403
    assert browser.post("/tham-dinh/chap-nhan", {"year": "2021", "item": "so-a|1.1.1"}).status_code == 403


def test_entries_of_another_leaf_are_not_judged_here(desk: Site) -> None:
    """Whoever judges area 2 does not get at area 1 by naming its entries."""
    desk.add("two", ("appraiser",), areas=("2",))
    number = dossier(desk).record.stand("fact", "so_giao").declared.number  # type: ignore[union-attr]
    path = "/tham-dinh/2021/so-a/2.1.3"
    form = {"do": "save", "verdict": "accept", "chosen": f"fact:{number}:0", "seen": f"fact:{number}:0"}
    answer = desk.browser("two").post(path, form)
    assert answer.status_code == 409
    assert "ở thành phần khác: 1.1.1" in text(answer)
    assert dossier(desk).record.stand("fact", "so_giao").state == "submitted"


# ---- An item


def test_the_item_shows_rule_facts_points_documents_and_history(browser: Browser) -> None:
    page = unescape(browser.text(ITEM))
    assert "theo tỷ lệ t" in page
    assert "Đang khai: <strong>9 nhiệm vụ</strong>, STAFF" in page
    assert "mất 0,2: Đúng hạn 9/10 nhiệm vụ" in page
    assert "báo cáo.pdf</a>" in page
    assert "12/BC" in page
    assert "Nếu chấp nhận tất cả" in page
    assert re.search(
        r'1.1.1 Đúng hạn</th><td class="number">từ 0 đến 2</td><td class="number">1,8</td>', page
    )
    assert "nộp minh chứng" in page
    assert page.count('name="chosen"') == 3


def test_accepting_and_going_on(desk: Site, browser: Browser) -> None:
    say(desk, "so-b", facts={"so_giao": 5})
    answer = send(browser, ITEM, do="next", verdict="accept")
    assert (answer.status_code, answer.location) == (303, "/tham-dinh/2021/so-b/1.1.1")
    assert points(desk) == 1800
    answer = send(browser, "/tham-dinh/2021/so-b/1.1.1", do="next", verdict="accept")
    assert answer.location == "/tham-dinh/?year=2021"
    assert "Không còn mục nào chờ" in unescape(browser.text("/tham-dinh/?year=2021"))


def test_the_filter_stays_while_going_on(desk: Site, browser: Browser) -> None:
    say(desk, "so-b", facts={"so_giao": 5})
    say(desk, facts={"co_kh": True})
    answer = send(browser, f"{ITEM}?of=so-a", do="next", verdict="accept")
    assert answer.location == "/tham-dinh/2021/so-a/1.1.2?of=so-a"


def test_other_values_with_a_reason(desk: Site, browser: Browser) -> None:
    page = browser.text(ITEM)
    typed = {"value:fact:so_dung_han": "6", "standard": "Số liệu không khớp với tài liệu kiểm chứng"}
    answer = send(browser, ITEM, page, do="save", verdict="other", reason="xem trang 3", **typed)
    assert (answer.status_code, answer.location) == (303, ITEM)
    assert points(desk) == 1200
    own = dossier(desk).record.stand("fact", "so_dung_han").appraised
    assert own is not None
    assert own.reason == "Số liệu không khớp với tài liệu kiểm chứng: xem trang 3"
    assert dossier(desk).leaf("1.1.1").status == "accepted"
    # Back to what the unit declared: another value once more.
    answer = send(
        browser, ITEM, do="save", verdict="other", reason="đơn vị đúng", **{"value:fact:so_dung_han": "9"}
    )
    assert answer.status_code == 303
    assert points(desk) == 1800


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"verdict": ""}, "hãy chọn một quyết định"),
        ({"verdict": "reject"}, "phải ghi lý do"),
        ({"verdict": "return", "reason": " \n "}, "phải ghi lý do"),
        ({"verdict": "other", "reason": "x"}, "chưa có giá trị nào khác"),
        ({"verdict": "other", "reason": "x", "value:fact:so_giao": "abc"}, "không đọc được thành số"),
        ({"verdict": "other", "reason": "x", "value:fact:so_giao": "0"}, "so_giao"),
        ({"verdict": "reject", "reason": "x" * 5001}, "dài quá 5000 ký tự"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    desk: Site, browser: Browser, typed: dict[str, str], words: str
) -> None:
    answer = send(browser, ITEM, **{"do": "save", "leaf_reason": "ghi chú <b>", **typed})
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    assert words in page
    assert "ghi chú &lt;b&gt;" in answer.get_data(as_text=True)
    if typed.get("value:fact:so_giao"):
        assert f'value="{typed["value:fact:so_giao"]}"' in page
    assert points(desk) == 0


def test_nothing_chosen(browser: Browser) -> None:
    form = fields(browser.text(ITEM))
    form.pop("chosen")
    answer = browser.post(ITEM, {**form, "do": "save", "verdict": "accept"})
    assert answer.status_code == 409
    assert "Chưa chọn mục nào" in text(answer)


def test_the_effect_before_saving(desk: Site, browser: Browser) -> None:
    typed = {"value:fact:so_dung_han": "5"}
    answer = send(browser, ITEM, do="preview", verdict="other", reason="đếm lại", **typed)
    page = text(answer)
    assert answer.status_code == 200
    effect = page.partition("Nếu quyết định như đang chọn")[2]
    assert re.search(
        r'1.1.1 Đúng hạn</th><td class="number">từ 0 đến 2</td><td class="number">1</td>', effect
    )
    assert "đếm lại</textarea>" in page
    assert points(desk) == 0


def test_sent_back_with_a_reason(desk: Site, browser: Browser) -> None:
    send(browser, ITEM, do="save", verdict="return", reason="bổ sung phụ lục")
    assert dossier(desk).leaf("1.1.1").status == "returned"
    page = unescape(desk.browser("staff").text("/khai/2021/so-a"))
    assert "Cần bổ sung: 1" in page
    assert "bổ sung phụ lục (APPRAISER)" in page


def test_a_stale_decision_shows_what_changed(desk: Site, browser: Browser) -> None:
    mine = browser.text(ITEM)
    say(desk, facts={"so_dung_han": 10})
    answer = send(browser, ITEM, mine, do="save", verdict="accept", reason="ghi chú của tôi")
    page = text(answer)
    assert answer.status_code == 409
    assert re.search(r"Số nhiệm vụ đúng hạn</th>\s*<td>9 nhiệm vụ</td>\s*<td>10 nhiệm vụ</td>", page)
    assert "ghi chú của tôi" in page
    assert points(desk) == 0
    assert send(browser, ITEM, page, do="save", verdict="accept").status_code == 303
    assert points(desk) == 2000


def test_a_colleague_was_quicker(desk: Site, browser: Browser) -> None:
    desk.add("colleague", ("appraiser",))
    mine = browser.text(ITEM)
    send(desk.browser("colleague"), ITEM, do="save", verdict="reject", reason="mờ")
    answer = send(browser, ITEM, mine, do="save", verdict="accept")
    page = text(answer)
    assert answer.status_code == 409
    assert "không chấp nhận: mờ" in page
    assert "COLLEAGUE" in page


def test_a_round_that_is_closed_meanwhile(desk: Site, browser: Browser) -> None:
    mine = browser.text(ITEM)
    close_round(desk.office, "test", 2021)
    answer = send(browser, ITEM, mine, do="save", verdict="reject", reason="mờ, không đọc được")
    assert answer.status_code == 409
    assert "đã khóa sổ" in text(answer)
    assert "mờ, không đọc được</textarea>" in text(answer)
    assert 'name="verdict"' not in browser.text(ITEM)


def test_rows_of_a_table(desk: Site, browser: Browser) -> None:
    path = "/tham-dinh/2021/so-a/2.1.3"
    say(desk, rows={"sang_kien": [{"ten": name, "diem": 5} for name in "ABC"]})
    page = browser.text(path)
    assert "Quyết định về tất cả 3 hàng đang chờ" in unescape(page)
    row = re.findall(r'value="(row:\d+:0)"', page)[0]
    form = fields(page)
    form.pop("table:sang_kien")
    answer = browser.post(path, {**form, "chosen": row, "do": "save", "verdict": "reject", "reason": "trùng"})
    assert answer.status_code == 303
    assert send(browser, path, do="save", verdict="accept").status_code == 303
    assert points(desk) == 1000


def test_council_points_and_what_does_not_apply(desk: Site, browser: Browser) -> None:
    path = "/tham-dinh/2021/so-a/1.1.4"
    answer = send(browser, path, do="council", council="0,3", leaf_reason="xét hồ sơ")
    assert answer.status_code == 422
    assert 'value="0,3"' in text(answer)
    assert send(browser, path, do="council", council="0,75").status_code == 422  # no reason
    assert send(browser, path, do="council", council="0,75", leaf_reason="xét hồ sơ").status_code == 303
    assert points(desk) == 750
    page = unescape(browser.text(path))
    assert "0,75 điểm</strong> – xét hồ sơ (APPRAISER)" in page
    assert send(browser, path, do="council-none", leaf_reason="nhầm").status_code == 303
    assert points(desk) == 0
    assert send(browser, ITEM, do="not-applicable", leaf_reason="không được giao").status_code == 303
    assert dossier(desk).scored("appraised").outcomes[0][1] == "not_applicable"
    assert send(browser, ITEM, do="applies", leaf_reason="có giao").status_code == 303
    assert dossier(desk).scored("appraised").outcomes[0][1] == "pending"


def test_what_no_leaf_reads(desk: Site, browser: Browser) -> None:
    say(desk, facts={"co_giai": True})
    assert "/tham-dinh/2021/so-a/khac" in browser.text("/tham-dinh/")
    assert send(browser, "/tham-dinh/2021/so-a/khac", do="save", verdict="accept").status_code == 303
    assert points(desk) == 500


# ---- Several at once


def test_several_accepted_after_a_look_at_the_points(desk: Site, browser: Browser) -> None:
    say(desk, "so-b", facts={"so_giao": 5, "so_dung_han": 5})
    chosen = {"year": "2021", "item": ["so-a|1.1.1", "so-b|1.1.1"]}
    page = browser.post("/tham-dinh/chap-nhan", chosen).get_data(as_text=True)
    assert "Sở A" in page
    assert "Sở B" in page
    assert re.search(
        r'1.1.1 Đúng hạn</th><td class="number">từ 0 đến 2</td><td class="number">1,8</td>', page
    )
    assert points(desk) == 0
    say(desk, "so-b", facts={"so_giao": 6})
    answer = browser.post("/tham-dinh/chap-nhan/ghi", fields(page))
    assert answer.status_code == 409
    assert "so-b, 1.1.1" in text(answer)
    assert "đã có thay đổi" in text(answer)
    assert points(desk) == 1800


def test_several_of_which_nothing_waits(desk: Site, browser: Browser) -> None:
    answer = browser.post("/tham-dinh/chap-nhan", {"year": "2021"})
    assert answer.status_code == 303
    send(browser, ITEM, do="save", verdict="accept")
    page = text(browser.post("/tham-dinh/chap-nhan", {"year": "2021", "item": "so-a|1.1.1"}))
    assert "không còn gì chờ thẩm định" in page


@pytest.mark.parametrize(
    "judgement",
    ["", "x", "[]", "{}", "[" * 100_000, '{"unit": 1}', '{"unit":"so-a","leaf":"1.1.1","tables":[]}'],
)
def test_judgements_that_are_none(browser: Browser, judgement: str) -> None:
    answer = browser.post("/tham-dinh/chap-nhan/ghi", {"year": "2021", "judgement": judgement})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "ref", ["x", "fact", "fact:1", "fact:-1:0", "fact:99999999999999999999:0", "row:1:x", "fact:²:0"]
)
def test_references_that_are_none(browser: Browser, ref: str) -> None:
    answer = browser.post(ITEM, {"do": "save", "verdict": "accept", "chosen": ref, "seen": ref})
    assert answer.status_code in (404, 409)
