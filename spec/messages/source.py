"""S…: what is wrong with the text itself, before any statement is understood."""

from spec.diagnostics import Message

MESSAGES = {
    "S001": Message(
        "error",
        "tệp không phải văn bản UTF-8 (byte thứ {byte})",
        "the file is not UTF-8 text (byte {byte})",
        "mở tệp bằng trình soạn thảo rồi lưu lại với bảng mã UTF-8",
        "open it in an editor and save it as UTF-8",
    ),
    "S002": Message(
        "error",
        "tệp lớn quá giới hạn: {size} byte, cho phép {limit}",
        "the file is too large: {size} bytes, the limit is {limit}",
        "một bộ tiêu chí cần vài chục nghìn byte; kiểm tra lại có đúng tệp không",
        "a criteria set takes some tens of thousands of bytes; check that this is the right file",
    ),
    "S003": Message(
        "error",
        "tệp dài quá giới hạn: {lines} dòng, cho phép {limit}",
        "the file has too many lines: {lines}, the limit is {limit}",
    ),
    "S004": Message(
        "error",
        "ký tự {character} trông giống «{meant}» nhưng là chữ khác",
        "the character {character} looks like «{meant}» but is another letter",
        "gõ lại từ «{word}»",
        "type the word «{word}» again",
    ),
    "S005": Message(
        "warning",
        "văn bản có ký tự {character}, có vẻ bị hỏng do phông chữ cũ (TCVN3, VNI) hoặc do trích từ PDF",
        "the text holds {character}, which looks like damage from an old font (TCVN3, VNI) or a PDF",
        "gõ lại chỗ này bằng Unicode",
        "type this place again in Unicode",
    ),
    "S006": Message(
        "error",
        "ký tự {character} không dùng được ở đây",
        "the character {character} cannot be used here",
        "bỏ ký tự này đi",
        "remove it",
    ),
    "S007": Message(
        "error",
        "thiếu dấu nháy đóng",
        "a closing quote is missing",
        'thêm dấu " ở cuối đoạn chữ; một đoạn chữ nằm trọn trên một dòng',
        'add a " at the end of the text; a text stands on one line',
    ),
    "S008": Message(
        "error",
        "có ký tự vô hình {character}",
        "there is an invisible character {character}",
        "xóa và gõ lại từ ở chỗ này",
        "delete the word here and type it again",
    ),
    "S009": Message(
        "warning",
        "trong đoạn chữ có ký tự {character} trông giống «{meant}» nhưng là chữ khác",
        "the text holds the character {character}, which looks like «{meant}» but is another letter",
        "gõ lại từ «{word}»",
        "type the word «{word}» again",
    ),
    "S010": Message(
        "error",
        "ngoặc lồng nhau quá sâu (quá {limit} lớp)",
        "nested too deeply (more than {limit} levels)",
        "tách bớt thành các dòng «đặt»",
        "move parts into lines of their own with «let»",
    ),
    "S011": Message(
        "error",
        "thiếu dấu ngoặc đóng «)»",
        "a closing parenthesis «)» is missing",
        "mỗi «(» cần một «)»; dòng sau bắt đầu một câu mới",
        "each «(» needs a «)»; the next line begins a new statement",
    ),
    "S012": Message(
        "error",
        "«{word}» là từ khóa của bảng {table}, còn tệp này dùng bảng {main}",
        "«{word}» is a keyword of the {table} table, but this file uses the {main} table",
        "viết «{instead}»; mỗi tệp chỉ dùng một bảng từ khóa",
        "write «{instead}»; one file uses one keyword table",
    ),
    "S013": Message(
        "error",
        "chuỗi dấu thanh dài bất thường: đây không phải văn bản",
        "an abnormally long run of marks: this is not text",
    ),
    "S014": Message(
        "error",
        "tệp chứa byte 0: đây không phải tệp văn bản",
        "the file holds a zero byte: this is not a text file",
        "kiểm tra lại có đúng tệp .tieuchi không (không phải tệp Excel, Word)",
        "check that this is the .tieuchi file (not an Excel or Word file)",
    ),
    "S015": Message(
        "error",
        "thừa dấu ngoặc đóng «)»",
        "a closing parenthesis «)» too many",
        "bỏ dấu này, hoặc thêm «(» ở trước",
        "remove it, or add the «(» before it",
    ),
    "S016": Message(
        "error",
        "năm phải viết đủ 4 chữ số: «{text}»",
        "a year needs all 4 digits: «{text}»",
        "viết ngày/tháng/năm, ví dụ 31/12/2020",
        "write day/month/year, for example 31/12/2020",
    ),
}
