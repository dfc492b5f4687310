"""Two sets, compared: who is who first, then what changed, from the facts up to the set as a whole."""

from spec.diff.change import Comparison, in_order
from spec.diff.digests import Digests, Names
from spec.diff.facts import compare_facts
from spec.diff.headings import compare_headings
from spec.diff.leaves import compare_leaves
from spec.diff.matching import facts as matching_facts
from spec.diff.matching import leaves as matching_leaves
from spec.diff.outside import adjustment_changes, band_changes, check_changes
from spec.diff.pair import Pair
from spec.diff.settings import setting_changes
from spec.diff.side import Side
from spec.diff.version import Version
from spec.model import CriteriaSet, Criterion


def compare(old: Version, new: Version) -> Comparison:
    """Everything that changed from one checked set to another. Scenario tests are not compared: they score nobody."""
    leaves, facts = matching_leaves(old.model, new.model), matching_facts(old.model, new.model)
    names = Names(
        {now.name: was.name for was, now in facts}, {now.number: was.number for was, now, _ in leaves}
    )
    before, after = Side(old, Digests(old.model, Names())), Side(new, Digests(new.model, names))
    changed_facts, by_part = compare_facts(before, after, facts)
    whole = Pair(before, after, old.model.adjustments, new.model.adjustments)
    return Comparison(
        old,
        new,
        in_order([*setting_changes(whole), *band_changes(whole), *adjustment_changes(whole)]),
        tuple(compare_headings(old.model.areas, new.model.areas, old, new)),
        tuple(compare_headings(_criteria(old.model), _criteria(new.model), old, new)),
        tuple(compare_leaves(before, after, leaves, by_part)),
        tuple(changed_facts),
        in_order(check_changes(whole)),
    )


def _criteria(model: CriteriaSet) -> list[Criterion]:
    """The criteria that have a heading of their own."""
    return [one for area in model.areas for one in area.criteria if not one.implicit]
