"""The office as its people see it: pages asked for by somebody of each role, without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from engine.service import passwords
from engine.service.office import Office
from engine.service.patience import Visitor
from engine.service.people import Account, add_person, set_password
from engine.service.roles import ROLES, Role
from engine.service.signing_in import sign_in

PASSWORD = "bốn con ngựa xanh lam"  # noqa: S105
#: As strong as tests need: each sign-in takes a millisecond.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def cheap_passwords() -> None:
    """From now on passwords are hashed at little cost."""
    passwords.HASHER = CHEAP
    passwords._of_nobody.cache_clear()


class _Compiled(BytecodeCache):
    """What templates were compiled to, for all applications of a run: each test has one of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Compiled()


def with_templates(app: Flask) -> Flask:
    """The application, which compiles only templates that no other one has."""
    app.jinja_env.bytecode_cache = _TEMPLATES
    return app


@dataclass(slots=True)
class Browser:
    """Somebody who is signed in; posts as forms do, with the token of the pages."""

    client: FlaskClient
    login: str | None

    def get(self, path: str, **given: Any) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, **given)

    def text(self, path: str, status: int = 200) -> str:
        """A page's HTML."""
        response = self.get(path)
        assert response.status_code == status, (response.status_code, response.get_data(as_text=True)[-2000:])
        return response.get_data(as_text=True)

    def post(self, path: str, data: dict[str, Any] | None = None, **given: Any) -> TestResponse:
        """Send a form, token included."""
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **given)

    def post_json(self, path: str, body: Any) -> TestResponse:
        """Send JSON as the pages' scripts do."""
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.post(path, json=body, headers=headers)

    @property
    def token(self) -> str:
        """The token that forms carry."""
        found = _TOKEN.search(self.client.get("/tro-giup").get_data(as_text=True))
        assert found is not None
        return found[1]


@dataclass(slots=True)
class Site:
    """The application with somebody for each role, whose login is the role's name.

    Staff and leader belong to ``unit``, which is a registered unit; the appraiser judges all areas.
    """

    office: Office
    app: Flask
    unit: str

    def add_people(self) -> None:
        """Somebody for each role."""
        for role in ROLES:
            self.add(role, (role,), unit=self.unit if role in ("staff", "leader") else None)

    def add(
        self, login: str, roles: tuple[Role, ...], *, unit: str | None = None, areas: tuple[str, ...] = ()
    ) -> None:
        """Somebody with a password."""
        add_person(self.office, "test", Account(login, login.upper(), roles, unit, areas))
        set_password(self.office, "test", login, PASSWORD)

    def browser(self, login: str | None) -> Browser:
        """Somebody who is signed in; None: nobody."""
        client = self.app.test_client()
        if login is not None:
            token = sign_in(self.office, login, PASSWORD, Visitor("127.0.0.1", "test"))
            with client.session_transaction() as session:
                session["token"] = token
        return Browser(client, login)
