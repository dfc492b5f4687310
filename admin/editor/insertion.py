"""Guided insertion: the answers to a form become lines of the set, as the formatter prints them, at their place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from admin.editor.edits import Edit, applied
from admin.editor.guided import counting, dates, ratios, wholes
from admin.editor.guided.answers import SHAPES, Answers
from admin.editor.guided.fields import Field, Form
from admin.editor.outline import Entry, outline_of
from admin.editor.reading import Reading, reading_of
from admin.editor.spots import after_facts, after_offset, after_settings
from admin.editor.symbols import Symbol, symbols_of
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language
from spec.printing import print_source
from spec.printing.words import straight
from spec.resolve.numbers import shown
from spec.source import Source

B = Bilingual

FORMS: dict[str, Form] = {
    form.code: form
    for form in sorted(
        (*counting.FORMS, *ratios.FORMS, *dates.FORMS, *wholes.FORMS), key=lambda form: form.code
    )
}

#: What is asked of every sub-criterion, whatever its form.
PARENT = Field("parent", "choice", B("Thêm vào", "Put into"))
NAME = Field(
    "name",
    "text",
    B("Tên thành phần", "Name of the subcriterion"),
    B("Như trong phụ lục của quyết định.", "As in the annex of the decision."),
    example="Thực hiện nhiệm vụ mới",
)
MAXIMUM = Field("maximum", "points", B("Điểm tối đa", "Maximum points"), example="1")
OPTIONAL = (
    Field(
        "evidence",
        "text",
        B("Tài liệu kiểm chứng", "Document to be attached"),
        B("Để trống: không đòi tài liệu.", "Left empty: none is asked for."),
        required=False,
    ),
    Field("appraised_by", "text", B("Cơ quan thẩm định", "Appraised by"), required=False),
    Field(
        "key",
        "text",
        B("Mã cố định", "Permanent key"),
        B(
            "Không có khoảng trắng, ví dụ tthc-dung-han. Nhờ mã, các năm so sánh được với nhau dù số thứ tự đổi.",
            "Without blanks, such as files-on-time. By it years can be compared, whatever the number.",
        ),
        required=False,
    ),
    Field(
        "raise",
        "tick",
        B(
            "Tăng điểm tối đa của tiêu chí và lĩnh vực tương ứng",
            "Raise the maxima of the criterion and the area",
        ),
        B(
            "Không chọn thì điểm các thành phần không còn khớp; bạn sửa tay sau.",
            "Otherwise the points no longer add up, and you mend them by hand.",
        ),
        required=False,
    ),
)

_KEY = re.compile(r"[^\s:#\"][^\s#]*")
_NO_PLACE = B("chọn tiêu chí hoặc lĩnh vực có trong văn bản", "choose a criterion or an area of the text")
_NO_AREA = B("chọn một lĩnh vực, hoặc đặt tên lĩnh vực mới", "choose an area, or name a new one")
_NO_KEY = B("một từ, không khoảng trắng", "one word without blanks")
_NOT_WRITTEN = B("không viết được thành quy tắc: {why}", "cannot be written as a rule: {why}")
#: Statements that stand once in a set: a new one takes the place of the old.
_ONCE = frozenset(
    {"ROUND", "PUBLISH", "RESCALE", "RANK", "BONUS_LIMIT", "PENALTY_LIMIT", "TOTAL_LIMIT", "TOTAL_UNLIMITED"}
    | {"UNRANKED_BLOCKS", "UNRANKED_UNITS"}
)
#: Two statements of which a set has one or the other.
_EITHER = frozenset({"TOTAL_LIMIT", "TOTAL_UNLIMITED"})


@dataclass(frozen=True, slots=True)
class Inserted:
    """The text with what was put into it, or what is wrong with the answers, by field.

    ``edits`` are in UTF-16 offsets of the text as it was; ``written`` is what they put in, ``line`` where it begins.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    written: str = ""
    line: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen in a text: places for a sub-criterion, and declared facts with the shapes that they fit."""

    parents: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, tuple[str, ...]], ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return {
            "parents": [{"value": number, "label": label} for number, label in self.parents],
            "areas": [{"value": number, "label": label} for number, label in self.areas],
            "facts": [
                {"value": name, "label": label, "shapes": list(shapes)} for name, label, shapes in self.facts
            ],
        }


def fields_of(form: Form) -> tuple[Field, ...]:
    """All that is asked for a form, in its order."""
    if form.makes == "set":
        return form.fields
    return (PARENT, NAME, MAXIMUM, *form.fields, *OPTIONAL)


def catalogue(language: Language) -> list[dict[str, Any]]:
    """The forms, for the page."""
    return [
        {**form.as_json(language), "fields": [one.as_json(language) for one in fields_of(form)]}
        for form in FORMS.values()
    ]


def offer(text: str) -> Offer:
    """What can be chosen in a text."""
    reading = reading_of(text)
    entries = [one for top in outline_of(reading) for one in top.all() if one.number]
    areas = [one for one in entries if one.level == "area"]
    # A leaf goes into a criterion, or right into an area that has no criteria.
    parents = [
        one
        for one in entries
        if one.level == "criterion"
        or (one.level == "area" and all(part.level == "leaf" for part in one.parts))
    ]
    facts = symbols_of(reading).facts.values()
    return Offer(
        tuple((one.number, f"{one.number}. {one.name}") for one in parents),
        tuple((one.number, f"{one.number}. {one.name}") for one in areas),
        tuple((one.name, _label(one), _shapes(one)) for one in facts if _shapes(one)),
    )


def _label(fact: Symbol) -> str:
    return f"{fact.name} – {fact.label}" if fact.label else fact.name


def _shapes(fact: Symbol) -> tuple[str, ...]:
    return tuple(shape for shape, terminals in SHAPES.items() if fact.terminal in terminals)


def insert(text: str, code: str, values: Mapping[str, str], language: Language = "vi") -> Inserted:
    """Put what a form makes of the answers into a text. Raises KeyError for a form that there is not."""
    form, reading = FORMS[code], reading_of(text)
    if reading.source is None:
        return Inserted(text, errors={"": reading.findings[0].message(language)})
    answers = Answers(form, values, symbols_of(reading), _year(reading))
    work = _Work(reading, answers)
    edits = work.edits()
    if answers.errors:
        return Inserted(text, errors={name: say(words, language) for name, words in answers.errors.items()})
    after = applied(reading.source.text, edits)
    typed = tuple(edit.typed(reading.offsets) for edit in edits)
    written = "\n\n".join(edit.text.strip("\n") for edit in edits if edit not in work.raised)
    return Inserted(after, typed, written, _line_of(edits[0 if form.makes == "set" else -1], edits, after))


def _line_of(edit: Edit, edits: Sequence[Edit], after: str) -> int:
    """The line of the new text on which what an edit put in begins."""
    earlier = edits[: edits.index(edit)]
    before = [one for one in edits if one.start < edit.start or (one.start == edit.start and one in earlier)]
    start = edit.start + sum(len(one.text) - (one.end - one.start) for one in before)
    blank = len(edit.text) - len(edit.text.lstrip("\n"))
    return after.count("\n", 0, start + blank) + 1


def _year(reading: Reading) -> int:
    """The year of the set; of one that has none a common one."""
    for line in reading.lines:
        written = line.tokens[1] if line.head == "YEAR" and len(line.tokens) > 1 else ""
        if re.fullmatch(r"[12]\d{3}", written):
            return int(written)
    return 2021


@dataclass(slots=True)
class _Work:
    """One insertion."""

    reading: Reading
    answers: Answers
    #: Those edits that only raise the points of a heading.
    raised: list[Edit] = field(default_factory=list)

    def edits(self) -> list[Edit]:
        """What changes in the (normalised) text."""
        answers = self.answers
        if answers.form.makes == "set":
            answers.form.build(answers)
            return self._settings(answers) if not answers.errors else []
        return self._leaf(answers)

    # ---- Lines about the set

    def _settings(self, answers: Answers) -> list[Edit]:
        lines = [line for _, line in answers.settings]
        printed = self._printed([*answers.declared, *lines], [])
        if printed is None:
            return []
        facts, settings = printed[0][: len(answers.declared)], printed[0][len(answers.declared) :]
        edits: list[Edit] = []
        for (head, _), line in zip(answers.settings, settings, strict=True):
            edits.append(self._setting(head, line))
        return [*edits, *self._facts(facts)]

    def _setting(self, head: str, line: str) -> Edit:
        """A statement in place of the one that there is, or a new one beside those of its kind."""
        alike = _EITHER if head in _EITHER else {head}
        if head in _ONCE:
            for one in self.reading.lines:
                if one.head in alike:
                    return Edit(one.span.start, one.span.end, line)
        related = {"BONUS_LIMIT": ("BONUS",), "PENALTY_LIMIT": ("PENALTY",)}.get(head, ())
        return after_settings(self.reading, head, *related).insert([line])

    def _facts(self, lines: Sequence[str]) -> list[Edit]:
        return [after_facts(self.reading).insert(lines)] if lines else []

    # ---- A sub-criterion

    def _leaf(self, answers: Answers) -> list[Edit]:
        name, maximum = answers.text("name"), answers.points("maximum")
        about = list(self._about(answers))
        answers.form.build(answers)
        tops = outline_of(self.reading)
        above = self._above(answers, tops)
        if answers.errors or maximum is None:
            return []
        heading, place = self._headings(answers, above, tops, name, maximum)
        printed = self._printed(answers.declared, [*heading, *about, *answers.lines])
        if printed is None:
            return []
        facts, leaf = printed
        self.raised = self._raised(above, maximum) if answers.tick("raise") else []
        return [*self.raised, *self._facts(facts), place.insert(leaf)]

    def _about(self, answers: Answers) -> Iterator[str]:
        """The lines that every form may have."""
        if key := answers.raw("key"):
            if not _KEY.fullmatch(key):
                answers.refuse("key", _NO_KEY)
            yield f"mã {key}"
        if who := answers.raw("appraised_by"):
            yield f"thẩm định {straight(who)}"
        if document := answers.raw("evidence"):
            yield f"minh chứng {straight(document)}"

    def _above(self, answers: Answers, tops: list[Entry]) -> list[Entry]:
        """The headings above the new one, the area first; none for a new area."""
        wanted = answers.raw("parent")
        makes_criterion = answers.form.makes == "criterion"
        if makes_criterion and answers.raw("area"):
            return []
        path = _path(tops, wanted)
        fits = bool(path) and (path[-1].level == "area" if makes_criterion else path[-1].level != "leaf")
        if fits and not makes_criterion and path[-1].level == "area":
            fits = all(part.level == "leaf" for part in path[-1].parts)
        if not fits:
            answers.refuse("parent", _NO_AREA if makes_criterion else _NO_PLACE)
        return path

    def _headings(
        self, answers: Answers, above: list[Entry], tops: list[Entry], name: str, maximum: Decimal
    ) -> tuple[list[str], Any]:
        """The headings of what is new, and where it goes."""
        points = f"{shown(maximum)} điểm"
        if answers.form.makes == "leaf":
            number = _next(above[-1])
            return [f"thành phần {number} {straight(name)} {points}"], self._end_of(above[-1])
        lines: list[str] = []
        if above:
            number, place = _next(above[-1]), self._end_of(above[-1])
        else:
            area = str(max((int(one.number) for one in tops if one.number.isdigit()), default=0) + 1)
            lines.append(f"lĩnh vực {area} {straight(answers.raw('area'))} {points}")
            number, place = f"{area}.1", self._end_of_outline(tops)
        lines.append(f"tiêu chí {number} {straight(answers.text('criterion'))} {points}")
        return [*lines, f"thành phần {number}.1 {straight(name)} {points}"], place

    def _end_of(self, entry: Entry) -> Any:
        last = list(entry.all())[-1].last
        return after_offset(self.reading, self.reading.statements[last].span.end, blank=True)

    def _end_of_outline(self, tops: list[Entry]) -> Any:
        if tops:
            return self._end_of(tops[-1])
        end = self.reading.lines[-1].span.end if self.reading.lines else 0
        return after_offset(self.reading, end, blank=True)

    def _raised(self, above: list[Entry], by: Decimal) -> list[Edit]:
        """The headings above with more points."""
        source, edits = self.reading.offsets.source, []
        for entry in above:
            token = entry.points
            if (
                token is None
                or entry.maximum is None
                or source.text[token.start_pos : token.end_pos] != token
            ):
                continue
            edits.append(Edit(token.start_pos, token.end_pos, shown(entry.maximum + by)))
        return edits

    # ---- As the formatter prints it

    def _printed(self, settings: Sequence[str], outline: Sequence[str]) -> tuple[list[str], list[str]] | None:
        """Lines as the formatter writes them in the text's keyword table; None where one cannot be read."""
        around = ['bộ tiêu chí "x"', "năm 2020"]
        source = Source("", "\n".join([*around, *settings, *outline]) + "\n")
        text, findings = print_source(source, self.reading.table)
        if text is None:
            why = findings[0]
            words = B(*(say(_NOT_WRITTEN, one).format(why=why.message(one)) for one in ("vi", "en")))
            self.answers.refuse("", words)
            return None
        lines = text.rstrip("\n").split("\n")
        first = len(around) + len(settings)
        rest = lines[first:]
        return lines[len(around) : first], rest[1:] if rest and not rest[0] else rest


def _path(tops: list[Entry], number: str) -> list[Entry]:
    """The headings down to the one with a number."""
    for entry in tops:
        if entry.number == number:
            return [entry]
        if below := _path(entry.parts, number):
            return [entry, *below]
    return []


def _next(entry: Entry) -> str:
    """The number after those of the parts."""
    last = [part.number.rpartition(".")[2] for part in entry.parts]
    return f"{entry.number}.{max((int(one) for one in last if one.isdigit()), default=0) + 1}"
