"""An office from nothing by its commands: set, round, units, sources, facts, events, replay, verify, backup."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select, text

from engine.service.opening import open_office
from engine.store import tables as t
from tests.cli.running import run
from tests.databases import Server
from tests.webhooks.serving import SMALL, served
from tests.webhooks.serving import Client as ServedClient
from tests.webhooks.subscribers import serving
from webhooks.app import create_app

_FACTS: dict[str, Any] = {
    "year": 2021,
    "units": [
        {
            "code": "so-a",
            "name": "Sở A",
            "ranked": True,
            "facts": {"so_tthc": 4, "so_tthc_co_quy_trinh_dt": 3, "co_ke_hoach": True, "ngan_sach": "120.5"},
            "tables": {
                "hồ_sơ": [{"mã": "H1", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": False}]
            },
        },
        {"code": "so-b", "name": "Sở B", "ranked": True, "facts": {"co_ke_hoach": False}},
    ],
}


class Desk:
    """The commands on one office."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.home = folder / "văn phòng"
        self.facts = folder / "số liệu.json"
        self.facts.write_text(json.dumps(_FACTS, ensure_ascii=False), encoding="utf-8")
        self._options = ["--home", str(self.home), *(["--database", database] if database else [])]

    def run(self, *arguments: str) -> Result:
        return run(*arguments, *self._options)

    def done(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 1, result.output
        return result.stderr

    def set_up(self) -> None:
        self.done("office", "publish", str(SMALL))
        self.done("office", "open", "2021")

    def secret(self) -> str:
        return self.done("office", "source", "mot-cua", "--name", "một cửa").strip()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def served_desk(desk: Desk) -> Iterator[tuple[Desk, str, str]]:
    """A desk whose office is served, the address for events and the secret."""
    desk.set_up()
    desk.done("import", str(desk.facts), "--register")
    secret = desk.secret()
    with open_office(desk.home) as office:
        client = ServedClient(office, create_app(office), {})
        with served(client) as port:
            yield desk, f"http://127.0.0.1:{port}/hooks/v1/mot-cua/events", secret


def test_from_nothing_to_a_score(desk: Desk) -> None:
    assert "đã ban hành" in desk.done("office", "publish", str(SMALL))
    assert "đợt chấm 2021 đã mở" in desk.done("office", "open", "2021")
    told = desk.done("import", str(desk.facts), "--register")
    assert "so-a: 4 số liệu, 1 hàng; 6/10 điểm" in told
    assert "so-b: 1 số liệu, 0 hàng; 0/10 điểm" in told
    # The same file again changes nothing.
    assert "so-a: 4 số liệu, 1 hàng; điểm không đổi" in desk.done("import", str(desk.facts))
    assert "mọi thứ như đã ghi" in desk.done("verify")


def test_an_import_is_taken_as_a_whole_or_not_at_all(desk: Desk) -> None:
    desk.set_up()
    assert "không có đơn vị «so-a»" in desk.refused("import", str(desk.facts))
    desk.done("office", "unit", "so-a", "Sở A")
    assert "không có đơn vị «so-b»" in desk.refused("import", str(desk.facts))
    assert "chưa có điểm nào" in desk.refused("replay")
    wrong = json.loads(json.dumps(_FACTS))
    wrong["units"][1]["facts"] = {"co_ke_hoach": "nhiều", "so_tthcc": 1}
    desk.facts.write_text(json.dumps(wrong), encoding="utf-8")
    told = desk.refused("import", str(desk.facts), "--register")
    assert "so_tthcc" in told
    assert "co_ke_hoach" in told
    desk.facts.write_text('{"year": 2020, "units": []}', encoding="utf-8")
    assert "không có đợt chấm «2020»" in desk.refused("import", str(desk.facts))
    desk.facts.write_text("không phải JSON", encoding="utf-8")
    desk.refused("import", str(desk.facts))
    assert "mọi thứ như đã ghi" in desk.done("verify")


def test_what_a_file_says_beside_facts_comes_along(desk: Desk, tmp_path: Path) -> None:
    """Last year, evidence, the council and approvals come out as the scorer has them from the file."""
    criteria = tmp_path / "bộ.tieuchi"
    criteria.write_text(_RICH, encoding="utf-8")
    desk.facts.write_text(json.dumps({"year": 2021, "units": [_RICH_UNIT]}), encoding="utf-8")
    report = run("score", str(criteria), str(desk.facts), "--format", "json")
    assert report.exit_code == 0, report.output
    points = json.loads(report.stdout)["units"][0]["total"]["points"]
    desk.done("office", "publish", str(criteria))
    desk.done("office", "open", "2021")
    desk.done("import", str(desk.facts), "--register")
    rows = json.loads(desk.done("replay", "--format", "json"))
    assert {row["points"] for row in rows if row["view"] == "appraised"} == {str(points)}
    assert all(row["same"] for row in rows)


_RICH = """\
bộ tiêu chí "Bộ thử"
năm 2021
làm tròn 2 chữ số
dữ kiện lần: số nguyên từ 0 "số lần"
lĩnh vực 1 "Lĩnh vực" 6 điểm
tiêu chí 1.1 "Tiêu chí" 6 điểm
thành phần 1.1.1 "Tăng" 1 điểm
  mã tang
  đạt khi lần > năm trước(lần) vì "không tăng"
thành phần 1.1.2 "Hội đồng" 2 điểm
  mã hoi-dong
  hội đồng chấm vì "hội đồng chấm"
thành phần 1.1.3 "Được duyệt" 1 điểm
  mã duoc-duyet
  không áp dụng khi được duyệt
  đạt khi lần > 100 vì "ít quá"
thành phần 1.1.4 "Minh chứng" 2 điểm
  mã minh-chung
  minh chứng "Báo cáo"
  đạt khi lần > 0 vì "không có"
"""
_RICH_UNIT = {
    "code": "so-a",
    "name": "Sở A",
    "ranked": True,
    "facts": {"lần": 5},
    "previous": {"lần": 3},
    "evidence": {"1.1.4": [{"for": "Báo cáo", "name": "bc.pdf", "accepted": True}]},
    "council": {"1.1.2": {"points": 1.5, "reason": "khá", "by": "Hội đồng"}},
    "not_applicable": {"1.1.3": {"reason": "không có việc này", "by": "Sở Nội vụ"}},
}


def test_events_that_are_sent_change_the_score(served_desk: tuple[Desk, str, str], tmp_path: Path) -> None:
    desk, url, secret = served_desk
    event = tmp_path / "sự kiện.json"
    row = {"mã": "H1", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": True}
    data = {"unit": "so-a", "year": 2021, "rows": [row], "version": 1, "as_of": "2026-11-01T00:00:00+07:00"}
    event.write_text(
        json.dumps({"type": "dossiers.upserted", "timestamp": "2021-03-12T08:00:00+07:00", "data": data}),
        encoding="utf-8",
    )
    # Imported facts are as of their import, which is later than that.
    told = run("send", str(event), "--url", url, "--secret", secret)
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("202 accepted dossiers.upserted evt_")
    again = run("send", str(event), "--url", url, "--secret", secret)
    assert again.stdout.startswith("200 duplicate dossiers.upserted")
    assert "mọi thứ như đã ghi" in desk.done("verify")


def test_a_facts_file_is_sent_as_events(served_desk: tuple[Desk, str, str]) -> None:
    desk, url, secret = served_desk
    changed = json.loads(desk.facts.read_text(encoding="utf-8"))
    changed["units"][0]["tables"]["hồ_sơ"][0]["xin_lỗi"] = True
    desk.facts.write_text(json.dumps(changed), encoding="utf-8")
    sent = run("send", str(desk.facts), "--url", url, "--secret", secret, "--unit", "so-a", "--rows", "hồ_sơ")
    assert sent.exit_code == 0, sent.output
    assert "declared: 6 → 9 điểm" in sent.stdout
    assert "1.1.3: 0 → 3 (full)" in sent.stdout
    as_fact = run("send", str(desk.facts), "--url", url, "--secret", secret, "--format", "json")
    assert as_fact.exit_code == 1
    errors = [error for one in json.loads(as_fact.stdout) for error in one["answer"].get("errors", ())]
    assert [error["code"] for error in errors] == ["keyed_table"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "không có gì để gửi"),
        ('{"một": 2}', "không phải sự kiện"),
        ("{", "số liệu.json"),
        ("3", "không phải sự kiện"),
    ],
)
def test_what_cannot_be_sent(desk: Desk, content: str, says: str) -> None:
    desk.facts.write_text(content, encoding="utf-8")
    result = run("send", str(desk.facts), "--url", "http://127.0.0.1:9/x", "--secret", "whsec_" + "A" * 32)
    assert result.exit_code == 1
    assert says in result.stderr


def test_nobody_answers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first event is tried again and again, the others are not."""
    monkeypatch.setattr("webhooks.client._PAUSES", (0.0, 0.0, 0.0))
    event = {"type": "facts.declared", "timestamp": "2021-12-20T08:00:00+07:00", "data": {}}
    desk.facts.write_text(json.dumps([event, event, event]), encoding="utf-8")
    to_nobody = ("--url", "http://127.0.0.1:9/x", "--secret", "whsec_" + "A" * 32)
    result = run("send", str(desk.facts), *to_nobody, "--format", "json")
    assert result.exit_code == 1
    assert [(one["status"], one["tries"]) for one in json.loads(result.stdout)] == [(None, 4)]
    assert "còn 2 sự kiện chưa gửi" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("send", "số liệu.json", "--url", "máy/hooks", "--secret", "whsec_" + "A" * 32),
        ("serve", "--port", "80000"),
        ("serve", "--allow-network", "mạng nhà"),
    ],
)
def test_what_is_asked_for_cannot_be(desk: Desk, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    found = [str(desk.facts) if one == "số liệu.json" else one for one in arguments]
    home = ["--home", str(tmp_path)] if arguments[0] == "serve" else []
    result = run(*found, *home)
    assert result.exit_code == 2, result.output
    assert "Error" in result.stderr


def test_a_secret_that_is_none(desk: Desk) -> None:
    result = run("send", str(desk.facts), "--url", "http://127.0.0.1:9/x", "--secret", "bí mật")
    assert result.exit_code == 2
    assert "khóa không đúng dạng" in result.stderr


def test_replay_of_one_unit_prints_its_card_with_reasons(desk: Desk) -> None:
    desk.set_up()
    desk.done("import", str(desk.facts), "--register")
    told = desk.done("replay", "--unit", "so-a")
    assert "so-a 2021 thẩm định lần 1: 6/10 (60%) khớp" in told
    assert "1 hồ sơ trễ hạn không có văn bản xin lỗi" in told
    assert "so-b" not in told
    assert "chưa có điểm nào" in desk.refused("replay", "--at", "2021-01-01T00:00:00+07:00")
    assert desk.run("replay", "--at", "2021-01-01").exit_code == 2
    assert desk.run("replay", "--at", "hôm qua").exit_code == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE scores SET points = '10' WHERE unit = 'so-a'", "điểm không tính lại được như đã ghi"),
        ("UPDATE facts SET value = 'true' WHERE value = 'false'", "nội dung đã ghi bị sửa"),
        ("UPDATE audit SET who = 'ai đó' WHERE seq = 1", "nhật ký bị sửa hoặc bị cắt"),
        ("UPDATE figures SET amount = '0'", "số tổng hợp không khớp các hàng"),
        ("UPDATE sets SET text = replace(text, '3 điểm', '2 điểm')", "bộ tiêu chí đã ban hành bị sửa"),
    ],
)
def test_verify_finds_what_was_changed(desk: Desk, change: str, says: str) -> None:
    desk.set_up()
    desk.done("import", str(desk.facts), "--register")
    _tamper(desk, change)
    result = desk.run("verify")
    assert result.exit_code == 1
    assert says in result.stdout
    listed = desk.run("verify", "--format", "json")
    assert listed.exit_code == 1
    assert json.loads(listed.stdout)["faults"]


def _tamper(desk: Desk, change: str) -> None:
    """Change the file as somebody would who has it."""
    connection = sqlite3.connect(desk.home / "chamdiem.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    changed = connection.execute(change).rowcount
    connection.commit()
    connection.close()
    assert changed


def test_a_set_with_errors_is_not_published(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "hỏng.tieuchi"
    text = SMALL.read_text(encoding="utf-8")
    broken.write_text(text.replace('"Xin lỗi" 3 điểm', '"Xin lỗi" 4 điểm'), encoding="utf-8")
    assert "C00" in desk.refused("office", "publish", str(broken))
    broken.write_bytes(b"\xff\xfe")
    assert "UTF-8" in desk.refused("office", "publish", str(broken))
    assert "không có bộ tiêu chí «2021»" in desk.refused("office", "open", "2021")


def test_keys_subscribers_and_sending_again(desk: Desk) -> None:
    desk.set_up()
    assert desk.secret().startswith("whsec_")
    assert "đã có nguồn" in desk.refused("office", "source", "mot-cua")
    assert desk.done("office", "key", "mot-cua", "--at-once").startswith("whsec_")
    assert "không có nguồn" in desk.refused("office", "key", "ai-do")
    assert desk.done("office", "subscribe", "https://example.test/").startswith("whsec_")
    desk.done("import", str(desk.facts), "--register")
    assert "1 tin" in desk.done("office", "send-again", "--message", "1")
    since = ("--subscription", "1", "--since", "2021-01-01T00:00:00+07:00")
    assert "4 tin" in desk.done("office", "send-again", *since)
    assert desk.run("office", "send-again").exit_code == 2


def test_messages_are_sent_by_a_command_of_their_own(desk: Desk) -> None:
    desk.set_up()
    with serving() as subscriber:
        desk.done("office", "subscribe", subscriber.url, "--type", "score.*", "--units", "so-a")
        desk.done("import", str(desk.facts), "--register")
        allowed = ("--once", "--allow-network", "127.0.0.0/8", "--allow-http")
        assert "2 tin đã gửi đi" in desk.done("deliver", *allowed)
        assert "0 tin đã gửi đi" in desk.done("deliver", *allowed)
        views = {json.loads(seen.body)["data"]["view"] for seen in subscriber.seen}
    assert views == {"declared", "appraised"}


def test_closing_ends_the_round(desk: Desk) -> None:
    desk.set_up()
    desk.done("import", str(desk.facts), "--register")
    assert "so-a appraised: 6/10" in desk.done("office", "close", "2021")
    assert "đã khóa sổ" in desk.refused("import", str(desk.facts))
    assert "mọi thứ như đã ghi" in desk.done("verify")


def test_days_that_are_none(desk: Desk) -> None:
    assert desk.run("office", "unit", "so-a", "Sở A", "--from", "hôm nay").exit_code == 2


def test_retention_is_set_and_kept_to(desk: Desk) -> None:
    desk.set_up()
    assert "lưu 24 tháng" in desk.done("office", "retention")
    assert "lưu 60 tháng" in desk.done("office", "retention", "--months", "60")
    assert "lưu 60 tháng" in desk.done("office", "retention")
    assert "từ 1 đến 600 tháng" in desk.refused("office", "retention", "--months", "0")


# ---- Backups


def _filled(desk: Desk) -> None:
    desk.set_up()
    desk.secret()
    desk.done("office", "subscribe", "https://example.test/")
    desk.done("import", str(desk.facts), "--register")
    (desk.home / "evidence" / "ab").mkdir()
    (desk.home / "evidence" / "ab" / "tệp").write_bytes(b"content")


def test_a_backup_moves_from_sqlite_to_postgresql_and_back(postgres: Server, tmp_path: Path) -> None:
    desks = [Desk(_made(tmp_path / name)) for name in ("một", "ba")]
    desks.insert(1, Desk(_made(tmp_path / "hai"), postgres.url(postgres.create_database())))
    _filled(desks[0])
    kept = [desks[0].done("replay", "--format", "json")]
    for number, (source, target) in enumerate(pairwise(desks)):
        path = tmp_path / f"{number}.tar.gz"
        source.done("backup", str(path), "--with-key")
        assert "mọi thứ như đã ghi" in target.done("restore", str(path))
        assert (target.home / "evidence" / "ab" / "tệp").read_bytes() == b"content"
        kept.append(target.done("replay", "--format", "json"))
    assert len(set(kept)) == 1
    # And it goes on from there: numbers and the chain continue, secrets are opened by the key that came along.
    desks[1].done("import", str(desks[1].facts))
    desks[1].done("office", "unit", "so-c", "Sở C")
    assert desks[1].done("office", "key", "mot-cua").startswith("whsec_")
    assert "mọi thứ như đã ghi" in desks[1].done("verify")
    assert _rows(desks[0]) == _rows(desks[2])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _rows(desk: Desk) -> dict[str, list[Any]]:
    with open_office(desk.home) as office, office.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(text("1")))]
            for table in t.metadata.sorted_tables
        }


def test_a_backup_without_its_key_keeps_secrets_sealed(desk: Desk, tmp_path: Path) -> None:
    _filled(desk)
    path = tmp_path / "sao lưu.tar.gz"
    assert "Khóa bí mật không nằm trong đó" in desk.done("backup", str(path))
    assert path.stat().st_mode & 0o077 == 0
    other = Desk(_made(tmp_path / "khác"))
    assert "mọi thứ như đã ghi" in other.done("restore", str(path))
    assert (other.home / "chamdiem.key").read_text() != (desk.home / "chamdiem.key").read_text()


def test_a_backup_is_restored_into_an_empty_office_only(desk: Desk, tmp_path: Path) -> None:
    _filled(desk)
    path = tmp_path / "sao lưu.tar.gz"
    desk.done("backup", str(path))
    before = _rows(desk)
    assert "đã có dữ liệu" in desk.refused("restore", str(path))
    assert _rows(desk) == before


def test_a_broken_backup_leaves_the_office_empty(desk: Desk, tmp_path: Path) -> None:
    _filled(desk)
    path = tmp_path / "sao lưu.tar.gz"
    desk.done("backup", str(path))
    data = path.read_bytes()
    other = Desk(_made(tmp_path / "khác"))
    for broken in (data[: len(data) // 2], b"", b"no archive"):
        path.write_bytes(broken)
        assert "không phải bản sao lưu nguyên vẹn" in other.refused("restore", str(path))
    assert "chưa có điểm nào" in other.refused("replay")
    path.write_bytes(data)
    assert "mọi thứ như đã ghi" in other.done("restore", str(path))


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "--database", "mysql://máy/kho"),
        ("verify", "--database", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"),
    ],
)
def test_a_database_that_cannot_be_opened(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--home", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.output
