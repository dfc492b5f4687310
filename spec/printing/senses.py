"""What the syntax tree knows about tokens and the tokens themselves do not say."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from spec import syntax

#: Words that mean something else as a value: in English they are different words.
_AS_VALUE = {"HAS": "YES", "NOT": "NO"}


@dataclass(frozen=True, slots=True)
class Senses:
    """Tokens by their offsets.

    ``terminals``: the terminal of a word of which Vietnamese makes no difference; ``decimals``: numbers whose mark is
    a decimal mark, unlike those of leaves; ``signs``: each minus that belongs to what follows it.
    """

    terminals: dict[int, str] = field(default_factory=dict)
    decimals: set[int] = field(default_factory=set)
    signs: set[int] = field(default_factory=set)


def senses(node: syntax.Node) -> Senses:
    """The senses of the tokens of a statement or an expression."""
    found = Senses()
    for part in _parts(node):
        match part:
            case syntax.Truth(word=word):
                found.terminals[word.start_pos] = _AS_VALUE.get(word.type, word.type)
            case syntax.Rescale(mode=mode) if mode.type == "NOT":
                found.terminals[mode.start_pos] = "NONE"
            case syntax.Negative():
                found.signs.add(part.span.start)
            case syntax.Literal(token=token):
                found.decimals.add(token.start_pos)
                if part.negative:
                    found.signs.add(part.span.start)
            case syntax.Number(text=token) | syntax.Percentage(text=token):
                found.decimals.add(token.start_pos)
            case syntax.Heading(maximum=token):
                found.decimals.add(token.start_pos)
            case (
                syntax.PointLimit(points=token)
                | syntax.Step(points=token)
                | syntax.GivenCouncil(points=token)
            ):
                found.decimals.add(token.start_pos)
            case _:
                pass
    return found


def _parts(node: syntax.Node) -> Iterator[syntax.Node]:
    """A node and everything inside it."""
    yield node
    for one in fields(node):
        value = getattr(node, one.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, syntax.Node):
                yield from _parts(inner)
