"""The first page of each person: what waits for them, what changed since they were last there, and the help."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from admin.security.rights import needs

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@needs("read")
def home() -> ResponseReturnValue:
    """What waits for me."""
    return render_template("home/home.html")


@blueprint.get("/tro-giup")
@needs("public")
def help() -> ResponseReturnValue:  # noqa: A001  (the page's name)
    """How the office works, in the words of those who work in it."""
    return render_template("home/help.html")


@blueprint.get("/healthz")
@needs("public")
def healthz() -> ResponseReturnValue:
    """That the process answers."""
    return {"status": "ok"}
