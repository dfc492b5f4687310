"""Commands that prove the record: scores worked out again, and everything that is not as it was written."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.opening import leave, with_office
from cli.shared import console, nfc, print_json, vietnamese
from spec.diagnostics import Bilingual

if TYPE_CHECKING:
    from engine.service.office import Office
    from engine.service.record import Fault, Replayed

_FORM = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả."
)
_VIEWS = {"declared": "tự chấm", "appraised": "thẩm định"}
_FAULTS = {
    "chain": Bilingual("nhật ký bị sửa hoặc bị cắt", "the audit chain was changed or cut"),
    "content": Bilingual("nội dung đã ghi bị sửa", "what was written was changed"),
    "decision": Bilingual("quyết định không khớp số liệu", "a decision does not fit its entry"),
    "set": Bilingual("bộ tiêu chí đã ban hành bị sửa", "a published set was changed"),
    "score": Bilingual("điểm không tính lại được như đã ghi", "a score does not come out as it was kept"),
    "figures": Bilingual("số tổng hợp không khớp các hàng", "kept figures are not what the rows come to"),
    "evidence": Bilingual("tệp minh chứng thiếu hoặc bị sửa", "a file of evidence is missing or was changed"),
}


@click.command()
@click.option(
    "--unit", "code", help="Chỉ đơn vị có mã này; in thêm bảng điểm sau cùng với lý do từng điểm mất."
)
@click.option(
    "--at",
    "moment",
    metavar="TIME",
    help="Đến thời điểm này, ví dụ 2021-12-31T17:00:00+07:00; mặc định đến nay.",
)
@_FORM
@with_office
def replay(office: "Office", code: str | None, moment: str | None, form: str) -> None:
    """Tính lại từng điểm đã ghi, từ bộ tiêu chí và số liệu đúng như khi đó; mã thoát 1 nếu có điểm không khớp."""
    from engine.service.record import replay as replayed
    from engine.service.record import scores_of

    until = None if moment is None else instant(moment, "--at")
    with office.read() as connection:
        found = [
            replayed(office, connection, row)
            for row in scores_of(connection, None if code is None else nfc(code), until=until)
        ]
    if not found:
        leave("chưa có điểm nào / there is no score")
    if form == "json":
        print_json([_as_json(one) for one in found])
    else:
        for one in found:
            click.echo(_told(one))
        if code is not None:
            with office.read() as connection:
                _print_cards(connection, found)
    sys.exit(0 if all(one.is_same for one in found) else 1)


def instant(moment: str, option: str) -> int:
    """The time of an option, microseconds since 1970 (UTC)."""
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        raise click.BadParameter(
            f"không đọc được thời điểm «{moment}» / no time", param_hint=option
        ) from None
    if read.tzinfo is None:
        raise click.BadParameter("thiếu múi giờ, ví dụ +07:00 / the offset is missing", param_hint=option)
    return (read - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _time(at: int) -> str:
    from engine.service.submissions import VIETNAM

    return datetime.fromtimestamp(at / 1e6, VIETNAM).isoformat(timespec="milliseconds")


def _told(one: "Replayed") -> str:
    row, figures = one.row, one.card.figures
    now = f"{vietnamese(figures.points)}/{vietnamese(figures.maximum)}"
    same = "khớp" if one.is_same else f"KHÔNG KHỚP: tính lại được {now}"
    return (
        f"{_time(row.at)} {row.unit} {row.year} {_VIEWS[row.view]} lần {row.version}: "
        f"{vietnamese(row.points)}/{vietnamese(row.maximum)} ({vietnamese(row.percent)}%) {same}"
    )


def _as_json(one: "Replayed") -> dict[str, Any]:
    row, figures = one.row, one.card.figures
    return {
        "unit": row.unit,
        "year": row.year,
        "view": row.view,
        "version": row.version,
        "at": _time(row.at),
        "cause": row.cause,
        "points": row.points,
        "maximum": row.maximum,
        "percent": row.percent,
        "replayed": {"points": figures.points, "maximum": figures.maximum, "percent": figures.percent},
        "same": one.is_same,
    }


def _print_cards(connection: Any, found: list["Replayed"]) -> None:
    """The last card of each year and view, with its reasons."""
    from engine.block import UnitResult
    from engine.output.tables import print_scorecards
    from engine.ranking import Placed
    from engine.service.record import told
    from engine.totals import Totals

    last = {(one.row.year, one.row.view): one for one in found}
    for (_, view), one in last.items():
        scored = told(connection, one)
        click.echo(f"\n{_VIEWS[view]}, {_time(one.row.at)}")
        print_scorecards(console(), [UnitResult(scored, Totals(scored), Placed())])


@click.command()
@_FORM
@with_office
def verify(office: "Office", form: str) -> None:
    """Kiểm tra cả sổ: nhật ký, mọi dòng đã ghi, mọi điểm được tính lại; mã thoát 1 nếu có gì không như đã ghi."""
    from engine.service.record import verify as verified

    counts: dict[str, int] = {}
    faults = verified(office, counts.__setitem__)
    if form == "json":
        faulty = [{"what": one.what, "where": one.where, "detail": one.detail} for one in faults]
        print_json({"checked": counts, "faults": faulty})
    else:
        for line in _lines(faults):
            click.echo(line)
        seen = f"{counts.get('audit', 0)} mục nhật ký, {counts.get('scores', 0)} điểm đã tính lại"
        click.echo(f"{seen}: {len(faults)} lỗi" if faults else f"{seen}: mọi thứ như đã ghi")
    sys.exit(1 if faults else 0)


def _lines(faults: list["Fault"]) -> Iterator[str]:
    for one in faults:
        words = _FAULTS.get(one.what, Bilingual(one.what, one.what))
        yield f"{words.vi} / {words.en}: {one.where}: {one.detail}"
