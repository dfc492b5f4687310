"""Rankings and comparisons as pages: in order, filtered, sorted, as files; and what cannot be compared says so."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from engine.demo import generate
from engine.service.registry import UnitRecord, open_round, register_unit
from tests.admin.site import Site
from tests.admin.test_scorecards import plain
from tests.in_force import put_set
from tests.service.years import ANYBODY, say, set_of

RANKING = "/xep-hang/2021"


def rows(page: str) -> list[str]:
    """The rows of the rankings, as they are read."""
    tables = re.findall(r'<table class="ranking">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    return [plain(row).strip() for table in tables for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]


def names(page: str) -> list[str]:
    """The units in the order of the table, by what their links lead to."""
    return re.findall(r'<th scope="row"><a href="/diem/\d+/([^"]+)"', page)


@pytest.fixture
def rounds(site: Site) -> Site:
    """Three departments and a district, all of them scored in 2021."""
    register_unit(site.office, "test", UnitRecord("so-c", "Sở Ấm", "sở"))
    register_unit(site.office, "test", UnitRecord("huyen-d", "Huyện D", "huyện"))
    open_round(site.office, "test", put_set(site.office.database, set_of(2021)))
    for unit, done, plan, dossiers in (
        ("so-a", 4, True, 5),
        ("so-b", 2, True, 10),
        ("so-c", 3, False, 10),
        ("huyen-d", 4, True, 1),
    ):
        say(site.office, unit, a=4, b=done, c=plan, d=dossiers)
    return site


def next_year(site: Site, *changes: tuple[str, str]) -> None:
    open_round(site.office, "test", put_set(site.office.database, set_of(2022, *changes), 2))
    for unit, done in (("so-a", 1), ("so-b", 4), ("so-c", 3)):
        say(site.office, unit, 2022, a=4, b=done, c=True, d=10)


# ---- One year


def test_the_departments_stand_as_published(demo_site: Site) -> None:
    browser = demo_site.browser("reader")
    assert browser.get("/xep-hang").location == "/xep-hang/2020"
    page = browser.text("/xep-hang/2020")
    with (generate.HERE / "units_daknong_2020.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    found = rows(page)
    assert len(found) == 22
    for row, expected in zip(found, published, strict=True):
        assert row.startswith(f"{expected['expected_dense_rank']}/21 ")
        percent = expected["published_percent"].rstrip("0").rstrip(".").replace(".", ",")
        assert f" {percent}% " in row
        assert row.endswith(expected["expected_band"])
    words = plain(page)
    assert "Chỉ số trung bình 90,33%, cao nhất 95,9%, thấp nhất 84,12%." in words
    assert "Đơn vị bằng chỉ số thì cùng hạng; hạng sau liền kề" in words
    assert "So với năm 2019" not in words  # there was no round
    assert names(page)[18] == "so-ldtbxh"
    assert "1. Công tác chỉ đạo, điều hành CCHC 80,71% 90,9% 61,01%" in words


def test_a_unit_without_a_result_has_a_dash_and_no_place(rounds: Site) -> None:
    register_unit(rounds.office, "test", UnitRecord("so-moi", "Sở Mới", "sở"))
    browser = rounds.browser("reader")
    words = "1 đơn vị chưa có kết quả: chưa xếp hạng, chưa tính vào trung bình."
    page = browser.text(f"{RANKING}?xem=tu-cham&khoi=s%E1%BB%9F")
    assert words in plain(page)
    assert rows(page)[-1] == "– Sở Mới chưa có số liệu – – – –"
    assert rows(page)[0].startswith("1/3 ")
    # By points it comes last both ways: a dash is less than nothing and more than nothing.
    for direction in ("tang", "giam"):
        by_points = f"{RANKING}?xem=tu-cham&khoi=s%E1%BB%9F&sap-xep=tu-cham&chieu={direction}"
        assert names(browser.text(by_points))[-1] == "so-moi"
    file = browser.get(f"{RANKING}/tep?xem=tu-cham&khoi=s%E1%BB%9F").get_data(as_text=True)
    (last,) = [row for row in csv.reader(StringIO(file), delimiter=";") if "so-moi" in row]
    assert [last[1], *last[6:14], *last[15:]] == [*[""] * 9, "chưa có số liệu", "", ""]
    say(rounds.office, "so-moi", speaker=ANYBODY, a=4, b=4)
    page = browser.text(f"{RANKING}?khoi=s%E1%BB%9F")
    assert rows(page)[-1] == "– Sở Mới chưa được thẩm định 4 – – –"


def test_blocks_are_ranked_apart_and_chosen(rounds: Site) -> None:
    browser = rounds.browser("reader")
    page = browser.text(RANKING)
    assert [row.split(" ")[0] for row in rows(page)] == ["1/2", "1/2", "2/2", "1/1"]
    assert names(page)[-1] == "huyen-d"
    assert "Khối sở" in plain(page)
    alone = browser.text(RANKING + "?khoi=huyện")
    assert names(alone) == ["huyen-d"]
    assert rows(browser.text(RANKING + "?khoi=x&linh-vuc=99&xem=x&chieu=x&sap-xep=x")) == rows(page)


def test_an_area_is_ranked_by_itself(rounds: Site) -> None:
    page = rounds.browser("reader").text(RANKING + "?linh-vuc=2&khoi=sở")
    assert [row[:15] for row in rows(page)] == ["1/2 Sở Ấm 4 4 1", "1/2 Sở B 4 4 10", "2/2 Sở A 2 2 50"]
    assert "Xếp hạng năm 2021: Thủ tục" in plain(page)
    assert "theo lĩnh vực: trung bình" not in page


def test_columns_sort_by_links_both_ways(rounds: Site) -> None:
    browser = rounds.browser("reader")
    page = browser.text(RANKING + "?khoi=sở")
    assert re.findall(r'aria-sort="(\w+)"', page) == ["ascending"]
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', page)
    ]
    assert len(links) == 5
    orders = {}
    for link in links:
        once = browser.text(link)
        (now,) = re.findall(r'aria-sort="(\w+)"', once)
        orders[re.search("sap-xep=([a-z-]+)", link)[1]] = (now, names(once))  # type: ignore[index]
    assert orders["hang"] == ("descending", ["so-c", "so-a", "so-b"])
    assert orders["ten"] == ("ascending", ["so-a", "so-c", "so-b"])
    assert orders["tu-cham"] == ("descending", ["so-a", "so-b", "so-c"])
    assert names(browser.text(RANKING + "?sap-xep=ten&chieu=giam&khoi=sở")) == ["so-b", "so-c", "so-a"]
    assert names(browser.text(RANKING + "?sap-xep='; DROP&khoi=sở")) == names(page)


def test_what_changed_since_last_year_is_said_in_words(rounds: Site) -> None:
    next_year(rounds)
    page = rounds.browser("reader").text("/xep-hang/2022")
    assert rows(page)[:3] == [
        "1/3 Sở B 10 10 100% Tốt +2 điểm giữ nguyên hạng",
        "2/3 Sở Ấm 9 9 90% Tốt +2 điểm giữ nguyên hạng",
        "3/3 Sở A 7 7 70% – −1 điểm ▼ giảm 2 bậc",
    ]
    assert rows(page)[3].endswith("không so sánh được chưa có số liệu năm nay")
    moved = names(rounds.browser("reader").text("/xep-hang/2022?sap-xep=thay-doi&khoi=sở"))
    assert moved[-1] == "so-a"


def test_the_table_as_a_file(rounds: Site) -> None:
    register_unit(rounds.office, "test", UnitRecord("so-b", '=HYPERLINK("x")', "sở", "1950-01-01"))
    next_year(rounds)
    browser = rounds.browser("reader")
    asked = re.search(r'href="([^"]+/tep[^"]*)"', browser.text("/xep-hang/2022?khoi=sở&sap-xep=ten"))
    assert asked is not None
    answer = browser.get(asked[1].replace("&amp;", "&"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    header, first, *others = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert header[:6] == ["Khối", "Hạng", "Trên tổng số hạng", "Mã đơn vị", "Đơn vị", "Điểm tối đa áp dụng"]
    assert first[:9] == ["sở", "1", "3", "so-b", '\'=HYPERLINK("x")', "10", "10", "10", "100"]
    assert first[10:14] == ["2", "2", "20", "0"]
    assert [row[4] for row in others] == ["Sở Ấm", "Sở A"]
    assert others[1][10:14] == ["-1", "-1", "-10", "-2"]
    assert first[-2:] == ["6", "4"]


def test_before_the_first_round(site: Site) -> None:
    browser = site.browser("reader")
    assert "Chưa có đợt chấm nào" in browser.text("/xep-hang")
    assert "Cần ít nhất hai đợt chấm" in browser.text("/so-sanh")
    assert browser.get("/xep-hang/2021").status_code == 404


# ---- Years side by side


def table(page: str) -> list[str]:
    found = re.findall(r"<tr>\s*(<th scope=\"row\">.*?)</tr>", page, re.DOTALL)
    return [plain(row).strip() for row in found]


def test_a_block_in_two_years(rounds: Site) -> None:
    next_year(rounds)
    page = rounds.browser("reader").text("/so-sanh")
    assert "So sánh năm 2021 và năm 2022: trung bình khối sở" in plain(page)
    assert "Chỉ số năm 2022 tăng 10 điểm phần trăm so với năm 2021; tăng ở 2 lĩnh vực" in plain(page)
    assert table(page) == [
        "Toàn bộ chỉ số 76,67% 86,67% +10",
        "1. Điều hành 72,22% 77,78% +5,56",
        "2. Thủ tục 83,33% 100% +16,67",
    ]
    assert 'role="img" aria-labelledby="so-sanh-title" aria-describedby="so-sanh-desc"' in page
    assert "2022: 86,67% (+10)" in page
    assert not re.search(r"<svg[^>]*style=", page)


def test_what_is_pending_is_no_step_back(rounds: Site) -> None:
    open_round(rounds.office, "test", put_set(rounds.office.database, set_of(2022), 2))
    say(rounds.office, "so-a", 2022, a=4, b=4)
    browser = rounds.browser("reader")
    page = browser.text("/so-sanh")
    words = "Chỉ số năm 2022 và năm 2021 không so sánh được (còn điểm đang chờ)"
    assert words in plain(page)
    assert table(page)[0] == "Toàn bộ chỉ số 76,67% 40% còn điểm đang chờ"
    assert "2022: 40% (còn điểm đang chờ)" in page
    first = rows(browser.text("/xep-hang/2022"))[0]
    assert first == "1/1 Sở A tạm tính, từ 4 đến 10 điểm 4 4 40% – từ −4 đến +2 điểm"
    assert "Mới tính phần đã chắc chắn." in plain(browser.text("/xep-hang/2022"))
    silent = browser.text("/so-sanh?doi-tuong=don-vi:so-b")
    assert "2022: chưa có số liệu" in silent
    assert table(silent)[0].endswith("không so sánh được (chưa có số liệu của đợt mới)")


def test_a_unit_in_two_years_and_what_cannot_be_compared(rounds: Site) -> None:
    next_year(rounds, ('đạt khi c vì "chưa có kế hoạch"', "đạt khi a > 2"))
    browser = rounds.browser("reader")
    page = browser.text("/so-sanh?doi-tuong=don-vi:so-a&nam=2021&voi=2022&xem=tu-cham")
    assert "So sánh năm 2021 và năm 2022: Sở A" in plain(page)
    assert table(page) == [
        "Toàn bộ chỉ số 80% 70% −10 (tiêu chí đã đổi, so cần lưu ý)",
        "1. Điều hành 100% 50% không so sánh được (tiêu chí đã thay đổi)",
        "2. Thủ tục 50% 100% +50",
    ]
    assert "2021: không so sánh được" in page
    assert "giảm 10 điểm phần trăm" in plain(page)
    silent = browser.text("/so-sanh?doi-tuong=don-vi:huyen-d")
    assert "không so sánh được (chưa có số liệu của đợt mới); tăng ở 0 lĩnh vực" in plain(silent)
    for asked in ("doi-tuong=x&nam=x&voi=-1", "doi-tuong=don-vi:x&nam=2022&voi=2022", "nam=1999"):
        assert "So sánh năm 2021 và năm 2022: trung bình khối sở" in plain(browser.text(f"/so-sanh?{asked}"))


def test_a_merged_unit_is_compared_with_nothing(rounds: Site) -> None:
    register_unit(rounds.office, "test", UnitRecord("so-a", "Sở A", "sở", "2022-03-01", succeeds=("so-c",)))
    register_unit(rounds.office, "test", UnitRecord("so-e", "Sở E", "sở", "2022-01-01"))
    open_round(rounds.office, "test", put_set(rounds.office.database, set_of(2022), 2))
    for unit in ("so-a", "so-e"):
        say(rounds.office, unit, 2022, a=4, b=1, c=True, d=10)
    browser = rounds.browser("reader")
    merged = table(browser.text("/so-sanh?doi-tuong=don-vi:so-a"))
    assert merged[0].endswith("không so sánh được (đơn vị được hợp nhất giữa hai đợt)")
    new = table(browser.text("/so-sanh?doi-tuong=don-vi:so-e"))
    assert new[0].startswith("Toàn bộ chỉ số – ")
    assert new[0].endswith("không so sánh được (chưa có trong đợt chấm cũ)")
