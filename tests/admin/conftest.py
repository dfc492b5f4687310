"""Offices to be looked at: each is made once and then copied, so that every test may do with its own what it likes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from admin.app import create_app
from admin.settings import Settings
from engine.demo import office as demo
from engine.service.opening import open_office
from engine.service.registry import UnitRecord, open_round, register_unit
from tests.admin.site import Site, cheap_passwords, with_templates
from tests.in_force import put_set


@pytest.fixture(autouse=True, scope="session")
def quick_sign_in() -> None:
    cheap_passwords()


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office of two units and somebody for each role; nothing is scored yet."""
    home = tmp_path_factory.mktemp("small")
    with open_office(home) as office:
        for code in ("so-a", "so-b"):
            register_unit(office, "test", UnitRecord(code, f"Sở {code[-1].upper()}", "sở"))
        Site(office, create_app(office, Settings(secure=False)), "so-a").add_people()
    return home


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo: 22 departments scored in 2020, a draft of 2021, somebody for each role."""
    home = tmp_path_factory.mktemp("demo")
    with open_office(home) as office:
        open_round(office, "test", put_set(office.database, demo.set_text(2020)))
        demo.put_facts(office)
        demo.put_draft(office)
        Site(office, create_app(office, Settings(secure=False)), demo.UNIT).add_people()
    return home


def _copied(home: Path, to: Path, unit: str) -> Iterator[Site]:
    shutil.copytree(home, to, dirs_exist_ok=True)
    with open_office(to) as office:
        app = with_templates(create_app(office, Settings(secure=False)))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        yield Site(office, app, unit)


@pytest.fixture
def site(small_home: Path, tmp_path: Path) -> Iterator[Site]:
    """An office of its own, with two units and nothing scored."""
    yield from _copied(small_home, tmp_path, "so-a")


@pytest.fixture
def demo_site(demo_home: Path, tmp_path: Path) -> Iterator[Site]:
    """A demo office of its own."""
    yield from _copied(demo_home, tmp_path, demo.UNIT)
