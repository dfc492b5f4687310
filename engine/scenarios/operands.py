"""Short names of what rules compare and work out, in the words of the language."""

from engine.rounding import exact
from engine.wording import date_text, decimal_text
from spec.model import expressions as e
from spec.model.expressions import ValueType


def written_number(node: e.Number) -> str:
    """As it is written, with the places that it has."""
    if node.type is ValueType.RATIO:
        return decimal_text(exact(node.value) * 100, _PLACES) + "%"
    return decimal_text(exact(node.value), _PLACES)


#: More places than a number in a set has.
_PLACES = 32


#: Longer operands are left to the line, which is shown as well.
_LONGEST_OPERAND = 40


def operand(node: e.Expression) -> str:
    """A short name for an operand in the words of the language; «…» for a longer one."""
    text = _written(node)
    return text if len(text) <= _LONGEST_OPERAND else "…"


def _written(node: e.Expression) -> str:
    match node:
        case e.Number():
            return written_number(node)
        case e.DateLiteral(value=day):
            return date_text(day.toordinal())
        case e.Truth(value=truth):
            return "có" if truth else "không"
        case e.Code(value=code):
            return code
        case e.FactValue() | e.PreviousValue() | e.DefinitionValue() | e.ColumnValue() | e.BestValue():
            return _named(node)
        case e.SubsetSize(subset=subset):
            return f"đếm({_written(subset)})"
        case e.LeafPoints(leaf=leaf):
            return f"điểm({leaf})"
        case e.Product(factors=factors):
            signs = [f" {'×' if factor.operator == '*' else '/'} " for factor in factors]
            return _joined(signs, [factor.value for factor in factors])
        case e.Sum(terms=terms):
            return _joined([f" {term.sign} " for term in terms], [term.value for term in terms])
        case _:
            return "…"


def _named(
    node: e.FactValue | e.PreviousValue | e.DefinitionValue | e.ColumnValue | e.BestValue,
) -> str:
    match node:
        case e.ColumnValue(column=column):
            return column
        case e.PreviousValue(name=name, field=part):
            return f"năm trước({name if part is None else f'{name}.{part}'})"
        case e.BestValue(name=name):
            return f"tốt nhất({name})"
        case e.FactValue(name=name, field=part) if part is not None:
            return f"{name}.{part}"
        case _:
            return node.name


def _joined(signs: list[str], values: list[e.Expression]) -> str:
    """Operands with their signs between them; the first one's is left out."""
    parts = [f"({text})" if isinstance(one, e.Sum) else text for one in values for text in [_written(one)]]
    return "".join(sign + part for sign, part in zip(["", *signs[1:]], parts, strict=True))
