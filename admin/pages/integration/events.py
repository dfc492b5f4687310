"""Pages of events: what came, what became of it, and what is in quarantine."""

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin import asking
from admin.current import language, office, person
from admin.pages.integration import words
from admin.pages.integration.area import KEY, blueprint
from admin.security.rights import needs
from engine.service import traffic
from engine.service.errors import Invalid
from engine.service.sources import source_names
from engine.service.traffic import Asked
from engine.wording import say
from webhooks.again import take_again

#: The states that a list may be asked for.
_STATES: Final = {state: words.EVENTS[state] for state in traffic.STATES}


@blueprint.get("/su-kien")
@needs("manage_integration")
def events() -> ResponseReturnValue:
    """Events, the newest first."""
    state = asking.text("ket-qua")
    asked = Asked(
        source=asking.text("nguon"),
        state=state if state in _STATES else None,
        message_id=asking.text("ma"),
        since=asking.day_begins("tu"),
        until=asking.day_ends("den"),
    )
    with office().read() as connection:
        names = source_names(connection)
        page = traffic.events(connection, asked, asking.place())
    return render_template(
        "integration/events.html",
        rows=page.items,
        ways=asking.ways(page),
        asked=asked,
        names=names,
        states=_STATES,
        chips=asking.chips(_chosen(asked, names)),
    )


def _chosen(asked: Asked, names: dict[str, str]) -> dict[str, tuple[str, str | None]]:
    source = asked.source and f"{names.get(asked.source, '')} ({asked.source})"
    return {
        "nguon": (_("Nguồn"), source),
        "ket-qua": (_("Kết quả"), asked.state and str(words.EVENTS[asked.state][0])),
        "ma": (_("Mã tin"), asked.message_id),
        "tu": (_("Từ ngày"), asking.day_words("tu")),
        "den": (_("Đến ngày"), asking.day_words("den")),
    }


@blueprint.get(f"/su-kien/<{KEY}:event>")
@needs("manage_integration")
def event(event: int) -> ResponseReturnValue:
    """One event, with all that is kept of it."""
    with office().read() as connection:
        names = source_names(connection)
        one = traffic.event(connection, event)
    return render_template("integration/event.html", one=one, name=names.get(one.row.source, ""))


@blueprint.post(f"/su-kien/<{KEY}:event>/xu-ly-lai")
@needs("manage_integration")
def take_event_again(event: int) -> ResponseReturnValue:
    """Take an event from quarantine again, as what it may be by now."""
    try:
        outcome = take_again(office(), person().login, event)
    except Invalid as error:
        reasons = "; ".join(f"{flaw.pointer or '/'}: {say(flaw.words, language())}" for flaw in error.flaws)
        flash(_("Vẫn chưa đọc được, sự kiện ở lại khu cách ly: %(reasons)s", reasons=reasons), "bad")
    else:
        said, mark = words.EVENTS[outcome.state]
        text = _("Đã xử lý lại: %(state)s.", state=said)
        flash(text, "bad" if mark == "bad" else "good")
    return redirect(url_for("integration.event", event=event), 303)
