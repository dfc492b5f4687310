"""A set that changed in one place: a number, a word, a rule, an option of a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

_NUMBER = re.compile(r"(?<![\w,/.])\d+(?:,\d+)?(?![\w,/.])")
_PLACES = re.compile(r"(?<![\w/])(\d\d)/(\d\d)(?![\w/])")
_TEXT = re.compile(r'"[^"{}\\]+"')
_RULE = re.compile(r"^  (?:trừ|cộng|tối đa|minh chứng|không (?:áp dụng|phát sinh|tính điểm) khi) ")
_SWAPS = (
    ("trở lên", "trở xuống"),
    (" từ ", " trên "),
    (" trên ", " dưới "),
    (" và ", " hoặc "),
    (" >= ", " > "),
    (" không quá ", " dưới "),
    ("lớn nhất", "nhỏ nhất"),
    ("số nguyên", "số"),
    (" hoặc trống", ""),
    ("càng ít càng tốt", "càng nhiều càng tốt"),
    ("quy đổi tổng", "quy đổi không"),
    ("xếp hạng liền", "xếp hạng cách"),
    ("; ", "; thêm_vào; "),
)


def mutations(text: str, random: Random) -> Iterator[str]:
    """The text with one change, again and again in another way; not all of them are sets without mistakes."""
    lines = text.splitlines()
    while True:
        index = random.randrange(len(lines))
        for line in random.choice(_WAYS)(lines[index], random):
            if line != lines[index]:
                changed = [*lines[:index], *([] if line is None else [line]), *lines[index + 1 :]]
                yield "\n".join(changed) + "\n"


def _number(line: str, random: Random) -> list[str | None]:
    """A number raised by its last unit; those of headings are left, for sums must agree."""
    found = list(_NUMBER.finditer(line))
    if not found or re.match(r"(lĩnh vực|tiêu chí|thành phần) ", line):
        return []
    one = random.choice(found)
    return [line[: one.start()] + one.group()[:-1] + str((int(one.group()[-1]) + 1) % 10) + line[one.end() :]]


def _day(line: str, random: Random) -> list[str | None]:
    return [_PLACES.sub(lambda day: f"{(int(day.group(1)) % 28) + 1:02}/{day.group(2)}", line, count=1)]


def _text(line: str, random: Random) -> list[str | None]:
    return [_TEXT.sub(lambda text: text.group()[:-1] + ' (sửa)"', line, count=1)]


def _swap(line: str, random: Random) -> list[str | None]:
    old, new = random.choice(_SWAPS)
    return [line.replace(old, new, 1)]


def _drop(line: str, random: Random) -> list[str | None]:
    return [None] if _RULE.match(line) else []


_WAYS: tuple[Callable[[str, Random], list[str | None]], ...] = (_number, _day, _text, _swap, _swap, _drop)
