"""The words of tables and explanations, in Vietnamese and English."""

import unicodedata

from engine.rounding import text
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language

_WORDS = {
    # The ranking
    "ranking": Bilingual("Bảng xếp hạng", "Ranking"),
    "ranking_of": Bilingual("Bảng xếp hạng khối {block}", "Ranking of the block {block}"),
    "rank": Bilingual("Hạng", "Rank"),
    "code": Bilingual("Mã", "Code"),
    "unit": Bilingual("Đơn vị", "Unit"),
    "points": Bilingual("Điểm", "Points"),
    "maximum": Bilingual("Tối đa", "Maximum"),
    "percent": Bilingual("Chỉ số %", "Index %"),
    "band": Bilingual("Xếp loại", "Band"),
    "may_be": Bilingual("tạm tính, {low}–{high}", "provisional, {low}–{high}"),
    "see_unit": Bilingual(
        "Bảng điểm và lý do của từng đơn vị: thêm --unit MÃ",
        "The table and reasons of one unit: add --unit CODE",
    ),
    # The scorecard
    "scorecard": Bilingual("{name} – năm {year}", "{name} – {year}"),
    "number": Bilingual("STT", "No."),
    "criterion": Bilingual("Tiêu chí", "Criterion"),
    "area_maximum": Bilingual("Điểm tối đa", "Maximum"),
    "area_points": Bilingual("Điểm đạt được", "Points"),
    "area_rank": Bilingual("Xếp hạng", "Rank"),
    "notes": Bilingual("Ghi chú", "Notes"),
    "all_points": Bilingual("Đạt điểm tối đa", "All points"),
    "all_out": Bilingual("Không áp dụng", "Not applicable"),
    "total": Bilingual("Tổng cộng", "Total"),
    "index": Bilingual("Chỉ số {percent}%", "Index {percent}%"),
    "no_index": Bilingual("không có chỉ số: không thành phần nào áp dụng", "no index: nothing is applicable"),
    "not_certain": Bilingual(
        "tạm tính: tổng còn có thể từ {low} đến {high} điểm, chỉ số từ {percent_low}% đến {percent_high}%",
        "provisional: the total may still be {low} to {high} points, the index {percent_low}% to {percent_high}%",
    ),
    "still_open": Bilingual("đang chờ: từ {low} đến {high} điểm", "pending: {low} to {high} points"),
    "warning": Bilingual("Cảnh báo: {warning}", "Warning: {warning}"),
    "unit_warning": Bilingual("Cảnh báo, {unit}: {warning}", "Warning, {unit}: {warning}"),
    # One leaf
    "loss": Bilingual("{number} (−{points}): {reason}", "{number} (−{points}): {reason}"),
    "out": Bilingual("{number}: không áp dụng", "{number}: not applicable"),
    "pending": Bilingual(
        "{number} đang chờ (từ {low} đến {high} điểm): {needs}",
        "{number} pending ({low} to {high} points): {needs}",
    ),
    # The explanation
    "head": Bilingual("{name} ({code}), năm {year}", "{name} ({code}), {year}"),
    "set": Bilingual("Bộ tiêu chí: {name}", "Criteria set: {name}"),
    "summary": Bilingual("Tổng: {points}/{maximum} điểm", "Total: {points} of {maximum} points"),
    "rank_is": Bilingual("hạng {rank}", "rank {rank}"),
    "area": Bilingual(
        "Lĩnh vực {number}. {name}: {points}/{maximum} điểm",
        "Area {number}. {name}: {points} of {maximum} points",
    ),
    "result": Bilingual(
        "Kết quả: {points}/{maximum} điểm, {status}", "Result: {points} of {maximum} points, {status}"
    ),
    "full": Bilingual("đạt điểm tối đa", "all points"),
    "partial": Bilingual("đạt một phần", "some points"),
    "zero": Bilingual("không có điểm", "no points"),
    "is_pending": Bilingual("đang chờ", "pending"),
    "not_applicable": Bilingual("không áp dụng", "not applicable"),
    "rules": Bilingual("Quy định:", "Rules:"),
    "line": Bilingual("dòng {line}: {written}", "line {line}: {written}"),
    "facts": Bilingual("Số liệu:", "Facts:"),
    "not_there": Bilingual("chưa khai", "not declared"),
    "not_known": Bilingual("chưa tính được", "not known yet"),
    "rows": Bilingual("{count} hàng", "{count} rows"),
    "more_rows": Bilingual("… và {count} hàng nữa", "… and {count} rows more"),
    "computed": Bilingual("Tính được:", "Worked out:"),
    "evidence": Bilingual("Minh chứng:", "Evidence:"),
    "accepted": Bilingual("được chấp nhận", "accepted"),
    "rejected": Bilingual("không được chấp nhận", "rejected"),
    "not_judged": Bilingual("chưa thẩm định", "not judged yet"),
    "missing": Bilingual("chưa có", "not there"),
    "council": Bilingual(
        "Hội đồng chấm {points} điểm: {reason} ({by})", "The council scored {points} points: {reason} ({by})"
    ),
    "ledger": Bilingual("Sổ điểm:", "Ledger:"),
    "earned": Bilingual("đạt {points}", "earned {points}"),
    "lost": Bilingual("mất {points} (dòng {line}): {reason}", "lost {points} (line {line}): {reason}"),
    "open": Bilingual(
        "chờ {points}, còn có thể từ {low} đến {high} điểm; cần: {needs}",
        "pending {points}, from {low} to {high} points; needed: {needs}",
    ),
    "leaves_base": Bilingual(
        "Không áp dụng, không tính vào điểm tối đa: {reason}",
        "Not applicable, not part of the maximum: {reason}",
    ),
    "may_leave": Bilingual("cũng có thể không áp dụng", "it may also turn out not applicable"),
    # Scenario tests
    "scenarios": Bilingual("{count} tình huống: ", "{count} scenario(s): "),
    "scenarios_passed": Bilingual("{count} đạt", "{count} as expected"),
    "scenarios_failed": Bilingual("{count} không đạt", "{count} not as expected"),
    "scenarios_refused": Bilingual("{count} có số liệu sai", "{count} with facts that cannot be"),
    "no_scenarios": Bilingual(
        "Bộ tiêu chí chưa có tình huống nào: viết bằng các dòng «kiểm thử», «cho», «thì».",
        "The set has no scenarios yet: write them with lines «test», «given», «then».",
    ),
    "scenario_failed": Bilingual(
        "tình huống «{name}» không như mong đợi", "the scenario «{name}» is not as expected"
    ),
    "scenario_refused": Bilingual(
        "tình huống «{name}» có số liệu sai", "the scenario «{name}» has facts that cannot be"
    ),
    "expected": Bilingual("mong đợi: ", "expected: "),
    "got": Bilingual("kết quả:  ", "got:      "),
    "because": Bilingual(" vì «{reason}»", " because «{reason}»"),
    "in_points": Bilingual(" điểm", " points"),
    "on_line": Bilingual("dòng {line}", "line {line}"),
    "lines_touched": Bilingual(
        "Đã chạm {touched}/{count} dòng quy định ({percent})",
        "{touched} of {count} lines of rules touched ({percent})",
    ),
    "never_touched": Bilingual("chưa có tình huống nào chạm tới {place}", "no scenario touches {place}"),
    "never_true": Bilingual(
        "chưa có tình huống nào đạt ở {place}", "in no scenario it is reached on {place}"
    ),
    "never_false": Bilingual(
        "chưa có tình huống nào không đạt ở {place}", "in no scenario it is missed on {place}"
    ),
    "changes_noticed": Bilingual(
        "Bộ tình huống phát hiện {noticed}/{count} thay đổi ({percent})",
        "The scenarios notice {noticed} of {count} changes ({percent})",
    ),
    "and_equivalent": Bilingual(
        "; {count} thay đổi khác tương đương (không đổi điểm nào)",
        "; {count} more are equivalent (they change no points)",
    ),
    "noticed_of_leaf": Bilingual(
        "{leaf}: {noticed}/{count} ({percent})", "{leaf}: {noticed} of {count} ({percent})"
    ),
    "whole_set": Bilingual("ngoài các thành phần", "outside of the subcriteria"),
    "survivors": Bilingual(
        "Thay đổi mà không tình huống nào phát hiện:", "Changes that no scenario notices:"
    ),
    "suggestions": Bilingual(
        "{count} tình huống gợi ý ở các ngưỡng: thay «?» bằng số điểm do người tính, rồi dán vào cuối tệp",
        "{count} scenarios proposed at the thresholds: put the points that a person worked out in place of «?», "
        "then paste them at the end of the file",
    ),
    "nothing_to_suggest": Bilingual(
        "ngưỡng nào cũng đã có tình huống ngay dưới, đúng ngưỡng và ngay trên",
        "every threshold has scenarios just below, at and above it",
    ),
    "suggested": Bilingual("{leaf} dòng {line}: {side}", "{leaf} line {line}: {side}"),
    "below": Bilingual("{value} ngay dưới {bound}", "{value} just below {bound}"),
    "at": Bilingual("{value} đúng {bound}", "{value} at {bound}"),
    "above": Bilingual("{value} ngay trên {bound}", "{value} just above {bound}"),
    "day_below": Bilingual("{value} ngay trước {bound}", "{value} just before {bound}"),
    "day_at": Bilingual("{value} đúng {bound}", "{value} on {bound}"),
    "day_above": Bilingual("{value} ngay sau {bound}", "{value} just after {bound}"),
    "line_left_out": Bilingual("bỏ dòng này", "without this line"),
    "changed_into": Bilingual("«{before}» thành «{after}»", "«{before}» into «{after}»"),
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase with its values."""
    return say(_WORDS[key], language).format(**values)


def amount(value: int | None, places: int) -> str:
    """An amount in units of 10^-places with a decimal comma; a dash for what is not there."""
    return "–" if value is None else text(value, places).replace(".", ",")


def share(part: int, whole: int, language: Language | None = None) -> str:
    """A part of a whole in percent, to one place, never rounded up; all of nothing is 100.

    A decimal string without a language, else as people read it.
    """
    percent = text(1000 * part // whole if whole else 1000, 1)
    if language is None:
        return percent
    return (percent.replace(".", ",") if language == "vi" else percent) + "%"


def clean(shown: str) -> str:
    """Text from a file without characters that would steer a terminal."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cf") else one for one in shown)
