"""F…: what is wrong with a facts file, naming unit and fact."""

from spec.diagnostics import Bilingual, Message, register

MESSAGES = {
    "F001": Message(
        "error",
        "tệp số liệu không phải JSON: {detail}",
        "the facts file is not JSON: {detail}",
        "kiểm tra dấu phẩy, ngoặc và dấu nháy ở dòng này",
        "check commas, brackets and quotes on this line",
    ),
    "F002": Message(
        "error",
        "khóa «{key}» lặp lại trong {place}",
        "the key «{key}» is repeated in {place}",
        "mỗi khóa chỉ ghi một lần",
        "each key stands once",
    ),
    "F003": Message(
        "error",
        "{place}: thiếu «{key}»",
        "{place}: «{key}» is missing",
        "thêm «{key}»",
        "add «{key}»",
    ),
    "F004": Message(
        "error",
        "{place}: không có mục «{key}» trong tệp số liệu",
        "{place}: a facts file has no «{key}»",
        "sửa lại tên, hoặc bỏ đi",
        "mend the name, or remove it",
    ),
    "F005": Message(
        "error",
        "{place}: cần {wanted}, không phải {found}",
        "{place}: {wanted} is needed, not {found}",
        "sửa lại giá trị này",
        "mend this value",
    ),
    "F006": Message(
        "error",
        "số liệu của năm {found}, còn bộ tiêu chí của năm {year}",
        "the facts are of {found}, the criteria set is of {year}",
        "dùng đúng bộ tiêu chí của năm",
        "use the criteria set of that year",
    ),
    "F007": Message(
        "error",
        "mã đơn vị «{unit}» lặp lại",
        "the unit code «{unit}» is repeated",
        "mỗi đơn vị chỉ có một bản ghi",
        "each unit has one record",
    ),
    "F008": Message(
        "error",
        "đơn vị «{unit}» thuộc khối «{block}», bộ tiêu chí này áp dụng cho: {blocks}",
        "the unit «{unit}» is of the block «{block}»; this set applies to: {blocks}",
        "sửa khối của đơn vị, hoặc dùng bộ tiêu chí của khối đó",
        "mend the unit's block, or use the set of that block",
    ),
    "F009": Message(
        "error",
        "đơn vị «{unit}»: không có dữ kiện «{fact}» trong bộ tiêu chí",
        "unit «{unit}»: the set has no fact «{fact}»",
        "sửa lại tên dữ kiện",
        "mend the name of the fact",
    ),
    "F010": Message(
        "error",
        "đơn vị «{unit}», {fact}: cần {wanted}, không phải {found}",
        "unit «{unit}», {fact}: {wanted} is needed, not {found}",
        "sửa lại giá trị này",
        "mend this value",
    ),
    "F011": Message(
        "error",
        "đơn vị «{unit}», {fact}: giá trị {value} ngoài miền cho phép ({domain})",
        "unit «{unit}», {fact}: the value {value} is outside its domain ({domain})",
        "kiểm tra lại số liệu",
        "check the figures",
    ),
    "F012": Message(
        "error",
        "đơn vị «{unit}»: {reason} (ràng buộc ở dòng {line}: {facts})",
        "unit «{unit}»: {reason} (constraint on line {line}: {facts})",
        "kiểm tra lại số liệu của các dữ kiện này",
        "check the figures of these facts",
    ),
    "F013": Message(
        "error",
        "đơn vị «{unit}», {fact}: «{code}» không có trong các mã {codes}",
        "unit «{unit}», {fact}: «{code}» is not one of the codes {codes}",
        "dùng đúng một trong các mã này",
        "use one of these codes",
    ),
    "F014": Message(
        "error",
        "đơn vị «{unit}», {fact}: hàng {row} trùng khóa {key} với hàng {other}",
        "unit «{unit}», {fact}: row {row} has the same key {key} as row {other}",
        "mỗi khóa chỉ có một hàng",
        "each key has one row",
    ),
    "F015": Message(
        "error",
        "đơn vị «{unit}», {fact}: không khai báo «hoặc trống» nên không nhận null",
        "unit «{unit}», {fact}: it is not declared «or empty», so null cannot be",
        "ghi giá trị, hoặc bỏ hẳn dữ kiện này nếu chưa có số liệu",
        "give the value, or leave the fact out while it is not known",
    ),
    "F016": Message(
        "error",
        "đơn vị «{unit}», {place}: bộ tiêu chí không có thành phần «{leaf}»",
        "unit «{unit}», {place}: the set has no subcriterion «{leaf}»",
        "dùng số thứ tự hoặc mã của thành phần",
        "use the number or the key of a subcriterion",
    ),
    "F017": Message(
        "error",
        "đơn vị «{unit}», thành phần {leaf}: không có minh chứng «{document}»",
        "unit «{unit}», subcriterion {leaf}: there is no evidence «{document}»",
        "minh chứng của thành phần này: {documents}",
        "the evidence of this subcriterion: {documents}",
    ),
    "F018": Message(
        "error",
        "đơn vị «{unit}»: thành phần {leaf} không do hội đồng chấm",
        "unit «{unit}»: subcriterion {leaf} is not scored by the council",
        "bỏ điểm của hội đồng ở thành phần này",
        "remove the council's points of this subcriterion",
    ),
    "F019": Message(
        "error",
        "đơn vị «{unit}», thành phần {leaf}: điểm của hội đồng {points} phải từ 0 đến {maximum}{step}",
        "unit «{unit}», subcriterion {leaf}: the council's points {points} must be within 0 and {maximum}{step}",
        "sửa lại điểm của hội đồng",
        "mend the council's points",
    ),
    "F020": Message(
        "error",
        "đơn vị «{unit}»: thành phần {leaf} không có dòng «không áp dụng khi được duyệt»",
        "unit «{unit}»: subcriterion {leaf} has no line «not applicable when approved»",
        "bỏ mục này, hoặc thêm dòng đó vào bộ tiêu chí",
        "remove this entry, or add that line to the set",
    ),
    "F021": Message(
        "error",
        "không có đơn vị «{unit}» trong tệp số liệu",
        "there is no unit «{unit}» in the facts file",
        "các đơn vị: {units}",
        "the units: {units}",
    ),
    "F022": Message(
        "error",
        "bộ tiêu chí không có thành phần «{leaf}»",
        "the set has no subcriterion «{leaf}»",
        "dùng số thứ tự hoặc mã của thành phần",
        "use the number or the key of a subcriterion",
    ),
    "F023": Message(
        "error",
        "tệp số liệu quá lớn hoặc lồng quá sâu",
        "the facts file is too large or nested too deeply",
        "kiểm tra lại có đúng tệp không",
        "check that this is the right file",
    ),
    "F024": Message(
        "error",
        "đơn vị «{unit}», {fact}: không có «{part}»",
        "unit «{unit}», {fact}: there is no «{part}»",
        "các tên ở đây: {parts}",
        "the names here: {parts}",
    ),
    "F025": Message(
        "error",
        "đơn vị «{unit}», {fact}: thiếu khóa ({key})",
        "unit «{unit}», {fact}: the key is missing ({key})",
        "hàng nào cũng phải có khóa, để biết là hàng nào",
        "every row needs its key, to be told from the others",
    ),
    "F026": Message(
        "error",
        "đơn vị «{unit}»: thành phần {leaf} không yêu cầu minh chứng nào",
        "unit «{unit}»: subcriterion {leaf} asks for no evidence",
        "bỏ mục này, hoặc thêm dòng «minh chứng» vào bộ tiêu chí",
        "remove this entry, or add a line «evidence» to the set",
    ),
}

register(MESSAGES)

#: What Python's reader of JSON says, and the same in Vietnamese.
_JSON_ERRORS = {
    "Expecting value": "cần một giá trị",
    "Expecting ',' delimiter": "thiếu dấu phẩy hoặc ngoặc đóng",
    "Expecting ':' delimiter": "thiếu dấu hai chấm",
    "Expecting property name enclosed in double quotes": "cần một khóa trong dấu nháy kép",
    "Illegal trailing comma before end of object": "thừa dấu phẩy trước ngoặc đóng",
    "Illegal trailing comma before end of array": "thừa dấu phẩy trước ngoặc đóng",
    "Extra data": "còn chữ sau khi dữ liệu đã hết",
    "Unterminated string starting at": "thiếu dấu nháy đóng của đoạn chữ",
    "Invalid control character at": "ký tự điều khiển (xuống dòng, tab …) trong đoạn chữ",
    "Invalid \\escape": "dấu \\ đứng trước ký tự không hợp lệ",
    "Invalid \\uXXXX escape": "mã \\uXXXX không hợp lệ",
}


def json_error(words: str) -> Bilingual:
    """What the reader of JSON found wrong, in both languages."""
    return Bilingual(_JSON_ERRORS.get(words, words), words)
