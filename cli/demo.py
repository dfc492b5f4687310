"""The demo: departments scored from files, then the same departments in an office that takes signed events."""

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

_UNIT = "so-ldtbxh"
_LEAF = "3.4.2"
_SOURCE = "mot-cua"
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


@click.command()
@click.option("--events", is_flag=True, help="Rồi chạy máy chủ và gửi sự kiện có ký của Hệ thống một cửa.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/demo"),
    show_default=True,
    help="Thư mục của văn phòng thử; làm lại từ đầu mỗi lần.",
)
def demo(home: Path, *, events: bool) -> None:
    """Chấm điểm 22 đơn vị tỉnh Đắk Nông năm 2020 (số liệu minh họa) và in bảng của Sở LĐTBXH."""
    from engine.demo.show import show

    show(console())
    if events:
        _story(home)


def _story(home: Path) -> None:
    """An office from nothing, its server, and three signed events."""
    from cli.opening import opened
    from webhooks.client import Sender
    from webhooks.signing import new_secret, parse_key

    secret = new_secret()
    shutil.rmtree(home, ignore_errors=True)
    click.echo(f"\nLập văn phòng thử trong {home} (SQLite) …")
    with opened(home, None) as office:
        _set_up(office, secret)
        with _server(home) as url, Sender(f"{url}/hooks/v1/{_SOURCE}/events", [parse_key(secret)]) as sender:
            click.echo(f"Máy chủ chạy ở {url}; Hệ thống một cửa gửi sự kiện có ký:")
            for moment, words, rows in _EVENTS:
                _post(office, sender, moment, words, rows)
    click.echo("\nMáy chủ thử đã dừng. Chạy tiếp và mở http://127.0.0.1:8000/hooks/v1/openapi.json:")
    for command in ("serve", f"replay --unit {_UNIT}", "verify"):
        click.echo(f"  .venv/bin/chamdiem {command} --home {home}")


def _set_up(office: "Office", secret: str) -> None:
    """Sets of 2020 and 2021 in force, the departments with their facts of 2020, a source."""
    from engine.demo.show import FACTS
    from engine.service.importing import import_facts
    from engine.service.registry import draft_set, open_round, publish_set
    from engine.service.sources import SourceRecord, add_source
    from spec import sets_folder

    for year in (2020, 2021):
        text = (sets_folder() / f"so-{year}.tieuchi").read_text(encoding="utf-8")
        identity = draft_set(office, "demo", text)
        publish_set(office, "demo", identity)
        open_round(office, "demo", identity)
        if year == 2020:
            imported = import_facts(office, "demo", FACTS.read_bytes(), FACTS.name, register=True)
            click.echo(f"  bộ tiêu chí 2020 đã ban hành, {len(imported)} đơn vị có số liệu năm 2020")
    click.echo("  bộ tiêu chí 2021 đã ban hành, đợt chấm 2021 đã mở")
    add_source(office, "demo", SourceRecord(_SOURCE, "một cửa"), secret)


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


def _post(office: "Office", sender: "Sender", moment: str, words: str, rows: list[dict[str, Any]]) -> None:
    data = {"unit": _UNIT, "year": 2021, "table": "hồ_sơ", "rows": rows}
    receipt = sender.send({"type": "dossiers.upserted", "timestamp": moment, "data": data})
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
    from engine.output.explain import explain_leaf
    from engine.service.record import latest_score, replay, told

    with office.read() as connection:
        row = latest_score(connection, _UNIT, 2021, "appraised")
        scored = told(connection, replay(office, connection, row))
    position = scored.program.position(_LEAF)
    assert position is not None
    lines = explain_leaf(scored, position)
    return lines[lines.index("  Số liệu:") :]
