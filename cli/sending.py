"""The command that posts signed events to a server, as another system would."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.opening import leave
from cli.shared import FILE, print_json, vietnamese

if TYPE_CHECKING:
    from webhooks.client import Receipt, Sender
    from webhooks.signing import Key


@click.command()
@click.argument("facts", metavar="FACTS", type=FILE)
@click.option("--url", required=True, help="Địa chỉ nhận, ví dụ http://máy:8000/hooks/v1/mot-cua/events.")
@click.option(
    "--secret",
    envvar="CHAMDIEM_SECRET",
    required=True,
    show_envvar=True,
    help="Khóa của nguồn: whsec_… hoặc whsk_….",
)
@click.option("--unit", "code", help="Chỉ gửi của đơn vị có mã này.")
@click.option(
    "--rows",
    "keyed",
    multiple=True,
    metavar="TABLE",
    help="Bảng có khóa, gửi từng hàng (dossiers.upserted); dùng được nhiều lần.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")
def send(facts: Path, url: str, secret: str, code: str | None, keyed: tuple[str, ...], form: str) -> None:
    """Ký và gửi tệp FACTS: một sự kiện, một danh sách sự kiện, hoặc một tệp số liệu như của «chamdiem score».

    Gửi lại cùng một tệp sự kiện không làm gì thay đổi: máy chủ nhận ra và trả lời như lần đầu.
    """
    from webhooks.client import Sender

    events = list(_events(facts, code, frozenset(keyed)))
    if not events:
        leave("không có gì để gửi / there is nothing to send")
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter(
            f"«{url}» không phải địa chỉ http(s) / no http(s) address", param_hint="--url"
        )
    with Sender(url, [_key(secret)]) as sender:
        receipts = list(_sent(sender, events))
    if form == "json":
        print_json([_as_json(event, receipt) for event, receipt in receipts])
    else:
        for event, receipt in receipts:
            click.echo("\n".join(_told(event, receipt)))
    if len(receipts) < len(events):
        click.echo(f"còn {len(events) - len(receipts)} sự kiện chưa gửi / events not sent", err=True)
    sys.exit(0 if len(receipts) == len(events) and all(receipt.taken for _, receipt in receipts) else 1)


def _sent(sender: "Sender", events: list[dict[str, Any]]) -> "Iterator[tuple[dict[str, Any], Receipt]]":
    """One after the other; where nobody answers at all, the rest is not tried."""
    for event in events:
        receipt = sender.send(event)
        yield event, receipt
        if receipt.status is None:
            return


def _key(secret: str) -> "Key":
    from webhooks.signing import BadKey, parse_key

    try:
        return parse_key(secret)
    except BadKey as error:
        raise click.BadParameter(f"khóa không đúng dạng / malformed key: {error}") from None


def _events(path: Path, code: str | None, keyed: frozenset[str]) -> Iterator[dict[str, Any]]:
    from engine.facts.document import read_document

    document, found = read_document(path.read_bytes(), str(path))
    if document is None:
        leave(*(one.as_text("vi") for one in found))
    match document:
        case {"units": list(units), "year": int(year)}:
            yield from _of_units(units, year, code, keyed)
        case list():
            yield from document
        case {"type": _}:
            yield document
        case _:
            leave(
                f"{path}: không phải sự kiện (có «type»), danh sách sự kiện hay tệp số liệu (có «year», «units») / "
                "no event, list of events or facts file"
            )


def _of_units(
    units: list[Any], year: int, code: str | None, keyed: frozenset[str]
) -> Iterator[dict[str, Any]]:
    from engine.book.entries import Order
    from engine.service.importing import submissions_of
    from webhooks.client import events_of

    now = time.time_ns() // 1000
    for unit in units:
        if code is None or unit.get("code") == code:
            for submission in submissions_of(unit, year, Order(now, 0, ""), keyed):
                yield from events_of(submission, now)


# ---- What came of it


def _as_json(event: dict[str, Any], receipt: "Receipt") -> dict[str, Any]:
    return {
        "id": receipt.message_id,
        "type": event.get("type"),
        "status": receipt.status,
        "tries": receipt.tries,
        "answer": receipt.answer,
    }


def _told(event: dict[str, Any], receipt: "Receipt") -> Iterator[str]:
    """An event's line, and under it each leaf whose points changed, or what was wrong."""
    answer = receipt.answer if isinstance(receipt.answer, dict) else {}
    state = answer.get("state") or answer.get("detail") or ""
    yield f"{receipt.status or 'không có trả lời'} {state} {event.get('type')} {receipt.message_id}"
    for score in answer.get("scores", ()):
        points = score["points"]
        yield f"  {score['view']}: {vietnamese(points['old'])} → {vietnamese(points['new'])} điểm"
        for leaf in score["leaves"]:
            yield f"    {leaf['number']}: {vietnamese(leaf['old'])} → {vietnamese(leaf['new'])} ({leaf['status']})"
    for error in answer.get("errors", ()):
        yield f"  {error.get('pointer', '')}: {error.get('vi', '')} / {error.get('en', '')}"
    if not answer:
        yield f"  {receipt.answer}"
