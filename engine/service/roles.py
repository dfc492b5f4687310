"""Who may do what: roles, and the rights that each of them has. What no role has, nobody may."""

from collections.abc import Collection
from typing import Final, Literal, Protocol, get_args

Role = Literal["administrator", "editor", "publisher", "appraiser", "staff", "leader", "reader", "auditor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

#: ``read``: scorecards, ranks, sets, evidence; everybody who is signed in.
Right = Literal[
    "read",
    "edit_sets",
    "review_sets",
    "publish_sets",
    "manage_rounds",
    "declare",
    "appraise",
    "manage_integration",
    "manage_people",
    "manage_units",
    "read_audit",
]
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)

_RIGHTS_OF: Final[dict[Role, frozenset[Right]]] = {
    "administrator": frozenset({"read", "manage_integration", "manage_people", "manage_units", "read_audit"}),
    "editor": frozenset({"read", "edit_sets"}),
    "publisher": frozenset({"read", "review_sets", "publish_sets", "manage_rounds"}),
    "appraiser": frozenset({"read", "appraise"}),
    "staff": frozenset({"read", "declare"}),
    "leader": frozenset({"read", "declare"}),
    "reader": frozenset({"read"}),
    "auditor": frozenset({"read", "read_audit"}),
}
#: Roles of a unit's people.
OF_UNITS: Final[frozenset[Role]] = frozenset({"staff", "leader"})


class Holder(Protocol):
    """Somebody with roles."""

    @property
    def roles(self) -> Collection[Role]:
        """The roles."""
        ...

    @property
    def unit(self) -> str | None:
        """The unit that a unit's people belong to."""
        ...

    @property
    def areas(self) -> Collection[str]:
        """Numbers of the areas that an appraiser judges; none: all."""
        ...


def rights_of(roles: Collection[Role]) -> frozenset[Right]:
    """All rights of some roles together."""
    return frozenset().union(*(_RIGHTS_OF[role] for role in roles))


def may(person: Holder, right: Right, *, unit: str | None = None, area: str | None = None) -> bool:
    """Whether somebody has a right, for a unit and in an area where these are given.

    Units declare for themselves; nobody appraises the own unit, nor areas that are another's.
    """
    if right not in rights_of(person.roles):
        return False
    if right == "declare" and unit is not None:
        return person.unit == unit
    if right == "appraise":
        own = unit is not None and person.unit == unit
        return not own and (area is None or not person.areas or area in person.areas)
    return True
