"""Two criteria sets compared: what changed for the units, in words, and which scores can still be compared.

Each change has a class, the heaviest of what it does to the scores:

* ``major``: the scores cannot be compared. The maximum changed, or what is measured: the quantities that base,
  additions, deductions, gates and ceilings look at, with their numbers and days left open (``spec.diff.measure``);
  the way of scoring (tiers, proportion, all or nothing …); the type of a fact that is read. New leaves, and those
  that are gone, are major.
* ``minor``: the same is measured against the same maximum, but thresholds, points, limits, documents that are asked
  for or exceptions changed, or what may be declared. Scores can be compared with care.
* ``wording``: no score changes. Names, reasons, labels, the titles of documents, sources, who appraises, numbers of
  leaves that moved.

A leaf is as comparable as its heaviest change allows: ``yes``, ``with_care`` or ``no``. The hash of a leaf
(``Digests.leaf``) is equal in both sets exactly where it scores the same, so where it is equal all is wording, and
where it is not something is told that is more than wording. A day without a year, or of the set's own year, is the
same day in both sets; the rounding is told once, of the set as a whole.

The set as a whole: how percentages are rescaled, and bonus or penalty that came or went, are major; rounding, ranks,
bands, limits, and who is scored are minor; name, year and legal basis are wording.
"""

from spec.diff.change import (
    Change,
    Comparable,
    Comparison,
    FactComparison,
    Grade,
    HeadingComparison,
    LeafComparison,
)
from spec.diff.compare import compare
from spec.diff.version import Line, Version

__all__ = [
    "Change",
    "Comparable",
    "Comparison",
    "FactComparison",
    "Grade",
    "HeadingComparison",
    "LeafComparison",
    "Line",
    "Version",
    "compare",
]
