"""Forms about the set as a whole: criteria, percentages, bonus and penalty, bands, ranks, rounding, checks on facts."""

from decimal import Decimal

from admin.editor.guided.answers import Answers, braces, counted_as, lower, missing
from admin.editor.guided.common import REASON, B, fact, number, reason
from admin.editor.guided.fields import Choice, Field, Form
from spec.printing.words import straight

# ---- A criterion with its first leaf


def _criterion(answers: Answers) -> None:
    done = answers.fact("done", mark="càng nhiều càng tốt")
    answers.rule(f"đạt khi {done}", reason(answers, braces(missing(answers.label("done")))))


CRITERION = Form(
    "F30",
    "criterion",
    B(
        "Thêm tiêu chí (hoặc lĩnh vực) với thành phần đầu tiên",
        "A criterion (or an area) with its first subcriterion",
    ),
    B(
        "Điểm cộng từ dưới lên: điểm của tiêu chí là tổng điểm các thành phần, không chấm trực tiếp.",
        "Points add up from below: a criterion is never scored directly.",
    ),
    B("«Tiêu chí 1.3. Công tác kiểm tra: 1 điểm»", "“Criterion 1.3. Inspections: 1 point”"),
    (
        Field("criterion", "text", B("Tên tiêu chí", "Name of the criterion"), example="Công tác kiểm tra"),
        Field(
            "area",
            "text",
            B("Tên lĩnh vực mới", "Name of a new area"),
            B("Chỉ điền khi tiêu chí thuộc một lĩnh vực chưa có.", "Only where the area does not exist yet."),
            required=False,
        ),
        fact(
            "done",
            "yes_no",
            B("Thành phần đầu tiên đạt khi có gì?", "What must be there?"),
            "Có kế hoạch kiểm tra",
        ),
        REASON,
    ),
    _criterion,
)


# ---- Figures


def _published(answers: Answers) -> None:
    places = answers.count("places")
    _check_places(answers, places)
    answers.setting("PUBLISH", f"công bố {places or 0} chữ số")


def _check_places(answers: Answers, places: int | None) -> None:
    if places is not None and not 0 <= places <= 9:
        answers.refuse("places", B("từ 0 đến 9", "from 0 to 9"))


_PLACES = Field(
    "places",
    "count",
    B("Mấy chữ số thập phân?", "How many decimal places?"),
    B("Từ 0 đến 9.", "From 0 to 9."),
    "2",
)

PUBLISHED = Form(
    "F31",
    "set",
    B("Chỉ số % được công bố", "The published percentage"),
    B(
        "Chỉ số = điểm đạt được / điểm tối đa. Xếp loại, xếp hạng so theo số được công bố.",
        "Index = points / maximum. Bands and ranks compare the published figure.",
    ),
    B("«Chỉ số CCHC làm tròn đến hai chữ số thập phân»", "“The index has two decimal places”"),
    (_PLACES,),
    _published,
)


def _rescale(answers: Answers) -> None:
    answers.setting("RESCALE", f"quy đổi {answers.choice('how')}")


RESCALE = Form(
    "F32",
    "set",
    B("Quy đổi khi có thành phần không áp dụng", "Rescaling where something does not apply"),
    B(
        "Thành phần không áp dụng thì bỏ khỏi điểm tối đa; tỷ lệ tính trên phần còn lại.",
        "What does not apply leaves the maximum; percentages are of the rest.",
    ),
    B("«Không điều tra xã hội học: quy về thang điểm 100»", "“Without a survey: converted to 100 points”"),
    (
        Field(
            "how",
            "choice",
            B("Quy đổi thế nào?", "How?"),
            choices=(
                Choice("tổng", B("Trên tổng điểm áp dụng", "Over the applicable maximum")),
                Choice(
                    "theo lĩnh vực",
                    B("Từng lĩnh vực về đủ điểm của lĩnh vực", "Each area to its full maximum"),
                ),
                Choice("không", B("Không quy đổi: phần không áp dụng tính 0", "Not at all: it counts 0")),
            ),
        ),
    ),
    _rescale,
)


def _rounding(answers: Answers) -> None:
    places = answers.count("places")
    _check_places(answers, places)
    answers.setting("ROUND", f"làm tròn {places or 0} chữ số")


ROUNDING = Form(
    "F37",
    "set",
    B("Làm tròn điểm", "Rounding"),
    B(
        "Điểm từng thành phần làm tròn nửa lên; tổng cộng chính xác.",
        "Each leaf is rounded half up; sums are exact.",
    ),
    B("«Điểm lấy đến ba chữ số thập phân»", "“Points have three decimal places”"),
    (_PLACES,),
    _rounding,
    {"places": "3"},
)


# ---- Bonus and penalty


def _adjustment(answers: Answers, kind: str, head: str, mark: str) -> None:
    name, points = answers.text("name"), answers.points("points")
    counted = answers.fact("event", "từ 0", mark=mark)
    label = answers.label("event")
    line = f"điểm {kind} {straight(name)} {number(points)}"
    if "event" not in answers.errors and not answers.is_count("event", counted):
        answers.setting(head, f"{line} khi {counted} vì {straight(reason(answers, braces(lower(label))))}")
    else:
        limit = answers.points("limit", required=False)
        capped = f" không quá {number(limit)} điểm" if limit is not None else ""
        words = straight(reason(answers, f"{{{counted}}} {braces(counted_as(label))}"))
        answers.setting(head, f"{line} mỗi {counted}{capped} vì {words}")
    most = answers.points("all", required=False)
    if most is not None:
        answers.setting(f"{head}_LIMIT", f"tổng điểm {kind} không quá {number(most)} điểm")


def _bonus(answers: Answers) -> None:
    _adjustment(answers, "thưởng", "BONUS", "càng nhiều càng tốt")
    total = answers.points("total")
    word = "tổng được vượt" if answers.choice("over") == "over" else "tổng không quá"
    answers.setting("TOTAL_UNLIMITED" if "vượt" in word else "TOTAL_LIMIT", f"{word} {number(total)}")


def _penalty(answers: Answers) -> None:
    _adjustment(answers, "phạt", "PENALTY", "càng ít càng tốt")


_LIMIT = Field(
    "limit",
    "points",
    B("Riêng khoản này nhiều nhất bao nhiêu điểm?", "At most how many points for this?"),
    B("Để trống: không giới hạn riêng.", "Left empty: no limit of its own."),
    example="2",
    required=False,
)
_ALL = Field(
    "all",
    "points",
    B("Mọi khoản cùng loại cộng lại nhiều nhất bao nhiêu điểm?", "At most how many for all of this kind?"),
    B("Để trống: giữ như đang có.", "Left empty: as it is."),
    example="3",
    required=False,
)
_EVENT_HELP = B(
    "Dữ kiện mới là số lượng; cũng có thể chọn một dữ kiện có/không.",
    "A new fact is a number; a yes/no fact can be chosen too.",
)

BONUS = Form(
    "F33",
    "set",
    B("Điểm thưởng", "Bonus"),
    B("Điểm cộng thêm ngoài điểm tối đa, có giới hạn.", "Points added outside the maximum, within limits."),
    B(
        "«Mỗi giải thưởng cấp quốc gia cộng 0,5 điểm, không quá 2 điểm»",
        "“0.5 points for each prize, at most 2 points”",
    ),
    (
        Field("name", "text", B("Tên khoản thưởng", "Name of the bonus"), example="Giải thưởng"),
        Field("points", "points", B("Điểm cho mỗi cái", "Points for each"), example="0,5"),
        fact(
            "event",
            "event",
            B("Thưởng theo cái gì?", "For what?"),
            "Giải thưởng cấp quốc gia",
            "giải",
            _EVENT_HELP,
        ),
        _LIMIT,
        _ALL,
        Field("total", "points", B("Mức tổng điểm", "The total in question"), example="100"),
        Field(
            "over",
            "choice",
            B("Tổng điểm có được vượt mức đó không?", "May the total exceed it?"),
            choices=(
                Choice("cut", B("Không, cắt ở mức đó", "No, it is cut there")),
                Choice("over", B("Được vượt", "It may")),
            ),
        ),
        REASON,
    ),
    _bonus,
)

PENALTY = Form(
    "F34",
    "set",
    B("Điểm phạt", "Penalty"),
    B("Điểm trừ vào tổng điểm của đơn vị, có giới hạn.", "Points taken off the unit's total, within limits."),
    B("«Nộp báo cáo tự chấm trễ: mỗi ngày trừ 0,5 điểm»", "“0.5 points off for each day the report is late”"),
    (
        Field("name", "text", B("Tên khoản phạt", "Name of the penalty"), example="Nộp báo cáo tự chấm trễ"),
        Field("points", "points", B("Điểm trừ cho mỗi cái", "Points off for each"), example="0,5"),
        fact(
            "event",
            "event",
            B("Phạt theo cái gì?", "For what?"),
            "Số ngày nộp báo cáo trễ",
            "ngày",
            _EVENT_HELP,
        ),
        _LIMIT,
        _ALL,
        REASON,
    ),
    _penalty,
)


# ---- Bands and ranks


def _band(answers: Answers) -> None:
    name, threshold = answers.text("name"), answers.percent("threshold")
    lowest = answers.percent("lowest", required=False)
    condition = f" khi lĩnh vực thấp nhất từ {number(lowest)}% trở lên" if lowest else ""
    answers.setting("BAND", f"xếp loại {straight(name)} từ {number(threshold)}%{condition}")


BAND = Form(
    "F35",
    "set",
    B("Xếp loại", "A band"),
    B(
        "Đơn vị nhận mức cao nhất mà mình đạt ngưỡng. Thêm từng mức một.",
        "A unit gets the highest band that it reaches. Add one after the other.",
    ),
    B("«Tốt: từ 80% trở lên và không lĩnh vực nào dưới 50%»", "“Good: 80 % or more, and no area below 50 %”"),
    (
        Field("name", "text", B("Tên mức", "Name of the band"), example="Tốt"),
        Field("threshold", "percent", B("Từ bao nhiêu %?", "From which percentage?"), example="80"),
        Field(
            "lowest",
            "percent",
            B("Mọi lĩnh vực phải từ bao nhiêu %?", "Every area at least which percentage?"),
            B("Để trống: không đòi hỏi.", "Left empty: not asked."),
            example="50",
            required=False,
        ),
    ),
    _band,
)


def _ranking(answers: Answers) -> None:
    answers.setting("RANK", f"xếp hạng {answers.choice('how')}")
    blocks = answers.items("blocks")
    units = answers.items("units")
    if blocks:
        answers.setting("UNRANKED_BLOCKS", "không xếp hạng khối " + "; ".join(map(straight, blocks)))
    if units:
        answers.setting("UNRANKED_UNITS", "không xếp hạng đơn vị " + "; ".join(map(straight, units)))


RANKING = Form(
    "F36",
    "set",
    B("Xếp hạng", "Ranks"),
    B(
        "Xếp hạng trong từng khối; nói rõ bằng điểm thì xếp thế nào.",
        "Ranks within each block; says what happens to equal figures.",
    ),
    B(
        "«Các đơn vị bằng điểm cùng hạng; cơ quan đặc thù không xếp hạng chung»",
        "“Equal units share a rank; special agencies are not ranked”",
    ),
    (
        Field(
            "how",
            "choice",
            B("Khi bằng điểm", "Where figures are equal"),
            choices=(
                Choice(
                    "liền",
                    B("Cùng hạng, hạng sau liền: 1, 2, 2, 3", "One rank, the next follows: 1, 2, 2, 3"),
                ),
                Choice(
                    "cách", B("Cùng hạng, hạng sau cách: 1, 2, 2, 4", "One rank, the next skips: 1, 2, 2, 4")
                ),
                Choice(
                    "thứ tự", B("Theo thứ tự danh sách: 1, 2, 3, 4", "In the order of the list: 1, 2, 3, 4")
                ),
            ),
        ),
        Field(
            "blocks",
            "lines",
            B("Khối không xếp hạng", "Blocks that are not ranked"),
            B("Mỗi dòng một khối. Để trống: không có.", "One a line. Left empty: none."),
            required=False,
        ),
        Field(
            "units",
            "lines",
            B("Mã đơn vị không xếp hạng", "Codes of units that are not ranked"),
            B("Mỗi dòng một mã. Để trống: không có.", "One a line. Left empty: none."),
            example="van-phong",
            required=False,
        ),
    ),
    _ranking,
)


# ---- Checks on facts

_SIGNS = {"<=": "không quá", ">=": "không dưới", "<": "dưới", ">": "trên", "=": "bằng"}


def _guard(answers: Answers) -> None:
    left, other = answers.known("left"), answers.known("right")
    written = answers.raw("number")
    sign = answers.choice("sign")
    value: Decimal | None = None
    if bool(other) == bool(written):
        answers.refuse("right", B("chọn một dữ kiện, hoặc điền một số", "choose a fact or give a number"))
    elif written:
        value = answers.points("number") if written != "0" else Decimal(0)
    right = other or number(value)
    if not other and left in answers.symbols.facts and answers.symbols.facts[left].terminal == "RATIO":
        right += "%"
    words = answers.raw("reason") or f"{left} phải {_SIGNS[sign]} {right}"
    kind = "ràng buộc" if answers.choice("kind") == "refuse" else "cảnh báo"
    answers.declared.append(f"{kind} {left} {sign} {right} vì {straight(braces(words))}")


GUARD = Form(
    "F38",
    "set",
    B("Kiểm tra số liệu khai", "Checks on what is declared"),
    B(
        "Số liệu vô lý bị từ chối hoặc được nhắc, trước khi chấm điểm.",
        "Facts that cannot be are refused or warned of before anything is scored.",
    ),
    B(
        "«Số hồ sơ đúng hạn không quá số hồ sơ đã giải quyết»",
        "“Files in time are no more than files settled”",
    ),
    (
        Field("left", "known", B("Dữ kiện", "Fact"), shape="any"),
        Field(
            "sign",
            "choice",
            B("phải", "must be"),
            choices=(
                Choice("<=", B("không quá (≤)", "at most (≤)")),
                Choice(">=", B("ít nhất (≥)", "at least (≥)")),
                Choice("<", B("nhỏ hơn (<)", "less than (<)")),
                Choice(">", B("lớn hơn (>)", "more than (>)")),
                Choice("=", B("bằng (=)", "equal to (=)")),
            ),
        ),
        Field("right", "known", B("dữ kiện khác", "another fact"), shape="any", required=False),
        Field("number", "points", B("hoặc số", "or a number"), required=False),
        Field(
            "kind",
            "choice",
            B("Nếu không phải vậy", "Otherwise"),
            choices=(
                Choice("refuse", B("Từ chối số liệu", "The facts are refused")),
                Choice("warn", B("Chỉ nhắc", "There is only a warning")),
            ),
        ),
        Field("reason", "text", B("Câu nhắc người khai", "What is said to whoever declares"), required=False),
    ),
    _guard,
)

FORMS = (CRITERION, PUBLISHED, RESCALE, BONUS, PENALTY, BAND, RANKING, ROUNDING, GUARD)
