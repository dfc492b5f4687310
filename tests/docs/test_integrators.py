"""The page for integrators, done as it says: an office from nothing, a server, requests by curl and by Python."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.docs.markdown import DOCS, Block, blocks
from webhooks.client import Sender
from webhooks.signing import new_secret, parse_key, sign

pytestmark = pytest.mark.no_cover  # it runs in other processes

PAGE = DOCS / "integrators.md"
_PORT = "8000"
_HUNG = 600


def _files(folder: Path, names: tuple[str, ...]) -> None:
    for block in blocks(PAGE):
        name = block.option("file")
        if name is not None and name.endswith(names):
            (folder / name).write_text(block.text, encoding="utf-8")


def _expected() -> list[tuple[Block, str]]:
    """The commands that are run, each with what the block right below says of their output."""
    found: list[tuple[Block, str]] = []
    for block in blocks(PAGE):
        if block.language == "sh" and block.option("run") is not None:
            found.append((block, ""))
        elif block.language == "text" and block.option("expect") is not None:
            found[-1] = (found[-1][0], block.text)
    return found


def _script(port: int) -> str:
    """All blocks in one shell, as a person goes through them; the output of each after a line with its number."""
    lines = ["set -euo pipefail", "trap 'kill $(jobs -p) && wait' EXIT"]
    for number, (block, _) in enumerate(_expected()):
        text = block.text.rstrip().replace(_PORT, str(port))
        lines.append(f"echo; echo '== {number}'")
        if block.option("background") is None:
            lines.append(text)
        else:
            lines += [f"{text} >server.log 2>&1 &", f"{_UNTIL_IT_ANSWERS.format(port=port)}"]
    lines.append(_EVENTS.format(python=sys.executable, port=port))
    return "\n".join(lines)


_UNTIL_IT_ANSWERS = (
    "for _ in $(seq 600); do "
    "curl --silent http://127.0.0.1:{port}/healthz >/dev/null && break; sleep 0.2; "
    "done"
)
_EVENTS = "echo; echo '== events'; {python} -m tests.docs.test_integrators {port} \"$SECRET\""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each block printed, and what the events of the page were answered."""
    folder = tmp_path_factory.mktemp("integrators")
    _files(folder, (".tieuchi", ".py", ".json"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    binaries = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "PYTHONPATH": str(DOCS.parent),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["/bin/bash", "-c", _script(port)],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=_HUNG,
        check=False,
    )
    printed = done.stdout.decode()
    assert done.returncode == 0, printed + done.stderr.decode()
    parts = re.split(r"^== (\w+)\n", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("number", "stated"), list(enumerate(text for _, text in _expected())))
def test_each_command_prints_what_the_page_says(outputs: dict[str, str], number: int, stated: str) -> None:
    printed = outputs[str(number)].strip()
    if stated:
        wanted = ".*".join(re.escape(part) for part in stated.strip().split("…"))
        assert re.fullmatch(wanted, printed, flags=re.DOTALL), printed


def test_each_event_of_the_page_is_accepted(outputs: dict[str, str]) -> None:
    answers = json.loads(outputs["events"])
    assert [answer["state"] for answer in answers] == ["accepted"] * len(_events())
    assert len(answers) == 6


def test_the_receiver_of_the_page_knows_our_messages(tmp_path: Path) -> None:
    _files(tmp_path, ("nhan.py",))
    page: dict[str, Any] = {}
    exec((tmp_path / "nhan.py").read_text(encoding="utf-8"), page)  # noqa: S102  (it is our own page)
    secret, body, now = new_secret(), b'{"type":"score.changed"}', int(time.time())
    signed = sign("msg_1", now, body, [parse_key(secret)])
    assert page["is_authentic"](signed, body, secret)
    assert not page["is_authentic"](signed, body + b" ", secret)
    assert not page["is_authentic"](signed, body, new_secret())
    assert not page["is_authentic"](sign("msg_1", now - 600, body, [parse_key(secret)]), body, secret)


def _events() -> list[Any]:
    return [
        json.loads(block.text)
        for block in blocks(PAGE)
        if block.language == "json" and block.option("event") is not None
    ]


def _post_events(port: str, secret: str) -> None:
    with Sender(f"http://127.0.0.1:{port}/hooks/v1/mot-cua/events", [parse_key(secret)]) as sender:
        print(json.dumps([sender.send(event).answer for event in _events()]))  # noqa: T201  (read by the test)


if __name__ == "__main__":
    _post_events(*sys.argv[1:])
