"""Forms that count: what is there or not, checklists, numbers of things, violations, events."""

from decimal import Decimal

from admin.editor.guided.answers import Answers, braces, counted_as, lower, missing, name_of
from admin.editor.guided.common import (
    REASON,
    TOO_MUCH,
    B,
    below_maximum,
    check_falling,
    fact,
    number,
    reason,
    tiers,
)
from admin.editor.guided.fields import Field, Form
from admin.editor.outline import decimal_of

_MAX_SPLIT = 4


def _all_or_nothing(answers: Answers) -> None:
    done = answers.fact("done", mark="càng nhiều càng tốt")
    answers.rule(f"đạt khi {done}", reason(answers, braces(missing(answers.label("done")))))


ALL_OR_NOTHING = Form(
    "F01",
    "leaf",
    B("Có thì đủ điểm, không thì 0 điểm", "All or nothing"),
    B(
        "Dùng khi chỉ có hai khả năng: đã làm hoặc chưa làm.",
        "Where there are just two cases: done or not done.",
    ),
    B(
        "«Có quy chế làm việc: 0,5 điểm; không có: 0 điểm»",
        "“Has working regulations: 0.5 points; has none: 0 points”",
    ),
    (
        fact("done", "yes_no", B("Điều phải có", "What must be there"), "Ban hành quy chế làm việc"),
        REASON,
    ),
    _all_or_nothing,
)


def _how_many(counted: str, label: str) -> str:
    """A count and what it counts, for a reason: «{so_lan} lần vi phạm»."""
    return f"{{{counted}}} {braces(counted_as(label))}"


# ---- Checklists


def _checklist(answers: Answers) -> None:
    items = _items_with_points(answers)
    label = answers.text("what")
    codes = _codes([text for text, _ in items])
    listed = "; ".join(f'{code} "{_quoted(text)}"' for code, (text, _) in zip(codes, items, strict=True))
    name = answers.declare(label, f"tập con ({listed})", mark="càng nhiều càng tốt") if items else "_"
    for code, (text, points) in zip(codes, items, strict=True):
        answers.rule(f"cộng {number(points)} khi {name} có {code}", f"chưa có: {braces(lower(text))}")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _codes(texts: list[str]) -> list[str]:
    """A code for each text."""
    codes: list[str] = []
    for text in texts:
        wanted = name_of(text)
        code, number_ = wanted, 1
        while code in codes:
            number_ += 1
            code = f"{wanted}_{number_}"
        codes.append(code)
    return codes


_SHARES = B(
    "điểm tối đa không chia đều được: ghi điểm của từng nội dung, «nội dung: điểm»",
    "the maximum cannot be split evenly: give the points of each, «item: points»",
)
_SUM = B(
    "điểm các nội dung phải cộng lại bằng điểm tối đa", "the points of the items must add up to the maximum"
)


def _items_with_points(answers: Answers) -> list[tuple[str, Decimal]]:
    """The items, each with its points: those that are given, or equal shares of the maximum."""
    lines, most = answers.items("items"), answers.points("maximum")
    if not lines or most is None:
        return []
    if all(":" in line or "\t" in line for line in lines):
        found = [(text, _points(value)) for text, value in answers.pairs("items")]
        if sum((points for _, points in found), Decimal(0)) != most or any(
            points <= 0 for _, points in found
        ):
            answers.refuse("items", _SUM)
        return found
    share = most / len(lines)
    if share != round(share, _MAX_SPLIT):
        answers.refuse("items", _SHARES)
    return [(line, share) for line in lines]


def _points(written: str) -> Decimal:
    return decimal_of(written) or Decimal(0)


CHECKLIST = Form(
    "F02",
    "leaf",
    B("Cộng dồn từng nội dung", "A checklist that adds up"),
    B(
        "Dùng khi có danh sách nội dung, có nội dung nào được điểm nội dung ấy.",
        "Where there is a list, and each item that is there brings its own points.",
    ),
    B(
        "«Kế hoạch có đủ 4 nội dung: 1 điểm, mỗi nội dung 0,25 điểm»",
        "“The plan has all 4 parts: 1 point, 0.25 for each part”",
    ),
    (
        Field(
            "what",
            "text",
            B("Danh sách này nói về gì?", "What is the list about?"),
            example="Nội dung có trong kế hoạch CCHC",
        ),
        Field(
            "items",
            "lines",
            B("Các nội dung, mỗi dòng một nội dung", "The items, one a line"),
            B(
                "Điểm chia đều. Muốn khác nhau thì ghi «nội dung: điểm».",
                "Points are split evenly; otherwise write «item: points».",
            ),
            example="Nêu mục tiêu\nNêu sản phẩm\nNêu đơn vị chủ trì\nNêu thời hạn, kinh phí",
        ),
    ),
    _checklist,
)


# ---- Numbers of things


def _each(answers: Answers) -> None:
    counted = answers.fact("counted", "từ 0", mark="càng nhiều càng tốt")
    each, most = below_maximum(answers, "each"), answers.points("maximum")
    words = reason(answers, f"mới có {_how_many(counted, answers.label('counted'))}")
    answers.rule(f"cộng {number(each)} mỗi {counted} không quá {number(most)} điểm", words)


EACH = Form(
    "F03",
    "leaf",
    B("Mỗi cái được một số điểm, có mức tối đa", "Points for each, up to the maximum"),
    B(
        "Dùng khi điểm tăng theo số lượng cho đến điểm tối đa.",
        "Where points grow with a number until the maximum is reached.",
    ),
    B(
        "«Mỗi sáng kiến được công nhận: 0,5 điểm, không quá 2 điểm»",
        "“Each recognised initiative: 0.5 points, at most 2 points”",
    ),
    (
        fact(
            "counted", "count", B("Đếm cái gì?", "What is counted?"), "Sáng kiến được công nhận", "sáng kiến"
        ),
        Field("each", "points", B("Điểm cho mỗi cái", "Points for each"), example="0,25"),
        REASON,
    ),
    _each,
)


def _tiers_of_count(answers: Answers) -> None:
    counted = answers.fact("counted", "từ 0", mark="càng nhiều càng tốt")
    top, levels = answers.count("top"), answers.levels("levels")
    said = f"chỉ có {_how_many(counted, answers.label('counted'))}"
    tiers(answers, counted, None if top is None else Decimal(top), levels, "", said)


LEVELS_HELP = B(
    "Mỗi dòng một mức, từ cao đến thấp: «mức: điểm». Dưới mức cuối được 0 điểm. Dán từ Excel hai cột cũng được.",
    "One level a line, from high to low: «level: points». Below the last there are no points. Two columns pasted from "
    "Excel will do.",
)

TIERS_OF_COUNT = Form(
    "F04",
    "leaf",
    B("Bậc thang theo số lượng", "Tiers by a number"),
    B(
        "Dùng khi mỗi khoảng số lượng được một mức điểm.",
        "Where each range of a number brings its own points.",
    ),
    B(
        "«Từ 12 tin, bài trở lên: 1 điểm; từ 6 đến 11: 0,5; từ 1 đến 5: 0,25; không có: 0»",
        "“12 articles or more: 1 point; 6 to 11: 0.5; 1 to 5: 0.25; none: 0”",
    ),
    (
        fact(
            "counted", "count", B("Đếm cái gì?", "What is counted?"), "Tin, bài về CCHC đã đăng", "tin, bài"
        ),
        Field(
            "top",
            "count",
            B("Từ bao nhiêu thì đủ điểm?", "From how many on are there full points?"),
            example="12",
        ),
        Field(
            "levels",
            "pairs",
            B("Các mức thấp hơn", "Lower levels"),
            LEVELS_HELP,
            example="6: 0,5\n1: 0,25",
            required=False,
        ),
        REASON,
    ),
    _tiers_of_count,
)


# ---- What goes wrong


def _deduction(answers: Answers) -> None:
    condition = happened(answers)
    each = below_maximum(answers, "each")
    words = event_reason(answers, condition)
    counted = condition.removesuffix(" > 0")
    if counted == condition:
        answers.rule(f"trừ {number(each)} khi {counted}", words)
        return
    limit = answers.points("limit", required=False)
    most = answers.points("maximum")
    if limit is not None and most is not None and limit > most:
        answers.refuse("limit", TOO_MUCH)
    capped = f" không quá {number(limit)} điểm" if limit is not None else ""
    answers.rule(f"trừ {number(each)} mỗi {counted}{capped}", words)


def event(label: B, example: str, unit: str = "lần") -> Field:
    """A question for something that ought not to happen."""
    help_ = B(
        "Dữ kiện mới là số lần; cũng có thể chọn một dữ kiện có/không.",
        "A new fact counts how often; a yes/no fact can be chosen too.",
    )
    return fact("event", "event", label, example, unit, help_)


DEDUCTION = Form(
    "F08",
    "leaf",
    B("Trừ điểm theo số lần vi phạm", "Points off for each violation"),
    B(
        "Bắt đầu từ điểm tối đa, mỗi lần trừ một số điểm, không dưới 0.",
        "Begins at the maximum; each time takes points off, never below 0.",
    ),
    B(
        "«Mỗi hồ sơ trễ hạn trừ 0,25 điểm, không quá 1 điểm»",
        "“0.25 points off for each late file, at most 1 point”",
    ),
    (
        event(B("Đếm vi phạm nào?", "Which violations?"), "Hồ sơ trả trễ hạn", "hồ sơ"),
        Field("each", "points", B("Mỗi lần trừ bao nhiêu điểm?", "Points off for each"), example="0,25"),
        Field(
            "limit",
            "points",
            B("Trừ nhiều nhất bao nhiêu điểm?", "At most how many points?"),
            B("Để trống: trừ đến khi hết điểm.", "Left empty: until no points are left."),
            required=False,
        ),
        REASON,
    ),
    _deduction,
)


def happened(answers: Answers) -> str:
    """The condition that an event took place."""
    counted = answers.fact("event", "từ 0", mark="càng ít càng tốt")
    if "event" in answers.errors:
        return "_ > 0"
    return f"{counted} > 0" if answers.is_count("event", counted) else counted


def event_reason(answers: Answers, condition: str) -> str:
    """The reason that an event took place, with how often where it is counted."""
    counted, label = condition.removesuffix(" > 0"), answers.label("event")
    return reason(answers, _how_many(counted, label) if condition != counted else braces(lower(label)))


def _gate(answers: Answers) -> None:
    condition = happened(answers)
    answers.rule(f"không tính điểm khi {condition}", event_reason(answers, condition))


GATE = Form(
    "F09",
    "leaf",
    B("Có một lần là 0 điểm", "No points once something happened"),
    B(
        "Được đủ điểm, trừ khi một việc xảy ra: chỉ một lần là mất hết điểm.",
        "Full points unless something happened: once is enough to lose all.",
    ),
    B("«Có lãnh đạo bị kỷ luật: 0 điểm»", "“A leader was disciplined: 0 points”"),
    (event(B("Việc không được xảy ra", "What must not happen"), "Lãnh đạo bị kỷ luật", "người"), REASON),
    _gate,
)


# ---- Severity


def _severity(answers: Answers) -> None:
    pairs, most = answers.pairs("levels"), answers.points("maximum")
    values = [_points(value) for _, value in pairs]
    if len(pairs) < 2 or values[0] != most:
        answers.refuse("levels", _FIRST_IS_FULL)
        return
    check_falling(answers, "levels", [one for one in values[1:] if one > 0], most)
    if any(one == 0 for one in values[:-1]):
        answers.refuse("levels", _FIRST_IS_FULL)
    codes = _codes([text for text, _ in pairs])
    listed = "; ".join(f'{code} "{_quoted(text)}"' for code, (text, _) in zip(codes, pairs, strict=True))
    name = answers.declare(answers.text("what"), f"lựa chọn ({listed})")
    words = reason(answers, f"{{{name}}}")
    answers.rule(f"khi {name} = {codes[0]}: {number(values[0])}")
    for code, points in zip(codes[1:-1], values[1:-1], strict=True):
        answers.rule(f"khi {name} = {code}: {number(points)}", words)
    answers.rule(f"còn lại: {number(values[-1])}", words)


_FIRST_IS_FULL = B(
    "ít nhất hai mức; mức đầu được điểm tối đa, các mức sau giảm dần",
    "at least two levels; the first brings the maximum, the others less and less",
)

SEVERITY = Form(
    "F22",
    "leaf",
    B("Theo mức độ", "By how serious it is"),
    B("Dùng khi đơn vị chọn một trong vài mức, mỗi mức một số điểm.", "Where one of a few levels is chosen."),
    B(
        "«Không vi phạm: 1 điểm; bị nhắc nhở: 0,5 điểm; bị phê bình: 0 điểm»",
        "“No violation: 1 point; reminded: 0.5 points; reprimanded: 0 points”",
    ),
    (
        Field(
            "what", "text", B("Mức độ của việc gì?", "The levels of what?"), example="Mức độ vi phạm kỷ cương"
        ),
        Field(
            "levels",
            "pairs",
            B("Các mức, từ tốt nhất", "The levels, the best first"),
            B("Mỗi dòng một mức: «mức: điểm».", "One a line: «level: points»."),
            example="Không vi phạm: 1\nBị nhắc nhở: 0,5\nBị phê bình: 0",
        ),
        REASON,
    ),
    _severity,
)


# ---- Documents and the council


def _evidence(answers: Answers) -> None:
    for document in answers.items("documents"):
        answers.rule(f'minh chứng "{_quoted(document)}"')
    done = answers.fact("done", mark="càng nhiều càng tốt")
    answers.rule(f"đạt khi {done}", reason(answers, braces(missing(answers.label("done")))))


EVIDENCE = Form(
    "F23",
    "leaf",
    B("Phải có tài liệu kiểm chứng", "Documents must be there"),
    B(
        "Không có tài liệu thì chưa được chấm; tài liệu bị bác thì 0 điểm.",
        "Without the documents it is not scored; rejected ones cost all points.",
    ),
    B(
        "«Đã ban hành kế hoạch (kèm kế hoạch có số, ngày): 1 điểm»",
        "“A plan was issued (attach it with number and date): 1 point”",
    ),
    (
        Field(
            "documents",
            "lines",
            B("Tài liệu, mỗi dòng một loại", "Documents, one a line"),
            example="Kế hoạch (số, ngày)",
        ),
        fact("done", "yes_no", B("Điều phải có", "What must be there"), "Ban hành kế hoạch năm"),
        REASON,
    ),
    _evidence,
)


def _council(answers: Answers) -> None:
    step, most = answers.points("step"), answers.points("maximum")
    if step is not None and most is not None and most % step:
        answers.refuse("step", B("phải chia hết điểm tối đa", "must divide the maximum"))
    answers.rule(f"hội đồng chấm bước {number(step)}")


COUNCIL = Form(
    "F21",
    "leaf",
    B("Hội đồng chấm", "The council scores"),
    B(
        "Dùng cho nội dung định tính: hội đồng nhập điểm, kèm lý do và tên người chấm.",
        "For what cannot be counted: the council enters points with a reason and a name.",
    ),
    B(
        "«Hội đồng đánh giá tính sáng tạo: tối đa 2 điểm»",
        "“The council judges originality: at most 2 points”",
    ),
    (
        Field(
            "step",
            "points",
            B("Điểm chấm theo bước nào?", "In steps of how many points?"),
            B(
                "Ví dụ 0,25: hội đồng cho 0; 0,25; 0,5; …",
                "For example 0,25: the council gives 0; 0.25; 0.5; …",
            ),
            example="0,25",
        ),
    ),
    _council,
)

FORMS = (ALL_OR_NOTHING, CHECKLIST, EACH, TIERS_OF_COUNT, DEDUCTION, GATE, COUNCIL, SEVERITY, EVIDENCE)
