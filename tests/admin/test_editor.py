"""The criteria editor over HTTP: what the script asks, and all of it without a script."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from admin.editor.insertion import FORMS
from engine.demo.office import set_text
from engine.service.drafts import begin_draft, propose, save_draft
from engine.service.sets import all_sets, set_record, text_of
from tests.admin.site import Browser, Site
from tests.editor.texts import SMALL, at, decomposed

_FIELD = re.compile(r'<textarea[^>]*name="source"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_STARTED = re.compile(r'name="started_from" value="([^"]*)"')


@dataclass
class Draft:
    """A draft, with an editor in front of it."""

    site: Site
    browser: Browser
    identity: int

    @property
    def path(self) -> str:
        return f"/soan-thao/{self.identity}"

    @property
    def text(self) -> str:
        with self.site.office.read() as connection:
            return text_of(connection, self.identity)

    @property
    def hash(self) -> str:
        with self.site.office.read() as connection:
            return set_record(connection, self.identity).text_hash

    def do(self, what: str, text: str, **more: str) -> TestResponse:
        """Press a button of the page with a text in its field."""
        data = {"do": what, "source": text, "started_from": self.hash, **more}
        return self.browser.post(self.path, data)

    def ask(self, name: str, **body: Any) -> Any:
        response = self.browser.post_json(f"/api/editor/{name}", body)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()


@pytest.fixture
def draft(site: Site) -> Draft:
    """A small draft in an office without facts."""
    return Draft(site, site.browser("editor"), begin_draft(site.office, "editor", SMALL))


@pytest.fixture
def demo_draft(demo_site: Site) -> Draft:
    """The demo's draft of 2021."""
    with demo_site.office.read() as connection:
        identity = next(one.identity for one in all_sets(connection) if one.state == "draft")
    return Draft(demo_site, demo_site.browser("editor"), identity)


def field(page: str) -> str:
    """The text in the field of a page, as a browser would send it back."""
    found = _FIELD.search(page)
    assert found is not None
    return html.unescape(found[1])


def started(page: str) -> str:
    found = _STARTED.search(page)
    assert found is not None
    return found[1]


def plain(response: TestResponse) -> str:
    """The words of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))))


# ---- The page


def test_the_page_holds_the_text_and_the_annex(draft: Draft) -> None:
    page = draft.browser.text(draft.path)
    assert field(page) == SMALL
    assert started(page) == draft.hash
    words = re.sub(r"<[^>]+>", " ", page)
    assert "Cả bộ" in words
    assert 'còn lại: 0 vì "{muc}"' in html.unescape(words)


def test_only_editors_come_in(draft: Draft) -> None:
    for login in ("reader", "publisher", "appraiser", "administrator"):
        browser = draft.site.browser(login)
        assert browser.get(draft.path).status_code == 403
        assert browser.post_json("/api/editor/check", {"text": ""}).status_code == 403


def test_a_set_that_is_not_there(draft: Draft) -> None:
    assert draft.browser.get("/soan-thao/999").status_code == 404
    assert (
        draft.browser.post_json("/api/editor/999/save", {"text": "", "started_from": ""}).status_code == 404
    )


def test_a_text_is_shown_as_it_is_whatever_it_holds(site: Site) -> None:
    text = SMALL.replace('"Một"', '"</textarea><script>alert(1)</script>"') + "# {{ 7 * 7 }} <b>\n"
    draft = Draft(site, site.browser("editor"), begin_draft(site.office, "editor", text))
    page = draft.browser.text(draft.path)
    assert field(page) == text
    assert "<script>alert" not in page
    checked = draft.do("check", text).get_data(as_text=True)
    assert "<script>alert" not in checked


def test_the_editor_s_styles_have_a_fresh_nonce(draft: Draft) -> None:
    found = []
    for _ in range(2):
        response = draft.browser.get(draft.path)
        policy = response.headers["Content-Security-Policy"]
        nonce = re.search(r"style-src 'self' 'nonce-([\w-]+)'", policy)
        assert nonce is not None
        assert "unsafe" not in policy
        assert nonce[1] in response.get_data(as_text=True)
        found.append(nonce[1])
    assert found[0] != found[1]


def test_what_is_not_a_draft_is_read_only(draft: Draft) -> None:
    text = SMALL.replace("\nkiểm thử" + SMALL.split("\nkiểm thử")[2], "")
    save_draft(draft.site.office, "editor", draft.identity, text, draft.hash)
    propose(draft.site.office, "editor", draft.identity, draft.hash, "trình")
    page = draft.browser.text(draft.path)
    assert "readonly" in page
    assert 'value="save"' not in page
    refused = draft.do("save", text + "# thêm\n")
    assert refused.status_code == 409
    assert field(refused.get_data(as_text=True)) == text + "# thêm\n"  # nothing that was typed is lost
    answer = draft.browser.post_json(
        f"/api/editor/{draft.identity}/save", {"text": text + "# thêm\n", "started_from": draft.hash}
    )
    assert answer.status_code == 409
    assert "text" not in answer.get_json()


# ---- Without a script


def test_checking_lists_the_faults_with_their_lines(draft: Draft) -> None:
    wrong = SMALL.replace("muc = nhe", "muc = nhẹ").replace("dung_han / so_hs", "dung_hn / so_hs")
    response = draft.do("check", wrong)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert field(page) == wrong
    assert "<title>Lỗi:" in page
    words = plain(response)
    assert "tên «dung_hn» chưa được khai báo" in words
    assert "Gợi ý: Đổi thành «dung_han»" in words
    for line in (17, 21):
        assert f'href="#dong-{line}"' in page
        assert f'id="dong-{line}"' in page
    assert draft.text == SMALL  # nothing was stored


def test_checking_a_sound_text_runs_its_scenarios(draft: Draft) -> None:
    words = plain(draft.do("check", SMALL))
    assert "2 tình huống: 1 đạt, 1 không đạt" in words
    assert "chờ 0,5 điểm, nhận 0 điểm" in words


def test_formatting(draft: Draft) -> None:
    response = draft.do("format", SMALL.replace("  theo", "theo").replace("\n\ntiêu chí", "\ntiêu chí"))
    assert field(response.get_data(as_text=True)) == SMALL
    assert "Đã định dạng" in plain(response)
    refused = draft.do("format", SMALL + "cái này\n")
    assert refused.status_code == 422
    assert field(refused.get_data(as_text=True)) == SMALL + "cái này\n"


def test_saving_and_its_errors(draft: Draft) -> None:
    response = draft.do("save", SMALL.replace("\n", "\r\n") + "# đã sửa\r\n")
    assert response.status_code == 303
    assert draft.text == SMALL + "# đã sửa\n"
    assert "Đã lưu nháp." in draft.browser.text(draft.path)
    assert draft.do("save", "năm 2021\n").status_code == 303  # a draft with errors is a draft
    assert "còn 2 lỗi" in draft.browser.text(draft.path)


def test_a_text_that_is_too_long_is_refused_and_comes_back(draft: Draft) -> None:
    text = "# x\n" * 20_001
    response = draft.do("save", text)
    assert response.status_code == 422
    assert field(response.get_data(as_text=True)) == text
    assert draft.text == SMALL


def test_a_stale_save_shows_both_texts_and_the_merged_one_is_saved(draft: Draft) -> None:
    opened = draft.hash
    save_draft(draft.site.office, "lan", draft.identity, SMALL.replace("80%", "85%"), opened)
    mine = SMALL + "# của tôi\n"
    response = draft.browser.post(draft.path, {"do": "save", "source": mine, "started_from": opened})
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "85%" in draft.text  # nothing was overwritten
    assert "«lan» đã lưu một bản khác" in plain(response)
    assert re.search(r"<del>[^<]*85%", page)
    assert re.search(r"<ins># của tôi", page)
    assert field(page) == mine
    merged = mine.replace("80%", "85%")
    again = draft.browser.post(draft.path, {"do": "save", "source": merged, "started_from": started(page)})
    assert again.status_code == 303
    assert draft.text == merged


def test_opening_both_texts_in_the_editor_keeps_mine(draft: Draft) -> None:
    response = draft.do("check", SMALL + "# của tôi\n")
    assert field(response.get_data(as_text=True)).endswith("# của tôi\n")


def test_what_is_no_button_is_refused(draft: Draft) -> None:
    assert draft.do("delete", SMALL).status_code == 400
    assert draft.browser.post(draft.path, {"do": "save"}).status_code == 400


def test_a_post_without_the_token_of_the_page_is_refused(draft: Draft) -> None:
    response = draft.browser.client.post(
        draft.path, data={"do": "save", "source": "x", "started_from": draft.hash}
    )
    assert response.status_code == 400
    answer = draft.browser.client.post("/api/editor/check", json={"text": ""})
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("code", list(FORMS))
def test_every_form_of_rule_can_be_put_in_without_a_script(draft: Draft, code: str) -> None:
    forms = draft.do("insert", SMALL).get_data(as_text=True)
    assert f'value="{code}"' in forms
    assert field(forms) == SMALL
    path = f"{draft.path}/them-thanh-phan"
    carried = {"source": SMALL, "started_from": draft.hash, "form": code}
    questions = draft.browser.post(path, carried).get_data(as_text=True)
    assert 'name="do" value="put"' in questions
    form = FORMS[code]
    answers = {"name": "Thành phần mới", "maximum": "1", "raise": "1", "parent": "1.2", **form.answers()}
    if form.makes == "criterion":
        answers["parent"] = "1"
    if code == "F38":
        answers |= {"left": "dung_han", "right": "so_hs"}
    response = draft.browser.post(path, {**carried, **answers, "do": "put"})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert field(page) != SMALL
    assert "Đã chèn ở dòng" in page
    assert 'class="fault-kind fault-error"' not in page
    assert draft.text == SMALL


def test_answers_that_do_not_fit_come_back_with_their_faults(draft: Draft) -> None:
    path = f"{draft.path}/them-thanh-phan"
    answers = {"name": "Mới", "maximum": "nhiều", "parent": "1.2", "part.label": "Số đạt <b>"}
    response = draft.browser.post(
        path, {"source": SMALL, "started_from": draft.hash, "form": "F06", "do": "put", **answers}
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "<title>Lỗi:" in page
    assert 'href="#maximum"' in page
    assert 'value="Số đạt &lt;b&gt;"' in page
    assert field(page) == SMALL


def test_trying_a_unit_and_the_difference_without_a_script(demo_draft: Draft) -> None:
    text = demo_draft.text
    tried = plain(demo_draft.do("trial", text, unit="so-ldtbxh"))
    assert "số liệu năm 2020:" in tried
    difference = plain(demo_draft.do("difference", text))
    assert "So với «Chỉ số CCHC các sở, ban, ngành tỉnh Đắk Nông» năm 2020" in difference
    assert "26 thành phần thay đổi" in difference


def test_the_page_in_english(draft: Draft) -> None:
    draft.browser.post("/ngon-ngu", {"language": "en", "next": "/"})
    words = plain(draft.do("check", SMALL.replace("muc = nhe", "muc = nhẹ")))
    assert "is not one of the codes" in words
    assert "There are" in words or "There is" in words


# ---- What the script asks


def test_checking_answers_all_that_stands_beside_the_text(draft: Draft) -> None:
    found = draft.ask("check", text=SMALL.replace("muc = nhe", "muc = nhẹ"))
    assert found["counts"]["error"] == 1
    assert found["summary"].startswith("Có 1 lỗi")
    error = next(one for one in found["diagnostics"] if one["severity"] == "error")
    assert (error["code"], error["line"]) == ("N012", 21)
    assert error["fixes"][0]["edits"] == [{"start": error["start"], "end": error["end"], "text": "nhe"}]
    assert found["outline"][0]["parts"][1]["number"] == "1.2"
    assert found["annex"]["total"]["sum"] == "3"
    assert found["facts"][0]["name"] == "so_hs"


def test_a_decomposed_text_is_answered_in_its_own_places(draft: Draft) -> None:
    typed = decomposed(SMALL.replace("muc = nhe", "muc = nhẹ"))
    error = next(one for one in draft.ask("check", text=typed)["diagnostics"] if one["severity"] == "error")
    marked = typed.encode("utf-16-le")[2 * error["start"] : 2 * error["end"]].decode("utf-16-le")
    assert marked == decomposed("nhẹ")


def test_the_other_questions(draft: Draft) -> None:
    assert draft.ask("scenarios", text=SMALL)["summary"] == "2 tình huống: 1 đạt, 1 không đạt"
    assert draft.ask("format", text=SMALL)["edits"] == []
    labels = [one["label"] for one in draft.ask("complete", text="bộ ", offset=3)["options"]]
    assert labels == ["bộ tiêu chí"]
    place = at(SMALL, "so_hs\n  theo")
    assert draft.ask("hover", text=SMALL, offset=place)["title"] == "so_hs – dữ kiện"
    assert draft.ask("definition", text=SMALL, offset=place)["line"] == 4
    assert draft.ask("hover", text=SMALL, offset=0)["title"].startswith("bộ tiêu chí")
    assert draft.ask("definition", text="", offset=0) == {}
    assert [one["value"] for one in draft.ask("offer", text=SMALL)["parents"]] == ["1.1", "1.2"]
    assert [one["code"] for one in draft.ask("forms")["forms"]] == list(FORMS)


def test_insertion_by_the_script(draft: Draft) -> None:
    values = {"name": "Mới", "maximum": "1", "parent": "1.2", "raise": "1", "step": "0,5"}
    found = draft.ask("insert", text=SMALL, form="F21", values=values)
    assert found["errors"] == {}
    assert found["written"] == 'thành phần 1.2.2 "Mới" 1 điểm\n  hội đồng chấm bước 0,5'
    assert draft.ask("insert", text=SMALL, form="F21", values={})["errors"]["step"] == "phải điền"


def test_saving_by_the_script(draft: Draft) -> None:
    path = f"/api/editor/{draft.identity}/save"
    opened = draft.hash
    saved = draft.ask(f"{draft.identity}/save", text=SMALL + "# một\n", started_from=opened)
    assert saved["text_hash"] == draft.hash
    assert saved["message"] == "Đã lưu nháp."
    stale = draft.browser.post_json(path, {"text": SMALL + "# hai\n", "started_from": opened})
    assert stale.status_code == 409
    assert stale.content_type == "application/problem+json"
    problem = stale.get_json()
    assert (problem["text"], problem["text_hash"], problem["by"]) == (SMALL + "# một\n", draft.hash, "editor")
    refused = draft.browser.post_json(path, {"text": "a\0", "started_from": draft.hash})
    assert refused.status_code == 422
    assert refused.get_json()["diagnostics"][0]["code"] == "S014"
    assert draft.text == SMALL + "# một\n"


def test_the_difference_where_nothing_is_in_force(draft: Draft) -> None:
    found = draft.ask(f"{draft.identity}/difference", text=SMALL)
    assert found == {"figures": ["Chưa có bộ tiêu chí nào đang có hiệu lực để so sánh."], "groups": []}


def test_the_difference_to_the_set_in_force(demo_draft: Draft) -> None:
    found = demo_draft.ask(f"{demo_draft.identity}/difference", text=demo_draft.text)
    assert found["figures"][0].startswith("So với «Chỉ số CCHC")
    titles = [group["title"] for group in found["groups"]]
    assert titles[0] == "Quy định chung"
    assert titles[1].startswith("Lĩnh vực 1.")


def test_a_unit_under_the_text(demo_draft: Draft) -> None:
    same = demo_draft.ask(f"{demo_draft.identity}/trial", text=set_text(2020), unit="so-ldtbxh")
    assert same["summary"].startswith("Sở Lao động")
    assert "86,845/100 điểm" in same["summary"]
    lost = next(one for one in same["leaves"] if one["words"])
    assert lost["words"][0].startswith("−")
    harder = set_text(2020).replace("từ 90% ", "từ 99,9% ")
    assert demo_draft.ask(f"{demo_draft.identity}/trial", text=harder, unit="so-ldtbxh") != same
    assert demo_draft.ask(f"{demo_draft.identity}/trial", text="năm", unit="so-ldtbxh") == {}


def test_a_unit_that_is_not_there(demo_draft: Draft, draft: Draft) -> None:
    path = f"/api/editor/{demo_draft.identity}/trial"
    assert demo_draft.browser.post_json(path, {"text": set_text(2020), "unit": "x"}).status_code == 404


BAD: list[Any] = [
    [],
    "text",
    {},
    {"text": 1},
    {"text": ["a"]},
    {"text": "a", "offset": "1"},
    {"text": "a", "offset": True},
    {"text": "a", "form": "F01", "values": {"name": 1}},
    {"text": "a", "form": "F99", "values": {}},
    {"text": "a", "form": ["F01"], "values": {}},
]


@pytest.mark.parametrize("body", BAD, ids=lambda body: json.dumps(body)[:40])
def test_bodies_that_are_no_questions_are_refused_as_problems(draft: Draft, body: Any) -> None:
    for name in ("complete", "insert", f"{draft.identity}/save", f"{draft.identity}/trial"):
        response = draft.browser.post_json(f"/api/editor/{name}", body)
        assert response.status_code in (400, 404), name
        assert response.content_type == "application/problem+json"


def test_more_than_any_text_is_refused_before_it_is_read(draft: Draft) -> None:
    response = draft.browser.post_json("/api/editor/check", {"text": "é" * (3 * 1024 * 1024)})
    assert response.status_code == 413
    assert response.content_type == "application/problem+json"
