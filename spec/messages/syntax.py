"""P…: a line that is not a statement of the language."""

from spec.diagnostics import Message

MESSAGES = {
    "P001": Message(
        "error",
        "dòng không bắt đầu bằng từ khóa nào của ngôn ngữ: «{found}»",
        "the line does not begin with a keyword of the language: «{found}»",
        "mỗi dòng là một câu, bắt đầu bằng từ khóa như «thành phần», «khi», «trừ»; ghi chú bắt đầu bằng #",
        "each line is a statement that begins with a keyword such as «subcriterion», «when», «deduct»; "
        "a comment begins with #",
    ),
    "P002": Message(
        "error",
        "không hiểu «{found}» ở đây; chỗ này cần {expected}",
        "«{found}» cannot stand here; {expected} is needed",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P003": Message(
        "error",
        "câu chưa hết; sau «{before}» còn cần {expected}",
        "the statement is not finished; after «{before}» {expected} is needed",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P004": Message(
        "error",
        "thiếu chữ «{word}» sau số điểm ở cuối dòng",
        "the word «{word}» is missing after the points at the end of the line",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P005": Message(
        "error",
        "thiếu dấu hai chấm «:» trước số điểm",
        "the colon «:» before the points is missing",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P006": Message(
        "error",
        "số «{text}» không rõ: dấu chấm ngăn hàng nghìn không dùng được",
        "the number «{text}» is ambiguous: a dot cannot separate thousands",
        "viết {whole}, hoặc {decimal} nếu là số thập phân",
        "write {whole}, or {decimal} for a decimal",
    ),
    "P007": Message(
        "error",
        "dấu phẩy chỉ dùng trong số thập phân; ở đây cần dấu chấm phẩy «;»",
        "a comma is only the decimal mark; a semicolon «;» is needed here",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P008": Message(
        "error",
        "«{word}» là từ khóa nên không dùng làm tên được",
        "«{word}» is a keyword and cannot be a name",
        "thêm chữ vào tên và nối bằng gạch dưới, ví dụ {example}",
        "add a word to the name with an underscore, for example {example}",
    ),
    "P009": Message(
        "error",
        "tên không có dấu cách: «{found}»",
        "a name has no blanks: «{found}»",
        "nối các từ của tên bằng gạch dưới",
        "join the words of a name with underscores",
    ),
    "P010": Message(
        "error",
        "thừa «{found}» sau khi câu đã hết",
        "«{found}» comes after the end of the statement",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P011": Message(
        "error",
        "tên phải đặt trong dấu nháy: {expected}",
        "the name must stand in quotes: {expected}",
        "mẫu câu: {form}",
        "the form is: {form}",
    ),
    "P012": Message(
        "error",
        "quá nhiều lỗi; phần còn lại của tệp chưa được đọc",
        "too many errors; the rest of the file has not been read",
        "sửa các lỗi trên rồi kiểm tra lại",
        "mend the errors above and check again",
    ),
    "P013": Message(
        "error",
        "số «{text}» viết sai",
        "the number «{text}» is malformed",
        "dấu phẩy là dấu thập phân và chỉ có một: 17,5",
        "the comma is the decimal mark and there is only one: 17,5",
    ),
}
