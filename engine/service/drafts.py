"""From a draft to force: written and saved, proposed with a note, reviewed by a second person, published, withdrawn.

``draft`` → ``proposed`` → ``reviewed`` → ``published`` → ``superseded``; what was in force may be ``withdrawn``,
and a draft that nobody wants is ``discarded``. Only a draft is written on: what was proposed or discarded goes back to
being one first, so that what was reviewed is what is published.
Every text that a draft ever had is kept, and every step stands in the audit chain with the hash of the text.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, update

from engine.service.errors import Conflict, Flaw, Invalid, SetRefused
from engine.service.office import Office
from engine.service.outgoing import announce
from engine.service.registry import (
    add_draft,
    add_revision,
    lock_set,
    put_into_force,
    set_row,
    sound,
    told_of,
)
from engine.service.rounds import pause_round
from engine.service.sets import FOR_EVER, STATES, State, hands_of, last_writing, stored_set, text_of
from engine.store import tables as t
from engine.store.journal import Action
from spec import load_text, parser, syntax
from spec.diagnostics import Bilingual, Diagnostic, has_errors
from spec.model import CriteriaSet
from spec.model.criteria import SEMANTICS
from spec.reading import read
from spec.source import Source

_NAME = "bộ tiêu chí"


class Stale(Conflict):
    """Somebody else has saved in the meantime: what is stored, whose it is, and since when."""

    def __init__(self, text: str, text_hash: str, by: str, at: int) -> None:
        super().__init__(
            Bilingual(
                f"«{by}» đã lưu một bản khác sau khi bạn mở dự thảo; hai bản đều còn, hãy so hai bản rồi lưu lại",
                f"«{by}» has saved another text since you opened the draft; both are there, compare and save again",
            )
        )
        self.text = text
        self.text_hash = text_hash
        self.by = by
        self.at = at


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it is stored now. ``changed``: whether it is other than before; ``errors``: how many it has."""

    identity: int
    text_hash: str
    at: int
    changed: bool
    errors: int


# ---- Beginning


def begin_draft(
    office: Office, who: str, text: str, based_on: int | None = None, year: int | None = None
) -> int:
    """Keep a text as a new draft, with errors or without; gives its number in the store.

    Its year is the one that it says, else ``year``. Raises ``SetRefused`` where it is no text at all, ``Invalid``
    where nobody says the year.
    """
    reading = _reading(text)
    of_year = reading.year or year
    if of_year is None or not 1900 <= of_year <= 2999:
        words = Bilingual("cho biết năm của bộ tiêu chí (1900–2999)", "say the year of the set (1900–2999)")
        raise Invalid([Flaw("/year", "year", words)])
    row = {**reading.row(f"Dự thảo {of_year}"), "year": of_year, "based_on": based_on}

    def work(action: Action) -> int:
        if based_on is not None:
            lock_set(action.connection, based_on, shared=True)
        identity = add_draft(action, row)
        action.detail["based_on"] = based_on
        return identity

    return office.journal.act(who, "set.drafted", "", work)


def begin_from(office: Office, who: str, set_id: int, year: int) -> int:
    """Begin a draft of a year with the text of another set, which then says that year."""
    with office.read() as connection:
        text = text_of(connection, set_id)
    return begin_draft(office, who, _for_year(text, year), set_id, year)


def _for_year(text: str, year: int) -> str:
    """A text that says another year; days without a year follow it, everything else stays as it is."""
    source, _ = read(text.encode(), _NAME)
    node = None if source is None else _heads(source).get(syntax.Year)
    if source is None or not isinstance(node, syntax.Year):
        return text
    return f"{source.text[: node.year.span.start]}{year}{source.text[node.year.span.end :]}"


# ---- Writing


def save_draft(office: Office, who: str, identity: int, text: str, started_from: str) -> Saved:
    """Keep another text of a draft. ``started_from``: SHA-256 of the text that the editor had loaded.

    Saving what is stored already is always fine. Raises ``Stale`` where another text is stored by now, ``Conflict``
    where it is no draft any more, ``SetRefused`` where it is no text at all. Nothing that is stored is lost.
    """
    reading = _reading(text)
    with office.read() as connection:
        row = stored_set(connection, identity)
        _, at = last_writing(connection, row)
    if row.text == reading.text:
        return Saved(identity, row.text_hash, at, False, reading.errors)

    def work(action: Action) -> Saved:
        row = lock_set(action.connection, identity)
        _demand(row, "draft")
        _demand_text(action.connection, row, started_from)
        values = reading.row(row.name)
        add_revision(action, identity, values["text"], values["text_hash"])
        _change(action, identity, values)
        action.detail = {"from": row.text_hash, **_hashes(values)}
        return Saved(identity, values["text_hash"], action.at, True, reading.errors)

    return office.journal.act(who, "set.saved", str(identity), work)


def discard(office: Office, who: str, identity: int) -> None:
    """Put a draft aside that nobody goes on with; ``take_back`` makes it a draft again. Raises ``Conflict``."""

    def work(action: Action) -> None:
        row = lock_set(action.connection, identity)
        _demand(row, "draft")
        _change(action, identity, {"state": "discarded"})
        action.detail = {"text_hash": row.text_hash}

    office.journal.act(who, "set.discarded", str(identity), work)


# ---- Proposing and reviewing


def propose(office: Office, who: str, identity: int, started_from: str, note: str) -> None:
    """Hand a draft to the reviewers with a note. ``started_from``: SHA-256 of the text that is meant.

    Raises ``SetRefused`` while it has errors, a proof or a scenario fails; ``Stale``; ``Conflict``.
    """
    _demand_words(note, Bilingual("hãy viết tờ trình: sửa gì, vì sao", "say what was changed, and why"))
    with office.read() as connection:
        row = stored_set(connection, identity)
    _demand(row, "draft")
    model = sound(row.text, row.year)

    def work(action: Action) -> None:
        now = lock_set(action.connection, identity)
        _demand(now, "draft")
        _demand_text(action.connection, now, started_from)
        _demand_text(action.connection, now, row.text_hash)
        values = {**set_row(model, row.text), **_NOT_REVIEWED}
        about_it = {"proposed_by": who, "proposed_at": action.at, "proposal": note.strip()}
        _change(action, identity, {**values, **about_it, "state": "proposed"})
        action.detail = {**_hashes(values), "note": note.strip()}

    office.journal.act(who, "set.proposed", str(identity), work)


def take_back(office: Office, who: str, identity: int) -> None:
    """Make what was proposed, reviewed already or discarded a draft again. Raises ``Conflict``."""

    def work(action: Action) -> None:
        row = lock_set(action.connection, identity)
        _demand(row, "proposed", "reviewed", "discarded")
        # What was discarded had been a draft: a reviewer's note on it holds as before.
        other = {} if row.state == "discarded" else {**_NOT_PROPOSED, **_NOT_REVIEWED}
        _change(action, identity, {**other, "state": "draft"})
        action.detail = {"from": row.state, "text_hash": row.text_hash}

    office.journal.act(who, "set.taken_back", str(identity), work)


def review(
    office: Office,
    who: str,
    identity: int,
    started_from: str,
    accepted: bool,
    note: str,
    *,
    impact_seen: bool,
) -> None:
    """Accept what was proposed, or send it back to its writers with a note.

    Another person than all who wrote it and who proposed it; who accepts must have seen whom it hits. Raises ``Stale``
    where another text is proposed by now, ``Conflict``.
    """
    if not accepted:
        _demand_words(note, Bilingual("trả lại thì phải ghi lý do", "say why it goes back"))
    elif not impact_seen:
        words = Bilingual(
            "phải xem tác động của dự thảo rồi mới chấp nhận",
            "see the impact of the draft before you accept it",
        )
        raise Conflict(words)

    def work(action: Action) -> None:
        row = lock_set(action.connection, identity)
        _demand(row, "proposed")
        _demand_text(action.connection, row, started_from)
        _demand_second(action.connection, row, who)
        about_it = {"reviewed_by": who, "reviewed_at": action.at, "review": note.strip()}
        after = {"state": "reviewed"} if accepted else {**_NOT_PROPOSED, "state": "draft"}
        _change(action, identity, {**about_it, **after})
        action.what = "set.reviewed" if accepted else "set.returned"
        action.detail = {"text_hash": row.text_hash, "note": note.strip(), "impact_seen": impact_seen}

    office.journal.act(who, "set.reviewed", str(identity), work)


# ---- In force


def publish(
    office: Office,
    who: str,
    identity: int,
    decision: str,
    effective_from: str,
    started_from: str | None = None,
) -> None:
    """Put into force what was reviewed: immutable from now on; the published set of the same year is superseded.

    ``decision``: number and day of the decision; ``effective_from``: an ISO day; ``started_from``: SHA-256 of the text
    that is meant. Nobody publishes what is their own. Raises ``SetRefused``, ``Stale``, ``Conflict``, ``Invalid``.
    """
    _demand_words(decision, Bilingual("ghi số, ngày của quyết định", "give number and day of the decision"))
    try:
        date.fromisoformat(effective_from)
    except ValueError:
        words = Bilingual("ngày có hiệu lực không đúng", "the day from which it holds is no day")
        raise Invalid([Flaw("/effective_from", "date", words)]) from None
    with office.read() as connection:
        row = stored_set(connection, identity)
    _demand(row, "reviewed")
    model = sound(row.text, row.year)

    def work(action: Action) -> None:
        now = lock_set(action.connection, identity)
        _demand(now, "reviewed")
        _demand_text(action.connection, now, row.text_hash)
        _demand_text(action.connection, now, started_from or row.text_hash)
        _demand_second(action.connection, now, who)
        about_it = {"decision": decision.strip(), "effective_from": effective_from}
        put_into_force(action, now, model, about_it)

    office.journal.act(who, "set.published", str(identity), work)


def withdraw(office: Office, who: str, identity: int, reason: str) -> int | None:
    """Take a set out of force; gives the year of the round that pauses with it, None where there is none.

    What other systems send meanwhile waits, what people hand in is refused with the reason, and all that is there
    stays. ``engine.service.rounds.rebind_round`` goes on with the round under another set. Raises ``Conflict``.
    """
    _demand_words(reason, Bilingual("thu hồi thì phải ghi lý do", "say why it is withdrawn"))

    def work(action: Action) -> int | None:
        row = lock_set(action.connection, identity)
        _demand(row, "published", "superseded")
        _change(action, identity, {"state": "withdrawn"})
        paused = pause_round(action, identity)
        action.detail = {"text_hash": row.text_hash, "reason": reason.strip(), "paused_round": paused}
        data = {**told_of(row), "paused": paused is not None}
        announce(action, "set.withdrawn", None, row.year, data, {"name": row.name, "reason": reason.strip()})
        return paused

    return office.journal.act(who, "set.withdrawn", str(identity), work)


# ---- What is asked of a set before something is done with it


def _demand(row: Any, *states: State) -> None:
    if row.state in states:
        return
    now = STATES[row.state]
    if row.state in FOR_EVER and states[0] == "draft":
        more = Bilingual(
            "không sửa được nữa; hãy bắt đầu một dự thảo mới từ bộ này",
            "it never changes again; begin a new draft from it",
        )
    elif states[0] == "draft":
        more = Bilingual(
            "muốn sửa thì rút lại thành dự thảo đã", "to change it, take it back to being a draft first"
        )
    else:
        wanted = STATES[states[0]]
        more = Bilingual(
            f"việc này chỉ làm được khi «{wanted.vi}»", f"this can be done only while it is «{wanted.en}»"
        )
    raise Conflict(Bilingual(f"bộ tiêu chí này {now.vi}: {more.vi}", f"this set is {now.en}: {more.en}"))


def _demand_text(connection: Connection, row: Any, started_from: str) -> None:
    if row.text_hash != started_from:
        raise Stale(row.text, row.text_hash, *last_writing(connection, row))


def _demand_second(connection: Connection, row: Any, who: str) -> None:
    if who in hands_of(connection, row):
        words = Bilingual(
            "người đã soạn hoặc trình bộ tiêu chí này không tự thẩm tra, ban hành nó",
            "who wrote or proposed this set neither reviews nor publishes it",
        )
        raise Conflict(words)


def _demand_words(words: str, wanted: Bilingual) -> None:
    if not words.strip():
        raise Conflict(wanted)


# ---- Texts


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with what could be read of it."""

    text: str
    model: CriteriaSet | None
    findings: list[Diagnostic]
    name: str | None
    year: int | None

    @property
    def errors(self) -> int:
        return sum(has_errors([one]) for one in self.findings)

    def row(self, name: str) -> dict[str, Any]:
        """What the store keeps of the text but its year; ``name`` where it does not say its own."""
        found = {
            "name": self.name or name,
            "text": self.text,
            "text_hash": hashlib.sha256(self.text.encode()).hexdigest(),
            "content_hash": "",
            "scoring_hash": "",
            "semantics": SEMANTICS,
        }
        if self.model is not None:
            found |= set_row(self.model, self.text)
        found.pop("year", None)
        return found


def _reading(text: str) -> _Reading:
    """A text as it is stored, with the line ends of every other. Raises ``SetRefused`` where it is no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    source, found = read(text.encode("utf-8", "surrogatepass"), _NAME)
    if source is None:
        raise SetRefused(found)
    model, found = load_text(text, _NAME, prove=False)
    if model is not None:
        return _Reading(text, model, found, model.name, model.year)
    heads = _heads(source)
    header, year = heads.get(syntax.SetHeader), heads.get(syntax.Year)
    name = str(header.name) if isinstance(header, syntax.SetHeader) else None
    says = str(year.year) if isinstance(year, syntax.Year) else ""
    is_year = says.isascii() and says.isdigit() and 1900 <= int(says[:5]) <= 2999
    return _Reading(text, None, found, name, int(says) if is_year else None)


def _heads(source: Source) -> dict[type[syntax.Node], syntax.Node]:
    """The first statement of each kind, however many mistakes there are in others."""
    found: dict[type[syntax.Node], syntax.Node] = {}
    for statement in parser.parse(source)[0]:
        if statement.node is not None:
            found.setdefault(type(statement.node), statement.node)
    return found


# ---- Writing rows

_NOT_PROPOSED: dict[str, Any] = {"proposed_by": None, "proposed_at": None, "proposal": None}
_NOT_REVIEWED: dict[str, Any] = {"reviewed_by": None, "reviewed_at": None, "review": None}


def _change(action: Action, identity: int, values: dict[str, Any]) -> None:
    action.connection.execute(update(t.sets).where(t.sets.c.id == identity).values(values))


def _hashes(values: dict[str, Any]) -> dict[str, Any]:
    return {"text_hash": values["text_hash"], "content_hash": values["content_hash"]}
