"""Commands that move what an office holds: facts in from a file, the whole office out into a backup and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.opening import DATABASE, HOME, WHO, leave, opened, refused, with_office
from cli.shared import FILE, vietnamese

if TYPE_CHECKING:
    from engine.service.backup import Backup
    from engine.service.office import Office


@click.command("import")
@click.argument("facts", metavar="FACTS", type=FILE)
@click.option(
    "--register", is_flag=True, help="Đăng ký luôn các đơn vị chưa có, theo mã, tên, khối trong tệp."
)
@WHO
@with_office
def import_(office: "Office", facts: Path, who: str, *, register: bool) -> None:
    """Đưa tệp số liệu FACTS vào đợt chấm đang mở của năm đó: nhận cả tệp, hoặc không nhận gì."""
    from engine.service.importing import import_facts

    imported = import_facts(office, who, facts.read_bytes(), facts.name, register=register)
    for one in imported:
        points = next((c.after.figures for c in one.changes if c.view == "appraised"), None)
        now = (
            "điểm không đổi"
            if points is None
            else f"{vietnamese(points.points)}/{vietnamese(points.maximum)} điểm"
        )
        click.echo(f"{one.unit}: {one.entries} số liệu, {one.rows} hàng; {now}")
    click.echo(f"{len(imported)} đơn vị")


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-key", is_flag=True, help="Kèm khóa bí mật của máy chủ: ai có tệp thì mở được mọi bí mật."
)
@HOME
@DATABASE
def backup(path: Path, home: Path, database: str | None, *, with_key: bool) -> None:
    """Sao lưu cả văn phòng (SQLite hay PostgreSQL) vào một tệp; máy chủ vẫn chạy."""
    from engine.service.backup import backup as write
    from engine.service.opening import KEY

    key = home / KEY
    with opened(home, database) as office:
        if with_key and not key.exists():
            leave(f"không có tệp khóa {key} / there is no key file")
        made = write(office, path, key if with_key else None)
    click.echo(f"{path}: {_told(made)}")
    if not with_key:
        click.echo(f"Khóa bí mật không nằm trong đó: giữ riêng {key} (hoặc CHAMDIEM_KEY).")


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@HOME
@DATABASE
def restore(path: Path, home: Path, database: str | None) -> None:
    """Khôi phục bản sao lưu vào một văn phòng còn trống, rồi kiểm tra cả sổ."""
    from engine.service.backup import key_of
    from engine.service.backup import restore as read
    from engine.service.opening import KEY
    from engine.service.record import verify
    from engine.store.vault import put_key

    with refused():
        if (kept := key_of(path)) is not None:
            put_key(home / KEY, kept)
    with opened(home, database) as office:
        restored = read(office, path)
        faults = verify(office)
    if faults:
        leave(*(f"{one.what}: {one.where}: {one.detail}" for one in faults))
    click.echo(f"{_told(restored)}; đã kiểm tra, mọi thứ như đã ghi")


def _told(made: "Backup") -> str:
    return f"{sum(made.rows.values())} dòng trong {len(made.rows)} bảng, {made.files} tệp minh chứng"
