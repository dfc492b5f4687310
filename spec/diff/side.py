"""Where a statement stands on one of the two sides: what it means there, and how it is written."""

from dataclasses import dataclass
from typing import Any

from spec.diff.digests import Digests, Mode
from spec.diff.version import Line, Version
from spec.model import FactCheck, Leaf
from spec.model import expressions as e
from spec.model.rules import Statement

#: Behind which words the parts of a statement stand, and before which.
_BECAUSE = ("BECAUSE",)
_AFTER = {
    "condition": ("WHEN", "ACHIEVED", "GATE", "NOTHING_AROSE", "NOT_APPLICABLE", "CONSTRAINT", "WARNING"),
    "each": ("EACH",),
    "limit": ("AT_MOST",),
    "points": ("ADD", "DEDUCT", "CEILING", "FORMULA", "COLON", "STRING"),
    "ratio": ("PROPORTION",),
    "threshold": ("FROM",),
    "value": ("EQ",),
}
_UNTIL = {
    "condition": ("COLON", *_BECAUSE),
    "each": ("AT_MOST", *_BECAUSE),
    "points": ("WHEN", "EACH", *_BECAUSE),
    "ratio": ("FROM", *_BECAUSE),
    "threshold": ("OR_MORE", *_BECAUSE),
}

#: What has a condition and a reason: rules, and checks on facts.
Ruled = Statement | FactCheck


@dataclass(frozen=True, slots=True)
class Side:
    """A leaf of one of the two sets; without a leaf, the set as a whole."""

    version: Version
    digests: Digests
    leaf: Leaf | None = None

    def at(self, leaf: Leaf | None) -> "Side":
        """The same side at a leaf."""
        return Side(self.version, self.digests, leaf)

    def digest(self, expression: e.Expression | None, mode: Mode = "deep") -> str:
        """The digest of an expression; that of nothing is empty."""
        return "" if expression is None else self.digests.expression(expression, self.leaf, mode)

    def rule(self, rule: Ruled, mode: Mode = "deep") -> str:
        """The digest of what a rule scores."""
        return self.digests.rule(rule, self.leaf, mode)

    def reason(self, rule: Ruled) -> str:
        """The digest of a rule's reason."""
        return self.digests.reason(rule.reason, self.leaf)

    def line(self, statement: Any) -> Line:
        """A statement as it is written."""
        return self.version.line(statement.line)

    def written(self, statement: Any, part: str) -> str:
        """One part of a statement (a field of the model) as it is written."""
        return self.version.part(statement.line, _AFTER[part], _UNTIL.get(part, _BECAUSE))

    def settled(self, value: e.Expression) -> e.Expression:
        """A value, or the number or day that it stands for through definitions."""
        found = value
        while isinstance(found, e.DefinitionValue):
            found = self.digests.definition(found, self.leaf).value
        return found if isinstance(found, e.Number | e.DateLiteral) else value

    def literals(self, expression: e.Expression) -> list[e.Number | e.DateLiteral]:
        """The numbers and days that an expression holds, those of its definitions too."""
        inside = self.digests.inside(expression, self.leaf)
        return [one for one in inside if isinstance(one, e.Number | e.DateLiteral)]
