"""Every page that there is, by the list of routes: an address for each, with something in each of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from admin.security.rights import need_of
from engine.service.roles import Role, rights_of

#: Who sees most comes first.
_BY_SIGHT: tuple[Role, ...] = ("administrator", "editor", "publisher", "appraiser", "staff", "reader")
#: Something for every part of an address.
PARTS: dict[str, Any] = {
    "year": 2020,
    "unit": "so-ldtbxh",
    "identity": 1,
    "number": "3.4.2",
    "login": "reader",
}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address(app: Flask, rule: Rule) -> str:
    """An address of a route, with something in each of its parts."""
    parts = {name: _part(name, converter) for name, converter in rule._converters.items()}
    return str(app.url_map.bind("localhost").build(rule.endpoint, parts))


def asked(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every way to ask for something: endpoint, method, address."""
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, address(app, rule)


def pages(app: Flask) -> list[tuple[Role, str]]:
    """Every address that can be looked at, each with a role that may; files and answers for scripts are among them."""
    found = []
    for endpoint, method, path in asked(app):
        need = need_of(app, endpoint)
        if method == "GET":
            seers = (role for role in _BY_SIGHT if need in rights_of([role]))
            found.append((next(seers, _BY_SIGHT[-1]), path))
    return found


def _part(name: str, converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        found = PARTS.get(name)
        return found if isinstance(found, int) else 1
    return PARTS.get(name, "x")
