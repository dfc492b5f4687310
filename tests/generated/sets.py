"""A whole criteria set as text."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

from spec.model import ValueType
from tests.generated import amounts, conditions
from tests.generated.context import Context, Definition, LeafPlan
from tests.generated.leaves import rule_lines
from tests.generated.pool import Pool
from tests.generated.sources import fact
from tests.generated.written import number

#: A file has at least so many facts; a small outline gets warnings that use the rest.
_FEWEST = 8
_WORD = re.compile(r"\w+")


def generate_set(seed: int) -> str:
    """The text of a criteria set; the same seed always gives the same text."""
    return _SetWriter(Random(seed)).text()


class _SetWriter:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.year = random.choice((2019, 2020, 2021, 2024))
        self.pool = Pool(random, self.year)
        self.context = Context(random, self.pool)
        self.places = random.choice((0, 1, 2, 2, 3, 3, 4))
        self.blocks = random.choice(((), ("sở",), ("sở", "huyện")))
        self.plans: list[LeafPlan] = []
        #: Areas → criteria → leaves, as indices into ``plans``.
        self.outline: list[list[list[int]]] = []

    def text(self) -> str:
        """Body first: it decides which facts the head declares."""
        self._plan()
        self._define()
        body = self._body()
        head = self._head()
        self._drop_unused(" ".join([*head, *body]))
        checks = self._checks()
        lines = [*head, "", *self._definitions(), "", *self._facts(), *checks, "", *body]
        return "\n".join(self._with_comments(lines)) + "\n"

    def _with_comments(self, lines: list[str]) -> list[str]:
        return [f"{line}  # ghi chú" if line and self.random.random() < 0.02 else line for line in lines]

    def _drop_unused(self, text: str) -> None:
        """Leave out what was asked for by an expression that was then given up."""
        used = set(_WORD.findall(text))
        kept = []
        for definition in reversed(self.context.set_definitions):
            if definition.name in used:
                kept.append(definition)
                used.update(_WORD.findall(definition.value.text))
        self.context.set_definitions[:] = kept[::-1]
        for one in reversed(self.pool.declared):
            if one.name in used:
                used.update(_WORD.findall(one.written))
        self.pool.declared[:] = [one for one in self.pool.declared if one.name in used]

    # ---- Outline

    def _plan(self) -> None:
        for area in range(1, self.random.choice((1, 2, 2, 3)) + 1):
            criteria = []
            for criterion in range(1, self.random.choice((1, 1, 2, 3)) + 1):
                heading = f"{area}.{criterion}"
                leaves = self.random.choice((1, 2, 2, 3, 4))
                numbers = [f"{heading}.{index}" for index in range(1, leaves + 1)]
                if leaves == 1 and self.random.random() < 0.5:
                    numbers = [heading]  # a leaf right under its area
                criteria.append([self._plan_leaf(one) for one in numbers])
            self.outline.append(criteria)
        self._allow_reading()

    def _plan_leaf(self, number_: str) -> int:
        decimals = self.random.randint(0, min(self.places, 2))
        scale = 10**decimals
        units = self.random.randint(max(1, scale // 4), 4 * scale)
        self.plans.append(LeafPlan(number_, Decimal(units).scaleb(-decimals)))
        return len(self.plans) - 1

    def _allow_reading(self) -> None:
        """A leaf may read those before it in a random order, so there are no cycles."""
        order = list(self.plans)
        self.random.shuffle(order)
        for index, plan in enumerate(order):
            plan.readable = [other.number for other in order[max(0, index - 3) : index]]

    def _body(self) -> list[str]:
        lines: list[str] = []
        for area, criteria in enumerate(self.outline, 1):
            leaves = [self.plans[index] for criterion in criteria for index in criterion]
            lines += ["", f'lĩnh vực {area} "Lĩnh vực {area}" {_sum(leaves)} điểm']
            if self.random.random() < 0.3:
                lines.append('  thẩm định "Văn phòng UBND tỉnh"')
            for index, criterion in enumerate(criteria, 1):
                members = [self.plans[place] for place in criterion]
                heading = f"{area}.{index}"
                if members[0].number != heading:
                    lines.append(f'tiêu chí {heading} "Tiêu chí {heading}" {_sum(members)} điểm')
                for plan in members:
                    lines += self._leaf(plan)
        return lines

    def _leaf(self, plan: LeafPlan) -> list[str]:
        context = Context(self.random, self.pool, plan, self.context.set_definitions)
        key = f"ma-{plan.number.replace('.', '-')}" if self.random.random() < 0.4 else None
        head = f'thành phần {plan.number} "Thành phần {plan.number}" {number(plan.maximum)} điểm'
        return [head, *(f"  {line}" for line in rule_lines(context, key))]

    # ---- Head

    def _define(self) -> None:
        for index in range(self.random.choice((0, 0, 1, 2))):
            type_ = self.random.choice((ValueType.COUNT, ValueType.RATIO))
            maker = amounts.count if type_ is ValueType.COUNT else amounts.ratio
            value = maker(self.context.afresh(), 1)
            self.context.set_definitions.append(Definition(f"chung_{index + 1}", type_, value))

    def _definitions(self) -> list[str]:
        return [f"đặt {one.name} = {one.value.text}" for one in self.context.set_definitions]

    def _facts(self) -> list[str]:
        return [f"dữ kiện {one.name}: {one.written}" for one in self.pool.declared]

    def _head(self) -> list[str]:
        random = self.random
        lines = [
            f"làm tròn {self.places} chữ số",
            f"công bố {random.randint(0, 3)} chữ số",
            f"quy đổi {random.choice(('tổng', 'theo lĩnh vực', 'không'))}",
            f"xếp hạng {random.choice(('liền', 'cách', 'thứ tự'))}",
            'căn cứ "Quyết định số 1/QĐ-UBND"',
        ]
        if self.blocks:
            lines.append(f"áp dụng cho {'; '.join(self.blocks)}")
            if random.random() < 0.15:
                lines.append(f"không xếp hạng khối {self.blocks[-1]}")
        if random.random() < 0.2:
            lines.append('không xếp hạng đơn vị "u2"; "u5"')
        if random.random() < 0.25:
            lines.append("so theo số chính xác")
        lines += self._bands() + self._adjustments()
        random.shuffle(lines)
        return ['bộ tiêu chí "Bộ tiêu chí sinh ngẫu nhiên"', f"năm {self.year}", *lines]

    def _bands(self) -> list[str]:
        names = ("Xuất sắc", "Tốt", "Khá", "Trung bình")[: self.random.choice((0, 2, 3, 4))]
        thresholds = sorted(self.random.sample(range(30, 100, 5), len(names)), reverse=True)
        return [
            f'xếp loại "{name}" từ {threshold}%{self._band_condition()}'
            for name, threshold in zip(names, thresholds, strict=True)
        ]

    def _band_condition(self) -> str:
        area = self.random.randint(1, len(self.outline))
        return self.context.pick(
            [
                (5, ""),
                (2, f" khi lĩnh vực thấp nhất từ {self.random.choice((30, 50, 60))}% trở lên"),
                (1, f" khi tỷ lệ điểm({area}) trên 40%"),
                (1, f" khi tỷ lệ điểm({self.random.choice(self.plans).number}) >= 50%"),
                (1, f" khi tỷ lệ điểm({area}.1) dưới 95% hoặc lĩnh vực thấp nhất >= 20%"),
                (1, f" khi {conditions.yes_or_no(self.context.afresh()).text}"),
            ]
        )

    def _adjustments(self) -> list[str]:
        lines: list[str] = []
        for kind, name in (
            ("điểm thưởng", "Sáng kiến"),
            ("điểm thưởng", "Mô hình mới"),
            ("điểm phạt", "Nộp chậm"),
        ):
            if self.random.random() < 0.25:
                points = self.random.choice(("1", "2") if self.places == 0 else ("0,5", "1", "0,2"))
                lines.append(f'{kind} "{name}" {points}{self._adjustment_measure()}')
        if not lines:
            return lines
        kinds = {line.split('"', 1)[0].strip() for line in lines}
        lines += [f"tổng {kind} không quá {self.random.choice((1, 2, 3))} điểm" for kind in sorted(kinds)][
            : self.random.choice((0, 1, 2))
        ]
        total = _sum(self.plans)
        return lines + self.context.pick(
            [(3, []), (1, [f"tổng không quá {total}"]), (1, [f"tổng được vượt {total}"])]
        )

    def _adjustment_measure(self) -> str:
        if self.random.random() < 0.5:
            return f' khi {conditions.condition(self.context.afresh(), 1).text} vì "theo báo cáo"'
        maker = self.context.pick([(3, amounts.count), (1, amounts.plain_number)])
        each = maker(self.context.afresh(), 1)
        return f" mỗi {each.text}{self.random.choice((' không quá 2 điểm', ''))}"

    # ---- Checks of the facts

    def _checks(self) -> list[str]:
        """They see the facts of one unit alone: no best value of the block."""
        context = Context(self.random, self.pool, one_unit=True)
        lines = []
        if self.random.random() < 0.15:
            lines.append(f"cảnh báo {conditions.condition(context.afresh(), 1).text}")
        if self.random.random() < 0.08:
            tolerant = amounts.count(context.afresh(), 1)
            either = conditions.yes_or_no(context.afresh())
            lines.append(f'ràng buộc {tolerant.text} >= 0 hoặc {either.text} vì "phải khớp"')
        while len(self.pool.declared) < _FEWEST:
            lines.append(self._plain_check(context))
        return lines

    def _plain_check(self, context: Context) -> str:
        """A warning that uses one more fact."""
        type_ = self.random.choice((ValueType.COUNT, ValueType.DATE, ValueType.NUMBER, ValueType.BOOLEAN))
        read = fact(context, type_)
        check = {
            ValueType.BOOLEAN: f"{read.text} = có",
            ValueType.DATE: f"{read.text} từ 01/01/{self.year - 3}",
        }.get(type_, f"{read.text} từ -1000 trở lên")
        return f"cảnh báo {check}"


def _sum(plans: list[LeafPlan]) -> str:
    return number(sum((plan.maximum for plan in plans), Decimal(0)))
