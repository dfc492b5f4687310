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
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase with its values."""
    return say(_WORDS[key], language).format(**values)


def amount(value: int | None, places: int) -> str:
    """An amount in units of 10^-places with a decimal comma; a dash for what is not there."""
    return "–" if value is None else text(value, places).replace(".", ",")


def clean(shown: str) -> str:
    """Text from a file without characters that would steer a terminal."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cf") else one for one in shown)
