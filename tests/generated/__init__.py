"""Random criteria sets, as text in the language, and random facts documents that are valid for a set.

Everything comes from one seed, so a case that fails is a number. Where to look: ``sets`` (a file, its outline),
``leaves`` (the rules of a leaf), ``amounts``, ``tables``, ``conditions`` and ``sources`` (expressions by the type that
is wanted), ``pool`` and ``domains`` (the facts they ask for); then ``documents``, ``drawing`` and ``rows`` (facts),
``ranges`` (what a domain allows), ``extras`` (evidence, council, approvals), ``gaps`` (what is left out) and
``filling`` (what could stand there).
"""

from tests.generated.documents import generate_facts
from tests.generated.filling import fill_holes
from tests.generated.sets import generate_set

__all__ = ["fill_holes", "generate_facts", "generate_set"]
