"""The areas of the office: each module in this folder is one, with its pages on a ``blueprint``."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint


def blueprints() -> Iterator[Blueprint]:
    """All areas."""
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        found: Blueprint = import_module(f"{__name__}.{module.name}").blueprint
        yield found
