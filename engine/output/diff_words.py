"""What the text and the page of a comparison share: headings, and the figures on top in words."""

from engine.wording import say
from spec.diagnostics import Bilingual
from spec.diff import Change, Comparable, Comparison, LeafComparison, Version
from spec.diff.summary import Summary
from spec.keywords import Language
from spec.resolve.numbers import shown

_WORDS = {
    "year": Bilingual("năm {year}", "{year}"),
    "old": Bilingual("bản cũ", "the old set"),
    "new": Bilingual("bản mới", "the new set"),
    "title": Bilingual("So sánh bộ tiêu chí: {old} và {new}", "Criteria sets compared: {old} and {new}"),
    "set": Bilingual(
        "{which}: {name}, {leaves} thành phần, {points} điểm",
        "{which}: {name}, {leaves} subcriteria, {points} points",
    ),
    "nothing": Bilingual("Không có gì thay đổi.", "Nothing changed."),
    "changed": Bilingual("{count} thành phần thay đổi: {parts}.", "{count} subcriteria changed: {parts}."),
    "none_changed": Bilingual("Không thành phần nào thay đổi.", "No subcriterion changed."),
    "added": Bilingual("{count} thêm", "{count} new"),
    "removed": Bilingual("{count} bỏ", "{count} removed"),
    "major": Bilingual("{count} đổi điểm tối đa hoặc cách chấm", "{count} with another maximum or measure"),
    "minor": Bilingual(
        "{count} đổi ngưỡng, mức điểm, minh chứng hoặc ngoại lệ",
        "{count} with other thresholds, points, evidence or exceptions",
    ),
    "reworded": Bilingual("{count} chỉ đổi lời hoặc số thứ tự", "{count} only reworded or renumbered"),
    "compared": Bilingual(
        "Điểm so được với {old}: {yes}/{all} thành phần ({yes_points}/{points} điểm); so được nhưng cần lưu ý: {care} "
        "({care_points} điểm); không so được: {no} ({no_points} điểm).",
        "Comparable with {old}: {yes} of {all} subcriteria ({yes_points} of {points} points); with care: {care} "
        "({care_points} points); not comparable: {no} ({no_points} points).",
    ),
    "total_yes": Bilingual("Tổng điểm so được với {old}.", "Totals are comparable with {old}."),
    "total_with_care": Bilingual(
        "Tổng điểm so được với {old} nhưng cần lưu ý.", "Totals are comparable with {old} with care."
    ),
    "total_no": Bilingual("Tổng điểm không so được với {old}.", "Totals are not comparable with {old}."),
    "yes": Bilingual("so được", "comparable"),
    "with_care": Bilingual("so được, cần lưu ý", "comparable with care"),
    "no": Bilingual("không so được", "not comparable"),
    "general": Bilingual("Quy định chung", "The set as a whole"),
    "area": Bilingual("Lĩnh vực {number}. {name}", "Area {number}. {name}"),
    "criterion": Bilingual("Tiêu chí {number}. {name}", "Criterion {number}. {name}"),
    "points": Bilingual("{points} điểm", "{points} points"),
    "facts": Bilingual("Số liệu phải khai", "Facts to be declared"),
    "used_in": Bilingual("dùng ở {leaves}", "used in {leaves}"),
    "was_used_in": Bilingual("trước đây dùng ở {leaves}", "was used in {leaves}"),
    "checks": Bilingual("Kiểm tra số liệu", "Checks on facts"),
    "line": Bilingual("dòng {line}", "line {line}"),
    "was": Bilingual("cũ", "old"),
    "now": Bilingual("mới", "new"),
    # The columns of the page
    "number": Bilingual("STT", "No."),
    "change": Bilingual("Nội dung thay đổi", "What changed"),
    "classes": Bilingual(
        "Không so được: điểm tối đa hoặc điều được đo đã đổi. Cần lưu ý: vẫn đo như cũ, nhưng ngưỡng, mức điểm, minh "
        "chứng hoặc ngoại lệ đã đổi. So được: chỉ đổi lời hoặc số thứ tự.",
        "Not comparable: the maximum or what is measured changed. With care: the same is measured, with other "
        "thresholds, points, evidence or exceptions. Comparable: only reworded or renumbered.",
    ),
}

#: Sentences that quote both wordings in full: the lines say nothing more.
_QUOTING = (
    "moved",
    "maximum_changed",
    "name_changed",
    "key_changed",
    "appraised_by_changed",
    "responsible_changed",
    "split_off",
    "merged_from",
    "evidence_added",
    "evidence_removed",
    "evidence_renamed",
    "set_name_changed",
    "year_changed",
    "legal_basis_added",
    "legal_basis_removed",
    "legal_basis_changed",
    "rescale_changed",
    "rounding_changed",
    "publishing_changed",
    "ranking_changed",
)


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase with its values."""
    return say(_WORDS[key], language).format(**values)


def says_it_all(change: Change) -> bool:
    """Whether the sentence of a change leaves nothing that its lines would add."""
    return change.kind in _QUOTING


def years(comparison: Comparison, language: Language) -> tuple[str, str]:
    """What the two sets are called: by their years, or as the old and the new one where these are the same."""
    old, new = comparison.old.model.year, comparison.new.model.year
    if old == new:
        return word("old", language), word("new", language)
    return word("year", language, year=old), word("year", language, year=new)


def set_line(version: Version, which: str, language: Language) -> str:
    """One of the two sets in a line."""
    model = version.model
    leaves, points = sum(1 for _ in model.leaves), shown(model.maximum)
    return word("set", language, which=which, name=model.name, leaves=leaves, points=points)


def figures(comparison: Comparison, found: Summary, language: Language) -> list[str]:
    """The lines on top: how many subcriteria changed, and what can be compared."""
    old, _ = years(comparison, language)
    counts = {
        "added": found.statuses["added"],
        "removed": found.statuses["removed"],
        "major": found.major,
        "minor": found.minor,
        "reworded": found.statuses["reworded"],
    }
    parts = ", ".join(word(key, language, count=count) for key, count in counts.items() if count)
    first = word("changed", language, count=found.changed, parts=parts)
    return [
        first if found.changed else word("none_changed", language),
        word(
            "compared",
            language,
            old=old,
            all=sum(found.leaves.values()),
            points=shown(comparison.new.model.maximum),
            yes=found.leaves["yes"],
            yes_points=shown(found.points["yes"]),
            care=found.leaves["with_care"],
            care_points=shown(found.points["with_care"]),
            no=found.leaves["no"],
            no_points=shown(found.points["no"]),
        ),
        word(f"total_{comparison.comparable}", language, old=old),
    ]


def verdict(comparable: Comparable, language: Language) -> str:
    """Whether points can be compared."""
    return word(comparable, language)


def leaf_heading(leaf: LeafComparison, language: Language) -> str:
    """The name of a leaf with its points as they are now."""
    present = leaf.present
    return f"{present.name} ({word('points', language, points=shown(present.maximum))})"
