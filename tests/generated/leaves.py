"""The rules of a leaf, as lines of text."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from spec.model import ValueType
from tests.generated import amounts, conditions, tables
from tests.generated.context import Context
from tests.generated.sources import source
from tests.generated.written import Binding, Written, number, percentage

#: How deep expressions may be.
_DEPTH = 2


def rule_lines(context: Context, key: str | None) -> list[str]:
    """All lines under the head of a leaf. Order means nothing to the language but for tiers, so the rest is mixed."""
    base = context.pick(
        [
            (3, _achieved),
            (5, _tiers),
            (4, _proportion),
            (3, _formula),
            (2, _council),
            (3, _checklist),
            (3, _deductions),
        ]
    )
    groups = [base(context)]
    groups += [[line] for line in _around(context, starts_full=base is _deductions)]
    context.random.shuffle(groups)
    lines = [line for group in groups for line in group]
    assert context.leaf is not None
    definitions = [f"đặt {one.name} = {one.value.text}" for one in context.leaf.definitions]
    heads = [f"mã {key}"] if key else []
    if context.chance(0.2):
        heads.append(context.random.choice(('thẩm định "Sở Nội vụ"', 'phụ trách "Văn phòng sở"')))
    return heads + definitions + lines


def _around(context: Context, *, starts_full: bool) -> list[str]:
    """What stands before and after the base, each sometimes."""
    chances: list[tuple[float, Callable[[Context], str]]] = [
        (0.2, _gate),
        (0.06, _gate),
        (0.15, _nothing_arose),
        (0.1, _not_applicable),
        (0.08, lambda _: "không áp dụng khi được duyệt"),
        # Without a base, an addition would make the leaf start at 0.
        (0.0 if starts_full else 0.15, _addition),
        (0.0 if starts_full else 0.2, _deduction),
        (0.2, _ceiling),
    ]
    lines = [maker(context) for probability, maker in chances if context.chance(probability)]
    return lines + _evidence(context)


# ---- Parts ---------------------------------------------------------------------------------------------


def _condition(context: Context, depth: int = _DEPTH) -> str:
    return conditions.condition(context.afresh(), depth).text


def _points(context: Context, depth: int = 0) -> Written:
    return amounts.points(context.afresh(), depth)


def _reason(context: Context) -> str:
    """`vì "…"`, sometimes with values in braces."""
    if context.chance(0.5):
        return ""
    if context.chance(0.4):
        return ' vì "không đạt yêu cầu"'
    inner = context.afresh()
    value = context.first_that_works(
        [
            (
                4,
                lambda: source(
                    inner, inner.random.choice((ValueType.COUNT, ValueType.DATE, ValueType.RATIO))
                ),
            ),
            (2, lambda: amounts.count(inner, 1)),
            (1, lambda: amounts.ratio(inner, 1)),
            (1, lambda: tables.listing(inner)),
        ]
    )
    if '"' in value.text:
        return ' vì "có {{ngoặc}}"'
    return f' vì "số liệu: {{{value.text}}}"'


def _measure(context: Context, limit: Fraction) -> str:
    """`khi C`, or `mỗi N` with or without its limit."""
    if context.chance(0.45):
        return f" khi {_condition(context)}"
    maker = context.pick([(5, amounts.count), (1, amounts.plain_number)])
    each = maker(context.afresh(), _DEPTH - 1)
    words = f" mỗi {each.text}"
    if context.chance(0.5):
        most = number(limit) if context.chance(0.8) else "50% × điểm tối đa"
        words += f" không quá {most}{context.random.choice(('', ' điểm'))}"
    return words


# ---- Bases ---------------------------------------------------------------------------------------------


def _achieved(context: Context) -> list[str]:
    return [f"đạt khi {_condition(context)}{_reason(context)}"]


def _tiers(context: Context) -> list[str]:
    """Tiers on one value from the best to the worst, or on conditions of their own."""
    assert context.leaf is not None
    maximum = Fraction(context.leaf.maximum)
    conditions_ = context.pick([(3, _steps), (2, _codes), (2, _free)])(context)
    lines = []
    for index, condition in enumerate(conditions_):
        points = number(maximum) if index == 0 else _points(context, context.random.choice((0, 0, 1))).text
        lines.append(f"khi {condition}: {points}{_reason(context)}")
    rest = number(0) if context.chance(0.7) else _points(context).text
    return [*lines, f"còn lại: {rest}{_reason(context)}"]


def _steps(context: Context) -> list[str]:
    """Falling thresholds of a count or ratio, or rising dates."""
    inner = context.afresh()
    type_ = context.random.choice((ValueType.COUNT, ValueType.RATIO, ValueType.DATE, ValueType.NUMBER))
    makers = {
        ValueType.COUNT: amounts.count,
        ValueType.RATIO: amounts.ratio,
        ValueType.DATE: amounts.date,
        ValueType.NUMBER: amounts.plain_number,
    }
    value = makers[type_](inner, 1)
    found = {amounts.literal_inside(context, type_, value.interval) for _ in range(3)}
    if value.literal or not _has_room(value):
        return _free(context)
    text = value.inside(Binding.SUM)
    if type_ is ValueType.DATE:
        return [f"{text} đến hết {conditions.literal(context, type_, bound)}" for bound in sorted(found)]
    forms = ("từ {} trở lên", "trên {}", ">= {}", "từ {}")
    falling = sorted(found, reverse=True)
    return [
        f"{text} {context.random.choice(forms).format(conditions.literal(context, type_, b))}"
        for b in falling
    ]


def _has_room(value: Written) -> bool:
    low, high = value.interval.low, value.interval.high
    return low is None or high is None or high - low >= Fraction(9, 10)


def _codes(context: Context) -> list[str]:
    """One line for each of some codes; one code is left over."""
    inner = context.afresh()
    chosen = source(inner, ValueType.CHOICE)
    codes = list(conditions.codes_of(inner, chosen.text))
    context.random.shuffle(codes)
    return [f"{chosen.text} = {code}" for code in codes[:-1]]


def _free(context: Context) -> list[str]:
    """Conditions that share no source."""
    inner = context.afresh()
    return [conditions.condition(inner, 1).text for _ in range(context.random.choice((1, 2, 3)))]


def _proportion(context: Context) -> list[str]:
    ratio = amounts.ratio(context.afresh(), _DEPTH)
    threshold = ""
    if context.chance(0.5):
        threshold = f" từ {percentage(Fraction(context.random.choice((50, 70, 80, 90)), 100))}"
        if context.chance(0.2):
            threshold = f" từ {source(context.afresh(), ValueType.RATIO).text}"
        threshold += context.random.choice(("", " trở lên"))
    return [f"theo tỷ lệ {ratio.text}{threshold}{_reason(context)}"]


def _formula(context: Context) -> list[str]:
    maker = context.pick([(4, amounts.points), (1, amounts.plain_number)])
    return [f"tính điểm {maker(context.afresh(), _DEPTH).text}{_reason(context)}"]


def _council(context: Context) -> list[str]:
    assert context.leaf is not None
    step = ""
    if context.chance(0.6):
        exponent = int(context.leaf.maximum.as_tuple().exponent)
        step = f" bước {number(Fraction(10) ** min(0, exponent))}"
    return [f"hội đồng chấm{step}{_reason(context)}"]


def _checklist(context: Context) -> list[str]:
    """Additions that make up the maximum."""
    assert context.leaf is not None
    unit = Fraction(1, 10 ** -int(context.leaf.maximum.as_tuple().exponent))
    units = int(Fraction(context.leaf.maximum) / unit)
    cuts = sorted(context.random.sample(range(1, units), min(units - 1, context.random.choice((0, 1, 2, 3)))))
    parts = [(b - a) * unit for a, b in zip([0, *cuts], [*cuts, units], strict=True)]
    lines = []
    for part in parts:
        points = part if context.chance(0.5) else unit * max(1, part // (2 * unit))
        measure = f" khi {_condition(context, 1)}"
        if points != part or context.chance(0.3):
            each = amounts.count(context.afresh(), 1)
            measure = f" mỗi {each.text} không quá {number(part)}"
        lines.append(f"cộng {number(points)}{measure}{_reason(context)}")
    return lines


def _deductions(context: Context) -> list[str]:
    return [_deduction(context) for _ in range(context.random.choice((1, 1, 2, 3)))]


# ---- Around the base -----------------------------------------------------------------------------------


def _gate(context: Context) -> str:
    return f"không tính điểm khi {_condition(context)}{_reason(context)}"


def _nothing_arose(context: Context) -> str:
    return f"không phát sinh khi {_condition(context, 1)}"


def _not_applicable(context: Context) -> str:
    return f"không áp dụng khi {_condition(context, 1)}"


def _addition(context: Context) -> str:
    assert context.leaf is not None
    limit = Fraction(context.leaf.maximum)
    return f"cộng {_points(context).inside(Binding.SUM)}{_measure(context, limit)}{_reason(context)}"


def _deduction(context: Context) -> str:
    limit = amounts.some_points(context).interval.high
    assert limit is not None
    return f"trừ {_points(context, 1).inside(Binding.SUM)}{_measure(context, limit)}{_reason(context)}"


def _ceiling(context: Context) -> str:
    return f"tối đa {_points(context, 1).text} khi {_condition(context, 1)}{_reason(context)}"


def _evidence(context: Context) -> list[str]:
    """Up to two documents."""
    lines = []
    for document in ("Báo cáo năm", "Văn bản số 2")[: context.pick([(6, 0), (3, 1), (1, 2)])]:
        needed = f" khi {_condition(context, 1)}" if context.chance(0.4) else ""
        lines.append(f'minh chứng "{document}"{needed}')
    return lines
