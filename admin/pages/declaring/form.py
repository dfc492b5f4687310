"""The form of one leaf: its facts, and a document beside them; as the page shows it, and as it was sent."""

from dataclasses import dataclass, field
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from admin.current import language
from admin.fact_forms import MOST_CELLS, NOT_GIVEN, FactForm, Typed, fact_form
from admin.uploads import NotTaken, Upload, checked, is_chosen
from admin.values import Unreadable, clean, read_day, typed
from engine.service.declaring import Declaration, Handing
from engine.service.dossier import Dossier, FactStand, LeafDossier
from engine.service.errors import Flaw, Invalid
from engine.service.office import Reading
from engine.service.said import RowsPage, Said, newest_versions, read_rows
from engine.service.submissions import ABOUT
from engine.wording import say
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

#: Rows of a keyed table on one page.
_ROWS: Final = 50
_DAY: Final = Fact(name="day", type=ValueType.DATE, line=0)


@dataclass
class DocumentForm:
    """A document that is handed in: a file, or one that was handed in before, and what is said of it.

    ``wanted``: which of the leaf's documents it is. ``errors`` by field.
    """

    wanted: str = ""
    again: str = ""
    about: dict[str, str] = field(default_factory=lambda: dict.fromkeys(ABOUT, ""))
    errors: dict[str, str] = field(default_factory=dict)

    def take(self, form: Typed) -> None:
        """Hold what was typed."""
        self.wanted, self.again = form.get("document:wanted", ""), form.get("document:again", "")
        self.about = {name: form.get(f"document:{name}", "") for name in ABOUT}

    def read(self, wanted: list[str], file: FileStorage | None) -> "Document | None":
        """What is handed in; None where nothing is, or something is wrong, which is then in ``errors``."""
        is_file = is_chosen(file)
        about = {name: self._plain(words) for name, words in self.about.items()}
        if not is_file and not self.again:
            if any(about.values()):
                self.errors["file"] = _("chưa chọn tệp")
            return None
        if is_file and self.again:
            self.errors["again"] = _("vừa chọn tệp mới vừa chọn tệp cũ; hãy bỏ một trong hai")
        if self.wanted not in wanted:
            self.errors["wanted"] = _("hãy chọn loại minh chứng")
        self._read_day(about)
        upload = self._upload(file) if is_file else None
        return None if self.errors else Document(self.wanted, upload, self.again, about)

    def _upload(self, file: FileStorage | None) -> Upload | None:
        try:
            return checked(file)
        except NotTaken as error:
            self.errors["file"] = str(error)
            return None

    def _read_day(self, about: dict[str, str]) -> None:
        try:
            about["day"] = read_day(about["day"]) if about["day"] else ""
        except Unreadable as error:
            self.errors["day"] = str(error)

    @staticmethod
    def _plain(words: str) -> str:
        return "".join(letter for letter in clean(words) if letter.isprintable() or letter == "\n")

    def put_flaws(self, error: Invalid) -> None:
        """Put what the office refuses to the field that it is about."""
        fields = {"for": "wanted", "content": "file", "name": "file", "leaf": "wanted"}
        for flaw in error.flaws:
            parts = flaw.pointer.strip("/").split("/")
            name = parts[-1] if parts[0] == "about" else fields.get(parts[-1], "file")
            self.errors[name] = say(flaw.words, language())


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be handed in. ``again``: the hash of a file that is there."""

    wanted: str
    upload: Upload | None
    again: str
    about: dict[str, str]

    def handing(self, unit: str, year: int, leaf: str, name: str) -> Handing:
        """As the office takes it."""
        about = {key: words for key, words in self.about.items() if words}
        return Handing(unit, year, leaf, self.wanted, name, about)


@dataclass
class LeafForm:
    """The form of a leaf.

    ``set_id``: the set that its reader knows. ``pages``: which rows of keyed tables it shows. ``strange``: what was
    typed for facts that are not asked for any more.
    """

    dossier: Dossier
    leaf: LeafDossier
    facts: list[FactForm]
    set_id: int
    pages: dict[str, RowsPage] = field(default_factory=dict)
    document: DocumentForm = field(default_factory=DocumentForm)
    strange: list[tuple[str, str]] = field(default_factory=list)

    @property
    def open_facts(self) -> list[FactForm]:
        """Those that are asked for."""
        return [one for one in self.facts if not one.locked]

    @property
    def locked_facts(self) -> list[FactForm]:
        """Those that are only shown."""
        return [one for one in self.facts if one.locked]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """All that is wrong: where, what it is called, and the words."""
        found = [(id_, one.label, words) for one in self.facts for id_, words in one.all_errors]
        return found + [
            (f"document-{name}", _("Minh chứng"), words) for name, words in self.document.errors.items()
        ]

    def declaration(self) -> Declaration | None:
        """What is to be declared; None where something is wrong. Nothing may be in it."""
        facts: dict[str, dict[str, Any]] = {"fact": {}, "previous": {}}
        beside: dict[str, Any] = {}
        seen: dict[tuple[str, str], int] = {}
        rows: dict[str, list[dict[str, Any]]] = {}
        withdrawn: dict[str, list[dict[str, Any]]] = {}
        seen_rows: dict[tuple[str, str], int] = {}
        for one in self.open_facts:
            name = one.fact.name
            if one.stand.is_keyed:
                keyed = one.read_keyed()
                seen_rows |= keyed.seen
                if keyed.is_there:
                    rows[name], withdrawn[name] = [cells for _row, cells in keyed.rows], keyed.withdrawn
                continue
            value = one.read()
            if value is NOT_GIVEN:
                continue
            if one.is_changed(value):
                facts[one.stand.kind][name] = value
                seen[one.stand.kind, name] = one.seen
            elif one.stand.kind == "fact":
                beside[name] = value
        if any(one.errors or list(one.all_errors) for one in self.facts):
            return None
        where = (self.dossier.unit, self.dossier.year, self.leaf.number)
        said = facts["fact"], facts["previous"], rows, withdrawn
        return Declaration(*where, *said, seen, seen_rows, beside)

    def look_again(self) -> None:
        """From now on the reader of the page knows what stands."""
        self.set_id = self.dossier.info.set_id
        for one in self.facts:
            one.look_again()

    def put_flaws(self, error: Invalid) -> None:
        """Put what the office refuses to the facts that it is about."""
        for flaw in error.flaws:
            self._put(flaw, say(flaw.words, language()))

    def _put(self, flaw: Flaw, words: str) -> None:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in flaw.pointer.strip("/").split("/")]
        for one in self.facts:
            kind, name = one.stand.kind, one.fact.name
            if parts[:2] == ["facts" if kind == "fact" else "previous", name]:
                one.refuse(words)
                return
            if parts[:2] == ["tables", name]:
                self._row_errors(one, parts).append(words)
                return
        if self.facts:
            self.facts[0].errors.append(words)

    @staticmethod
    def _row_errors(one: FactForm, parts: list[str]) -> list[str]:
        """A flaw names a row by its place among those that were handed over."""
        if len(parts) > 3 and parts[2] == "rows" and parts[3].isdigit():
            handed = [row for row, _cells in one.read_keyed().rows]
            if int(parts[3]) < len(handed):
                return handed[int(parts[3])].boxes[0].errors
        return one.errors


# ---- Making it


def shown(connection: Reading, dossier: Dossier, leaf: LeafDossier) -> LeafForm:
    """The form as the office has it."""
    form = _blank(dossier, leaf, open_=dossier.info.is_open)
    for one in form.facts:
        if one.stand.is_keyed:
            form.pages[one.fact.name] = page = _rows(connection, dossier, one.fact.name)
            one.fill(NOT_GIVEN, [row for row in page.rows if not row.is_withdrawn])
            one.none = one.stand.rows is not None and one.stand.rows.count == 0
        else:
            one.fill(NOT_GIVEN if one.current is None else one.current.value)
    if leaf.documents:
        form.document.wanted = leaf.documents[0].rule.document
    return form


def taken(connection: Reading, dossier: Dossier, leaf: LeafDossier, sent: Typed) -> LeafForm:
    """The form as it was sent. What cannot be declared any more is in it as it was typed, too."""
    form = _blank(dossier, leaf, open_=True)
    for one in form.facts:
        name = one.fact.name
        known: dict[str, Said] = {}
        if one.stand.is_keyed:
            count = sent.get(f"{one.name}:rows", 0, type=int)
            keys = [sent.get(f"{one.name}:{index}:key", "") for index in range(min(count, MOST_CELLS))]
            wanted = [key for key in keys if key and key.isprintable()]
            known = newest_versions(connection, dossier.unit, dossier.year, name, wanted)
            known = {key: said for key, said in known.items() if not said.is_withdrawn}
            form.pages[name] = RowsPage([], None)
        if one.locked:
            one.fill(NOT_GIVEN if one.current is None else one.current.value)
        else:
            one.take(sent, known)
    form.document.take(sent)
    form.set_id = sent.get("set", 0, type=int)
    form.strange = _strange(form, sent)
    return form


def _blank(dossier: Dossier, leaf: LeafDossier, *, open_: bool) -> LeafForm:
    facts = [
        fact_form(stand, index, locked=not open_ or is_locked(stand))
        for index, stand in enumerate(leaf.facts)
    ]
    return LeafForm(dossier, leaf, facts, dossier.info.set_id)


def is_locked(stand: FactStand) -> bool:
    """Whether people do not type a fact: a system delivers it, it comes out of last year's book, it is too long."""
    if stand.only_from:
        return True
    said = stand.stand.declared
    if stand.kind == "previous":
        return said is not None and said.origin.kind != "person"
    if said is None or stand.is_keyed or stand.fact.type is not ValueType.TABLE:
        return False
    return isinstance(said.value, list) and len(said.value) * len(stand.fact.fields) > MOST_CELLS


def _rows(connection: Reading, dossier: Dossier, table: str) -> RowsPage:
    """The rows that the address asks for."""
    after = request.args.get("after", "") if request.args.get("table") == table else ""
    after = after if after.isprintable() else ""
    return read_rows(connection, dossier.unit, dossier.year, table, after=after, most=_ROWS)


def _strange(form: LeafForm, sent: Typed) -> list[tuple[str, str]]:
    """What was typed for facts that are not asked for here any more."""
    names = tuple(f"{one.name}" for one in form.open_facts)
    found = []
    for name, words in sent.items(multi=True):
        about, _colon, _rest = name.partition(":")
        is_known = any(name == known or name.startswith(f"{known}:") for known in names)
        if (
            about in ("fact", "previous")
            and not is_known
            and words
            and not name.endswith((":seen", ":rows", ":key"))
        ):
            found.append((name.partition(":")[2], words))
    return found


def day_typed(iso: str) -> str:
    """A day as somebody would type it."""
    return typed(_DAY, iso)
