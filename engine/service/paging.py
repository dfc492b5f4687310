"""Long lists a page at a time, by key: a page stays what it is while rows are added before it."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Column, Connection, Select, func, select

T = TypeVar("T")

#: Rows of a page where nobody says otherwise, and at most.
ROWS: Final = 50
MOST_ROWS: Final = 200

#: Rows whose keys are in order may have instants that are not: transactions overlap. Microseconds: one minute.
_OVERLAP: Final = 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: after a key, or before one; at the newest rows where neither is given."""

    before: int | None = None
    after: int | None = None
    rows: int = ROWS


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows, newest first. ``older``: the next page lies before this key; ``newer``: the last one after this key."""

    items: list[T]
    older: int | None
    newer: int | None


def page_of(connection: Connection, query: Select[Any], key: Column[int], place: Place) -> Page[Any]:
    """The rows of a query at a place, by a key that grows and that the query selects."""
    count = max(1, min(place.rows, MOST_ROWS))
    if place.after is not None:
        onward = query.where(key > place.after).order_by(key).limit(count + 1)
        found = list(connection.execute(onward))
        rows = found[:count][::-1]
        newer = _key(rows[0], key) if len(found) > count else None
        return Page(rows, _key(rows[-1], key) if rows else place.after + 1, newer)
    if place.before is not None:
        query = query.where(key < place.before)
    found = list(connection.execute(query.order_by(key.desc()).limit(count + 1)))
    rows = found[:count]
    older = _key(rows[-1], key) if len(found) > count else None
    if place.before is None:
        return Page(rows, older, None)
    return Page(rows, older, _key(rows[0], key) if rows else place.before - 1)


def _key(row: Any, key: Column[int]) -> int:
    return int(getattr(row, key.name))


def first_key(connection: Connection, key: Column[int], at: Column[int], instant: int) -> int:
    """A key from which on all rows are that were written at or after an instant (microseconds).

    It is found by halves, over the key alone: there is no index by time, and the rows are many. Some rows before the
    instant may come with them.
    """
    lowest: int | None = connection.execute(select(func.min(key))).scalar()
    highest: int | None = connection.execute(select(func.max(key))).scalar()
    if lowest is None or highest is None:
        return 0

    def written(number: int) -> int:
        """When the first row from a key on was written."""
        query = select(at).where(key >= number).order_by(key).limit(1)
        return int(connection.execute(query).scalar_one())

    keys = range(lowest, highest + 1)
    return lowest + bisect_left(keys, instant - _OVERLAP, key=written)
