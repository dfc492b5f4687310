"""The scorecard as a page: each lost point with its reason and its grounds, and an open page that hears of changes."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from engine.service.appraisal import correct, decide
from engine.service.evidence import Document, attach_evidence
from engine.service.intake import OFFICE
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round
from engine.service.sources import SourceRecord, add_source
from engine.store import tables as t
from tests.admin.site import Site
from tests.in_force import put_set
from tests.service.offices import NOON, UNTRUSTED
from tests.service.test_scorecards import DOSSIERS, LATE, send
from tests.service.years import ANYBODY, say, set_of

CARD = "/diem/2021/so-a"


def plain(page: str) -> str:
    """A page as it is read: without tags, blanks in one."""
    words = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", words))
    return re.sub(r"\s+([,;:.)])", r"\1", re.sub(r"\s+", " ", words))


def row(page: str, number: str) -> str:
    """The row of a leaf, and the one below it with its grounds."""
    leaf = rf'<tr class="leaf" id="tc-{re.escape(number)}">(.*?)</tr>'
    found = re.search(leaf + r'\s*<tr class="leaf-more">(.*?)</details>', page, re.DOTALL)
    assert found is not None, number
    return plain(found[1]) + " | " + plain(found[2])


@pytest.fixture
def rounds(site: Site) -> Site:
    """A site with the small set of 2021 in force, and its round open."""
    open_round(site.office, "test", put_set(site.office.database, set_of(2021)))
    return site


def test_a_department_has_its_published_card(demo_site: Site) -> None:
    browser = demo_site.browser("reader")
    page = browser.text("/diem/2020/so-ldtbxh")
    words = plain(page)
    assert "Phiếu điểm năm 2020: Sở Lao động - Thương binh và Xã hội" in words
    assert "Điểm 86,845 /100 86,845 /100 Chỉ số 86,85% 86,85% Xếp hạng trong khối 18/21 18/21" in words
    assert "3 Cải cách thủ tục hành chính (TTHC) 18 13,981 13,981 4,019 0 17/17" in words
    leaf = row(page, "3.4.2")
    assert leaf.startswith(
        " 3.4.2 Xin lỗi đối với hồ sơ trễ hạn 1 0 0 – −1: 72 hồ sơ trễ hạn không có văn bản xin lỗi"
    )
    assert "dòng 549 không phát sinh khi so_hs_tre_han = 0" in leaf
    assert "so_hs_tre_han 72 hồ sơ 72 hồ sơ văn phòng (van-phong); số liệu đến" in leaf
    assert (
        "«Văn bản xin lỗi (mã hồ sơ, ngày)»: chưa có tài liệu nào được nộp (đợt chấm này không bắt buộc)"
        in leaf
    )
    assert "Tự chấm, Thẩm định: 0 điểm; demo: nhập số liệu từ tệp" in leaf


def test_only_what_lost_points_is_shown_at_first(demo_site: Site) -> None:
    browser = demo_site.browser("reader")
    numbers = {
        shown: re.findall(r'id="tc-([\d.]+)"', browser.text(f"/diem/2020/so-ldtbxh?hien={shown}"))
        for shown in ("", "tat-ca", "ban-in", "<x>")
    }
    assert len(numbers["tat-ca"]) == len(numbers["ban-in"]) == 80
    assert numbers[""] == numbers["<x>"]
    assert len(numbers[""]) == 21
    assert set(numbers[""]) < set(numbers["tat-ca"])
    assert browser.text("/diem/2020/so-ldtbxh").count("<details id=") == 21
    printed = browser.text("/diem/2020/so-ldtbxh?hien=ban-in")
    assert len(re.findall(r"<details id=\"can-cu-[\d.]+\" open>", printed)) == 80
    assert "data-poll" not in printed


def test_both_views_stand_side_by_side(rounds: Site) -> None:
    say(rounds.office, "so-a", a=4, b=2, c=False, d=5)
    say(rounds.office, "so-b", a=1, b=1, c=True, d=10)
    correct(rounds.office, "appraiser", "so-a", 2021, {"b": 3}, "đếm lại <b>sổ</b>")
    leaf = row(rounds.browser("staff").text(CARD), "1.1.1")
    assert "4 2 3 – Tự chấm: −2: tính theo «theo tỷ lệ b / a»" in leaf
    assert "Thẩm định: −1: tính theo «theo tỷ lệ b / a»" in leaf
    assert "2 việc 3 việc Tự chấm: văn phòng (van-phong);" in leaf
    assert re.search(r"Thẩm định: appraiser; .* thẩm định sửa: «đếm lại <b>sổ</b>»", leaf)
    assert "cao nhất trong khối" in row(rounds.browser("staff").text(CARD), "2.1.1")


def test_what_is_pending_names_what_is_needed(rounds: Site) -> None:
    page = rounds.browser("leader").text(CARD)
    assert "Tạm tính" in plain(page)
    assert "đang chờ, từ 0 đến 2 điểm; cần: c (Có kế hoạch)" in row(page, "1.1.2")
    assert "tổng còn từ 0 đến 10" in plain(page)
    # Nothing counts yet: no 0 stands where nobody has earned or lost anything.
    assert "Điểm – /10 – /10 Chỉ số – – Xếp hạng trong khối – –" in plain(page)
    assert "1.1.2 Kế hoạch 2 từ 0 đến 2 từ 0 đến 2" in row(page, "1.1.2")
    say(rounds.office, "so-a", speaker=ANYBODY, a=4, b=1)
    page = plain(rounds.browser("leader").text(CARD))
    assert "Điểm 1 /10 – /10 Chỉ số 10% –" in page
    assert "Điều hành 6 1 – 0 6 –" in page
    close_round(rounds.office, "test", 2021)
    page = rounds.browser("leader").text(CARD)
    assert "Đã khóa sổ" in plain(page)
    assert "data-poll" not in page


def test_decisions_and_files_are_told(site: Site) -> None:
    from tests.book.tables import SET_WITH_TABLES

    open_round(site.office, "test", put_set(site.office.database, SET_WITH_TABLES))
    add_source(site.office, "test", SourceRecord(UNTRUSTED.code, "Sở A <tự khai>"), "whsec_" + "B" * 32)
    send(site.office, "e1", UNTRUSTED, facts={"muc_tieu": 4, "da_lam": 3})
    document = Document("tay/1", "so-a", 2021, NOON, "1.1.9", "báo cáo <1>.pdf", type="application/pdf")
    attached = attach_evidence(site.office, "staff", OFFICE, document, BytesIO(b"%PDF-1.7"))
    browser = site.browser("appraiser")
    page = browser.text(CARD + "?hien=tat-ca")
    assert "Sở A <tự khai> (don-vi); số liệu đến 01/06/2021 19:00; nhận" in row(page, "1.1.7")
    assert "chưa thẩm định" in row(page, "1.1.7")
    assert "<tự khai>" not in page
    assert "báo cáo <1>.pdf: văn phòng (van-phong); số liệu đến 01/06/2021 19:00; nhận" in row(page, "1.1.9")
    assert f"SHA-256 {attached.sha256}" in row(page, "1.1.9")
    if "evidence.download" in site.app.view_functions:
        assert re.search(rf'href="[^"]*{attached.sha256}[^"]*"', page)
    with site.office.read() as connection:
        number = connection.execute(t.facts.select().where(t.facts.c.name == "da_lam")).one().id
    decide(site.office, "appraiser", "fact", [number], False, "không có căn cứ")
    told = row(browser.text(CARD + "?hien=tat-ca"), "1.1.7")
    # Beside the points that are missing, and not only among the grounds.
    assert (
        "Chưa thẩm định: muc_tieu Không chấp nhận: da_lam – «không có căn cứ»" in told.partition("Căn cứ")[0]
    )
    assert re.search(r"không chấp nhận \(appraiser, [^)]+\): «không có căn cứ»", told)


def test_rows_of_tables_are_shown_with_their_sources(site: Site) -> None:
    open_round(site.office, "test", put_set(site.office.database, DOSSIERS))
    send(site.office, "e1", table="hồ_sơ", rows=LATE)
    page = site.browser("reader").text(CARD)
    assert "−2: 3 hồ sơ trễ: H1, H3, H4" in row(page, "1.1")
    assert "H1 05/03/2021 09/03/2021" in row(page, "1.1")
    assert "Điểm thưởng: Nhiều hồ sơ (Tự chấm) +0,5: 10 hồ sơ: H0, H1" in plain(page)


def test_last_year_stands_beside_this_year(rounds: Site) -> None:
    for unit in ("so-a", "so-b"):
        say(rounds.office, unit, a=4, b=4 if unit == "so-a" else 2, c=True, d=10)
    harder = set_of(2022, ("đạt khi c vì", "đạt khi c và a > 2 vì"))
    open_round(rounds.office, "test", put_set(rounds.office.database, harder, 2))
    for unit in ("so-a", "so-b"):
        say(rounds.office, unit, 2022, a=4, b=1 if unit == "so-a" else 2, c=True, d=10)
    page = rounds.browser("reader").text("/diem/2022/so-a?hien=tat-ca")
    assert "So với năm 2021 −3 điểm ▼ giảm 1 bậc bộ tiêu chí đã đổi, so cần lưu ý" in plain(page)
    assert "năm 2021 đạt 4/4 điểm; nay −3 điểm" in row(page, "1.1.1")
    assert "năm 2021 đạt 2/2 điểm; không so sánh được" in row(page, "1.1.2")
    assert 'href="/diem/2021/so-a"' in page


def test_what_is_pending_is_not_held_against_last_year_in_silence(rounds: Site) -> None:
    for unit in ("so-a", "so-b"):
        say(rounds.office, unit, a=4, b=4, c=True, d=10)
    open_round(rounds.office, "test", put_set(rounds.office.database, set_of(2022), 2))
    say(rounds.office, "so-a", 2022, a=4, b=4)
    page = plain(rounds.browser("reader").text("/diem/2022/so-a"))
    assert "So với năm 2021 từ −6 đến 0 điểm" in page
    assert "Điều hành 6 4 4 0 2 1/1 từ −2 đến 0 điểm" in page
    assert "năm 2021 đạt 2/2 điểm; nay từ −2 đến 0 điểm" in page
    say(rounds.office, "so-a", 2022, c=True, d=10)
    say(rounds.office, "so-b", 2022, d=10)  # the best of the block counts
    page = plain(rounds.browser("reader").text("/diem/2022/so-a?hien=tat-ca"))
    assert "So với năm 2021 0 điểm" in page
    assert "Điều hành 6 6 6 0 0 1/2 0 điểm" in page
    assert "năm 2021 đạt 2/2 điểm; nay 0 điểm" in page


def test_a_unit_that_ended_or_was_merged_says_so(rounds: Site) -> None:
    say(rounds.office, "so-b", a=4, b=4, c=True, d=10)
    new = UnitRecord("so-c", "Sở <C>", "sở", "2021-07-01", succeeds=("so-b",))
    register_unit(rounds.office, "test", new)
    browser = rounds.browser("reader")
    assert "Đơn vị đã kết thúc hoạt động ngày 30/06/2021" in plain(browser.text("/diem/2021/so-b"))
    merged = browser.text("/diem/2021/so-c")
    assert "Đơn vị được hợp nhất trong năm, từ: so-b." in plain(merged)
    assert "Sở &lt;C&gt;" in merged
    assert "Sở <C>" not in merged


def test_what_is_not_there(rounds: Site) -> None:
    browser = rounds.browser("reader")
    for path in ("/diem/2021/so-x", "/diem/2019/so-a", "/diem/99999999999999/so-a", "/diem/0/so-a"):
        for page in ("", "/phien-ban", "/lai"):
            if (path, page) != ("/diem/2021/so-x", "/phien-ban"):
                assert browser.get(path + page).status_code == 404, path + page


def test_the_words_that_are_not_the_authors_are_in_english_too(rounds: Site) -> None:
    browser = rounds.browser("reader")
    browser.post("/ngon-ngu", {"language": "en", "next": "/"})
    with browser.client.session_transaction() as session:
        session["language"] = "en"
    page = row(browser.text(CARD), "1.1.2")
    assert "c (Có kế hoạch)" in page
    assert "not declared" in page


# ---- An open page


def version(answer: TestResponse) -> str:
    found: str = json.loads(answer.get_data(as_text=True))["version"]
    return found


def test_an_open_page_hears_of_a_change(rounds: Site) -> None:
    browser = rounds.browser("staff")
    page = browser.text(CARD)
    known = re.search(r'data-version="([^"]+)"', page)
    polled = re.search(r'data-poll="([^"]+)"', page)
    assert known is not None
    assert polled is not None
    first = browser.get(polled[1])
    assert (first.status_code, version(first)) == (200, known[1])
    same = browser.get(polled[1], headers={"If-None-Match": f'"{known[1]}"'})
    assert (same.status_code, same.data) == (304, b"")
    say(rounds.office, "so-a", c=True)
    changed = browser.get(polled[1], headers={"If-None-Match": f'"{known[1]}"'})
    assert changed.status_code == 200
    assert version(changed) != known[1]


def test_what_a_page_shows_stays_on_it(rounds: Site) -> None:
    """A leaf that got all of its points stays where its reader looks at it."""
    browser = rounds.browser("staff")
    asked = re.search(r'data-again="([^"]+)"', browser.text(CARD))
    assert asked is not None
    say(rounds.office, "so-a", c=True)
    assert 'id="tc-1.1.2"' not in browser.text(CARD)
    again = browser.text(f"{asked[1]}?giu=1.1.2,x")
    assert "Đạt điểm tối đa" in row(again, "1.1.2")
    told = re.search(r"data-points='([^']+)'", again)
    assert told is not None
    assert json.loads(unescape(told[1]))["1.1.2"] == ["2", "2"]


def test_an_open_page_does_not_keep_its_reader_signed_in(rounds: Site) -> None:
    browser = rounds.browser("staff")

    def seen() -> int:
        with rounds.office.read() as connection:
            found: int = connection.execute(t.sign_ins.select()).one().seen_at
        return found

    clock = rounds.office.journal.clock
    start = seen()
    rounds.office.journal.clock = lambda: clock() + 5 * 60 * 1_000_000
    for path in ("/phien-ban", "/lai"):
        assert browser.get(CARD + path).status_code == 200
    assert seen() == start
    assert browser.get(CARD).status_code == 200
    assert seen() > start


def test_who_is_not_signed_in_is_told_by_status(rounds: Site) -> None:
    nobody = rounds.browser(None)
    answer = nobody.get(CARD + "/phien-ban", headers={"Accept": "application/json"})
    assert answer.status_code == 401
