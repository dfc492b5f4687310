"""How the office is served."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``secure``: browsers come by HTTPS, so cookies are sent by nothing else.

    ``hosts``: names that it answers to; none: any. ``name``: the agency, as the head of each page names it.
    """

    secure: bool = True
    hosts: tuple[str, ...] = ()
    name: str = "Sở Nội vụ"
