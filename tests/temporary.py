"""Where the tests' files lie: in memory where there is room. To keep a commit takes a disk longer than all the rest.

What is lost with the machine is not what tests can show; a process that is killed leaves its files there as on a disk.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  (pytest makes a folder of its own there, which nobody else may enter)
#: A run takes a part of it.
_ENOUGH = 2 * 2**30


def keep_in_memory() -> None:
    """Let pytest make its temporary folders in memory, unless somebody has said where."""
    with suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
