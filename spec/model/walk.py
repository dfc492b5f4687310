"""Going through expressions: their parts, and everything inside them."""

from collections.abc import Iterator

from spec.model import expressions as e


def children(expression: e.Expression) -> tuple[e.Expression, ...]:
    """The expressions right inside one."""
    match expression:
        case e.Sum(terms=terms):
            return tuple(term.value for term in terms)
        case e.Product(factors=factors):
            return tuple(factor.value for factor in factors)
        case e.Compare(left=left, right=right):
            return (left, right)
        case e.Between(value=value, low=low, high=high):
            return (value, low, high)
        case e.Membership(subset=inner) | e.SubsetSize(subset=inner):
            return (inner,)
        case e.Emptiness(value=inner) | e.Not(value=inner) | e.Floor(value=inner):
            return (inner,)
        case e.And(values=values) | e.Or(values=values) | e.Extreme(values=values):
            return values
        case e.Aggregate(where=where) | e.Exists(where=where) | e.Listing(where=where):
            return () if where is None else (where,)
        case e.Every(where=where, condition=condition):
            return (condition,) if where is None else (where, condition)
        case _:
            return ()


def walk(expression: e.Expression) -> Iterator[e.Expression]:
    """An expression and everything inside it, outermost first; definitions are not entered."""
    yield expression
    for child in children(expression):
        yield from walk(child)
