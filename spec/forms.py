"""The form of each statement, as a hint shows it: by the terminal that the line begins with."""

from spec.diagnostics import Bilingual

FORMS: dict[str, Bilingual] = {
    "SET": Bilingual('bộ tiêu chí "Tên"', 'criteria set "Name"'),
    "YEAR": Bilingual("năm 2020", "year 2020"),
    "APPLIES_TO": Bilingual("áp dụng cho sở", "applies to departments"),
    "BASIS": Bilingual('căn cứ "Quyết định số …"', 'legal basis "Decision No. …"'),
    "ROUND": Bilingual("làm tròn 3 chữ số", "round 3 places"),
    "PUBLISH": Bilingual("công bố 2 chữ số", "publish 2 places"),
    "RESCALE": Bilingual("quy đổi tổng (hoặc theo lĩnh vực, không)", "rescale total (or by area, none)"),
    "RANK": Bilingual("xếp hạng liền (hoặc cách, thứ tự)", "rank dense (or competition, ordinal)"),
    "UNRANKED_BLOCKS": Bilingual("không xếp hạng khối đảng", "unranked blocks party"),
    "UNRANKED_UNITS": Bilingual('không xếp hạng đơn vị "mã đơn vị"', 'unranked units "unit code"'),
    "BAND": Bilingual('xếp loại "Tốt" từ 90% khi điều kiện', 'band "Good" from 90% when condition'),
    "COMPARE_EXACT": Bilingual("so theo số chính xác", "compare exact figures"),
    "BONUS": Bilingual(
        'điểm thưởng "Tên" 0,5 mỗi số_giải không quá 2 điểm', 'bonus "Name" 0,5 each prizes at most 2 points'
    ),
    "PENALTY": Bilingual('điểm phạt "Tên" 1 khi điều kiện', 'penalty "Name" 1 when condition'),
    "BONUS_LIMIT": Bilingual("tổng điểm thưởng không quá 3 điểm", "total bonus at most 3 points"),
    "PENALTY_LIMIT": Bilingual("tổng điểm phạt không quá 5 điểm", "total penalty at most 5 points"),
    "TOTAL_LIMIT": Bilingual("tổng không quá 100", "total at most 100"),
    "TOTAL_UNLIMITED": Bilingual("tổng được vượt 100", "total may exceed 100"),
    "FACT": Bilingual(
        'dữ kiện tên_dữ_kiện: số nguyên từ 0 đơn vị tính "hồ sơ" "Ý nghĩa"',
        'fact fact_name: whole number from 0 unit "files" "Meaning"',
    ),
    "CONSTRAINT": Bilingual('ràng buộc điều_kiện vì "lý do"', 'constraint condition because "reason"'),
    "WARNING": Bilingual('cảnh báo điều_kiện vì "lý do"', 'warning condition because "reason"'),
    "AREA": Bilingual('lĩnh vực 3 "Tên lĩnh vực" 18 điểm', 'area 3 "Name" 18 points'),
    "CRITERION": Bilingual('tiêu chí 3.4 "Tên tiêu chí" 4,5 điểm', 'criterion 3.4 "Name" 4,5 points'),
    "LEAF": Bilingual('thành phần 3.4.1 "Tên thành phần" 3 điểm', 'subcriterion 3.4.1 "Name" 3 points'),
    "KEY": Bilingual("mã tthc-dung-han", "key files-on-time"),
    "RESPONSIBLE": Bilingual('phụ trách "Tên đơn vị"', 'responsible "Unit"'),
    "APPRAISED_BY": Bilingual('thẩm định "Tên đơn vị"', 'appraised by "Unit"'),
    "LET": Bilingual("đặt t = số_đạt / tổng_số", "let t = files_on_time / all_files"),
    "ACHIEVED": Bilingual('đạt khi điều_kiện vì "lý do"', 'achieved when condition because "reason"'),
    "WHEN": Bilingual("khi t từ 80% trở lên: 1,5", "when t from 80% or more: 1,5"),
    "OTHERWISE": Bilingual('còn lại: 0 vì "lý do"', 'otherwise: 0 because "reason"'),
    "PROPORTION": Bilingual('theo tỷ lệ t từ 80% vì "lý do"', 'in proportion to t from 80% because "reason"'),
    "FORMULA": Bilingual("tính điểm t × điểm tối đa", "score t × maximum points"),
    "COUNCIL": Bilingual("hội đồng chấm bước 0,25", "council scores step 0,25"),
    "ADD": Bilingual(
        "cộng 0,5 khi điều_kiện; hoặc: cộng 0,25 mỗi số_lượng không quá 1",
        "add 0,5 when condition; or: add 0,25 each number_of_times at most 1",
    ),
    "DEDUCT": Bilingual(
        "trừ 0,25 mỗi số_lần không quá 1; hoặc: trừ 0,5 khi điều_kiện",
        "deduct 0,25 each number_of_times at most 1; or: deduct 0,5 when condition",
    ),
    "CEILING": Bilingual("tối đa 1 khi điều_kiện", "ceiling 1 when condition"),
    "GATE": Bilingual(
        'không tính điểm khi điều_kiện vì "lý do"', 'no points when condition because "reason"'
    ),
    "NOTHING_AROSE": Bilingual("không phát sinh khi số_lượng = 0", "nothing arose when count_of_it = 0"),
    "NOT_APPLICABLE": Bilingual(
        "không áp dụng khi số_lượng = 0 (hoặc: khi được duyệt)",
        "not applicable when count_of_it = 0 (or: when approved)",
    ),
    "EVIDENCE": Bilingual('minh chứng "Tên văn bản" khi điều_kiện', 'evidence "Document" when condition'),
    "TEST": Bilingual('kiểm thử "Tên tình huống"', 'test "Name"'),
    "GIVEN": Bilingual("cho tên_dữ_kiện = 5", "given fact_name = 5"),
    "THEN": Bilingual('thì 3.4.2 = 0 vì "lý do"', 'then 3.4.2 = 0 because "reason"'),
}

#: What a terminal that is no keyword is called in a message.
VALUE_NAMES: dict[str, Bilingual] = {
    "STRING": Bilingual('một đoạn chữ trong dấu "…"', 'a text in quotes "…"'),
    "NUMBER": Bilingual("một số", "a number"),
    "PERCENTAGE": Bilingual("một tỷ lệ %", "a percentage"),
    "OUTLINE_NUMBER": Bilingual("một số thứ tự như 3.4.2", "a number like 3.4.2"),
    "DATE": Bilingual("một ngày", "a date"),
    "DAY_MONTH": Bilingual("một ngày", "a date"),
    "NAME": Bilingual("một tên", "a name"),
    "KEY_TEXT": Bilingual("một mã", "a key"),
    "LPAR": Bilingual("dấu «(»", "«(»"),
    "RPAR": Bilingual("dấu «)»", "«)»"),
    "COLON": Bilingual("dấu «:»", "«:»"),
    "QUESTION": Bilingual("dấu «?»", "«?»"),
    "SEMICOLON": Bilingual("dấu «;»", "«;»"),
    "COMMA": Bilingual("dấu «,»", "«,»"),
    "DOT": Bilingual("dấu «.»", "«.»"),
    "EQ": Bilingual("dấu «=»", "«=»"),
    "$END": Bilingual("hết dòng", "the end of the line"),
}

#: Functions of a spreadsheet → the terminal that does the same here.
FUNCTION_WORDS: dict[str, str] = {
    "MAX": "GREATEST",
    "MIN": "SMALLEST",
    "SUM": "TOTAL",
    "SUMIF": "TOTAL",
    "SUMIFS": "TOTAL",
    "COUNT": "COUNT",
    "COUNTA": "COUNT",
    "COUNTIF": "COUNT",
    "COUNTIFS": "COUNT",
    "AVERAGE": "AVERAGE",
    "AVERAGEIF": "AVERAGE",
    "INT": "FLOOR",
    "ROUNDDOWN": "FLOOR",
    "IF": "WHEN",
    "IFS": "WHEN",
}
