"""Whether a seeded fault is told."""

from spec import load_text
from tests.proofs.whole import Fault, whole


def missed(fault: Fault, *, alone: bool) -> list[str]:
    """What there is to say of a fault that is not told where it should be: what is told instead. Else nothing.

    ``alone``: in the part of the set that it needs, else in the whole set.
    """
    text = whole().plant_alone(fault.edits, fault.leaves) if alone else whole().plant(fault.edits)
    _, found = load_text(text)
    for one in found:
        assert one.start is not None
        if (one.code, one.start.line) == (fault.code, fault.line) and fault.says in one.message():
            return []
    told = [f"    {one.code} dòng {one.start.line if one.start else 0}: {one.message()}" for one in found]
    words = f"  (phải nói: {fault.says})" if fault.says else ""
    return ["\n".join([f"{fault}{words}", *(told or ["    không nói gì"])])]
