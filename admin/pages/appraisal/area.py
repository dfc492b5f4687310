"""The area of appraisers: its address, what its pages share, and which items somebody may judge."""

from typing import Any, Final, cast

from flask import Blueprint, request

from admin import leaf_words
from admin.current import person
from admin.security.rights import demand
from engine.service.appraisal_queue import Filter, Waits
from engine.service.dossier import LeafDossier
from engine.service.said import EntryKind, Seen

blueprint = Blueprint("appraisal", __name__, url_prefix="/tham-dinh")

#: For years in addresses.
YEAR: Final = "int(min=1900, max=2999)"
#: No number of the ledger is larger.
_LARGEST: Final = 2**53 - 1


@blueprint.context_processor
def shared() -> dict[str, object]:
    """What all pages of the area show things with."""
    return {
        "states": leaf_words.STATES,
        "statuses": leaf_words.STATUSES,
        "waits": leaf_words.WAITS,
        "tags": leaf_words.TAGS,
        "part_of": leaf_words.part_of,
        "ref_of": ref_of,
    }


def wanted() -> Filter:
    """The filter of the address; what somebody may not judge is never in it."""
    me = person()
    found = request.args.get("wait", "")
    waits: Waits = found if found in leaf_words.WAITS else "submitted"
    unit, area = request.args.get("of", ""), request.args.get("area", "")
    return Filter(waits, unit, area, me.areas, me.unit)


def kept(filter_: Filter) -> dict[str, Any]:
    """The filter as parameters of an address."""
    given = {"wait": filter_.waits, "of": filter_.unit, "area": filter_.area}
    return {name: value for name, value in given.items() if value and value != "submitted"}


def demand_leaf(unit: str, leaf: LeafDossier) -> None:
    """Answer 403 where who is signed in does not judge a leaf of a unit."""
    demand("appraise", unit=unit, area=leaf.asked.area_number)


# ---- What a page showed


def ref_of(seen: Seen) -> str:
    """An entry as a page showed it, in one word."""
    return f"{seen.kind}:{seen.number}:{seen.decision}"


def seen_of(ref: str) -> Seen | None:
    """An entry by such a word; None where it is none."""
    kind, _colon, rest = ref.partition(":")
    number, _colon, decision = rest.partition(":")
    if kind not in ("fact", "row") or not (is_number(number) and is_number(decision)):
        return None
    return Seen(cast("EntryKind", kind), int(number), int(decision))


def is_number(written: str) -> bool:
    """Whether something is a number that the ledger may have."""
    return written.isascii() and written.isdigit() and len(written) < 17 and int(written) <= _LARGEST
