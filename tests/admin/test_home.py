"""The first page: how somebody's own unit stands."""

from __future__ import annotations

import re

from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round
from tests.admin.site import Site
from tests.admin.test_scorecards import plain
from tests.in_force import put_set
from tests.service.years import ANYBODY, say, set_of


def own_rows(page: str) -> list[str]:
    """The rows of the own unit's table, as they are read."""
    found = re.search(r"<caption>Điểm của đơn vị tôi</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    return (
        []
        if found is None
        else [plain(row).strip() for row in re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)]
    )


def test_people_of_a_unit_see_how_it_stands(site: Site) -> None:
    staff = site.browser("staff")
    assert own_rows(staff.text("/")) == []
    open_round(site.office, "test", put_set(site.office.database, set_of(2021)))
    assert own_rows(staff.text("/")) == ["Năm 2021 – – – tạm tính"]
    say(site.office, "so-a", speaker=ANYBODY, a=4, b=4)
    say(site.office, "so-b", a=4, b=4, c=True, d=10)
    page = staff.text("/")
    assert "cán bộ đơn vị · Sở A " in plain(page)  # whose account it is: the unit by its name
    register_unit(site.office, "test", UnitRecord("so-a", "Sở A mới", "sở", "2021-07-01"))
    assert "cán bộ đơn vị · Sở A mới " in plain(staff.text("/"))
    assert own_rows(page) == ["Năm 2021 từ 4 đến 10 – – tạm tính"]
    assert 'href="/diem/2021/so-a"' in page
    say(site.office, "so-a", a=4, b=2, c=True, d=10)
    close_round(site.office, "test", 2021)
    assert own_rows(staff.text("/")) == ["Năm 2021 8 8 2/2"]


def test_the_newest_rounds_come_first_and_no_other_unit_is_shown(site: Site) -> None:
    for year in range(2018, 2022):
        open_round(site.office, "test", put_set(site.office.database, set_of(year), year))
    rows = own_rows(site.browser("leader").text("/"))
    assert [row[:8] for row in rows] == ["Năm 2021", "Năm 2020", "Năm 2019"]
    assert own_rows(site.browser("reader").text("/")) == []
    assert own_rows(site.browser("appraiser").text("/")) == []
