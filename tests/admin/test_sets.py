"""A draft's way into force on the pages: who sees what, what is refused and said, and whom it would hit."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import admin
from admin import formats
from admin.days import iso_day
from admin.pages.sets import jobs
from admin.pages.sets.chart import chart_of
from engine.demo import office as demo
from engine.impact.result import Impact
from engine.service.drafts import begin_draft, propose, publish, review, save_draft
from engine.service.impact import impact_of
from engine.service.importing import import_facts
from engine.service.office import Office
from engine.service.registry import open_round, round_of
from engine.service.rounds import close_round
from engine.service.sets import all_sets, history, set_record, text_of
from tests.admin.site import Browser, Site
from tests.admin.test_scorecards import plain
from tests.in_force import put_set
from tests.service.years import ANYBODY, say, set_of
from tests.webhooks.serving import SMALL

TEXT = SMALL.read_text(encoding="utf-8")
LATER = TEXT.replace("khi ngan_sach từ 100: 2", "khi ngan_sach từ 200: 2")
NOTE = "Nâng ngưỡng ngân sách theo kế hoạch 12"


def hash_on(page: str) -> str:
    """The text that a form is about."""
    found = re.search(r'name="started_from"[^>]*value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def state(site: Site, identity: int) -> str:
    with site.office.read() as connection:
        return set_record(connection, identity).state


def proposed(site: Site, text: str = TEXT) -> int:
    """A draft that waits for its review."""
    identity = begin_draft(site.office, "editor", text)
    with site.office.read() as connection:
        digest = set_record(connection, identity).text_hash
    propose(site.office, "editor", identity, digest, NOTE)
    return identity


def in_force(site: Site, text: str = TEXT) -> int:
    """A set that took the whole way."""
    identity = proposed(site, text)
    with site.office.read() as connection:
        digest = set_record(connection, identity).text_hash
    review(site.office, "publisher", identity, digest, True, "", impact_seen=True)
    publish(site.office, "publisher", identity, "Số 1", "2021-01-01")
    return identity


# ---- The whole way


def test_from_an_empty_page_to_force(site: Site) -> None:
    editor, publisher = site.browser("editor"), site.browser("publisher")
    assert "Chưa có bộ tiêu chí nào" in editor.text("/bo-tieu-chi/")
    response = editor.post("/bo-tieu-chi/moi", {"source": "0", "year": "2021"})
    assert response.status_code == 303
    with site.office.read() as connection:
        (record,) = all_sets(connection)
        started = text_of(connection, record.identity)
    assert started == 'bộ tiêu chí "Bộ tiêu chí năm 2021"\nnăm 2021\n'
    place = f"/bo-tieu-chi/{record.identity}"
    assert response.location == f"/soan-thao/{record.identity}"
    save_draft(site.office, "editor", record.identity, TEXT, record.text_hash)

    form = editor.text(f"{place}/trinh")
    response = editor.post(f"{place}/trinh", {"started_from": hash_on(form), "note": NOTE})
    assert (response.status_code, response.location) == (303, place)
    shown = publisher.text(place)
    assert "đã trình" in shown
    assert NOTE in shown
    assert f'href="{place}/tham-tra"' in shown
    assert f'href="{place}/tham-tra"' not in editor.text(place)

    page = publisher.text(f"{place}/tham-tra")
    assert NOTE in page
    assert "Chưa năm nào có số liệu" in page
    verdict = {"started_from": hash_on(page), "verdict": "accept", "note": "đồng ý"}
    refused = publisher.post(f"{place}/tham-tra", verdict)
    assert refused.status_code == 409
    assert "Phải xem tác động" in refused.get_data(as_text=True)
    assert "đồng ý</textarea>" in refused.get_data(as_text=True).replace("\r\n", "")
    assert state(site, record.identity) == "proposed"
    assert publisher.post(f"{place}/tham-tra", {**verdict, "impact_seen": "y"}).status_code == 303

    page = publisher.text(f"{place}/ban-hanh")
    given = {"started_from": hash_on(page), "number": "12/QĐ-UBND", "signed": "02/01/2021"}
    wrong = publisher.post(f"{place}/ban-hanh", {**given, "effective": "31/02/2021"})
    assert wrong.status_code == 422
    assert "không phải một ngày" in wrong.get_data(as_text=True)
    assert 'value="12/QĐ-UBND"' in wrong.get_data(as_text=True)
    assert publisher.post(f"{place}/ban-hanh", {**given, "effective": "15/01/2021"}).status_code == 303
    with site.office.read() as connection:
        record = set_record(connection, record.identity)
    assert (record.state, record.effective_from) == ("published", "2021-01-15")
    assert record.decision == "Quyết định số 12/QĐ-UBND ngày 02/01/2021"
    shown = site.browser("reader").text(place)
    for words in ("đang có hiệu lực", "15/01/2021", "EDITOR", "PUBLISHER", "ban hành bộ tiêu chí"):
        assert words in shown

    assert publisher.post(f"{place}/mo-dot", {"name": "Năm 2021", "opens": "01/01/2021"}).status_code == 303
    with site.office.read() as connection:
        round_ = round_of(connection, 2021)
    assert round_ is not None
    assert (round_.state, round_.opens, round_.set_id) == ("open", "2021-01-01", record.identity)


def test_a_draft_from_a_set_in_force(site: Site) -> None:
    first = in_force(site)
    editor = site.browser("editor")
    page = editor.text(f"/bo-tieu-chi/moi?tu={first}")
    assert re.search(rf'<option selected value="{first}">', page)
    assert 'value="2022"' in page
    assert editor.post("/bo-tieu-chi/moi", {"source": str(first), "year": "20222"}).status_code == 422
    response = editor.post("/bo-tieu-chi/moi", {"source": str(first), "year": "2022"})
    second = int(response.location.rpartition("/")[2])
    with site.office.read() as connection:
        record = set_record(connection, second)
        assert (record.year, record.based_on, record.written_by) == (2022, first, "editor")
        assert text_of(connection, second) == TEXT.replace("năm 2021", "năm 2022")
    assert f'href="/bo-tieu-chi/{first}"' in editor.text(f"/bo-tieu-chi/{second}")


# ---- What is refused, and what is said then


def test_a_draft_with_errors_is_not_proposed(site: Site) -> None:
    identity = begin_draft(site.office, "editor", TEXT.replace("1.1.2", "1.1.1"))
    editor = site.browser("editor")
    assert "còn lỗi" in editor.text("/bo-tieu-chi/")
    form = editor.text(f"/bo-tieu-chi/{identity}/trinh")
    sent = {"started_from": hash_on(form), "note": NOTE}
    response = editor.post(f"/bo-tieu-chi/{identity}/trinh", sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert re.search(r"Dòng \d+", page)
    assert NOTE in page
    assert "<title>Lỗi:" in page
    assert editor.post(f"/bo-tieu-chi/{identity}/trinh", {**sent, "note": ""}).status_code == 422
    assert state(site, identity) == "draft"


def test_another_text_than_the_one_that_was_seen(site: Site) -> None:
    identity = begin_draft(site.office, "editor", TEXT)
    editor = site.browser("editor")
    seen = hash_on(editor.text(f"/bo-tieu-chi/{identity}/trinh"))
    save_draft(site.office, "khác", identity, LATER, seen)
    response = editor.post(f"/bo-tieu-chi/{identity}/trinh", {"started_from": seen, "note": NOTE})
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "«khác» đã lưu một bản khác" in page
    assert hash_on(page) != seen
    assert NOTE in page


def test_a_reviewer_who_saw_another_text(site: Site) -> None:
    identity = proposed(site)
    publisher = site.browser("publisher")
    seen = hash_on(publisher.text(f"/bo-tieu-chi/{identity}/tham-tra"))
    editor = site.browser("editor")
    assert editor.post(f"/bo-tieu-chi/{identity}/rut-lai").status_code == 303
    later = save_draft(site.office, "editor", identity, LATER, seen).text_hash
    propose(site.office, "editor", identity, later, NOTE)
    verdict = {"started_from": seen, "verdict": "accept", "impact_seen": "y", "note": "tốt"}
    response = publisher.post(f"/bo-tieu-chi/{identity}/tham-tra", verdict)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert hash_on(page) == later
    assert not re.search(r'name="impact_seen"[^>]*checked|checked[^>]*name="impact_seen"', page)
    assert state(site, identity) == "proposed"


def test_a_draft_is_put_aside_and_written_on_again(site: Site) -> None:
    identity = begin_draft(site.office, "editor", TEXT)
    editor, place = site.browser("editor"), f"/bo-tieu-chi/{identity}"
    assert f'action="{place}/bo"' in editor.text(place)
    assert f'action="{place}/bo"' not in site.browser("reader").text(place)
    assert editor.post(f"{place}/bo").status_code == 303
    page = editor.text(place)
    assert "đã bỏ" in page
    assert f'action="{place}/bo"' not in page
    assert "đang soạn" not in editor.text("/")
    assert editor.post(f"{place}/bo").status_code == 303
    assert "muốn sửa thì rút lại thành dự thảo đã" in editor.text(place)
    assert editor.post(f"{place}/rut-lai").status_code == 303
    assert state(site, identity) == "draft"


def test_sent_back_with_a_note(site: Site) -> None:
    identity = proposed(site)
    publisher, place = site.browser("publisher"), f"/bo-tieu-chi/{identity}"
    digest = hash_on(publisher.text(f"{place}/tham-tra"))
    back = {"started_from": digest, "verdict": "return", "note": " "}
    assert publisher.post(f"{place}/tham-tra", back).status_code == 409
    assert publisher.post(f"{place}/tham-tra", {**back, "verdict": ""}).status_code == 422
    assert publisher.post(f"{place}/tham-tra", {**back, "note": "ngưỡng <b>cao</b> quá"}).status_code == 303
    page = site.browser("editor").text(place)
    assert "trả lại dự thảo" in page
    assert "ngưỡng &lt;b&gt;cao&lt;/b&gt; quá" in page
    assert "bị trả lại" in site.browser("editor").text("/bo-tieu-chi/")


def test_who_wrote_it_neither_reviews_nor_publishes(site: Site) -> None:
    site.add("hai-vai", ("editor", "publisher"))
    identity = begin_draft(site.office, "hai-vai", TEXT)
    with site.office.read() as connection:
        digest = set_record(connection, identity).text_hash
    propose(site.office, "editor", identity, digest, NOTE)
    both, place = site.browser("hai-vai"), f"/bo-tieu-chi/{identity}"
    assert f'href="{place}/tham-tra"' not in both.text(place)
    assert "người khác thẩm tra" in both.text(place)
    assert "Ghi kết luận" not in both.text(f"{place}/tham-tra")
    verdict = {"started_from": digest, "verdict": "accept", "impact_seen": "y"}
    response = both.post(f"{place}/tham-tra", verdict)
    assert response.status_code == 409
    assert "không tự thẩm tra" in response.get_data(as_text=True)
    assert "không ở bước chờ ban hành" in site.browser("publisher").text(f"{place}/ban-hanh")
    review(site.office, "publisher", identity, digest, True, "", impact_seen=True)
    assert "Số quyết định" not in both.text(f"{place}/ban-hanh")
    response = both.post(
        f"{place}/ban-hanh",
        {"started_from": digest, "number": "1", "signed": "01/01/2021", "effective": "01/01/2021"},
    )
    assert response.status_code == 409
    assert state(site, identity) == "reviewed"


def test_rights(site: Site) -> None:
    identity = proposed(site)
    place = f"/bo-tieu-chi/{identity}"
    reader = site.browser("reader")
    for path in ("trinh", "tham-tra", "ban-hanh", "thu-hoi", "mo-dot", "cham-lai"):
        assert reader.get(f"{place}/{path}").status_code == 403
        assert reader.post(f"{place}/{path}").status_code == 403
    assert site.browser("editor").get(f"{place}/tham-tra").status_code == 403
    assert site.browser("publisher").get(f"{place}/trinh").status_code == 403
    for path in ("", "/van-ban", "/khac-biet"):
        assert reader.get(f"{place}{path}").status_code == 200
    for path in (
        "/bo-tieu-chi/999",
        "/bo-tieu-chi/999/van-ban",
        f"{place}/van-ban/999",
        f"/bo-tieu-chi/{10**20}",
    ):
        assert reader.get(path).status_code == 404


def test_texts_and_revisions_are_shown_as_text(site: Site) -> None:
    hostile = TEXT + '# <script>alert("x")</script>\n'
    identity = begin_draft(site.office, "editor", TEXT)
    with site.office.read() as connection:
        save_draft(site.office, "editor", identity, hostile, set_record(connection, identity).text_hash)
    reader = site.browser("reader")
    assert "&lt;script&gt;" in reader.text(f"/bo-tieu-chi/{identity}/van-ban")
    with site.office.read() as connection:
        first, _second = history(connection, identity).revisions
    page = reader.text(f"/bo-tieu-chi/{identity}/van-ban/{first.number}")
    assert "script&gt;alert" not in page
    assert "Xem bản hiện nay" in page


# ---- Rounds


def test_withdrawn_and_scored_again_under_a_corrected_set(site: Site) -> None:
    first = in_force(site)
    publisher = site.browser("publisher")
    assert publisher.post(f"/bo-tieu-chi/{first}/mo-dot", {"previous": "y"}).status_code == 303
    again = publisher.post(f"/bo-tieu-chi/{first}/mo-dot")
    assert again.status_code == 409
    assert "đã có đợt chấm" in again.get_data(as_text=True)
    assert publisher.post(f"/bo-tieu-chi/{first}/thu-hoi", {"reason": ""}).status_code == 422
    response = publisher.post(f"/bo-tieu-chi/{first}/thu-hoi", {"reason": "sai điểm"})
    assert response.status_code == 303
    page = publisher.text(f"/bo-tieu-chi/{first}")
    assert "đang tạm dừng" in page
    assert "sai điểm" in page
    second = in_force(site, LATER)
    page = publisher.text(f"/bo-tieu-chi/{second}")
    assert f'href="/bo-tieu-chi/{second}/cham-lai"' in page
    assert "tạm dừng" in publisher.text(f"/bo-tieu-chi/{second}/cham-lai")
    assert publisher.post(f"/bo-tieu-chi/{second}/cham-lai").status_code == 303
    with site.office.read() as connection:
        round_ = round_of(connection, 2021)
    assert round_ is not None
    assert (round_.state, round_.set_id) == ("open", second)
    refused = publisher.post(f"/bo-tieu-chi/{first}/cham-lai")
    assert refused.status_code == 409


def test_a_round_is_closed_after_a_look_at_what_would_be_lost(site: Site) -> None:
    open_round(site.office, "test", put_set(site.office.database, set_of(2021)))
    with site.office.read() as connection:
        (record,) = all_sets(connection)
    place = f"/bo-tieu-chi/{record.identity}"
    say(site.office, "so-a", a=4, b=3)
    say(site.office, "so-b", speaker=ANYBODY, a=4, b=4, c=True, d=50)
    publisher = site.browser("publisher")
    assert f'href="{place}/khoa-so"' in publisher.text(place)
    assert f'href="{place}/khoa-so"' not in site.browser("editor").text(place)
    page = publisher.text(f"{place}/khoa-so")
    assert "3 thành phần có mục đơn vị đã nộp, chưa ai thẩm định" in page
    words = plain(page)
    assert "Sở A từ 3 đến 9 3 từ 3 đến 9 3 2" in words
    assert "Sở B từ 6,2 đến 10 10 từ 0 đến 10 0 3" in words
    mark = re.search(r'name="mark"[^>]*value="([^"]+)"', page)
    assert mark is not None
    refused = publisher.post(f"{place}/khoa-so", {"mark": mark[1]})
    assert refused.status_code == 422
    assert "phải đánh dấu" in html.unescape(refused.get_data(as_text=True))
    # What changed meanwhile is to be looked at first, and ticked anew.
    say(site.office, "so-a", at=1, c=True)
    refused = publisher.post(f"{place}/khoa-so", {"mark": mark[1], "seen": "y"})
    page = html.unescape(refused.get_data(as_text=True))
    assert refused.status_code == 409
    assert "vừa thay đổi" in page
    assert "Sở A từ 5 đến 9 5" in plain(page)
    assert "checked" not in page
    mark = re.search(r'name="mark"[^>]*value="([^"]+)"', page)
    assert mark is not None
    assert publisher.post(f"{place}/khoa-so", {"mark": mark[1], "seen": "y"}).status_code == 303
    with site.office.read() as connection:
        assert round_of(connection, 2021).state == "closed"  # type: ignore[union-attr]
    assert f'href="{place}/khoa-so"' not in publisher.text(place)
    assert "đã khóa sổ, không khóa sổ được" in publisher.text(f"{place}/khoa-so")
    again = publisher.post(f"{place}/khoa-so", {"mark": mark[1], "seen": "y"})
    assert again.status_code == 409
    assert publisher.get(f"{place}9/khoa-so").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"opens": "31/12/2021", "closes": "01/01/2021"}, 422),
        ({"opens": "hôm nay"}, 422),
        ({"opens": "2021-01-01", "closes": "31/12/2021", "evidence_required": "y"}, 303),
    ],
)
def test_days_of_a_round(site: Site, given: dict[str, str], status: int) -> None:
    identity = in_force(site)
    response = site.browser("publisher").post(f"/bo-tieu-chi/{identity}/mo-dot", given)
    assert response.status_code == status


def test_the_days_of_an_open_round_are_changed(site: Site) -> None:
    identity = in_force(site)
    publisher, place = site.browser("publisher"), f"/bo-tieu-chi/{identity}"
    assert publisher.get(f"{place}/sua-dot").status_code == 404
    publisher.post(f"{place}/mo-dot", {"name": "Đợt 1", "opens": "01/01/2021", "closes": "31/12/2021"})
    page = publisher.text(f"{place}/sua-dot")
    assert 'value="Đợt 1"' in html.unescape(page)
    assert 'value="31/12/2021"' in page
    wrong = publisher.post(
        f"{place}/sua-dot", {"name": "Đợt 1", "opens": "01/01/2021", "closes": "31/12/2020"}
    )
    assert wrong.status_code == 422
    given = {"name": "Đợt 1, gia hạn", "opens": "01/01/2021", "closes": "15/01/2022"}
    assert publisher.post(f"{place}/sua-dot", given).status_code == 303
    with site.office.read() as connection:
        round_ = round_of(connection, 2021)
    assert round_ is not None
    assert (round_.name, round_.opens, round_.closes) == ("Đợt 1, gia hạn", "2021-01-01", "2022-01-15")
    log = html.unescape(site.browser("auditor").text("/nhat-ky/?what=round.rescheduled"))
    assert "2021-12-31" in log
    assert "2022-01-15" in log
    close_round(site.office, "publisher", 2021)
    assert publisher.post(f"{place}/sua-dot", given).status_code == 409


def test_a_round_that_is_not_there_is_not_scored_again(site: Site) -> None:
    identity = in_force(site)
    assert site.browser("publisher").get(f"/bo-tieu-chi/{identity}/cham-lai").status_code == 404


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31/12/2020", "2020-12-31"),
        (" 2020-12-31 ", "2020-12-31"),
        ("31-12-2020", None),
        ("", None),
        (None, None),
    ],
)
def test_days_as_people_write_them(written: str | None, day: str | None) -> None:
    assert iso_day(written) == day
    if day is not None:
        assert iso_day(formats.day(day)) == day


# ---- Impact


def impact_in(office: Office, identity: int) -> Impact:
    with office.read() as connection:
        return impact_of(office, connection, identity, 2020)


def draft_of(site: Site) -> int:
    with site.office.read() as connection:
        return next(one.identity for one in all_sets(connection) if one.state == "draft")


def test_the_impact_of_the_demos_draft(demo_site: Site) -> None:
    identity = draft_of(demo_site)
    found = impact_in(demo_site.office, identity)
    page = demo_site.browser("reader").text(f"/bo-tieu-chi/{identity}/tac-dong")
    counts = found.counts
    summary = f"22 đơn vị, số liệu năm 2020: {counts.loses} mất điểm, {counts.gains} thêm điểm"
    assert summary in page
    assert "được dời 1 năm" in page
    rows = re.findall(r'<th scope="row">([^<]*)</th>', page)
    assert rows[:22] == [unit.name for unit in found.units]
    chart = chart_of(found.units)
    assert chart is not None
    assert page.count("<rect") == len(chart.bars) == 22
    figures = page.partition("Tác động theo đơn vị, mất nhiều nhất trước")[2].partition("</table>")[0]
    for bar in chart.bars:
        shown = str(bar.amount).replace(".", ",").replace("-", "−")
        assert f'<td class="number">{shown}</td>' in figures
    assert "hồ_sơ" in page
    assert "style=" not in page
    assert "Số liệu theo" in demo_site.browser("reader").text(
        f"/bo-tieu-chi/{identity}/tac-dong?nam=2020&xem=declared"
    )
    assert demo_site.browser("reader").get(f"/bo-tieu-chi/{identity}/tac-dong?nam=x").status_code == 200


def test_the_review_shows_differences_scenarios_and_impact(demo_site: Site) -> None:
    office = demo_site.office
    text = demo.set_text(2020).replace(
        "so_tin_bai_cchc từ 12 trở lên: 0,75", "so_tin_bai_cchc từ 24 trở lên: 0,75"
    )
    text = text.replace("so_tin_bai_cchc từ 6 đến 11: 0,5", "so_tin_bai_cchc từ 6 đến 23: 0,5")
    text = text.replace("cần 12", "cần 24")
    identity = put_set(office.database, text, 9)
    page = demo_site.browser("publisher").text(f"/bo-tieu-chi/{identity}/tham-tra")
    assert "1.4.2" in page
    assert "<del>" in page
    assert "Từng tình huống" in page
    assert "dòng quy tắc" in page
    assert "22 đơn vị, số liệu năm 2020" in page
    found = impact_in(office, identity)
    assert {leaf.leaf.new for leaf in found.leaves} == {"1.4.2"}
    assert f"{found.counts.loses} mất điểm" in page


def many(office: Office, units: int) -> int:
    """A round with so many units, and a draft that hits some of them."""
    open_round(office, "test", put_set(office.database, TEXT))
    facts = [
        {
            "code": f"don-vi-{number}",
            "name": f"Đơn vị {number}",
            "block": "sở",
            "facts": {
                "so_tthc": 10,
                "so_tthc_co_quy_trinh_dt": number % 11,
                "co_ke_hoach": True,
                "ngan_sach": 80 + number % 200,
                "ghi_chu": "",
            },
        }
        for number in range(units)
    ]
    data = json.dumps({"year": 2021, "units": facts}).encode()
    import_facts(office, "test", data, "thử", register=True)
    return begin_draft(office, "editor", LATER)


def followed(browser: Browser, path: str, *, most: float = 60) -> Iterator[Any]:
    """The answers on the way to a page that takes its time."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        response = browser.get(path)
        yield response
        if response.status_code == 303:
            path = response.location
        elif "Refresh" in response.headers:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("it never comes to an end")


def test_over_many_units_the_page_tells_how_far_it_is(site: Site) -> None:
    identity = many(site.office, jobs.AT_ONCE + 10)
    reader = site.browser("reader")
    answers = list(followed(reader, f"/bo-tieu-chi/{identity}/tac-dong"))
    assert answers[0].status_code == 303
    assert answers[0].location.startswith(f"/bo-tieu-chi/{identity}/tac-dong/")
    page = answers[-1].get_data(as_text=True)
    assert answers[-1].status_code == 200
    assert re.search(r"\d+ đơn vị, số liệu năm 2021", page)
    # Worked out once: the next one who asks has it at once.
    assert reader.get(f"/bo-tieu-chi/{identity}/tac-dong").status_code == 200
    # Other facts are another question.
    more = {"code": "so-a", "name": "Sở A", "block": "sở", "facts": {"ngan_sach": 150}}
    import_facts(site.office, "test", json.dumps({"year": 2021, "units": [more]}).encode(), "thêm")
    assert reader.get(f"/bo-tieu-chi/{identity}/tac-dong").status_code == 303


def test_the_page_of_progress(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = many(site.office, jobs.AT_ONCE + 1)
    monkeypatch.setattr(jobs, "_work_aside", lambda _office, _jobs, job: setattr(job, "done", 7))
    reader = site.browser("reader")
    path = reader.get(f"/bo-tieu-chi/{identity}/tac-dong").location
    response = reader.get(path)
    page = response.get_data(as_text=True)
    assert response.headers["Refresh"] == "2"
    assert 'role="status"' in page
    assert re.search(r"Đã tính 7 trên \d+ đơn vị", page)
    assert "<meta http-equiv" not in page
    assert reader.get(path.replace("ve=tac-dong", "ve=x")).status_code == 404
    gone = reader.get(f"/bo-tieu-chi/{identity}/tac-dong/khong-co")
    assert (gone.status_code, gone.location) == (303, f"/bo-tieu-chi/{identity}/tac-dong")
    review_page = site.browser("publisher").text(f"/bo-tieu-chi/{identity}/tham-tra")
    assert "Đang tính tác động" in review_page


def test_a_job_that_fails_says_so_and_is_tried_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = many(site.office, jobs.AT_ONCE + 1)

    def fails(*_given: Any) -> Impact:
        raise RuntimeError("hỏng")

    reader, path = site.browser("reader"), f"/bo-tieu-chi/{identity}/tac-dong"
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "impact_of", fails)
        page = list(followed(reader, path))[-1].get_data(as_text=True)
        assert "Việc tính tác động bị lỗi" in page
    assert "Việc tính tác động bị lỗi" in reader.text(path)
    again = html.unescape(re.search(r'href="([^"]*lai=1)"', page)[1])  # type: ignore[index]
    assert "số liệu năm 2021" in list(followed(reader, again))[-1].get_data(as_text=True)


def test_small_rounds_are_answered_at_once(site: Site) -> None:
    identity = many(site.office, 5)
    assert site.browser("reader").get(f"/bo-tieu-chi/{identity}/tac-dong").status_code == 200


def test_a_draft_with_errors_says_that_it_has_no_impact(site: Site) -> None:
    many(site.office, 3)
    identity = begin_draft(site.office, "editor", TEXT.replace("1.1.2", "1.1.1"))
    page = site.browser("editor").text(f"/bo-tieu-chi/{identity}/tac-dong")
    assert "Sửa hết lỗi rồi mới tính được tác động" in page


# ---- English


def test_all_of_it_has_its_english() -> None:
    folder = Path(admin.__file__).parent / "translations"
    found = [*(folder / "parts").glob("sets.po"), *(folder / "en").glob("sets.po")]
    assert found
    with found[0].open("rb") as file:
        assert all(message.string for message in read_po(file, locale="en") if message.id)
