"""Commands of whoever sets an office up: sets, rounds, units, sources and their keys, subscribers, retention."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.opening import WHO, leave, with_office
from cli.shared import FILE, nfc, vietnamese

if TYPE_CHECKING:
    from engine.service.office import Office


@click.group()
def office() -> None:
    """Lập văn phòng: bộ tiêu chí, đợt chấm, đơn vị, nguồn số liệu, bên đăng ký nhận tin."""


# ---- Sets and rounds


@office.command()
@click.argument("criteria", metavar="SET", type=FILE)
@WHO
@with_office
def publish(office: "Office", criteria: Path, who: str) -> None:
    """Ban hành bộ tiêu chí SET: chỉ khi mọi kiểm tra và mọi tình huống kiểm thử đều đạt."""
    from engine.service.registry import draft_set, publish_set

    try:
        text = criteria.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        leave(f"{criteria}: không phải UTF-8 / not UTF-8")
    identity = draft_set(office, who, text)
    publish_set(office, who, identity)
    click.echo(f"bộ tiêu chí {identity} đã ban hành: {criteria.name}")


@office.command("open")
@click.argument("year", type=int)
@click.option("--evidence-required", is_flag=True, help="Thiếu minh chứng thì thành phần không có điểm.")
@WHO
@with_office
def open_(office: "Office", year: int, who: str, *, evidence_required: bool) -> None:
    """Mở đợt chấm của năm YEAR theo bộ tiêu chí đã ban hành; những gì đang chờ được đưa vào."""
    from engine.service.registry import open_round, set_in_force

    with office.read() as connection:
        identity = set_in_force(connection, year)
    open_round(office, who, identity, evidence_required=evidence_required)
    click.echo(f"đợt chấm {year} đã mở")


@office.command()
@click.argument("year", type=int)
@WHO
@with_office
def close(office: "Office", year: int, who: str) -> None:
    """Khóa sổ đợt chấm của năm YEAR: phần đang chờ thành mất điểm, điểm là điểm cuối cùng."""
    from engine.service.rounds import close_round

    for change in close_round(office, who, year):
        figures = change.after.figures
        click.echo(f"{change.unit} {change.view}: {vietnamese(figures.points)}/{vietnamese(figures.maximum)}")
    click.echo(f"đợt chấm {year} đã khóa sổ")


# ---- Units


@office.command()
@click.argument("code")
@click.argument("name")
@click.option("--block", default="", help="Khối xếp hạng, ví dụ «sở».")
@click.option("--from", "valid_from", default="1900-01-01", show_default=True, help="Có từ ngày.")
@click.option("--succeeds", multiple=True, metavar="CODE", help="Đơn vị được sáp nhập vào đơn vị này.")
@WHO
@with_office
def unit(
    office: "Office", code: str, name: str, block: str, valid_from: str, succeeds: tuple[str, ...], who: str
) -> None:
    """Đăng ký đơn vị CODE tên NAME; số liệu đang chờ của đơn vị được đưa vào."""
    from engine.service.registry import UnitRecord, register_unit

    record = UnitRecord(nfc(code), nfc(name), nfc(block), valid_from, succeeds=tuple(map(nfc, succeeds)))
    try:
        register_unit(office, who, record)
    except ValueError:
        raise click.BadParameter(f"«{valid_from}» không phải ngày (năm-tháng-ngày)") from None
    click.echo(f"đơn vị {code} đã đăng ký")


# ---- Retention


@office.command()
@click.option("--months", type=int, help="Từ nay lưu bấy nhiêu tháng sau khi khóa sổ (mặc định ban đầu: 24).")
@WHO
@with_office
def retention(office: "Office", months: int | None, who: str) -> None:
    """Thời hạn lưu nội dung sự kiện và tệp minh chứng; xóa ngay những gì đã quá hạn (máy chủ làm việc này mỗi ngày)."""
    from engine.service.evidence import sweep_orphans
    from engine.service.retention import expire, retention_months, set_retention

    if months is not None:
        set_retention(office, who, months)
    with office.read() as connection:
        kept = retention_months(connection)
    expired, orphans = expire(office, who), sweep_orphans(office)
    click.echo(f"lưu {kept} tháng sau khi khóa sổ")
    click.echo(
        f"đã xóa nội dung {expired.events + expired.conflicts} sự kiện, {expired.files + orphans} tệp; "
        "mã băm, kết quả và nhật ký vẫn còn"
    )


# ---- Sources


@office.command()
@click.argument("code")
@click.option("--name", help='Tên mà bộ tiêu chí gọi nguồn này (nguồn "một cửa"); mặc định là mã.')
@click.option("--may-post", multiple=True, default=("*",), help="Số liệu được gửi, ví dụ so_hs_*.")
@click.option("--units", multiple=True, default=("*",), help="Đơn vị được gửi, ví dụ so-*.")
@click.option("--untrusted", is_flag=True, help="Số liệu chờ thẩm định mới vào điểm thẩm định.")
@click.option("--per-minute", default=600, show_default=True, help="Số yêu cầu mỗi phút.")
@WHO
@with_office
def source(
    office: "Office",
    code: str,
    name: str | None,
    may_post: tuple[str, ...],
    units: tuple[str, ...],
    per_minute: int,
    who: str,
    *,
    untrusted: bool,
) -> None:
    """Đăng ký hệ thống CODE được gửi số liệu; in khóa ký một lần duy nhất."""
    from engine.service.sources import SourceRecord, add_source

    record = SourceRecord(nfc(code), nfc(name or code), not untrusted, may_post, units, per_minute=per_minute)
    _with_secret(lambda secret: add_source(office, who, record, secret))


@office.command()
@click.argument("code")
@click.option("--at-once", is_flag=True, help="Khóa cũ hết hiệu lực ngay, không chờ một ngày.")
@WHO
@with_office
def key(office: "Office", code: str, who: str, *, at_once: bool) -> None:
    """Cấp khóa mới cho nguồn CODE; khóa cũ còn dùng được một ngày."""
    from engine.service.sources import OVERLAP, rotate_key

    overlap = 0 if at_once else OVERLAP
    _with_secret(lambda secret: rotate_key(office, who, code, secret, overlap))


# ---- Subscribers


@office.command()
@click.argument("url")
@click.option("--type", "types", multiple=True, default=("*",), help="Loại tin, ví dụ score.*.")
@click.option("--units", multiple=True, default=("*",), help="Đơn vị, ví dụ so-*.")
@click.option("--full", is_flag=True, help="Gửi cả điểm từng thành phần, không chỉ mã và số lần.")
@WHO
@with_office
def subscribe(
    office: "Office", url: str, types: tuple[str, ...], units: tuple[str, ...], who: str, *, full: bool
) -> None:
    """Đăng ký địa chỉ URL nhận tin khi điểm thay đổi; in khóa ký một lần duy nhất."""
    from engine.service.sources import subscribe as add

    _with_secret(lambda secret: add(office, who, url, secret, types=types, units=units, full=full))


@office.command("send-again")
@click.option("--message", type=int, help="Số của tin.")
@click.option("--subscription", type=int, help="Mọi tin của bên đăng ký này …")
@click.option("--since", help="… từ thời điểm này, ví dụ 2021-12-31T17:00:00+07:00.")
@WHO
@with_office
def send_again(
    office: "Office", message: int | None, subscription: int | None, since: str | None, who: str
) -> None:
    """Gửi lại một tin, hoặc mọi tin của một bên đăng ký từ một thời điểm."""
    from cli.record import instant
    from webhooks import again

    match message, subscription, since:
        case int(), None, None:
            again.send_again(office, who, message)
            count = 1
        case None, int(), str():
            count = again.send_again_since(office, who, subscription, instant(since, "--since"))
        case _:
            raise click.UsageError("cần --message, hoặc --subscription cùng --since")
    click.echo(f"{count} tin sẽ được gửi lại")


def _with_secret(register: Callable[[str], Any]) -> None:
    from webhooks.signing import new_secret

    secret = new_secret()
    register(secret)
    click.echo("Khóa ký, chỉ hiện lần này / the signing key, shown this once:", err=True)
    click.echo(secret)
