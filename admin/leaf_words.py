"""What became of things, and who did them, in words: for the pages on which units declare and appraisers decide."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _

from admin.current import language
from admin.fields import later as _l
from admin.formats import capital
from admin.values import in_words
from engine.facts.document import exact_json
from engine.service.appraisal_queue import Waits
from engine.service.dossier import Dossier, LeafDossier, Status
from engine.service.errors import ServiceError
from engine.service.said import Said, State
from engine.service.timeline import Happening
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.model import expressions as e
from spec.model.criteria import Fact
from spec.model.expressions import Expression, ValueType

#: The part of an address that stands for what no leaf reads.
OUTSIDE: Final = "khac"

STATUSES: Final[dict[Status, str]] = {
    "missing": _l("Chưa nộp"),
    "submitted": _l("Đã nộp"),
    "returned": _l("Cần bổ sung"),
    "rejected": _l("Không chấp nhận"),
    "accepted": _l("Đã chấp nhận"),
}
STATES: Final[dict[State, str]] = {
    "missing": _l("chưa khai"),
    "submitted": _l("chờ thẩm định"),
    "accepted": _l("được chấp nhận"),
    "returned": _l("cần bổ sung"),
    "rejected": _l("không được chấp nhận"),
    "corrected": _l("chấp nhận giá trị khác"),
}
WAITS: Final[dict[Waits, str]] = {
    "submitted": _l("chờ thẩm định"),
    "council": _l("chờ điểm hội đồng"),
    "returned": _l("chờ đơn vị bổ sung"),
    "rejected": _l("không chấp nhận"),
    "accepted": _l("đã chấp nhận"),
}
#: The look of each; the words stand in it, so that nothing is told by colour alone.
TAGS: Final[dict[str, str]] = {
    "missing": "tag-warn",
    "submitted": "tag-info",
    "council": "tag-info",
    "returned": "tag-warn",
    "rejected": "tag-bad",
    "accepted": "tag-good",
    "corrected": "tag-info",
}


def number_of(part: str) -> str:
    """The number of a leaf by the part of an address."""
    return "" if part == OUTSIDE else part


def part_of(number: str) -> str:
    """The part of an address for a leaf."""
    return number or OUTSIDE


def told(error: ServiceError) -> str:
    """A refusal as a sentence."""
    return sentence(error.words)


def sentence(words: Bilingual) -> str:
    """Words with a capital letter."""
    return capital(say(words, language()))


class Words:
    """Things of one unit's year in words, as its set names them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.facts = {fact.name: fact for fact in dossier.criteria.model.facts}
        self.leaves = {leaf.key: leaf for leaf in dossier.criteria.model.leaves}

    def subject(self, kind: str, name: str) -> str:
        """What an entry is about."""
        if kind in ("fact", "table", "previous"):
            label = self._label(name)
            return _("%(label)s (năm trước)", label=label) if kind == "previous" else label
        if kind == "evidence":
            _leaf, wanted, document = exact_json(name)
            return f"{wanted}: {document}" if document else str(wanted)
        if kind == "council":
            return _("Điểm hội đồng")
        if kind == "not_applicable":
            return _("Không áp dụng")
        return name

    def _label(self, name: str) -> str:
        fact = self.facts.get(name)
        return name if fact is None else fact.label or fact.name

    def value(self, said: Said | None) -> str:
        """What was said."""
        if said is None:
            return _("chưa khai")
        if said.is_withdrawn:
            return _("đã rút")
        if said.kind == "row":
            return self._row(said)
        kind, name = said.entry.subject
        if kind in ("fact", "previous") and name in self.facts:
            return in_words(self.facts[name], said.value, language())
        return self._other(kind, said)

    def _other(self, kind: str, said: Said) -> str:
        value = said.value
        if kind == "evidence":
            return str(value.get("name") or value["for"])
        if kind == "council":
            return _("%(points)s điểm", points=str(value["points"]).replace(".", ","))
        if kind == "not_applicable":
            return _("không áp dụng")
        return _("không có hàng nào") if kind == "table" else str(value)

    def _row(self, said: Said) -> str:
        fact = self.facts.get(said.entry.subject[0])
        cells = said.value
        if fact is None:
            return str(cells)
        parts = (
            f"{one.label or one.name}: {in_words(one, cells[one.name], language())}"
            for one in fact.fields
            if one.name in cells
        )
        return "; ".join(parts)

    def who(self, login: str) -> str:
        """Somebody's name."""
        return self.dossier.people.get(login, login)

    def origin(self, said: Said) -> str:
        """Who said something: a person by name, a system as the set calls it."""
        if said.entry.origin == "appraiser":
            return self.who(said.by)
        if said.origin.kind == "system":
            return _("hệ thống %(name)s", name=said.origin.name)
        return said.origin.name

    def happened(self, one: Happening) -> str:
        """What happened."""
        kind = one.said.entry.subject[0]
        if one.what == "decided":
            if one.accepted:
                return _("chấp nhận")
            return _("yêu cầu bổ sung") if one.returned else _("không chấp nhận")
        if one.what == "withdrawn":
            return _("rút minh chứng") if kind == "evidence" else _("rút lại")
        if one.what == "corrected":
            if kind in ("council", "not_applicable"):
                return _("rút lại") if one.said.is_withdrawn else _("quyết định")
            return _("chấm theo giá trị khác")
        return _("nộp minh chứng") if kind == "evidence" else _("khai")

    def sent_back(self, leaf: LeafDossier) -> list[tuple[str, str, str]]:
        """Why something of a leaf was sent back or rejected: what it is about, the reason, who gave it."""
        found: dict[tuple[str, str], list[str]] = {}
        for said in leaf.words:
            if said.decision is not None:
                about = found.setdefault((said.decision.reason, said.decision.by), [])
                about.append(self.subject(*said.entry.subject))
        return [("; ".join(about), reason, self.who(by)) for (reason, by), about in found.items()]

    def domain(self, fact: Fact) -> str:
        """Between which values a fact lies, and in what it is counted."""
        parts = []
        if fact.domain is not None:
            low, high = self._bound(fact.domain.low), self._bound(fact.domain.high)
            if low:
                parts.append(
                    _("từ %(low)s", low=low) if fact.domain.low_inclusive else _("trên %(low)s", low=low)
                )
            if high:
                parts.append(
                    _("đến %(high)s", high=high)
                    if fact.domain.high_inclusive
                    else _("dưới %(high)s", high=high)
                )
        unit = "%" if fact.type is ValueType.RATIO else fact.unit
        return " ".join([*parts, f"({unit})" if unit and parts else unit]).strip()

    def _bound(self, node: Expression | None) -> str:
        if isinstance(node, e.Number):
            fact = Fact(name="", type=node.type, line=0)
            shown = node.value * 100 if node.type is ValueType.RATIO else node.value
            return in_words(fact, shown, language())
        if isinstance(node, e.DateLiteral):
            return f"{node.value:%d/%m/%Y}"
        if isinstance(node, e.FactValue):
            return f"«{self._label(node.name)}»"
        return ""


def listed(words: Iterable[str]) -> str:
    """Words one after the other."""
    return ", ".join(words)
