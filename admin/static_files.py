"""Addresses of static files that change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def setup_static_files(app: Flask) -> None:
    """Give templates ``static_url``, and ``has_static`` for what is built only where Node is."""
    folder = Path(app.static_folder or "")

    def static_url(name: str) -> str:
        path = folder / name
        return url_for("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))

    def has_static(name: str) -> bool:
        return (folder / name).is_file()

    app.add_template_global(static_url)
    app.add_template_global(has_static)


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
