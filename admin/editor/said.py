"""Figures of the editor in words: how many faults there are, which facts are declared, what a unit comes to."""

from collections.abc import Iterable
from typing import Any

from admin.editor.diagnose import Finding
from admin.editor.reading import Reading
from admin.editor.symbols import symbols_of
from engine.service.trial import Trial, TriedLeaf
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language

_FINE = Bilingual("Không có lỗi", "No errors")
_COUNTS = {
    "error": (Bilingual("{count} lỗi", "{count} errors"), Bilingual("{count} lỗi", "{count} error")),
    "warning": (
        Bilingual("{count} cảnh báo", "{count} warnings"),
        Bilingual("{count} cảnh báo", "{count} warning"),
    ),
    "note": (Bilingual("{count} ghi chú", "{count} notes"), Bilingual("{count} ghi chú", "{count} note")),
}
_THERE_ARE = Bilingual("Có {parts}", "There are {parts}")
_TRIAL = Bilingual(
    "{name}, số liệu năm {year}: {points}/{maximum} điểm{percent}{pending}",
    "{name}, facts of {year}: {points}/{maximum} points{percent}{pending}",
)
_PENDING = Bilingual(", tạm tính (còn thiếu số liệu)", ", provisional (facts are missing)")
_STATUS = {
    "pending": Bilingual("đang chờ: {needs}", "pending: {needs}"),
    "not_applicable": Bilingual("không áp dụng: {why}", "not applicable: {why}"),
}


def counted(findings: Iterable[Finding], language: Language = "vi") -> str:
    """How many faults there are of each kind."""
    found = list(findings)
    parts = []
    for kind, (many, one) in _COUNTS.items():
        count = sum(each.severity == kind for each in found)
        if count:
            parts.append(say(one if count == 1 else many, language).format(count=count))
    return say(_THERE_ARE, language).format(parts=", ".join(parts)) if parts else say(_FINE, language)


def fact_list(reading: Reading) -> list[dict[str, str]]:
    """The declared facts, for whoever looks for one by its meaning."""
    found = symbols_of(reading).facts.values()
    return [
        {"name": one.name, "info": " – ".join(part for part in (one.label, one.type, one.unit) if part)}
        for one in found
    ]


def trial_form(found: Trial, language: Language = "vi") -> dict[str, Any]:
    """A trial as the page shows it: points with a decimal comma, a reason for each loss."""
    percent = "" if found.percent is None else f" = {_comma(found.percent)}%"
    summary = say(_TRIAL, language).format(
        name=found.name,
        year=found.year_of_facts,
        points=_comma(found.points),
        maximum=_comma(found.maximum),
        percent=percent,
        pending=say(_PENDING, language) if found.pending else "",
    )
    leaves = [
        {
            "number": one.leaf.number,
            "name": one.leaf.name,
            "line": one.leaf.line,
            "status": one.status,
            "points": "–" if one.status == "not_applicable" else _comma(one.points),
            "maximum": _comma(one.maximum),
            "words": list(_words(one, language)),
        }
        for one in found.leaves
    ]
    return {"summary": summary, "leaves": leaves}


def _words(one: TriedLeaf, language: Language) -> Iterable[str]:
    if one.leaves_for:
        yield say(_STATUS["not_applicable"], language).format(why=one.leaves_for)
    for points, why in one.losses:
        yield f"−{_comma(points)}: {why}" if why else f"−{_comma(points)}"
    if one.status == "pending":
        yield say(_STATUS["pending"], language).format(needs="; ".join(one.needs))


def _comma(amount: str) -> str:
    return amount.replace(".", ",")
