"""Forms with ratios: parts of a whole, thresholds, tiers, surveys, indices, targets, comparisons."""

from decimal import Decimal

from admin.editor.guided.answers import Answers, braces, counted_as
from admin.editor.guided.common import (
    REASON,
    ZERO,
    B,
    below_maximum,
    fact,
    free_name,
    number,
    part,
    ratio,
    reason,
    tiers,
    whole,
)
from admin.editor.guided.counting import LEVELS_HELP, event, event_reason, happened
from admin.editor.guided.fields import Choice, Field, Form
from admin.editor.outline import decimal_of

_TASKS = ("Nhiệm vụ được giao", "nhiệm vụ")
_DONE = ("Nhiệm vụ hoàn thành đúng hạn", "nhiệm vụ")


def _said(counted: str, divisor: str) -> str:
    return f"{{{counted}}}/{{{divisor}}} ({{{counted} / {divisor}}})"


# ---- A part of a whole


def _tiers_of_ratio(answers: Answers) -> None:
    counted, divisor = ratio(answers, answers.choice("zero"))
    name = free_name(answers)
    # A definition stands above what uses it; the order of rules means nothing.
    answers.lines.insert(0, f"đặt {name} = {counted} / {divisor}")
    tiers(
        answers,
        name,
        answers.percent("top"),
        answers.levels("levels"),
        "%",
        f"đạt {_plain(counted, divisor, name)}",
    )


def _plain(counted: str, divisor: str, name: str) -> str:
    return f"{{{counted}}}/{{{divisor}}} ({{{name}}})"


TIERS_OF_RATIO = Form(
    "F05",
    "leaf",
    B("Bậc thang theo tỷ lệ", "Tiers by a ratio"),
    B(
        "Dùng khi mỗi khoảng tỷ lệ phần trăm được một mức điểm.",
        "Where each range of a percentage brings its points.",
    ),
    B(
        "«Từ 30% số đơn vị được kiểm tra trở lên: 1 điểm; từ 20% đến dưới 30%: 0,5; dưới 20%: 0»",
        "“30 % of the units inspected or more: 1 point; 20 % to below 30 %: 0.5; below 20 %: 0”",
    ),
    (
        part("Đơn vị được kiểm tra", "đơn vị"),
        whole("Đơn vị trực thuộc", "đơn vị"),
        ZERO,
        Field(
            "top",
            "percent",
            B("Từ bao nhiêu % thì đủ điểm?", "From which percentage on full points?"),
            example="30",
        ),
        Field(
            "levels",
            "pairs",
            B("Các mức thấp hơn (%)", "Lower levels (%)"),
            LEVELS_HELP,
            example="20: 0,5",
            required=False,
        ),
        REASON,
    ),
    _tiers_of_ratio,
)


def _proportion(answers: Answers) -> None:
    counted, divisor = ratio(answers, answers.choice("zero"))
    answers.rule(f"theo tỷ lệ {counted} / {divisor}", reason(answers, _said(counted, divisor)))


PROPORTION = Form(
    "F06",
    "leaf",
    B("Theo tỷ lệ", "In proportion"),
    B("Điểm = tỷ lệ × điểm tối đa.", "Points = ratio × maximum."),
    B(
        "«Tỷ lệ nhiệm vụ hoàn thành đúng hạn × điểm tối đa»",
        "“Share of tasks done in time × maximum points”",
    ),
    (part(*_DONE), whole(*_TASKS), ZERO, REASON),
    _proportion,
)


def _from_threshold(answers: Answers) -> None:
    counted, divisor = ratio(answers, answers.choice("zero"))
    threshold = answers.percent("threshold")
    words = reason(answers, _said(counted, divisor))
    answers.rule(f"theo tỷ lệ {counted} / {divisor} từ {number(threshold)}%", words)


FROM_THRESHOLD = Form(
    "F07",
    "leaf",
    B("Theo tỷ lệ, có ngưỡng", "In proportion from a threshold"),
    B(
        "Từ ngưỡng trở lên: điểm = tỷ lệ × điểm tối đa; dưới ngưỡng: 0 điểm.",
        "From the threshold on points = ratio × maximum; below it there are none.",
    ),
    B(
        "«Từ 90% hồ sơ đúng hạn trở lên: tỷ lệ × 3 điểm; dưới 90%: 0 điểm»",
        "“90 % of files in time or more: ratio × 3 points; below 90 %: 0 points”",
    ),
    (
        part("Hồ sơ giải quyết đúng hạn", "hồ sơ"),
        whole("Hồ sơ đã giải quyết", "hồ sơ"),
        ZERO,
        Field("threshold", "percent", B("Ngưỡng (%)", "Threshold (%)"), example="90"),
        REASON,
    ),
    _from_threshold,
)


def _ceiling(answers: Answers) -> None:
    counted, divisor = ratio(answers, answers.choice("zero"))
    answers.rule(f"theo tỷ lệ {counted} / {divisor}", reason(answers, _said(counted, divisor)))
    condition = happened(answers)
    points = below_maximum(answers, "ceiling", strictly=True)
    answers.rule(f"tối đa {number(points)} khi {condition}", event_reason(answers, condition))


CEILING = Form(
    "F10",
    "leaf",
    B(
        "Theo tỷ lệ, nhưng có trần khi xảy ra một việc",
        "In proportion, with a ceiling once something happened",
    ),
    B(
        "Điểm theo tỷ lệ; khi một việc xảy ra thì không quá mức trần.",
        "Points in proportion; once something happened, no more than the ceiling.",
    ),
    B(
        "«Tỷ lệ × 2 điểm; còn nhiệm vụ quá hạn trên 30 ngày thì tối đa 1 điểm»",
        "“Ratio × 2 points; with tasks more than 30 days late at most 1 point”",
    ),
    (
        part(*_DONE),
        whole(*_TASKS),
        ZERO,
        event(
            B("Việc làm điểm bị chặn", "What puts the ceiling"), "Nhiệm vụ quá hạn trên 30 ngày", "nhiệm vụ"
        ),
        Field(
            "ceiling",
            "points",
            B("Khi đó nhiều nhất bao nhiêu điểm?", "At most how many points then?"),
            example="0,5",
        ),
        REASON,
    ),
    _ceiling,
)


def _nothing_arose(answers: Answers) -> None:
    counted, divisor = ratio(answers, "full")
    threshold = answers.percent("threshold", required=False)
    tail = f" từ {number(threshold)}%" if threshold else ""
    answers.rule(f"theo tỷ lệ {counted} / {divisor}{tail}", reason(answers, _said(counted, divisor)))


_MAYBE_THRESHOLD = Field(
    "threshold",
    "percent",
    B("Ngưỡng (%)", "Threshold (%)"),
    B("Để trống: không có ngưỡng.", "Left empty: no threshold."),
    example="70",
    required=False,
)

NOTHING_AROSE = Form(
    "F13",
    "leaf",
    B("Không phát sinh thì đủ điểm", "Full points where nothing arose"),
    B(
        "Không có việc nào phải làm thì đủ điểm; có thì tính theo tỷ lệ đã làm.",
        "With nothing to be done full points; otherwise in proportion to what was done.",
    ),
    B(
        "«Không phát hiện vấn đề: 1 điểm; có thì từ 70% được xử lý trở lên: tỷ lệ × 1 điểm»",
        "“No problems found: 1 point; else from 70 % settled on: ratio × 1 point”",
    ),
    (
        part("Vấn đề đã xử lý", "vấn đề"),
        whole("Vấn đề phát hiện qua kiểm tra", "vấn đề"),
        _MAYBE_THRESHOLD,
        REASON,
    ),
    _nothing_arose,
)


def _not_applicable(answers: Answers) -> None:
    how = answers.choice("how")
    if how == "approved":
        answers.rule("không áp dụng khi được duyệt")
        counted, divisor = ratio(answers, "nothing")
    else:
        counted, divisor = ratio(answers, "out")
    threshold = answers.percent("threshold", required=False)
    tail = f" từ {number(threshold)}%" if threshold else ""
    answers.rule(f"theo tỷ lệ {counted} / {divisor}{tail}", reason(answers, _said(counted, divisor)))


NOT_APPLICABLE = Form(
    "F14",
    "leaf",
    B("Không áp dụng với một số đơn vị", "Does not apply to some units"),
    B(
        "Đơn vị không có nhiệm vụ này thì bỏ thành phần này khỏi điểm tối đa của đơn vị đó.",
        "For units without this task the subcriterion leaves their maximum.",
    ),
    B(
        "«Không có đầu mối phải sắp xếp: không đánh giá tiêu chí này»",
        "“No offices to be merged: this criterion is not assessed”",
    ),
    (
        part("Đầu mối đã sắp xếp", "đầu mối"),
        whole("Đầu mối phải sắp xếp", "đầu mối"),
        Field(
            "how",
            "choice",
            B("Khi nào không áp dụng?", "When does it not apply?"),
            choices=(
                Choice("zero", B("Khi tổng số bằng 0", "Where the whole is 0")),
                Choice("approved", B("Khi có người có thẩm quyền duyệt", "Where a named person approved it")),
            ),
        ),
        _MAYBE_THRESHOLD,
        REASON,
    ),
    _not_applicable,
)


# ---- Surveys and indices


def _survey(answers: Answers) -> None:
    pairs = answers.pairs("levels")
    weights = [decimal_of(value.removesuffix("%").strip()) for _, value in pairs]
    if (
        len(pairs) < 2
        or any(one is None or not 0 <= one <= 100 for one in weights)
        or Decimal(100) not in weights
    ):
        answers.refuse("levels", _WEIGHTS)
        return
    names = [answers.declare(f"Phiếu chọn «{text}»", "số nguyên", "từ 0", unit="phiếu") for text, _ in pairs]
    total = " + ".join(names)
    answers.declared.append(f'ràng buộc {total} > 0 vì "Tổng số phiếu hợp lệ phải lớn hơn 0"')
    parts = [_weighed(name, weight) for name, weight in zip(names, weights, strict=True) if weight]
    name = free_name(answers, "tong_phieu")
    answers.rule(f"đặt {name} = {total}")
    words = reason(answers, f"{{{name}}} phiếu hợp lệ")
    answers.rule(f"theo tỷ lệ ({' + '.join(parts)}) / {name}", words)


_WEIGHTS = B(
    "ít nhất hai mức với hệ số từ 0 đến 100%, có một mức 100%",
    "at least two levels with weights from 0 to 100 %, one of them 100 %",
)


def _weighed(name: str, weight: Decimal | None) -> str:
    return name if weight == 100 else f"{number(weight)}% × {name}"


SURVEY = Form(
    "F15",
    "leaf",
    B("Quy đổi phiếu khảo sát", "Survey answers converted"),
    B(
        "Mỗi mức trả lời có một hệ số; điểm theo tỷ lệ phiếu đã nhân hệ số.",
        "Each answer has a weight; points in proportion to the weighted answers.",
    ),
    B(
        "«Rất hài lòng 100%, hài lòng 60%, bình thường 20%, không hài lòng 0%»",
        "“Very satisfied 100 %, satisfied 60 %, neutral 20 %, dissatisfied 0 %”",
    ),
    (
        Field(
            "levels",
            "pairs",
            B("Các mức trả lời với hệ số (%)", "The answers with their weights (%)"),
            B("Mỗi dòng một mức: «mức: hệ số».", "One a line: «answer: weight»."),
            example="Rất hài lòng: 100\nHài lòng: 60\nBình thường: 20\nKhông hài lòng: 0",
        ),
        REASON,
    ),
    _survey,
)


def _index(answers: Answers) -> None:
    scale = answers.count("scale")
    value = answers.fact("value", f"từ 0 đến {scale or 100}", mark="càng nhiều càng tốt")
    threshold = answers.percent("threshold", required=False)
    tail = f" từ {number(threshold)}%" if threshold else ""
    words = reason(answers, f"đạt {{{value}}}/{scale}")
    if not scale:
        answers.refuse("scale", B("phải lớn hơn 0", "must be more than 0"))
    answers.rule(f"theo tỷ lệ {value} / {scale or 100}{tail}", words)


INDEX = Form(
    "F16",
    "leaf",
    B("Quy đổi một chỉ số có sẵn", "An index converted"),
    B(
        "Lấy kết quả của một chỉ số khác, quy về điểm tối đa.",
        "Takes the result of another index to this maximum.",
    ),
    B(
        "«Chỉ số hài lòng (thang 100) quy đổi về 10 điểm»",
        "“Satisfaction index (of 100) converted to 10 points”",
    ),
    (
        fact("value", "number", B("Chỉ số nào?", "Which index?"), "Chỉ số hài lòng SIPAS", "điểm"),
        Field("scale", "count", B("Thang điểm của chỉ số", "Scale of the index"), example="100"),
        _MAYBE_THRESHOLD,
        REASON,
    ),
    _index,
)


# ---- Comparisons


def _last_year(answers: Answers) -> None:
    better = answers.choice("better")
    mark = "càng nhiều càng tốt" if better == "more" else "càng ít càng tốt"
    value = answers.fact("value", "từ 0", mark=mark)
    new = answers.choice("new")
    most, equal = answers.points("maximum"), below_maximum(answers, "equal", strictly=True)
    before = f"năm trước({value})"
    if new == "out":
        answers.rule(f"không áp dụng khi {before} là trống")
    elif new == "full":
        answers.rule(f"khi {before} là trống: {number(most)}")
    sign = ">" if better == "more" else "<"
    answers.rule(f"khi {value} {sign} {before}: {number(most)}")
    answers.rule(f"khi {value} = {before}: {number(equal)}", reason(answers, f"bằng năm trước ({{{value}}})"))
    answers.rule("còn lại: 0", reason(answers, f"{{{value}}}, năm trước {{{before}}}"))


LAST_YEAR = Form(
    "F17",
    "leaf",
    B("So với năm trước", "Compared with last year"),
    B(
        "Tốt hơn năm trước thì đủ điểm, bằng thì một phần.",
        "Better than last year: full points; the same: a part.",
    ),
    B(
        "«Tăng so với năm trước: 1 điểm; bằng: 0,5; giảm: 0»",
        "“More than last year: 1 point; the same: 0.5; less: 0”",
    ),
    (
        fact(
            "value",
            "number",
            B("So sánh số liệu nào?", "Which figure?"),
            "Số dịch vụ công trực tuyến",
            "dịch vụ",
        ),
        Field(
            "better",
            "choice",
            B("Thế nào là tốt hơn?", "What is better?"),
            choices=(
                Choice("more", B("Tăng là tốt", "More is better")),
                Choice("less", B("Giảm là tốt", "Less is better")),
            ),
        ),
        Field(
            "equal",
            "points",
            B("Bằng năm trước được mấy điểm?", "Points where it is the same"),
            example="0,5",
        ),
        Field(
            "new",
            "choice",
            B("Đơn vị không có số năm trước?", "Units without a last year?"),
            choices=(
                Choice("out", B("Không áp dụng", "Not applicable")),
                Choice("full", B("Được đủ điểm", "Full points")),
                Choice("nothing", B("Được 0 điểm", "No points")),
            ),
        ),
        REASON,
    ),
    _last_year,
)


def _target(answers: Answers) -> None:
    goal = answers.fact("goal", "trên 0")
    reached = answers.fact("reached", "từ 0", mark="càng nhiều càng tốt")
    if goal not in answers.above_zero and "goal" not in answers.errors:
        answers.refuse("goal", B("chỉ tiêu này có thể bằng 0", "this target can be 0"))
    name = free_name(answers)
    answers.rule(f"đặt {name} = {reached} / {goal}")
    tiers(answers, name, Decimal(100), answers.levels("levels"), "%", f"đạt {_plain(reached, goal, name)}")


TARGET = Form(
    "F18",
    "leaf",
    B("So với chỉ tiêu được giao", "Compared with a target"),
    B("Đạt chỉ tiêu thì đủ điểm, chưa đạt thì theo mức.", "The target reached: full points; else by level."),
    B(
        "«Đạt 100% chỉ tiêu: 1,5 điểm; từ 50% đến dưới 100%: 0,75; dưới 50%: 0»",
        "“100 % of the target: 1.5 points; 50 % to below 100 %: 0.75; below 50 %: 0”",
    ),
    (
        fact(
            "reached", "number", B("Kết quả đạt được", "What was reached"), "Biên chế đã tinh giản", "người"
        ),
        fact("goal", "number", B("Chỉ tiêu được giao", "The target"), "Chỉ tiêu tinh giản biên chế", "người"),
        Field(
            "levels",
            "pairs",
            B("Các mức dưới 100% (%)", "Levels below 100 % (%)"),
            LEVELS_HELP,
            example="50: 0,5",
            required=False,
        ),
        REASON,
    ),
    _target,
)


def _best(answers: Answers) -> None:
    # No mark: that more never gives less is beyond the proofs where the block's best is read.
    value = answers.fact("value", "từ 0")
    answers.rule(f"không tính điểm khi {value} = 0", reason(answers, f"không có {_label(answers, 'value')}"))
    words = reason(answers, f"{{{value}}}, cao nhất khối {{tốt nhất({value})}}")
    answers.rule(f"theo tỷ lệ {value} / tốt nhất({value})", words)


def _label(answers: Answers, name: str) -> str:
    return braces(counted_as(answers.label(name)))


BEST = Form(
    "F19",
    "leaf",
    B("So với đơn vị tốt nhất trong khối", "Compared with the best unit of the block"),
    B(
        "Đơn vị dẫn đầu được đủ điểm, các đơn vị khác theo tỷ lệ so với đơn vị đó.",
        "The best unit has full points, the others in proportion to it.",
    ),
    B(
        "«Điểm = kết quả của đơn vị / kết quả cao nhất trong khối × điểm tối đa»",
        "“Points = the unit's result / best result of the block × maximum”",
    ),
    (
        fact(
            "value",
            "number",
            B("So sánh số liệu nào?", "Which figure?"),
            "Hồ sơ trực tuyến toàn trình",
            "hồ sơ",
        ),
        REASON,
    ),
    _best,
)


def _best_of_two(answers: Answers) -> None:
    zero = answers.choice("zero")
    # No marks: which of the two ways counts hangs on both.
    counted, divisor = ratio(answers, zero, mark="")
    things = answers.fact("counted", "từ 0")
    each = below_maximum(answers, "each")
    first, second = f"{counted} / {divisor} × điểm tối đa", f"{number(each)} × {things}"
    words = reason(answers, f"{_said(counted, divisor)}; {{{things}}} {_label(answers, 'counted')}")
    answers.rule(f"tính điểm nhỏ nhất(điểm tối đa; lớn nhất({first}; {second}))", words)


BEST_OF_TWO = Form(
    "F20",
    "leaf",
    B("Lấy cách tính có điểm cao hơn", "The better of two ways"),
    B(
        "Tính theo tỷ lệ và theo số lượng, lấy điểm cao hơn, không quá điểm tối đa.",
        "In proportion or by a number, whichever gives more, up to the maximum.",
    ),
    B(
        "«Tính theo tỷ lệ dịch vụ trực tuyến hoặc 0,5 điểm mỗi giải thưởng, lấy điểm cao hơn»",
        "“By the share of online services or 0.5 points for each prize, whichever is more”",
    ),
    (
        part("Dịch vụ công trực tuyến", "dịch vụ"),
        whole("Tổng số dịch vụ công", "dịch vụ"),
        ZERO,
        fact(
            "counted",
            "count",
            B("Hoặc đếm cái gì?", "Or what is counted?"),
            "Giải thưởng chuyển đổi số",
            "giải",
        ),
        Field("each", "points", B("Điểm cho mỗi cái", "Points for each"), example="0,5"),
        REASON,
    ),
    _best_of_two,
)

FORMS = (
    TIERS_OF_RATIO,
    PROPORTION,
    FROM_THRESHOLD,
    CEILING,
    NOTHING_AROSE,
    NOT_APPLICABLE,
    SURVEY,
    INDEX,
    LAST_YEAR,
    TARGET,
    BEST,
    BEST_OF_TWO,
)
