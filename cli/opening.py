"""What the commands on an office share: which office, and how its refusals are told."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, NoReturn, ParamSpec, TypeVar

import click

from spec.diagnostics import Diagnostic

if TYPE_CHECKING:
    from engine.service.office import Office

P = ParamSpec("P")
T = TypeVar("T")

HOME = click.option(
    "--home",
    envvar="CHAMDIEM_HOME",
    default="chamdiem-data",
    show_default=True,
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Thư mục của văn phòng: cơ sở dữ liệu SQLite, khóa, minh chứng.",
)
DATABASE = click.option(
    "--database",
    envvar="CHAMDIEM_DATABASE",
    show_envvar=True,
    help="Cơ sở dữ liệu khác, ví dụ postgresql://chamdiem@máy/chamdiem.",
)
WHO = click.option(
    "--by", "who", default="quản trị", show_default=True, help="Người thực hiện, ghi vào nhật ký."
)


def with_office(command: "Callable[Concatenate[Office, P], T]") -> Callable[P, T]:
    """Give a command the office of its options ``--home`` and ``--database`` as its first argument."""

    @HOME
    @DATABASE
    @wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> T:
        home, database = options.pop("home"), options.pop("database")
        assert isinstance(home, Path)
        with opened(home, str(database) if database else None) as office:
            return command(office, *arguments, **options)

    return run


@contextmanager
def opened(home: Path, database: str | None) -> "Iterator[Office]":
    """An open office; what it refuses is told, with exit code 1."""
    from engine.service.opening import open_office

    with refused(), open_office(home, database) as office:
        yield office


@contextmanager
def refused() -> Iterator[None]:
    """Tell why something was refused, and leave with exit code 1."""
    from engine.service.errors import Invalid, ServiceError, SetRefused
    from engine.session import Refused
    from engine.store.database import DatabaseError, Unavailable
    from engine.store.vault import VaultError

    try:
        yield
    except Refused as error:
        leave(*map(_told, error.diagnostics))
    except SetRefused as error:
        leave(*map(_told, error.diagnostics), error)
    except Invalid as error:
        leave(*(f"{flaw.pointer}: {flaw.words.vi} / {flaw.words.en}" for flaw in error.flaws))
    except (ServiceError, DatabaseError, Unavailable, VaultError, OSError) as error:
        leave(error)


def _told(finding: Diagnostic) -> str:
    return finding.as_text("vi")


def leave(*why: Any) -> NoReturn:
    """Say why, and leave with exit code 1."""
    for one in why:
        click.echo(str(one), err=True)
    sys.exit(1)
