"""The register of units on its pages."""

from __future__ import annotations

import re
from html import unescape

from engine.service.units import one_unit
from tests.admin.site import Site
from tests.admin.test_scorecards import plain


def test_a_unit_is_added_changed_and_merged(site: Site) -> None:
    browser = site.browser("administrator")
    assert 'href="/don-vi/"' in browser.text("/")
    assert 'href="/don-vi/"' not in site.browser("editor").text("/")
    assert "Đã có: sở." in browser.text("/don-vi/moi")
    given = {"code": "so-moi", "name": " Sở Mới ", "block": "sở", "ranked": "y", "valid_from": "01/03/2021"}
    assert browser.post("/don-vi/moi", given).status_code == 303
    page = plain(browser.text("/don-vi/"))
    assert "so-moi Sở Mới sở từ 01/03/2021 –" in page
    form = browser.text("/don-vi/so-moi/sua")
    assert re.search(r'name="valid_from"[^>]*value="01/03/2021"', form)
    assert re.search(r'name="ranked"[^>]*checked|checked[^>]*name="ranked"', form)
    merged = {"name": "Sở Mới và A", "block": "sở", "valid_from": "01/07/2021", "succeeds": ["so-a"]}
    assert browser.post("/don-vi/so-moi/sua", merged).status_code == 303
    page = plain(browser.text("/don-vi/"))
    assert "so-moi Sở Mới và A không xếp hạng sở từ 01/07/2021 so-a" in page
    assert page.index("so-moi") < page.index("so-a Sở A sở đến hết 30/06/2021")
    history = plain(browser.text("/don-vi/so-moi/sua")).partition("Các lần ghi")[2]
    assert "Sở Mới và A, sở, không xếp hạng: từ 01/07/2021; hợp nhất, tách ra từ so-a" in history
    assert "Sở Mới, sở: từ 01/03/2021" in history


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    browser = site.browser("administrator")
    given = {"code": "so a", "name": "<b>Sở</b>", "block": "sở", "valid_from": "30/02/2021"}
    answer = browser.post("/don-vi/moi", given)
    assert answer.status_code == 422
    assert "không phải một ngày" in unescape(answer.get_data(as_text=True))
    answer = browser.post("/don-vi/moi", {**given, "valid_from": "", "valid_to": "", "succeeds": ["so-x"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "không có khoảng trắng và các ký tự" in unescape(page)
    assert "«so-x» không có vào ngày trước đó" in unescape(page)
    assert 'value="&lt;b&gt;Sở&lt;/b&gt;"' in page
    assert browser.get("/don-vi/so-x/sua").status_code == 404
    assert browser.post("/don-vi/so-x/sua", given).status_code == 404
    with site.office.read() as connection:
        assert one_unit(connection, "so-a").latest.valid_to is None
