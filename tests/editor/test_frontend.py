"""The script of the editor: its parts run by Node with the language's own tables, and what a build contains."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from admin.frontend import hatch_build
from admin.pages.editor.script_data import words

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "admin" / "frontend"
DIST = ROOT / "admin" / "static" / "dist"


def node() -> str:
    """Node, of the machine or beside this Python; where `make setup` could fetch none, nothing can be asked."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("node", path=path)
    if found is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)("Node is missing: run make setup")
    assert found is not None
    return found


def test_the_parts_that_need_no_browser(tmp_path: Path) -> None:
    if not (FRONTEND / "node_modules").is_dir():
        (pytest.fail if "CI" in os.environ else pytest.skip)("the packages are missing: run make setup")
    (tmp_path / "words.json").write_text(json.dumps(words()), encoding="utf-8")
    tests = sorted(map(str, (FRONTEND / "test").glob("*.test.js")))
    done = subprocess.run(
        [node(), "--test", *tests],
        cwd=FRONTEND,
        env={**os.environ, "WORDS": str(tmp_path / "words.json")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]\d*$", done.stdout, re.MULTILINE), done.stdout


def test_the_words_are_those_of_the_tables() -> None:
    kinds = {one["phrase"]: one["kind"] for one in words()}
    assert kinds["không tính điểm khi"] == kinds["no points when"] == "head"
    assert kinds["có/không"] == "type"
    assert kinds["đếm khác nhau"] == "function"
    assert kinds["vì"] == "because"
    assert kinds["tỉ lệ"] == "type"


def test_the_build_is_whole_or_not_there() -> None:
    """A page has the built script or the plain text field, never half of one."""
    if not (DIST / "editor.js").is_file():
        assert not any(DIST.glob("*.js"))
        return
    code = "".join(path.read_text(encoding="utf-8") for path in DIST.glob("*.js"))
    imported = set(re.findall(r'"\./([\w-]+\.js)"', code))
    assert imported <= {path.name for path in DIST.glob("*.js")}
    assert any(name.startswith("conflict-") for name in imported)
    assert "conflict-" not in "".join(re.findall(r'from"\./[\w-]+\.js"', code))  # only when it is needed
    licences = (DIST / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")
    for package in ("@codemirror/view", "@codemirror/merge", "@lezer/highlight", "style-mod"):
        assert f"{package} " in licences


def test_nothing_in_the_script_reads_markup_or_asks_others() -> None:
    for path in sorted((FRONTEND / "src").glob("*.js")):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|://", source), (
            path.name
        )
        assert "indentWithTab" not in source


def test_locks_name_no_addresses_and_pin_everything() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package
    manifest = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", one) for one in manifest["devDependencies"].values())
    for path in (FRONTEND / "package-lock.json", FRONTEND / ".npmrc", ROOT / "requirements-node.lock"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_without_node_the_build_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hatch_build, "BUILT", tmp_path / "editor.js")
    monkeypatch.setattr(hatch_build, "npm", lambda: None)
    assert hatch_build.main() == 0
    assert "plain text field" in capsys.readouterr().err


def test_a_fresh_build_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hatch_build, "BUILT", tmp_path / "editor.js")
    assert not hatch_build.is_fresh()
    (tmp_path / "editor.js").write_text("")
    assert hatch_build.is_fresh()
    old = min(path.stat().st_mtime_ns for path in hatch_build.sources()) - 1
    os.utime(tmp_path / "editor.js", ns=(old, old))
    assert not hatch_build.is_fresh()
