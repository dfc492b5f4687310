"""The sentences that say what changed, in Vietnamese and English: one for each kind of change."""

from collections.abc import Mapping

from spec.diagnostics import Bilingual
from spec.keywords import Language


def sentence(kind: str, arguments: Mapping[str, str | Bilingual], language: Language) -> str:
    """The sentence of a kind of change, with its values."""
    template = SENTENCES[kind]
    values = {
        name: (value.vi if language == "vi" else value.en) if isinstance(value, Bilingual) else value
        for name, value in arguments.items()
    }
    return (template.vi if language == "vi" else template.en).format_map(values)


_LEAVES = {
    "added": Bilingual("Thêm mới, {points} điểm", "New, {points} points"),
    "removed": Bilingual("Bỏ ({points} điểm)", "Removed ({points} points)"),
    "split_from": Bilingual(
        "Tách từ {number} «{name}», {points} điểm", "Split off from {number} «{name}», {points} points"
    ),
    "split_off": Bilingual("Một phần tách thành {parts}", "A part was split off as {parts}"),
    "split_into": Bilingual("Tách thành {parts}", "Split into {parts}"),
    "merged_into": Bilingual("Nhập vào {number} «{name}»", "Merged into {number} «{name}»"),
    "joined_from": Bilingual("Gộp từ {parts}, {points} điểm", "Joined from {parts}, {points} points"),
    "merged_from": Bilingual("Nhập thêm {parts}", "Takes in {parts}"),
    "moved": Bilingual("Chuyển từ số {was} sang số {now}", "Moved from {was} to {now}"),
    "maximum_changed": Bilingual("Điểm tối đa {moved} điểm", "Maximum {moved} points"),
    "name_changed": Bilingual("Đổi tên: «{was}» thành «{now}»", "Renamed: «{was}» is now «{now}»"),
    "key_changed": Bilingual("Đổi mã: {was} thành {now}", "Key: {was} is now {now}"),
    "appraised_by_changed": Bilingual(
        "Cơ quan thẩm định: {was} thành {now}", "Appraised by {now}, no longer by {was}"
    ),
    "responsible_changed": Bilingual(
        "Cơ quan phụ trách: {was} thành {now}", "Responsible is {now}, no longer {was}"
    ),
    "reason_changed": Bilingual("Sửa lời lý do khi mất điểm", "The reason for lost points is reworded"),
    "rewritten": Bilingual("Viết lại, cách chấm không đổi", "Rewritten; it scores as before"),
}

_READS = {
    "computed_from_table": Bilingual(
        "Nay tính từ từng bản ghi của bảng {gained}; không dùng số liệu tổng hợp tự khai nữa: {lost}",
        "Now computed from the rows of {gained}, no longer from declared totals: {lost}",
    ),
    "declared_not_computed": Bilingual(
        "Nay dùng số liệu tự khai: {gained}; không tính từ bảng {lost} nữa",
        "Now uses declared totals: {gained}; no longer computed from the rows of {lost}",
    ),
    "facts_changed": Bilingual("Số liệu dùng để chấm: {facts}", "Facts that are read: {facts}"),
    "definition_changed": Bilingual(
        "Cách tính «{name}» thay đổi{numbers}", "«{name}» is worked out otherwise{numbers}"
    ),
    "parameter_changed": Bilingual(
        "Tham số chung «{name}» thay đổi{numbers}", "The set's parameter «{name}» changed{numbers}"
    ),
    "parameter_added": Bilingual("Thêm tham số chung «{name}»", "New parameter «{name}»"),
    "parameter_removed": Bilingual("Bỏ tham số chung «{name}»", "Parameter «{name}» removed"),
    "points_of_changed": Bilingual(
        "Dùng điểm của {number}, nơi cách chấm đã thay đổi",
        "Uses the points of {number}, which are scored otherwise now",
    ),
    "rules_changed": Bilingual("Cách chấm thay đổi", "It is scored otherwise"),
    "day_stayed": Bilingual(
        "Mốc {day} giữ nguyên cả năm trong khi năm của bộ tiêu chí đã đổi: kiểm tra lại",
        "{day} stayed as it is, year and all, though the set's year changed: check it",
    ),
}

_BASES = {
    "method_changed": Bilingual(
        "Cách chấm: trước đây {was}, nay {now}", "Way of scoring: {was} before, {now} now"
    ),
    "condition_changed": Bilingual(
        "Điều kiện được đủ điểm: nay {now} (trước: {was})", "All points: now {now} (before: {was})"
    ),
    "ratio_changed": Bilingual("Tỷ lệ dùng để tính điểm thay đổi{numbers}", "Another ratio counts{numbers}"),
    "threshold_changed": Bilingual("Ngưỡng bắt đầu có điểm {moved}", "Threshold for any points {moved}"),
    "threshold_added": Bilingual(
        "Nay phải đạt từ {now} trở lên mới có điểm", "Now there are no points below {now}"
    ),
    "threshold_removed": Bilingual(
        "Bỏ ngưỡng {was}: đạt bao nhiêu tính bấy nhiêu", "No threshold any more (it was {was})"
    ),
    "formula_changed": Bilingual("Công thức tính điểm thay đổi{numbers}", "The formula changed{numbers}"),
    "council_step_changed": Bilingual(
        "Bước chấm của hội đồng: {was} thành {now}", "The council's step: {now}, before {was}"
    ),
    "tier_added": Bilingual("Thêm mức: {condition} được {points}", "New tier: {condition} gives {points}"),
    "tier_removed": Bilingual("Bỏ mức: {condition} được {points}", "Tier gone: {condition} gave {points}"),
    "tier_points_changed": Bilingual("Mức {condition}: {moved} điểm", "Tier {condition}: {moved} points"),
    "tier_threshold_changed": Bilingual(
        "Mức {points}: nay {now} (trước: {was})", "Tier of {points}: now {now} (before: {was})"
    ),
    "tier_changed": Bilingual(
        "Mức {was_condition} được {was}: nay {now_condition} được {now}",
        "Tier {was_condition} giving {was}: now {now_condition} gives {now}",
    ),
    "tiers_reordered": Bilingual(
        "Đổi thứ tự các mức (mức đứng trước được xét trước)",
        "Tiers in another order (the first that holds counts)",
    ),
}

_EXCEPTIONS = {
    "ceiling_added": Bilingual(
        "Thêm mức trần: tối đa {points} {condition}", "New ceiling: {points} {condition}"
    ),
    "ceiling_removed": Bilingual(
        "Bỏ mức trần: tối đa {points} {condition}", "Ceiling gone: {points} {condition}"
    ),
    "ceiling_points_changed": Bilingual(
        "Mức trần {condition}: {moved} điểm", "Ceiling {condition}: {moved} points"
    ),
    "ceiling_condition_changed": Bilingual(
        "Mức trần {points}: nay {now} (trước: {was})", "Ceiling of {points}: now {now} (before: {was})"
    ),
    "gate_added": Bilingual("Thêm trường hợp không tính điểm: {condition}", "Now no points {condition}"),
    "gate_removed": Bilingual(
        "Bỏ trường hợp không tính điểm: {condition}", "No longer no points {condition}"
    ),
    "gate_changed": Bilingual(
        "Trường hợp không tính điểm: nay {now} (trước: {was})", "No points: now {now} (before: {was})"
    ),
    "nothing_arose_added": Bilingual(
        "Thêm trường hợp không phát sinh (được đủ điểm): {condition}",
        "Nothing arose, full points: now also {condition}",
    ),
    "nothing_arose_removed": Bilingual(
        "Bỏ trường hợp không phát sinh (được đủ điểm): {condition}",
        "Nothing arose, full points: no longer {condition}",
    ),
    "nothing_arose_changed": Bilingual(
        "Trường hợp không phát sinh (được đủ điểm): nay {now} (trước: {was})",
        "Nothing arose, full points: now {now} (before: {was})",
    ),
    "not_applicable_added": Bilingual(
        "Thêm trường hợp không áp dụng: {condition}", "Not applicable: now also {condition}"
    ),
    "not_applicable_removed": Bilingual(
        "Bỏ trường hợp không áp dụng: {condition}", "Not applicable: no longer {condition}"
    ),
    "not_applicable_changed": Bilingual(
        "Trường hợp không áp dụng: nay {now} (trước: {was})", "Not applicable: now {now} (before: {was})"
    ),
    "evidence_added": Bilingual("Thêm minh chứng: «{document}»", "Evidence now asked for: «{document}»"),
    "evidence_removed": Bilingual(
        "Không yêu cầu minh chứng nữa: «{document}»", "Evidence no longer asked for: «{document}»"
    ),
    "evidence_renamed": Bilingual(
        "Minh chứng: «{was}» đổi thành «{now}»", "Evidence: «{was}» is now «{now}»"
    ),
    "evidence_condition_changed": Bilingual(
        "Minh chứng «{document}»: nay {now} (trước: {was})",
        "Evidence «{document}»: now {now} (before: {was})",
    ),
}

_NOUNS = {
    "addition": Bilingual("điểm cộng", "addition"),
    "deduction": Bilingual("điểm trừ", "deduction"),
    "bonus": Bilingual("điểm thưởng «{name}»", "bonus «{name}»"),
    "penalty": Bilingual("điểm phạt «{name}»", "penalty «{name}»"),
}
_OF_NOUNS = {
    "added": Bilingual("thêm {noun}: {{points}} {{measure}}", "new {noun}: {{points}} {{measure}}"),
    "removed": Bilingual("bỏ {noun}: {{points}} {{measure}}", "{noun} gone: {{points}} {{measure}}"),
    "points_changed": Bilingual("{noun} {{measure}}: {{moved}} điểm", "{noun} {{measure}}: {{moved}} points"),
    "limit_changed": Bilingual(
        "{noun} {{measure}}, nhiều nhất: {{was}} thành {{now}}",
        "{noun} {{measure}}, at most: {{now}}, before {{was}}",
    ),
    "condition_changed": Bilingual(
        "{noun} {{points}}: nay {{now}} (trước: {{was}})",
        "{noun} of {{points}}: now {{now}} (before: {{was}})",
    ),
    "renamed": Bilingual("{noun} trước đây là «{{was}}»", "{noun} was «{{was}}»"),
}


def _measured() -> dict[str, Bilingual]:
    """One sentence for each way in which points that are added or taken off can change."""
    return {
        f"{kind}_{way}": Bilingual(
            *(_capital(words, noun) for words, noun in ((form.vi, one.vi), (form.en, one.en)))
        )
        for kind, one in _NOUNS.items()
        for way, form in _OF_NOUNS.items()
        if way != "renamed" or "{name}" in one.vi
    }


def _capital(form: str, noun: str) -> str:
    text = form.format(noun=noun)
    return text[0].upper() + text[1:]


_FACTS = {
    "fact_added": Bilingual(
        "Phải khai thêm {fact} ({type}): «{label}»", "To be declared: {fact} ({type}): «{label}»"
    ),
    "fact_removed": Bilingual(
        "Không phải khai {fact} nữa: «{label}»", "No longer to be declared: {fact}: «{label}»"
    ),
    "fact_renamed": Bilingual("{fact}: trước đây có tên {was}", "{fact} was called {was}"),
    "fact_type_changed": Bilingual("{fact}: kiểu {was} đổi thành {now}", "{fact}: type {was} is now {now}"),
    "fact_domain_changed": Bilingual(
        "{fact}: nay nhận {now} (trước: {was})", "{fact}: may be {now} (before: {was})"
    ),
    "fact_nullable_changed": Bilingual("{fact}: nay {now}", "{fact}: {now}"),
    "fact_unit_changed": Bilingual(
        "{fact}: đơn vị tính {was} đổi thành {now}", "{fact}: unit {was} is now {now}"
    ),
    "fact_codes_added": Bilingual("{fact}: thêm lựa chọn {codes}", "{fact}: new codes {codes}"),
    "fact_codes_removed": Bilingual("{fact}: bỏ lựa chọn {codes}", "{fact}: codes gone {codes}"),
    "fact_code_reworded": Bilingual(
        "{fact}: lựa chọn «{was}» gọi là «{now}»", "{fact}: code «{was}» is now called «{now}»"
    ),
    "fact_label_changed": Bilingual("{fact}: {was} đổi thành {now}", "{fact}: {was} is now {now}"),
    "fact_source_changed": Bilingual(
        "{fact}: nguồn nay là {now} (trước: {was})", "{fact}: its source is {now} (before: {was})"
    ),
    "fact_fairness_changed": Bilingual(
        "{fact}: chiều đánh giá {was} đổi thành {now}", "{fact}: {was} is now {now}"
    ),
    "fact_key_changed": Bilingual(
        "{fact}: khóa của bảng: {was} đổi thành {now}", "{fact}: key {was} is now {now}"
    ),
    "fact_field_added": Bilingual("{fact}: thêm mục {field}", "{fact}: new field {field}"),
    "fact_field_removed": Bilingual("{fact}: bỏ mục {field}", "{fact}: field {field} gone"),
    "check_added": Bilingual("Thêm {check}: {condition}", "New {check}: {condition}"),
    "check_removed": Bilingual("Bỏ {check}: {condition}", "No longer a {check}: {condition}"),
    "check_changed": Bilingual("Sửa {check}: nay {now} (trước: {was})", "{check}: now {now} (before: {was})"),
}

_SETTINGS = {
    "set_name_changed": Bilingual(
        "Đổi tên bộ tiêu chí: «{was}» thành «{now}»", "Name: «{was}» is now «{now}»"
    ),
    "year_changed": Bilingual("Năm đánh giá: {was} thành {now}", "Year: {now}, before {was}"),
    "blocks_changed": Bilingual("Áp dụng cho: {was} đổi thành {now}", "Applies to {now}, before to {was}"),
    "rescale_changed": Bilingual("Quy đổi: {was} đổi thành {now}", "Rescaling: {now}, before {was}"),
    "rounding_changed": Bilingual(
        "Điểm làm tròn: {was} đổi thành {now} chữ số", "Points are rounded to {now} place(s), before to {was}"
    ),
    "publishing_changed": Bilingual(
        "Tỷ lệ công bố: {was} đổi thành {now} chữ số",
        "Percentages are published to {now} place(s), before to {was}",
    ),
    "ranking_changed": Bilingual("Xếp hạng: {was} đổi thành {now}", "Ranking: {now}, before {was}"),
    "compared_figures_changed": Bilingual(
        "Xếp hạng, xếp loại so theo {now} (trước: {was})", "Ranks and bands compare {now} (before: {was})"
    ),
    "unranked_blocks_changed": Bilingual(
        "Khối không xếp hạng: {was} đổi thành {now}", "Unranked blocks: {now}, before {was}"
    ),
    "unranked_units_changed": Bilingual(
        "Đơn vị không xếp hạng: {was} đổi thành {now}", "Unranked units: {now}, before {was}"
    ),
    "bonus_total_changed": Bilingual(
        "Tổng điểm thưởng nhiều nhất: {was} đổi thành {now}", "Bonus in all at most {now}, before {was}"
    ),
    "penalty_total_changed": Bilingual(
        "Tổng điểm phạt nhiều nhất: {was} đổi thành {now}", "Penalty in all at most {now}, before {was}"
    ),
    "total_limit_changed": Bilingual(
        "Tổng điểm nhiều nhất: {was} đổi thành {now}", "Total at most {now}, before {was}"
    ),
    "legal_basis_changed": Bilingual(
        "Căn cứ: «{was}» thay bằng «{now}»", "Legal basis: «{now}» instead of «{was}»"
    ),
    "legal_basis_added": Bilingual("Thêm căn cứ: «{text}»", "New legal basis: «{text}»"),
    "legal_basis_removed": Bilingual("Bỏ căn cứ: «{text}»", "Legal basis gone: «{text}»"),
    "band_added": Bilingual(
        "Thêm loại «{name}» từ {threshold}, {condition}", "New band «{name}» from {threshold}, {condition}"
    ),
    "band_removed": Bilingual(
        "Bỏ loại «{name}» từ {threshold}, {condition}", "Band gone: «{name}» from {threshold}, {condition}"
    ),
    "band_renamed": Bilingual("Loại «{was}» gọi là «{now}»", "Band «{was}» is now «{now}»"),
    "band_threshold_changed": Bilingual(
        "Ngưỡng của loại «{name}» {moved}", "Threshold of the band «{name}» {moved}"
    ),
    "band_condition_changed": Bilingual(
        "Loại «{name}»: nay {now} (trước: {was})", "Band «{name}»: now {now} (before: {was})"
    ),
}

SENTENCES: dict[str, Bilingual] = {
    **_LEAVES,
    **_READS,
    **_BASES,
    **_EXCEPTIONS,
    **_measured(),
    **_FACTS,
    **_SETTINGS,
}
