"""The pages on which a unit declares: forms from the set's types, what is wrong is told, what was typed is kept."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from engine.service.appraisal import correct, decide
from engine.service.declaring import declare, speaker_of
from engine.service.dossier import Dossier, read_dossier
from engine.service.people import find_person
from engine.service.registry import open_round
from engine.service.rounds import close_round, rebind_round
from engine.service.said import read_rows
from tests.admin.site import Browser, Site
from tests.admin.test_scorecards import plain
from tests.in_force import put_set
from tests.service.desk import PDF, SET, declaration

LEAF = "/khai/2021/so-a/1.1.1"
PLAN = "/khai/2021/so-a/1.1.2"
WORD = "Báo cáo nhiệm vụ"


@pytest.fixture
def desk(site: Site) -> Site:
    """A site with the set of every kind of fact in force, and its round open."""
    open_round(site.office, "test", put_set(site.office.database, SET))
    return site


@pytest.fixture
def browser(desk: Site) -> Browser:
    return desk.browser("staff")


def dossier(site: Site) -> Dossier:
    with site.office.read() as connection:
        return read_dossier(site.office, connection, "so-a", 2021)


def value(site: Site, name: str, kind: str = "fact") -> Any:
    said = dossier(site).record.stand(kind, name).declared
    return None if said is None else said.value


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return {
        unescape(name): unescape(found)
        for name, found in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def sent(browser: Browser, path: str, typed: dict[str, Any], page: str | None = None) -> Any:
    """Send a form as a browser does: with what its page holds."""
    form = {**hidden(page or browser.text(path)), **typed}
    form.pop("csrf_token", None)
    form.pop("next", None)
    return browser.post(path, form, content_type="multipart/form-data")


def text(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))


# ---- The list


def test_the_way_to_the_own_unit(browser: Browser) -> None:
    answer = browser.get("/khai/")
    assert (answer.status_code, answer.location) == (303, "/khai/2021/so-a")


def test_before_any_round(site: Site) -> None:
    assert "Chưa có đợt chấm nào" in site.browser("staff").text("/khai/")


def test_the_list_tells_what_is_to_be_done(desk: Site, browser: Browser) -> None:
    person = speaker_of(_person(desk))
    declare(desk.office, person, declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    said = [one.number for one in dossier(desk).leaf("1.1.1").waiting]
    decide(desk.office, "appraiser", "fact", said, False, "thiếu căn cứ")
    page = unescape(browser.text("/khai/2021/so-a"))
    assert "Không chấp nhận: 1" in page
    assert "Chưa nộp: 6" in page
    assert "hội đồng chấm" in page
    assert "Số nhiệm vụ được giao; Số nhiệm vụ đúng hạn: thiếu căn cứ (APPRAISER)" in page
    assert "chờ hệ thống «một cửa» gửi" in page
    row = re.search(r"1\.1\.1 Đúng hạn</a></th>.*?</tr>", page, re.DOTALL)
    assert row is not None
    # What the appraisers do not count is not known to be 0: the unit may still say it otherwise.
    assert re.findall(r'class="number">([^<]*)', row[0])[-3:] == ["2", "1,8", "từ 0 đến 2"]
    assert "Chưa nộp đủ" not in page
    declare(desk.office, person, declaration(facts={"co_kh": True}))  # one of the four that 1.1.2 asks for
    assert page.count(">Chưa nộp</span>") - browser.text("/khai/2021/so-a").count(">Chưa nộp</span>") == 1
    assert browser.text("/khai/2021/so-a").count(">Chưa nộp đủ</span>") == 1
    only = browser.text("/khai/2021/so-a?status=rejected")
    assert "1.1.1" in only
    assert "1.1.2" not in only


def _person(desk: Site) -> Any:
    with desk.office.read() as connection:
        return find_person(connection, "staff")


def test_days_that_are_left(site: Site) -> None:
    open_round(site.office, "test", put_set(site.office.database, SET), days=("2021-01-01", "2021-12-31"))
    assert "Đã quá hạn nộp 31/12/2021" in site.browser("staff").text("/khai/2021/so-a")


def test_the_unit_of_others_is_not_shown(browser: Browser) -> None:
    for path in ("/khai/2021/so-b", "/khai/2021/so-b/1.1.1", "/khai/2021/x%00y"):
        assert browser.get(path).status_code == 403
    assert browser.post("/khai/2021/so-b/1.1.1", {"fact:so_giao": "1"}).status_code == 403


def test_what_is_not_there(browser: Browser) -> None:
    for path in ("/khai/2021/so-a/9.9", "/khai/2020/so-a", "/khai/2020/so-a/1.1.1"):
        assert browser.get(path).status_code == 404


# ---- The form


def test_the_form_follows_the_types_of_the_set(browser: Browser) -> None:
    page = unescape(browser.text(PLAN))
    assert re.search(r'<input type="text"[^>]*name="fact:ngay_kh"[^>]*placeholder="31/12/2026"', page)
    assert 'name="fact:ngay_kh:empty"' in page
    assert re.search(r'<select[^>]*name="fact:muc"', page)
    assert '<option value="kha">khá</option>' in page
    assert page.count('name="fact:hinh_thuc" value=') == 2
    assert 'name="fact:hinh_thuc:none"' in page
    assert "trừ 0,5 khi muc = kha" in page
    page = unescape(browser.text("/khai/2021/so-a/1.1.3"))
    assert "từ 0% đến 100% (%)" in page
    assert 'name="fact:khao_sat:phieu_a"' in page
    assert 'name="previous:ty_le"' in page
    assert "co_giai" in browser.text("/khai/2021/so-a/khac")


def test_the_names_in_the_rules_are_explained_beside_them(browser: Browser) -> None:
    rules = plain(browser.text("/khai/2021/so-a/1.1.2").partition("Cách chấm</h2>")[2])
    words = " ".join(rules.partition("Điểm hiện nay")[0].split())
    assert "Trong các dòng trên:" in words
    assert "muc Mức đánh giá ( tot: tốt; kha: khá) co_kh Có kế hoạch" in words


def test_values_as_people_type_them(desk: Site, browser: Browser) -> None:
    typed = {
        "fact:ngay_kh": " 31/1/2021 ",
        "fact:hinh_thuc": ["pano", "web"],
        "fact:muc": "tot",
        "fact:co_kh": "true",
    }
    answer = sent(browser, PLAN, typed)
    assert (answer.status_code, answer.location) == (303, PLAN)
    assert value(desk, "ngay_kh") == "2021-01-31"
    assert value(desk, "hinh_thuc") == ["pano", "web"]
    assert dossier(desk).leaf("1.1.2").status == "submitted"
    page = unescape(browser.text(PLAN))
    assert 'value="31/01/2021"' in page
    assert "Đã nộp thành phần 1.1.2." in page
    assert "STAFF" in page
    survey = "/khai/2021/so-a/1.1.3"
    typed = {
        "fact:ty_le": "85,50 %",
        "previous:ty_le": "80",
        "fact:khao_sat:phieu_a": "1.234",
        "fact:khao_sat:phieu_b": "1",
    }
    assert sent(browser, survey, typed).status_code == 303
    assert value(desk, "ty_le") == "85.5"
    assert value(desk, "ty_le", "previous") == 80
    assert value(desk, "khao_sat") == {"phieu_a": 1234, "phieu_b": 1}


def test_nothing_is_an_answer_only_where_it_is_said(desk: Site, browser: Browser) -> None:
    answer = sent(browser, PLAN, {"fact:ngay_kh": "", "fact:muc": "", "fact:co_kh": ""})
    assert answer.status_code == 422
    assert "Chưa có gì thay đổi để nộp" in text(answer)
    assert sent(browser, PLAN, {"fact:ngay_kh:empty": "1", "fact:hinh_thuc:none": "1"}).status_code == 303
    stand = dossier(desk).record.stand("fact", "ngay_kh").declared
    assert stand is not None
    assert stand.value is None
    assert value(desk, "hinh_thuc") == []


def test_only_what_changed_is_handed_in(desk: Site, browser: Browser) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    before = dossier(desk).record.stand("fact", "so_giao").declared
    sent(browser, LEAF, {"fact:so_giao": "10,0", "fact:so_dung_han": "8"})
    assert dossier(desk).record.stand("fact", "so_giao").declared == before
    assert value(desk, "so_dung_han") == 8


def test_a_rejected_value_is_handed_in_again_when_that_is_wanted(desk: Site, browser: Browser) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    number = dossier(desk).record.stand("fact", "so_giao").declared.number  # type: ignore[union-attr]
    decide(desk.office, "appraiser", "fact", [number], False, "thiếu căn cứ")
    page = unescape(browser.text(LEAF))
    assert "thiếu căn cứ" in page
    assert "Nộp lại giá trị này dù không đổi" in page
    typed = {"fact:so_giao": "10", "fact:so_dung_han": "9"}
    assert sent(browser, LEAF, typed).status_code == 422
    assert sent(browser, LEAF, {**typed, "fact:so_giao:again": "1"}).status_code == 303
    assert dossier(desk).record.stand("fact", "so_giao").state == "submitted"


def test_what_an_appraiser_took_instead_is_shown(desk: Site, browser: Browser) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    correct(desk.office, "appraiser", "so-a", 2021, {"so_dung_han": 7}, "đếm lại sổ")
    page = unescape(browser.text(LEAF))
    assert "Người thẩm định lấy" in page
    assert "đếm lại sổ" in page


# ---- What is wrong is told, and nothing typed is lost


def test_all_mistakes_are_told_at_their_fields_and_the_rest_is_kept(desk: Site, browser: Browser) -> None:
    typed = {
        "fact:ngay_kh": "31/02/2021",
        "fact:muc": "kha",
        "fact:hinh_thuc": ["pano"],
        "fact:hinh_thuc:none": "1",
    }
    answer = sent(browser, PLAN, typed)
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Lỗi: 1.1.2" in page
    assert "không có ngày 31/02/2021" in page
    assert "vừa điền vừa đánh dấu là không có" in page
    assert 'value="31/02/2021"' in page
    assert '<option value="kha" selected>' in page
    assert 'value="pano" checked' in page
    assert dossier(desk).record.entries == []


def test_what_the_office_refuses_stands_at_the_field(browser: Browser) -> None:
    answer = sent(browser, LEAF, {"fact:so_giao": "0", "fact:so_dung_han": "5"})
    page = text(answer)
    assert answer.status_code == 422
    assert re.search(r'id="f0-wrong-1".*?so_giao.*?', page, re.DOTALL)
    assert 'value="0"' in page
    assert 'value="5"' in page


@pytest.mark.parametrize(
    "typed", ["😀", "x" * 100_000, "<script>alert(1)</script>", "' OR 1=1 --", "{{7777*7777}}", "\x00"]
)
def test_hostile_input_comes_back_as_text(desk: Site, browser: Browser, typed: str) -> None:
    answer = sent(browser, LEAF, {"fact:so_giao": typed, "fact:so_dung_han": typed})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert str(7777 * 7777) not in text(answer)  # long enough that no random token of the page holds it
    assert dossier(desk).record.entries == []


def test_texts_keep_their_letters(desk: Site, browser: Browser) -> None:
    path = "/khai/2021/so-a/2.1.3"
    name = "Sáng kiến «1» 👍🏽 <b>& 'x'</b>"
    decomposed = name.replace("á", "a\u0301")
    typed = {"fact:sang_kien:0:ten": decomposed, "fact:sang_kien:0:diem": "7,5"}
    assert sent(browser, path, typed).status_code == 303
    page = browser.text(path)
    assert "<b>&" not in page
    assert name in unescape(page)


def test_what_was_declared_is_not_left_out_again(browser: Browser) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    answer = sent(browser, LEAF, {"fact:so_giao": "", "fact:so_dung_han": "8"})
    assert answer.status_code == 422
    assert "số liệu đã khai thì sửa được, không bỏ trống được" in text(answer)
    assert 'value="8"' in text(answer)


def test_a_system_s_facts_are_only_shown(desk: Site, browser: Browser) -> None:
    page = unescape(browser.text("/khai/2021/so-a/2.1.1"))
    assert 'name="fact:so_ho_so"' not in page
    assert "Do hệ thống «một cửa» gửi, đơn vị không tự khai" in page
    answer = sent(browser, "/khai/2021/so-a/2.1.1", {"fact:so_ho_so": "999", "seen:fact:so_ho_so": "0"})
    assert answer.status_code == 422
    assert value(desk, "so_ho_so") is None


# ---- Two at once, and a round that changes meanwhile


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(desk: Site, browser: Browser) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    mine = browser.text(LEAF)
    sent(desk.browser("leader"), LEAF, {"fact:so_giao": "12", "fact:so_dung_han": "9"})
    answer = sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "Điều đã thay đổi" in page
    assert re.search(r"Số nhiệm vụ được giao</th>\s*<td>10 nhiệm vụ</td>\s*<td>12 nhiệm vụ</td>", page)
    assert "LEADER" in page
    assert 'value="11"' in page
    assert value(desk, "so_giao") == 12
    assert sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, page).status_code == 303
    assert value(desk, "so_giao") == 11


def test_another_mistake_does_not_hide_that_somebody_was_quicker(desk: Site, browser: Browser) -> None:
    mine = browser.text(LEAF)
    sent(desk.browser("leader"), LEAF, {"fact:so_giao": "12"})
    page = text(sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "x"}, mine))
    answer = sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, page)
    assert answer.status_code == 409
    assert value(desk, "so_giao") == 12


def test_a_round_that_is_closed_meanwhile(desk: Site, browser: Browser) -> None:
    mine = browser.text(LEAF)
    close_round(desk.office, "test", 2021)
    answer = sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "đã khóa sổ" in page
    assert 'value="11"' in page
    later = browser.text(LEAF)
    assert 'name="fact:so_giao"' not in later
    assert "Đợt chấm đã khóa sổ; hiện chỉ xem được." in later


def test_a_round_that_is_paused_because_its_set_was_withdrawn(desk: Site, browser: Browser) -> None:
    from engine.service.drafts import withdraw

    mine = browser.text(LEAF)
    with desk.office.read() as connection:
        identity = dossier(desk).info.set_id
        assert connection is not None
    withdraw(desk.office, "publisher", identity, "sai điểm tối đa")
    answer = sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "đang tạm dừng vì bộ tiêu chí của đợt đã bị thu hồi" in page
    assert 'value="11"' in page


def test_a_set_that_is_replaced_meanwhile(desk: Site, browser: Browser) -> None:
    mine = browser.text(LEAF)
    other = SET.replace("so_giao", "so_nhiem_vu")
    rebind_round(desk.office, "test", 2021, put_set(desk.office.database, other, number=2))
    answer = sent(browser, LEAF, {"fact:so_giao": "11", "fact:so_dung_han": "9"}, mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "Bộ tiêu chí của đợt chấm vừa được thay" in page
    assert "so_giao: 11" in page
    assert 'value="9"' in page
    assert dossier(desk).record.entries == []


def test_a_leaf_that_is_gone_meanwhile(desk: Site, browser: Browser) -> None:
    mine = browser.text(PLAN)
    other = SET.replace("thành phần 1.1.2", "thành phần 1.1.5")
    rebind_round(desk.office, "test", 2021, put_set(desk.office.database, other, number=2))
    answer = sent(browser, PLAN, {"fact:ngay_kh": "31/01/2021"}, mine)
    assert answer.status_code == 404
    assert "31/01/2021" in text(answer)


# ---- Before handing in


def test_points_that_would_be_lost_for_good_are_shown_though_none_are_earned_before(
    desk: Site, browser: Browser
) -> None:
    typed = {"fact:so_giao": "10", "fact:so_dung_han": "0", "do": "preview"}
    page = text(sent(browser, LEAF, typed))
    assert re.search(
        r"1.1.1 Đúng hạn</th><td class=\"number\">từ 0 đến 2</td><td class=\"number\">0</td>", page
    )


def test_points_as_they_would_be(desk: Site, browser: Browser) -> None:
    answer = sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9", "do": "preview"})
    page = text(answer)
    assert answer.status_code == 200
    assert re.search(
        r"1.1.1 Đúng hạn</th><td class=\"number\">từ 0 đến 2</td><td class=\"number\">1,8</td>", page
    )
    assert 'value="10"' in page
    assert dossier(desk).record.entries == []
    answer = sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "11", "do": "preview"})
    assert answer.status_code == 422
    assert "so_giao = 10" in text(answer)


@pytest.mark.parametrize("do", ["preview", "save"])
def test_what_is_declared_must_go_with_what_stays_on_the_same_page(
    desk: Site, browser: Browser, do: str
) -> None:
    sent(browser, LEAF, {"fact:so_giao": "10", "fact:so_dung_han": "9"})
    for typed in (("8", "9"), ("10", "11")):  # only one of them changed
        answer = sent(browser, LEAF, {"fact:so_giao": typed[0], "fact:so_dung_han": typed[1], "do": do})
        assert answer.status_code == 422
        assert f"so_giao = {typed[0]}" in text(answer)
        assert 'aria-invalid="true"' in text(answer)
        # The box says whose it is and what it is called; the words need not.
        assert "giá trị" in text(answer).partition("Lỗi:</span> ")[2][:8]
    assert (value(desk, "so_giao"), value(desk, "so_dung_han")) == (10, 9)
    assert sent(browser, LEAF, {"fact:so_giao": "12", "fact:so_dung_han": "11", "do": do}).status_code < 400


# ---- Tables


def test_rows_of_a_table_without_a_key(desk: Site, browser: Browser) -> None:
    path = "/khai/2021/so-a/2.1.2"
    page = browser.text(path)
    assert hidden(page)["fact:bao_cao:rows"] == "3"
    more = text(sent(browser, path, {"fact:bao_cao:0:ky": "q1", "do": "rows:fact:bao_cao"}, page))
    assert hidden(more)["fact:bao_cao:rows"] == "8"
    assert '<option value="q1" selected>' in more
    typed = {"fact:bao_cao:0:ky": "q1", "fact:bao_cao:0:gui": "01/04/2021", "fact:bao_cao:4:ky": "q2"}
    assert sent(browser, path, typed, more).status_code == 303
    assert value(desk, "bao_cao") == [{"ky": "q1", "gui": "2021-04-01"}, {"ky": "q2", "gui": None}]
    typed = {
        **{f"fact:bao_cao:{row}:ky": code for row, code in enumerate(("q1", "q2"))},
        "fact:bao_cao:0:gui": "01/04/2021",
        "fact:bao_cao:1:remove": "1",
    }
    assert sent(browser, path, typed).status_code == 303
    assert value(desk, "bao_cao") == [{"ky": "q1", "gui": "2021-04-01"}]
    assert sent(browser, path, {"fact:bao_cao:0:remove": "1", "fact:bao_cao:0:ky": "q1"}).status_code == 422
    typed = {"fact:bao_cao:0:remove": "1", "fact:bao_cao:0:ky": "q1", "fact:bao_cao:none": "1"}
    assert sent(browser, path, typed).status_code == 303
    assert value(desk, "bao_cao") == []


def test_a_row_that_misses_a_cell(browser: Browser) -> None:
    path = "/khai/2021/so-a/2.1.2"
    answer = sent(browser, path, {"fact:bao_cao:0:gui": "01/04/2021"})
    assert answer.status_code == 422
    assert "phải điền" in text(answer)


def test_rows_of_a_table_with_a_key(desk: Site, browser: Browser) -> None:
    path = "/khai/2021/so-a/2.1.3"
    typed = {
        "fact:sang_kien:0:ten": "Một cửa",
        "fact:sang_kien:0:diem": "7,5",
        "fact:sang_kien:1:ten": "Trợ lý",
        "fact:sang_kien:1:diem": "3",
    }
    assert sent(browser, path, typed).status_code == 303
    assert rows(desk) == {"Một cửa": "7.5", "Trợ lý": 3}
    page = browser.text(path)
    # The rows come in the order of their keys.
    typed = {
        "fact:sang_kien:0:ten": "Một cửa",
        "fact:sang_kien:0:diem": "8",
        "fact:sang_kien:1:ten": "Trợ lý số",
        "fact:sang_kien:1:diem": "3",
    }
    assert sent(browser, path, typed, page).status_code == 303
    assert rows(desk) == {"Một cửa": 8, "Trợ lý số": 3}
    answer = sent(browser, path, typed, page)
    assert answer.status_code == 409  # the page is of before
    assert "Điều đã thay đổi" in text(answer)


def test_flaws_of_rows_stand_in_the_row(desk: Site, browser: Browser) -> None:
    path = "/khai/2021/so-a/2.1.3"
    typed = {
        "fact:sang_kien:0:ten": "A",
        "fact:sang_kien:0:diem": "5",
        "fact:sang_kien:2:ten": "B",
        "fact:sang_kien:2:diem": "11",
    }
    answer = sent(browser, path, typed)
    assert answer.status_code == 422
    assert 'id="f0-2-0-wrong-1"' in text(answer)
    assert rows(desk) == {}


def rows(desk: Site) -> dict[str, Any]:
    with desk.office.read() as connection:
        found = read_rows(connection, "so-a", 2021, "sang_kien").rows
    return {row.value["ten"]: row.value["diem"] for row in found if not row.is_withdrawn}


# ---- Documents


def upload(browser: Browser, content: bytes = PDF, name: str = "báo cáo.pdf", **typed: Any) -> Any:
    return sent(browser, LEAF, {"file": (BytesIO(content), name), "document:wanted": WORD, **typed})


def test_a_document_with_what_is_said_of_it(desk: Site, browser: Browser) -> None:
    said: dict[str, Any] = {
        "document:number": "12/BC-STP",
        "document:day": "1/12/2021",
        "document:place": "mục II, trang 3",
        "document:note": "Giải trình\nhai dòng",
    }
    answer = upload(browser, **{**said, "fact:so_giao": "10", "fact:so_dung_han": "9"})
    assert answer.status_code == 303
    (handed,) = dossier(desk).leaf("1.1.1").documents[0].handed
    assert handed.name == "báo cáo.pdf"
    assert handed.about == {
        "number": "12/BC-STP",
        "day": "2021-12-01",
        "place": "mục II, trang 3",
        "note": "Giải trình\nhai dòng",
    }
    assert value(desk, "so_giao") == 10
    page = unescape(browser.text(LEAF))
    assert "12/BC-STP" in page
    assert "01/12/2021" in page
    assert handed.file is not None
    assert f"/minh-chung/{handed.file.sha256}" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "tệp rỗng"),
        (PDF, "a.exe", "không nhận loại tệp này"),
        (PDF, "a", "không nhận loại tệp này"),
        (b"MZ\x90", "a.pdf", "nội dung không phải là tệp .pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "tệp có mật khẩu"),
        (b"<html><script>", "a.png", "nội dung không phải là tệp .png"),
        (PDF, "x" * 1001 + ".pdf", "tên tệp phải có từ 1 đến"),
    ],
)
def test_each_cause_in_its_own_words(
    desk: Site, browser: Browser, content: bytes, name: str, words: str
) -> None:
    answer = upload(browser, content, name, **{"fact:so_giao": "10", "document:number": "12/BC"})
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'value="10"' in page
    assert 'value="12/BC"' in page
    assert "hãy chọn lại tệp" in page
    assert dossier(desk).record.entries == []


def test_a_file_that_is_too_large(desk: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.uploads.MAX_BYTES", 10)
    answer = upload(browser)
    assert answer.status_code == 422
    assert "tệp lớn hơn 0 MB" in text(answer)
    assert not list(desk.office.evidence.rglob("*.*"))


def test_a_request_that_does_not_say_its_length(browser: Browser) -> None:
    environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = browser.client.post(
        LEAF,
        headers={"X-CSRFToken": browser.token, "Transfer-Encoding": "chunked"},
        environ_overrides=environ,
    )
    assert answer.status_code == 411


def test_words_of_a_document_without_a_file(browser: Browser) -> None:
    answer = sent(browser, LEAF, {"document:number": "12/BC", "fact:so_giao": "10"})
    assert answer.status_code == 422
    assert "chưa chọn tệp" in text(answer)


def test_a_document_is_used_again_and_taken_back(desk: Site, browser: Browser) -> None:
    upload(browser)
    (handed,) = dossier(desk).leaf("1.1.1").documents[0].handed
    assert handed.file is not None
    answer = sent(browser, LEAF, {"document:wanted": WORD, "document:again": "0" * 64})
    assert answer.status_code == 404
    page = browser.text(LEAF)
    assert f'<option value="{handed.file.sha256}">' in page
    assert (
        sent(browser, LEAF, {"document:wanted": WORD, "document:again": handed.file.sha256}).status_code
        == 303
    )
    (handed,) = dossier(desk).leaf("1.1.1").documents[0].handed
    answer = sent(browser, LEAF, {"do": f"withdraw:{handed.said.number}", "fact:so_giao": "77"})
    assert answer.status_code == 200
    assert "Đã rút minh chứng" in text(answer)
    assert 'value="77"' in text(answer)
    assert dossier(desk).leaf("1.1.1").documents[0].handed == ()
    answer = sent(browser, LEAF, {"do": f"withdraw:{handed.said.number}"})
    assert answer.status_code == 409


def test_a_name_with_folders_and_control_characters(desk: Site, browser: Browser) -> None:
    upload(browser, name="/home/lan/../bí mật\u202e.pdf")
    (handed,) = dossier(desk).leaf("1.1.1").documents[0].handed
    assert handed.name == "bí mật.pdf"


# ---- Files


def test_a_file_is_sent_so_that_it_does_no_harm(desk: Site, browser: Browser) -> None:
    picture = "ảnh 1.png"
    upload(browser)
    upload(browser, b"\x89PNG\r\n\x1a\n<script>", picture)
    files = {one.name: one for one in dossier(desk).files.values()}
    pdf = desk.browser("reader").get(f"/minh-chung/{files['báo cáo.pdf'].sha256}")
    assert pdf.get_data() == PDF
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Content-Disposition"] == (
        "inline; filename=\"b_o c_o.pdf\"; filename*=UTF-8''b%C3%A1o%20c%C3%A1o.pdf"
    )
    assert pdf.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert pdf.headers["Content-Length"] == str(len(PDF))
    with browser.get(f"/minh-chung/{files[picture].sha256}") as image:
        assert image.headers["Content-Disposition"].startswith('attachment; filename="_nh 1.png"')


def test_files_that_are_not_there(browser: Browser) -> None:
    for name in ("0" * 64, "x", "..%2f..%2fetc%2fpasswd", "a%00b"):
        assert browser.get(f"/minh-chung/{name}").status_code == 404
