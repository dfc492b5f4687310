"""Questions and lines that several forms share: ratios and what happens without any cases, reasons, tiers."""

from decimal import Decimal
from itertools import pairwise

from admin.editor.guided.answers import Answers, braces, counted_as
from admin.editor.guided.fields import NOTHING, Choice, Field, Shape
from spec.diagnostics import Bilingual
from spec.resolve.numbers import shown

B = Bilingual

REASON = Field(
    "reason",
    "text",
    B("Lý do in ra khi mất điểm", "Reason printed where points are lost"),
    B(
        "Để trống: chương trình tự viết lý do có số liệu.",
        "Left empty, a reason with the figures is written.",
    ),
    required=False,
)

_ZERO_FULL = Choice("full", B("Không phát sinh: được đủ điểm", "Nothing arose: full points"))
_ZERO_OUT = Choice("out", B("Không áp dụng: bỏ khỏi điểm tối đa", "Not applicable: leaves the maximum"))
_ZERO_NOTHING = Choice("nothing", B("Được 0 điểm", "No points"))
_ZERO_NEVER = Choice(
    "never", B("Không thể bằng 0 (đơn vị phải khai từ 1)", "It cannot be 0 (units declare 1 or more)")
)

ZERO = Field(
    "zero",
    "choice",
    B("Khi tổng số bằng 0 thì chấm thế nào?", "What where the whole is 0?"),
    B("Không chia được cho 0, nên phải nói rõ.", "Nothing can be divided by 0, so this must be said."),
    choices=(_ZERO_FULL, _ZERO_OUT, _ZERO_NOTHING, _ZERO_NEVER),
)

_CAN_BE_ZERO = B(
    "tổng số này có thể bằng 0: chọn cách chấm khi bằng 0",
    "this whole can be 0: choose what happens then",
)


def fact(
    name: str, shape: Shape, label: Bilingual, example: str, unit: str = "", help_: Bilingual = NOTHING
) -> Field:
    """A question for a fact."""
    return Field(name, "fact", label, help_, example, shape=shape, unit=unit)


def whole(example: str, unit: str) -> Field:
    """The whole that a ratio is of."""
    label = B("Tổng số (mẫu số)", "The whole (what is divided by)")
    return fact(
        "whole", "count", label, example, unit, B("Phần «trên tổng số …» của tỷ lệ.", "What the part is of.")
    )


def part(example: str, unit: str) -> Field:
    """The part of the whole."""
    label = B("Số đạt (tử số)", "The part (what is divided)")
    return fact(
        "part", "count", label, example, unit, B("Số đạt yêu cầu trong tổng số.", "How many of the whole.")
    )


def ratio(answers: Answers, zero: str, *, mark: str = "càng nhiều càng tốt") -> tuple[str, str]:
    """The part and the whole as facts, and the lines for what happens where the whole is 0."""
    divisor = answers.fact("whole", "từ 1" if zero == "never" else "từ 0")
    counted = answers.fact("part", f"từ 0 đến {divisor}", mark=mark)
    if zero == "full":
        answers.rule(f"không phát sinh khi {divisor} = 0")
    elif zero == "out":
        answers.rule(f"không áp dụng khi {divisor} = 0")
    elif zero == "nothing":
        answers.rule(
            f"không tính điểm khi {divisor} = 0",
            reason(answers, f"không có {braces(counted_as(answers.label('whole')))}"),
        )
    elif divisor not in answers.above_zero and "whole" not in answers.errors:
        answers.refuse("zero", _CAN_BE_ZERO)
    return counted, divisor


def reason(answers: Answers, own: str) -> str:
    """The reason that was given, or the form's own (in which braces hold values)."""
    given = answers.raw("reason")
    return braces(given) if given else own


def number(value: Decimal | None) -> str:
    """A number as the language writes it; of one that was refused nothing comes."""
    return "1" if value is None else shown(value)


TOO_MUCH = B("không quá điểm tối đa của thành phần", "must not exceed the maximum of the subcriterion")
TOO_LITTLE = B("phải nhỏ hơn điểm tối đa của thành phần", "must be less than the maximum of the subcriterion")


def below_maximum(answers: Answers, name: str, *, strictly: bool = False) -> Decimal | None:
    """Points of a part of the leaf: no more than its maximum (less where ``strictly``)."""
    found, most = answers.points(name), answers.points("maximum")
    if found is not None and most is not None:
        if found > most:
            answers.refuse(name, TOO_MUCH)
        elif strictly and found == most:
            answers.refuse(name, TOO_LITTLE)
    return found


def tiers(
    answers: Answers,
    value: str,
    top: Decimal | None,
    levels: list[tuple[Decimal, Decimal]],
    sign: str,
    said: str,
) -> None:
    """Tiers of a value: full points from the top, less below; ``sign`` stands behind a threshold, ``said`` explains."""
    most = answers.points("maximum")
    _check_levels(answers, top, levels, most)
    words = reason(answers, said)
    answers.rule(f"khi {value} từ {number(top)}{sign} trở lên: {number(most)}")
    above = top
    for threshold, points in levels:
        bounds = f"từ {number(threshold)}{sign} đến dưới {number(above)}{sign}"
        answers.rule(f"khi {value} {bounds}: {number(points)}", words)
        above = threshold
    answers.rule("còn lại: 0", words)


_NOT_BELOW = B(
    "mỗi mức phải thấp hơn mức đủ điểm và trên 0", "each level must be below the top one and above 0"
)
_POINTS_ORDER = B(
    "điểm phải giảm dần theo mức và dưới điểm tối đa",
    "points must fall with the levels and be below the maximum",
)


def _check_levels(
    answers: Answers, top: Decimal | None, levels: list[tuple[Decimal, Decimal]], most: Decimal | None
) -> None:
    if top is not None and top <= 0:
        answers.refuse("top", B("phải lớn hơn 0", "must be more than 0"))
    if any(threshold <= 0 or (top is not None and threshold >= top) for threshold, _ in levels):
        answers.refuse("levels", _NOT_BELOW)
    check_falling(answers, "levels", [points for _, points in levels], most)


def check_falling(answers: Answers, name: str, points: list[Decimal], most: Decimal | None) -> None:
    """Say it where the points of tiers do not fall, beginning below the maximum."""
    values = ([most] if most is not None else []) + points
    falls = all(high > low for high, low in pairwise(values))
    if not falls or any(one <= 0 for one in points):
        answers.refuse(name, _POINTS_ORDER)


def free_name(answers: Answers, wanted: str = "t") -> str:
    """The name of a definition in the leaf."""
    return answers.free(wanted)
