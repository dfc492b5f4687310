"""The form in which an appraiser decides on a leaf of a unit; as the page shows it, and as it was sent."""

from dataclasses import dataclass, field
from typing import Any, Final, cast, get_args

from flask import request
from flask_babel import gettext as _

from admin.current import language
from admin.fact_forms import NOT_GIVEN, FactForm, Typed, fact_form
from admin.fields import later as _l
from admin.pages.appraisal.area import is_number, ref_of, seen_of
from admin.values import clean
from engine.service.appraising import AboutLeaf, Judgement, Verdict
from engine.service.dossier import Dossier, FactStand, LeafDossier
from engine.service.errors import Invalid
from engine.service.office import Reading
from engine.service.said import RowsPage, Said, Seen, read_rows
from engine.wording import say

#: Before the names of other values, so that they are not taken for what the unit declares.
PREFIX: Final = "value:"
_ROWS: Final = 50
_MOST_REASON: Final = 5_000

VERDICTS: Final[dict[Verdict, str]] = {
    "accept": _l("Chấp nhận"),
    "other": _l("Chấp nhận giá trị khác"),
    "return": _l("Yêu cầu bổ sung"),
    "reject": _l("Không chấp nhận"),
}
#: Reasons that are given again and again; they are put before what is typed.
REASONS: Final[tuple[str, ...]] = (
    _l("Thiếu tài liệu kiểm chứng"),
    _l("Tài liệu kiểm chứng không đúng nội dung yêu cầu"),
    _l("Tài liệu không thuộc năm đánh giá"),
    _l("Tệp không đọc được"),
    _l("Số liệu không khớp với tài liệu kiểm chứng"),
    _l("Số liệu không khớp với hệ thống theo dõi"),
)


@dataclass
class VerdictForm:
    """What is decided. ``chosen``: the entries and rows that it is about; ``tables``: keyed tables as a whole.

    ``seen``: what the page showed, as its reader knows it. ``values``: forms for other values.
    """

    dossier: Dossier
    leaf: LeafDossier
    values: list[FactForm]
    seen: list[Seen] = field(default_factory=list)
    verdict: str = ""
    chosen: set[str] = field(default_factory=set)
    tables: dict[str, int] = field(default_factory=dict)
    untils: dict[str, int] = field(default_factory=dict)
    standard: str = ""
    reason: str = ""
    council: str = ""
    leaf_reason: str = ""
    rows: dict[str, RowsPage] = field(default_factory=dict)
    own_errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """All that is wrong: where, and the words."""
        found = [(id_, f"{one.label}: {words}") for one in self.values for id_, words in one.all_errors]
        return [*self.own_errors, *found]

    def wrong(self, id_: str) -> list[str]:
        """What is wrong at one place."""
        return [words for where, words in self.own_errors if where == id_]

    @property
    def whole_reason(self) -> str:
        """The reason: one of those that are offered, and what was typed."""
        return ": ".join(part for part in (self.standard, plain(self.reason)) if part)

    def judgement(self) -> Judgement | None:
        """What is decided; None where something is wrong, which is then said in the form."""
        if self.verdict not in get_args(Verdict):
            self.own_errors.append(("verdict", _("hãy chọn một quyết định")))
            return None
        verdict = cast("Verdict", self.verdict)
        if verdict != "accept" and not self.whole_reason:
            self.own_errors.append(("reason", _("phải ghi lý do, trừ khi chấp nhận nguyên như khai")))
        self._reason_fits("reason", self.whole_reason)
        values = self._values() if verdict == "other" else {}
        if verdict == "other" and not values and not self.errors:
            self.own_errors.append(("values", _("chưa có giá trị nào khác giá trị đang lấy")))
        if self.errors:
            return None
        entries = [seen for seen in map(seen_of, sorted(self.chosen)) if seen is not None]
        where = (self.dossier.unit, self.dossier.year, self.leaf.number)
        return Judgement(*where, verdict, entries, self.tables, values, self.whole_reason, self.seen)

    def _values(self) -> dict[str, Any]:
        found = {}
        for one in self.values:
            value = one.read()
            if value is not NOT_GIVEN and one.is_changed(value):
                found[one.fact.name] = value
        return found

    def about_leaf(self) -> AboutLeaf | None:
        """What is said of the leaf as a whole; None where there is no reason."""
        reason = plain(self.leaf_reason)
        if not reason:
            self.own_errors.append(("leaf-reason", _("phải ghi lý do")))
        self._reason_fits("leaf-reason", reason)
        if self.errors:
            return None
        return AboutLeaf(self.dossier.unit, self.dossier.year, self.leaf.number, reason, self.seen)

    def _reason_fits(self, id_: str, reason: str) -> None:
        if len(reason) > _MOST_REASON:
            self.own_errors.append((id_, _("dài quá %(most)d ký tự", most=_MOST_REASON)))

    def put_flaws(self, error: Invalid) -> None:
        """Put what the office refuses to where it belongs."""
        by_name = {one.fact.name: one for one in self.values}
        for flaw in error.flaws:
            parts = flaw.pointer.strip("/").split("/")
            words = say(flaw.words, language())
            one = by_name.get(parts[1]) if parts[0] == "facts" and len(parts) > 1 else None
            if one is not None:
                one.refuse(words)
            else:
                self.own_errors.append(("council" if parts[0] == "council" else "verdict", words))

    def look_again(self) -> None:
        """From now on the reader of the page knows what stands; what was chosen is chosen as it is now."""
        self.seen = self.leaf.seen
        self.chosen = {ref_of(one.seen) for one in self.leaf.waiting}
        self.untils = {name: rows.newest for name, rows in self.leaf.waiting_tables.items()}
        self.tables = {name: until for name, until in self.untils.items() if name in self.tables}


def plain(words: str) -> str:
    """Words without what cannot be seen."""
    return "".join(letter for letter in clean(words) if letter.isprintable() or letter == "\n")


# ---- Making it


def shown(connection: Reading, dossier: Dossier, leaf: LeafDossier) -> VerdictForm:
    """The form as the office has it: all that waits is chosen."""
    form = _blank(connection, dossier, leaf)
    form.look_again()
    form.tables = dict(form.untils)
    for one in form.values:
        one.fill(NOT_GIVEN if one.current is None else one.current.value)
    return form


def taken(connection: Reading, dossier: Dossier, leaf: LeafDossier, sent: Typed) -> VerdictForm:
    """The form as it was sent."""
    form = _blank(connection, dossier, leaf)
    form.verdict, form.chosen = sent.get("verdict", ""), set(sent.getlist("chosen"))
    form.seen = [seen for seen in map(seen_of, sent.getlist("seen")) if seen is not None]
    form.standard = (
        sent.get("standard", "") if sent.get("standard", "") in {str(one) for one in REASONS} else ""
    )
    form.reason, form.leaf_reason = sent.get("reason", ""), sent.get("leaf_reason", "")
    form.council = sent.get("council", "")
    for one in leaf.own:
        until = sent.get(f"until:{one.fact.name}", "")
        if one.is_keyed and is_number(until):
            form.untils[one.fact.name] = int(until)
            if f"table:{one.fact.name}" in sent:
                form.tables[one.fact.name] = int(until)
    for value in form.values:
        value.take(sent, {})
    return form


def _blank(connection: Reading, dossier: Dossier, leaf: LeafDossier) -> VerdictForm:
    own = [stand for stand in leaf.own if stand.kind == "fact" and not stand.is_keyed]
    values = []
    for index, stand in enumerate(own):
        one = fact_form(stand, index, prefix=PREFIX)
        one.id = f"value-{index}"
        one.basis = _holds(stand)
        values.append(one)
    rows = {one.fact.name: _rows(connection, dossier, one.fact.name) for one in leaf.own if one.is_keyed}
    return VerdictForm(dossier, leaf, values, rows=rows)


def _holds(stand: FactStand) -> Said | None:
    """What an appraiser took in the place of what the unit declared; None where that is what holds."""
    return stand.stand.appraised if stand.stand.state == "corrected" else None


def _rows(connection: Reading, dossier: Dossier, table: str) -> RowsPage:
    after = request.args.get("after", "") if request.args.get("table") == table else ""
    after = after if after.isprintable() else ""
    return read_rows(connection, dossier.unit, dossier.year, table, after=after, most=_ROWS)
