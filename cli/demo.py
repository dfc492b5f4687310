"""The demo: departments scored from files, then the same departments in an office that takes signed events."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.shared import console, vietnamese

if TYPE_CHECKING:
    from engine.service.office import Office
    from webhooks.client import Sender

_LEAF = "3.4.2"
#: What the one-stop system tells in the course of 2021: when, what that is, and the dossiers.
_EVENTS = (
    (
        "2021-03-09T16:30:00+07:00",
        "hai hồ sơ trả đúng hạn",
        [
            {"mã": "H-001", "hẹn_trả": "2021-03-05", "trả": "2021-03-04", "xin_lỗi": False},
            {"mã": "H-002", "hẹn_trả": "2021-03-09", "trả": "2021-03-09", "xin_lỗi": False},
        ],
    ),
    (
        "2021-03-11T08:15:00+07:00",
        "hồ sơ H-003 trả trễ một ngày, chưa có văn bản xin lỗi",
        [{"mã": "H-003", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": False}],
    ),
    (
        "2021-03-12T09:00:00+07:00",
        "văn bản xin lỗi của hồ sơ H-003",
        [{"mã": "H-003", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": True}],
    ),
)


#: In the demo's folder: the office that is opened at the end, and its copy in which the events were told.
_OFFICE = "office"
_TOLD = "events"


@click.command()
@click.option("--events", is_flag=True, help="Rồi chạy máy chủ và gửi sự kiện có ký của Hệ thống một cửa.")
@click.option("--serve", "serves", is_flag=True, help="Cuối cùng mở văn phòng thử cho trình duyệt.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Cổng của nó.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/demo"),
    show_default=True,
    help="Thư mục của văn phòng thử; làm lại từ đầu mỗi lần.",
)
@click.pass_context
def demo(context: click.Context, home: Path, port: int, *, events: bool, serves: bool) -> None:
    """Chấm điểm 22 đơn vị tỉnh Đắk Nông năm 2020 (số liệu minh họa) và in bảng của Sở LĐTBXH."""
    from engine.demo.show import show

    show(console())
    if not (events or serves):
        return
    shutil.rmtree(home, ignore_errors=True)
    click.echo(f"\nLập văn phòng thử trong {home / _OFFICE} (SQLite) …")
    secret, passwords = _office(home / _OFFICE)
    if events:
        shutil.copytree(home / _OFFICE, home / _TOLD)
        _story(home / _TOLD, secret)
    if serves:
        from cli.serving import serve

        _tell_accounts(passwords)
        _tell_how_to_send(home, secret, port)
        context.invoke(
            serve, home=home / _OFFICE, database=None, port=port, agency="Sở Nội vụ tỉnh Đắk Nông (thử)"
        )


def _office(home: Path) -> tuple[str, dict[str, str]]:
    """The demo's office: sets, departments with their facts of 2020, people, a source; gives secret and passwords."""
    from cli.opening import opened
    from engine.demo import office as parts
    from engine.service.people import readable_secret
    from webhooks.signing import new_secret

    secret = new_secret()
    with opened(home, None) as office:
        parts.put_year(office, 2020)
        count = parts.put_facts(office)
        click.echo(f"  bộ tiêu chí 2020 đã ban hành, {count} đơn vị có số liệu năm 2020")
        parts.put_draft(office)
        click.echo("  bộ tiêu chí 2021 là dự thảo, sửa từ bộ năm 2020")
        parts.put_source(office, secret)
        return secret, parts.put_people(office, lambda: readable_secret(3))


def _story(home: Path, secret: str) -> None:
    """The draft in force, a server, and three signed events."""
    from cli.opening import opened
    from engine.demo.office import SOURCE, UNIT, put_year
    from webhooks.client import Sender
    from webhooks.signing import parse_key

    with opened(home, None) as office:
        put_year(office, 2021)
        click.echo(f"\nTrong bản sao {home}: bộ tiêu chí 2021 đã ban hành, đợt chấm 2021 đã mở.")
        with (
            _server(home) as url,
            Sender(f"{url}/hooks/v1/{SOURCE.code}/events", [parse_key(secret)]) as sender,
        ):
            click.echo(f"Máy chủ chạy ở {url}; Hệ thống một cửa gửi sự kiện có ký:")
            for moment, words, rows in _EVENTS:
                _post(office, sender, moment, words, rows)
    click.echo("\nMáy chủ của bản sao đã dừng. Xem lại:")
    for command in (f"replay --unit {UNIT}", "verify"):
        click.echo(f"  .venv/bin/chamdiem {command} --home {home}")


def _tell_accounts(passwords: dict[str, str]) -> None:
    """Who can sign in, and how. Shown once: they are kept nowhere."""
    from engine.demo.office import PEOPLE

    click.echo("\nTài khoản thử (mật khẩu ngẫu nhiên, chỉ in lần này):")
    for account in PEOPLE:
        click.echo(f"  {account.login:<10} {passwords[account.login]:<20} {account.name}, {account.roles[0]}")


def _tell_how_to_send(home: Path, secret: str, port: int) -> None:
    """A dossier of 2021 to be sent once the draft is in force."""
    from engine.demo.office import SOURCE

    moment, _, rows = _EVENTS[1]
    path = home / "ho-so-tre-han.json"
    path.write_text(json.dumps(_event(moment, rows), ensure_ascii=False, indent=2), encoding="utf-8")
    # Which port is taken where any may be is known when the server runs.
    url = f"http://127.0.0.1:{port or '<cổng>'}/hooks/v1/{SOURCE.code}/events"
    click.echo("\nKhi đã ban hành bộ tiêu chí 2021 và mở đợt chấm, gửi một hồ sơ trễ hạn:")
    click.echo(f"  .venv/bin/chamdiem send {path} --url {url} --secret {secret}\n")


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """A server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "cli", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:  # noqa: S603
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "http://" not in line:
                raise click.ClickException("máy chủ không chạy được / the server does not start")
            yield "http://" + line.partition("http://")[2].partition("/")[0]
        finally:
            process.terminate()


def _event(moment: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the one-stop system posts."""
    from engine.demo.office import UNIT

    data = {"unit": UNIT, "year": 2021, "table": "hồ_sơ", "rows": rows}
    return {"type": "dossiers.upserted", "timestamp": moment, "data": data}


def _post(office: "Office", sender: "Sender", moment: str, words: str, rows: list[dict[str, Any]]) -> None:
    receipt = sender.send(_event(moment, rows))
    if not receipt.taken:
        raise click.ClickException(f"{receipt.status}: {receipt.answer}")
    click.echo(f"\n{words}\n  POST dossiers.upserted → {receipt.status} {receipt.answer['state']}")
    for score in receipt.answer["scores"]:
        for leaf in score["leaves"]:
            if score["view"] == "appraised" and leaf["number"] == _LEAF:
                click.echo(f"  {_LEAF}: {vietnamese(leaf['old'])} → {vietnamese(leaf['new'])} điểm")
    for line in _reasons(office):
        click.echo(line)


def _reasons(office: "Office") -> list[str]:
    """What the book says of the leaf now: the facts, what they come to, and each point that was lost."""
    from engine.demo.office import UNIT
    from engine.output.explain import explain_leaf
    from engine.service.record import latest_score, replay, told

    with office.read() as connection:
        row = latest_score(connection, UNIT, 2021, "appraised")
        scored = told(connection, replay(office, connection, row))
    position = scored.program.position(_LEAF)
    assert position is not None
    lines = explain_leaf(scored, position)
    return lines[lines.index("  Số liệu:") :]
