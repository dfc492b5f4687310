"""The security of every page, by the list of pages that there are: a new page is in these tests by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import admin
from admin.app import create_app
from admin.security.rights import check_views, need_of
from admin.settings import Settings
from engine.service.roles import ROLES, may, rights_of
from engine.store import tables as t
from tests.admin.routes import NEEDS
from tests.admin.site import Site
from tests.admin.walking import asked, pages, rules

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def test_the_table_of_routes_and_rights_is_complete(site: Site) -> None:
    """`tests/admin/routes.py` says for each route which right it takes: a route that is not there fails here."""
    found = {rule.endpoint: need_of(site.app, rule.endpoint) for rule in rules(site.app)}
    assert found == NEEDS


def test_a_view_that_names_no_right_stops_the_application() -> None:
    app = Flask("bare")
    app.add_url_rule("/x", "x", lambda: "x")
    with pytest.raises(RuntimeError, match="x does not say"):
        check_views(app)


@pytest.mark.parametrize("role", [*ROLES, None], ids=lambda role: role or "nobody")
def test_every_route_for_every_role(demo_site: Site, role: Any) -> None:
    """Who has the right gets past the gate, nobody else does; whatever is asked for, nothing breaks."""
    browser = demo_site.browser(role)
    token = {"csrf_token": browser.token}
    for endpoint, method, path in asked(demo_site.app):
        need = need_of(demo_site.app, endpoint)
        if endpoint in ("signing_in.sign_out", "signing_in.end_visit", "signing_in.password"):
            continue  # these end the visit that is used here
        answer = browser.client.open(path, method=method, data=token if method == "POST" else None)
        told = (role, method, path, answer.status_code)
        assert answer.status_code < 500, told
        if need == "public":
            assert answer.status_code not in (401, 403), told
        elif role is None:
            assert answer.status_code == 303, told
            assert (answer.location or "").startswith("/dang-nhap"), told
        elif need == "visit":
            assert answer.status_code != 403, told
        elif need not in rights_of([role]):
            assert answer.status_code == 403, told


@pytest.mark.parametrize("method", UNSAFE)
def test_nothing_is_done_without_the_token_of_a_page(demo_site: Site, method: str) -> None:
    for role in ROLES:
        client = demo_site.browser(role).client
        for endpoint, known, path in asked(demo_site.app):
            if known == method:
                answer = client.open(path, method=method, data={"x": "y"})
                assert answer.status_code in (400, 403), (role, endpoint)


def test_looking_changes_nothing(demo_site: Site) -> None:
    def content() -> dict[str, list[Any]]:
        with demo_site.office.read() as connection:
            skipped = ("sign_ins",)
            return {
                table.name: list(connection.execute(select(table)))
                for table in t.metadata.sorted_tables
                if table.name not in skipped
            }

    browsers = {role: demo_site.browser(role) for role in ROLES}
    before = content()
    for role, path in pages(demo_site.app):
        browsers[role].get(path).close()
    assert content() == before


def test_a_leader_and_staff_declare_for_their_unit_alone(site: Site) -> None:
    site.add("other", ("staff",), unit="so-b")
    with site.office.read() as connection:
        from engine.service.people import find_person

        person = find_person(connection, "other")
    assert may(person, "declare", unit="so-b")
    assert not may(person, "declare", unit="so-a")


def test_headers_on_every_answer(demo_site: Site) -> None:
    browser = demo_site.browser("administrator")
    paths = [path for _, method, path in asked(demo_site.app) if method == "GET"]
    for path in [*paths, "/khong-co-trang-nay", "/static/css/office.css"]:
        with browser.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        if not path.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", path
            assert headers["Referrer-Policy"] == "same-origin", path


def test_cookies_where_browsers_come_by_https(site: Site) -> None:
    app = create_app(site.office, Settings(secure=True))
    answer = app.test_client().get("/dang-nhap", base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-chamdiem="), cookie
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie, (part, cookie)
        assert "Domain" not in cookie, cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_hold_no_script_and_no_style_of_their_own(demo_site: Site) -> None:
    """The policy would block them; a page that needs one is broken."""
    browsers = {role: demo_site.browser(role) for role in ROLES}
    for role, path in pages(demo_site.app):
        answer = browsers[role].get(path)
        if answer.mimetype != "text/html":
            continue
        page = answer.get_data(as_text=True)
        assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", page), path
        assert not re.search(r"<[a-z][^>]*\sstyle\s*=", page), path
        scripts = re.findall(r"<script\b([^>]*)>", page)
        assert all("src=" in one or 'type="application/json"' in one for one in scripts), path
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page), path


def test_the_host_that_was_named_is_the_only_one(site: Site) -> None:
    app = create_app(site.office, Settings(secure=False, hosts=("chamdiem.example",)))
    client = app.test_client()
    assert client.get("/dang-nhap", base_url="http://chamdiem.example").status_code == 200
    assert client.get("/dang-nhap", base_url="http://evil.example").status_code == 400


def test_a_fault_tells_nothing_of_the_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise KeyError("SELECT secret FROM /etc/passwd")

    monkeypatch.setattr("admin.pages.people.use.people", broken)
    answer = site.browser("administrator").get("/tai-khoan-nguoi-dung/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    for word in ("Traceback", "KeyError", "SELECT", "passwd", ".py"):
        assert word not in page


def test_names_are_shown_and_never_run(site: Site) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"
    site.browser("administrator").post(
        "/tai-khoan-nguoi-dung/moi", {"login": "hostile", "name": hostile, "roles": "reader"}
    )
    page = site.browser("administrator").text("/tai-khoan-nguoi-dung/")
    assert "hostile" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page
    assert "&lt;script&gt;" in page


def test_what_somebody_asks_for_makes_no_line_of_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    agent = {"User-Agent": "x INFO chamdiem: all is well"}
    answer = site.browser("reader").get("/tai-khoan-nguoi-dung/x%0D%0A2026 INFO forged%1B[31m", headers=agent)
    assert answer.status_code == 403
    told = [record.getMessage() for record in caplog.records]
    assert told == ["reader may not manage_people (people.edit)"]
    wrong = {"login": "a\nb c", "name": "x", "roles": "reader"}
    assert site.browser("administrator").post("/tai-khoan-nguoi-dung/moi", wrong).status_code == 422


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func
            yield name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


def test_no_text_of_users_becomes_a_template_or_markup() -> None:
    folder = Path(admin.__file__).parent
    for path in folder.rglob("*.py"):
        found = set(_calls(ast.parse(path.read_text(encoding="utf-8"))))
        assert not found & {"render_template_string", "Markup", "from_string", "eval", "exec"}, path
    for path in (folder / "templates").rglob("*"):
        if path.is_file():
            assert path.suffix == ".html", path  # only these are escaped by themselves
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\|\s*safe\b|autoescape false", text), path
