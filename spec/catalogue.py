"""The functions of the language with their forms and help: one table for messages, documents and the editor."""

from dataclasses import dataclass

from spec.diagnostics import Bilingual


@dataclass(frozen=True, slots=True)
class Function:
    """A function by the terminal of its name."""

    terminal: str
    form: Bilingual
    help: Bilingual


def _function(terminal: str, vi: str, en: str, help_vi: str, help_en: str) -> Function:
    return Function(terminal, Bilingual(vi, en), Bilingual(help_vi, help_en))


FUNCTIONS: dict[str, Function] = {
    function.terminal: function
    for function in (
        _function(
            "COUNT",
            "đếm(bảng với điều_kiện), đếm(bảng.cột), đếm(tập_con)",
            "count(table where condition), count(table.column), count(subset)",
            "số hàng thỏa điều kiện; số hàng có cột không trống; số mã trong tập con",
            "rows for which the condition holds; rows whose column is not empty; codes in a subset",
        ),
        _function(
            "COUNT_DISTINCT",
            "đếm khác nhau(bảng.cột với điều_kiện)",
            "count distinct(table.column where condition)",
            "số giá trị khác nhau của cột",
            "the number of different values of a column",
        ),
        _function(
            "TOTAL",
            "tổng(bảng.cột với điều_kiện)",
            "total(table.column where condition)",
            "tổng của cột; không có hàng nào thì bằng 0",
            "the sum of a column; 0 over no rows",
        ),
        _function(
            "SUM",
            "tổng(bảng.cột với điều_kiện)",
            "sum(table.column where condition)",
            "tổng của cột; không có hàng nào thì bằng 0",
            "the sum of a column; 0 over no rows",
        ),
        _function(
            "AVERAGE",
            "trung bình(bảng.cột với điều_kiện)",
            "average(table.column where condition)",
            "trung bình của cột; không có hàng nào thì chưa tính được",
            "the mean of a column; without rows there is none",
        ),
        _function(
            "GREATEST",
            "lớn nhất(a; b) hoặc lớn nhất(bảng.cột với điều_kiện)",
            "greatest(a; b) or greatest(table.column where condition)",
            "giá trị lớn nhất; bỏ qua giá trị trống",
            "the greatest value; empty ones are passed over",
        ),
        _function(
            "SMALLEST",
            "nhỏ nhất(a; b) hoặc nhỏ nhất(bảng.cột với điều_kiện)",
            "smallest(a; b) or smallest(table.column where condition)",
            "giá trị nhỏ nhất; bỏ qua giá trị trống",
            "the smallest value; empty ones are passed over",
        ),
        _function(
            "FLOOR",
            "làm tròn xuống(x)",
            "round down(x)",
            "số nguyên lớn nhất không vượt x",
            "the greatest whole number not above x",
        ),
        _function(
            "EXISTS",
            "tồn tại(bảng với điều_kiện)",
            "exists(table where condition)",
            "có ít nhất một hàng thỏa điều kiện",
            "at least one row for which the condition holds",
        ),
        _function(
            "EVERY",
            "mọi(bảng với điều_kiện đều điều_kiện)",
            "every(table where condition satisfies condition)",
            "mọi hàng đều thỏa; không có hàng nào thì cũng đúng",
            "each row satisfies it; true without rows",
        ),
        _function(
            "LISTING",
            "liệt kê(bảng.cột với điều_kiện)",
            "list(table.column where condition)",
            "các giá trị của cột, cách nhau bằng dấu phẩy; chỉ dùng trong lời «vì»",
            "the values of a column joined by commas; only in a reason",
        ),
        _function(
            "PREVIOUS",
            "năm trước(dữ_kiện)",
            "last year(fact)",
            "giá trị năm trước của dữ kiện; trống nếu không có năm trước",
            "last year's value of a fact; empty if there was no last year",
        ),
        _function(
            "BEST",
            "tốt nhất(dữ_kiện)",
            "best(fact)",
            "giá trị lớn nhất của dữ kiện trong các đơn vị cùng khối",
            "the greatest value of the fact among the units of the block",
        ),
        _function(
            "POINTS",
            "điểm(3.4.2)",
            "points(3.4.2)",
            "điểm đã làm tròn của một thành phần khác; trống nếu không áp dụng",
            "another subcriterion's rounded points; empty if not applicable",
        ),
    )
}
