"""Forms with days: a deadline, and what is due again and again."""

from admin.editor.guided.answers import Answers, braces, lower, name_of
from admin.editor.guided.common import REASON, TOO_MUCH, B, check_falling, fact, number, reason
from admin.editor.guided.fields import Field, Form
from spec.printing.words import straight

_LATER = B("các hạn sau phải muộn hơn hạn đủ điểm", "later deadlines must be after the first")


def _deadline(answers: Answers) -> None:
    day = answers.fact("day")
    first, later, most = answers.day("first"), answers.days("later"), answers.points("maximum")
    if first is None:
        return
    if any(one <= first for one, _ in later):
        answers.refuse("later", _LATER)
    check_falling(answers, "later", [points for _, points in later], most)
    answers.rule(f"khi {day} đến hết {answers.written_day(first)}: {number(most)}")
    before = first
    for one, points in later:
        bounds = f"từ {answers.day_after(before)} đến hết {answers.written_day(one)}"
        answers.rule(f"khi {day} {bounds}: {number(points)}", reason(answers, f"ngày {{{day}}}"))
        before = one
    said = f"sau {answers.written_day(before)} hoặc không có ({{{day}}})"
    answers.rule("còn lại: 0", reason(answers, said))


DEADLINE = Form(
    "F11",
    "leaf",
    B("Theo thời hạn", "By a deadline"),
    B("Đúng hạn thì đủ điểm, trễ hơn thì ít điểm hơn.", "In time: full points; later: fewer."),
    B(
        "«Ban hành đến hết 15/01: 1 điểm; đến hết 31/01: 0,5; sau đó hoặc không ban hành: 0»",
        "“Issued by 15 January: 1 point; by 31 January: 0.5; later or not at all: 0”",
    ),
    (
        fact("day", "date", B("Ngày nào?", "Which day?"), "Ngày ban hành kế hoạch CCHC"),
        Field("first", "day", B("Hạn được đủ điểm", "Deadline for full points"), example="15/01"),
        Field(
            "later",
            "pairs",
            B("Các hạn sau, ít điểm hơn", "Later deadlines with fewer points"),
            B("Mỗi dòng một hạn: «ngày: điểm».", "One a line: «day: points»."),
            example="31/01: 0,5",
            required=False,
        ),
        REASON,
    ),
    _deadline,
)


def _periods(answers: Answers) -> None:
    pairs, each, most = answers.pairs("periods"), answers.points("each"), answers.points("maximum")
    dues = [answers._day(written) for _, written in pairs]  # noqa: SLF001
    if not pairs or any(one is None for one in dues):
        answers.refuse(
            "periods", B("mỗi dòng một kỳ, viết «kỳ: hạn»", "one period a line, as «period: deadline»")
        )
        return
    if each is not None and most is not None and each > most:
        answers.refuse("each", TOO_MUCH)
    codes = [name_of(text) for text, _ in pairs]
    if len(set(codes)) < len(codes):
        answers.refuse("periods", B("có hai kỳ giống nhau", "two periods are alike"))
    listed = "; ".join(f"{code} {straight(text)}" for code, (text, _) in zip(codes, pairs, strict=True))
    columns = f"ky: lựa chọn ({listed}); ngay_gui: ngày hoặc trống"
    name = answers.declare(answers.text("what"), f"bảng khóa ky ({columns})")
    for code, (text, _), due in zip(codes, pairs, dues, strict=True):
        assert due is not None
        on_time = f"tồn tại({name} với ky = {code} và ngay_gui đến hết {answers.written_day(due)})"
        words = f"{braces(lower(text))}: gửi sau {answers.written_day(due)} hoặc không gửi"
        answers.rule(f"trừ {number(each)} khi không {on_time}", reason(answers, words))


PERIODS = Form(
    "F12",
    "leaf",
    B("Việc định kỳ, mỗi kỳ một hạn", "What is due again and again"),
    B(
        "Bắt đầu từ điểm tối đa; mỗi kỳ không gửi hoặc gửi trễ thì trừ điểm.",
        "Begins at the maximum; each period that is late or missing takes points off.",
    ),
    B(
        "«4 báo cáo định kỳ, mỗi báo cáo gửi trễ hoặc thiếu trừ 0,25 điểm»",
        "“4 periodic reports, 0.25 points off for each that is late or missing”",
    ),
    (
        Field("what", "text", B("Việc gì?", "What is due?"), example="Báo cáo CCHC định kỳ"),
        Field(
            "periods",
            "pairs",
            B("Các kỳ với hạn gửi", "The periods with their deadlines"),
            B("Mỗi dòng một kỳ: «kỳ: hạn».", "One a line: «period: deadline»."),
            example="Quý I: 25/03\n6 tháng: 20/06\nQuý III: 25/09\nNăm: 10/12",
        ),
        Field(
            "each", "points", B("Mỗi kỳ trừ bao nhiêu điểm?", "Points off for each period"), example="0,25"
        ),
        REASON,
    ),
    _periods,
)

FORMS = (DEADLINE, PERIODS)
