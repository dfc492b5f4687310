"""Commands on accounts: the first administrator comes from here, and whoever lost their password."""

from typing import TYPE_CHECKING, cast

import click

from cli.opening import WHO, with_office
from engine.service.roles import ROLES

if TYPE_CHECKING:
    from engine.service.office import Office
    from engine.service.roles import Role


@click.group()
def user() -> None:
    """Tài khoản đăng nhập: thêm, xem, khóa, cấp lại mã đặt mật khẩu."""


@user.command()
@click.argument("login")
@click.option("--name", help="Họ tên; mặc định như tên đăng nhập.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    default=("administrator",),
    show_default=True,
    help="Vai trò (dùng được nhiều lần).",
)
@click.option("--unit", help="Mã đơn vị của cán bộ, lãnh đạo đơn vị.")
@click.option("--area", "areas", multiple=True, help="Lĩnh vực mà người thẩm định phụ trách.")
@WHO
@with_office
def add(
    office: "Office",
    login: str,
    name: str | None,
    roles: tuple[str, ...],
    unit: str | None,
    areas: tuple[str, ...],
    who: str,
) -> None:
    """Thêm tài khoản LOGIN và in mã một lần để người đó tự đặt mật khẩu ở trang /kich-hoat."""
    from engine.service.people import Account, add_person

    known = tuple(cast("Role", role) for role in roles)
    _tell(login, add_person(office, who, Account(login, name or login, known, unit, areas)))


@user.command()
@click.argument("login")
@WHO
@with_office
def reset(office: "Office", login: str, who: str) -> None:
    """Cấp cho LOGIN mã mới để đặt lại mật khẩu."""
    from engine.service.people import new_activation

    _tell(login, new_activation(office, who, login))


@user.command("list")
@with_office
def list_(office: "Office") -> None:
    """Liệt kê các tài khoản."""
    from engine.service.people import people

    with office.read() as connection:
        for one in people(connection):
            state = "đang dùng" if one.state == "active" else "đã khóa"
            roles = ", ".join(sorted(one.roles))
            click.echo("  ".join(part for part in (one.login, one.name, roles, one.unit, state) if part))


@user.command()
@click.argument("login")
@click.option("--off/--on", default=True, help="Khóa (mặc định), hoặc mở lại.")
@WHO
@with_office
def disable(office: "Office", login: str, who: str, *, off: bool) -> None:
    """Khóa tài khoản LOGIN: mọi phiên của người đó kết thúc ngay."""
    from engine.service.people import set_state

    set_state(office, who, login, active=not off)
    click.echo(f"{login}: {'đã khóa' if off else 'đã mở lại'}")


def _tell(login: str, code: str) -> None:
    click.echo(f"mã kích hoạt của {login} (dùng một lần, trong ba ngày): {code}")
    click.echo("mở trang /kich-hoat của máy chủ, nhập tên đăng nhập, mã này và mật khẩu mới")
