"""The two sides of what is compared, and how a change between them is noted."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from spec.diagnostics import Bilingual
from spec.diff import measure
from spec.diff.change import Change, Grade
from spec.diff.side import Ruled, Side
from spec.diff.values import Literal, filled, literal_plain, literal_text, value_moved
from spec.model import Definition
from spec.model import expressions as e
from spec.model.rules import Statement

Written = Ruled | Definition
Words = Mapping[str, str | Bilingual]
Values = tuple[e.Expression | None, e.Expression | None]

#: How many numbers that differ are told in one sentence.
_MOST_NUMBERS = 3
_FROM_TO = Bilingual("{was} thành {now}", "{was} to {now}")


class Pair:
    """A leaf (or the whole set) on both sides, with what its rules measure there."""

    def __init__(
        self, old: Side, new: Side, old_rules: Sequence[Statement], new_rules: Sequence[Statement]
    ) -> None:
        self.old, self.new = old, new
        self.was_measured = measure.of_rules(old_rules, old)
        self.is_measured = measure.of_rules(new_rules, new)

    @property
    def same_measure(self) -> bool:
        """Whether both sides measure the same."""
        return self.was_measured == self.is_measured

    def grade(self, was: Iterable[Statement], now: Iterable[Statement]) -> Grade:
        """The class of a change of rules: major if they measure what the other side does not."""
        gone = measure.of_rules(was, self.old) - self.is_measured
        come = measure.of_rules(now, self.new) - self.was_measured
        return Grade.MAJOR if gone or come else Grade.MINOR

    def rule(
        self,
        kind: str,
        was: Statement | None,
        now: Statement | None,
        words: Words,
        values: Values = (None, None),
    ) -> Change:
        """A change of one rule; ``words`` are for its sentence, ``values`` what is different if it is just that."""
        old, new = _there(was), _there(now)
        return self.noted(kind, self.grade(old, new), old, new, words, values)

    def part(self, kind: str, was: Statement, now: Statement, part: str, words: Words) -> Change:
        """A change of one value that a rule gives: it is major if that value measures what was not measured."""
        values = (getattr(was, part), getattr(now, part))
        gone = measure.of_value(values[0], self.old) - self.is_measured
        come = measure.of_value(values[1], self.new) - self.was_measured
        grade = Grade.MAJOR if gone or come else Grade.MINOR
        return self.noted(kind, grade, (was,), (now,), words, values)

    def noted(
        self,
        kind: str,
        grade: Grade,
        was: Sequence[Written],
        now: Sequence[Written],
        words: Words = MappingProxyType({}),
        values: Values = (None, None),
    ) -> Change:
        """A change that is seen in some statements of the two sides."""
        return Change(
            kind,
            grade,
            words,
            tuple(self.old.line(one) for one in was),
            tuple(self.new.line(one) for one in now),
            _plain(self.old, values[0]),
            _plain(self.new, values[1]),
        )

    def differ(self, was: e.Expression | None, now: e.Expression | None) -> bool:
        """Whether two expressions say something else, and mean it; what they read is told where that changed."""
        says = self.old.digest(was, "own") != self.new.digest(now, "own")
        return says and self.old.digest(was) != self.new.digest(now)

    # ---- Numbers

    def moved(self, was: e.Expression, was_text: str, now: e.Expression, now_text: str) -> Bilingual:
        """A value that was raised, lowered or changed."""
        return value_moved(self.old.settled(was), was_text, self.new.settled(now), now_text)

    def differing(self, was: e.Expression, now: e.Expression) -> list[tuple[Literal, Literal]]:
        """The numbers and days in which two expressions of one shape differ; none where they are of two shapes."""
        if self.old.digest(was, "shape") != self.new.digest(now, "shape"):
            return []
        both = zip(self.old.literals(was), self.new.literals(now), strict=False)
        return [(old, new) for old, new in both if self.old.digest(old) != self.new.digest(new)]

    def only(self, was: e.Expression | None, now: e.Expression | None) -> Values:
        """The one number or day in which two expressions differ; none where they differ in more."""
        found = self.differing(was, now) if was is not None and now is not None else []
        return found[0] if len(found) == 1 else (None, None)

    def numbers(self, was: e.Expression, now: e.Expression) -> Bilingual:
        """Those numbers in words, to be added to a sentence: «: 10 thành 12»; empty where there are none to tell."""
        found = self.differing(was, now)
        if not 0 < len(found) <= _MOST_NUMBERS:
            return Bilingual("", "")
        years = (self.old.digests.model.year, self.new.digests.model.year)
        told = [
            filled(_FROM_TO, {"was": literal_text(old, years[0]), "now": literal_text(new, years[1])})
            for old, new in found
        ]
        return Bilingual(": " + "; ".join(one.vi for one in told), ": " + "; ".join(one.en for one in told))


def _there(rule: Statement | None) -> tuple[Statement, ...]:
    return () if rule is None else (rule,)


def _plain(side: Side, value: e.Expression | None) -> str | None:
    if value is None:
        return None
    settled = side.settled(value)
    return literal_plain(settled) if isinstance(settled, Literal) else None
