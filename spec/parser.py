"""Logical lines → syntax tree: the only module that knows the parser library.

Each statement is parsed on its own (LALR), so one bad line never hides another. What cannot be parsed is kept as
an ``Unparsed`` statement with its tokens: the outline of the set stays whole.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

from lark import Lark, Tree
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer as LarkLexer

from spec import syntax, syntax_errors
from spec.diagnostics import Diagnostic, add, has_errors, is_full
from spec.lexer import tokenise, tokenise_fragment
from spec.mistakes import Broken
from spec.source import Source, Span
from spec.tokens import LogicalLine, Token

#: How many mistakes of one line are told.
_MOST_MISTAKES = 6

#: Terminals whose text is a value; all others are keywords and punctuation.
VALUES = frozenset(
    ["STRING", "NUMBER", "PERCENTAGE", "OUTLINE_NUMBER", "DATE", "DAY_MONTH", "NAME", "KEY_TEXT"]
)


@dataclass(slots=True)
class Statement:
    """One line of the file. ``node`` is None where it could not be parsed (and that was reported)."""

    line: LogicalLine
    node: syntax.Node | None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.line.span


def parse(source: Source) -> tuple[list[Statement], list[Diagnostic]]:
    """The statements of a text, in order; fewer where there are too many errors (``is_full`` of the findings)."""
    lines, diagnostics = tokenise(source)
    statements = []
    for line in lines:
        if is_full(diagnostics):
            break
        left = line
        while left.tokens:
            node, findings, rest = (None, [], []) if left.damaged else _parse_line(source, left)
            statements.append(Statement(left, node))
            added = [add(diagnostics, finding) for finding in findings]
            if not all(added):
                break
            left = LogicalLine(rest)
    return statements, diagnostics


def parse_expression(source: Source, span: Span) -> tuple[syntax.Node | None, list[Diagnostic]]:
    """The expression in a part of a line (the braces of a reason); None where there is none that can be read."""
    line, diagnostics = tokenise_fragment(source, span)
    if line is None or line.damaged or has_errors(diagnostics):
        return None, diagnostics
    node, findings, _ = _parse_tokens(source, line, "logic")
    return node, [*diagnostics, *findings]


def expected(tokens: list[Token], start: str = "statement") -> frozenset[str]:
    """The terminals that may follow some tokens, ``$END`` among them where the tokens are whole.

    There are none where the tokens begin no statement (no expression where ``start`` is ``logic``).
    """
    end = Token("$NOTHING", "", 0, 0, 0)
    _, index, terminals = _attempt([*tokens, end], start)
    return terminals if index == len(tokens) else frozenset()


def _parse_line(
    source: Source, line: LogicalLine
) -> tuple[syntax.Node | None, list[Diagnostic], list[Token]]:
    return _parse_tokens(source, line, "statement")


def _parse_tokens(
    source: Source, line: LogicalLine, start: str
) -> tuple[syntax.Node | None, list[Diagnostic], list[Token]]:
    """The node of a line, what is wrong with it, and the tokens of a second statement that it holds.

    A mistake whose meaning is plain is mended in the line's tokens and the line is read on: so a misspelt heading
    still opens its place, and one slip causes nothing else.
    """
    findings: list[Diagnostic] = []
    rest: list[Token] = []
    for _ in range(_MOST_MISTAKES):
        node, index, expected = _attempt(line.tokens, start)
        if node is not None:
            return node, findings, rest
        broken = Broken(source, line.tokens, index, expected, partial(_reach, start=start))
        mistake = syntax_errors.explain(broken)
        if not findings or mistake.mended is not None:  # what comes after a guess may come of the guess
            findings.append(mistake.finding)
        if mistake.mended is None:
            break
        line.tokens = mistake.mended
        rest = [*mistake.rest, *rest]
    return None, findings, rest


def _attempt(tokens: list[Token], start: str) -> tuple[syntax.Node | None, int, frozenset[str]]:
    """The node; else the index of the first token that does not fit, and what would have fitted there."""
    try:
        node: syntax.Node = grammar().parse(tokens, start=start)  # type: ignore[assignment]
    except UnexpectedToken as error:
        expected = frozenset(error.accepts or error.expected)
        return None, _index(tokens, error.token), expected
    return node, len(tokens), frozenset()


def _reach(tokens: list[Token], start: str) -> int:
    """How many tokens are understood; one more than there are where they make up the whole."""
    try:
        grammar().parse(tokens, start=start)
    except UnexpectedToken as error:
        return _index(tokens, error.token)
    return len(tokens) + 1


def _index(tokens: list[Token], found: object) -> int:
    """The place of a token; the number of tokens for the end of the line."""
    return next((index for index, token in enumerate(tokens) if token is found), len(tokens))


@cache
def grammar(strict: bool = False) -> Lark:
    """The LALR tables, built once. ``strict`` also refuses every ambiguity; tests build it so."""
    text = resources.files("spec").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer=_TokenStream,
        start=["statement", "logic"],
        transformer=None if strict else _Builder(),
        maybe_placeholders=True,
        strict=strict,
        cache=False if strict else _table_cache(),
    )


def _table_cache() -> str:
    """Where the computed tables are kept: beside the bytecode, which is as trusted as the code itself.

    The library rebuilds them when the grammar changes, and goes on without a file that cannot be written.
    """
    folder = Path(__file__).with_name("__pycache__")
    return (
        str(folder / "grammar.tables") if folder.is_dir() else str(Path(__file__).with_name("grammar.tables"))
    )


class _TokenStream(LarkLexer):
    """Hands the tokens that our own lexer made to the parser."""

    def __init__(self, lexer_conf: object) -> None:
        """The library passes its configuration; there is nothing to configure."""

    def lex(self, tokens: Iterable[Token]) -> Iterator[Any]:  # type: ignore[override]
        """One token after the other."""
        return iter(tokens)


class _Builder:
    """Builds a syntax node for each grammar rule: the values and nodes among its parts are the node's fields."""

    def __default__(self, rule: str, children: list[Any], meta: object) -> Any:
        if rule.startswith("_"):  # the library takes the children of these out again
            return Tree(rule, children)
        span = _span(children)
        if (special := _SPECIAL.get(rule)) is not None:
            return special(span, children)
        if (form := _BOUNDS.get(rule)) is not None:
            return _bounds(span, children, form)
        fields = [child for child in children if not isinstance(child, Token) or child.type in VALUES]
        return _class_of(rule)(span, *fields)


def _span(children: list[Any]) -> Span:
    parts = [child.span for child in children if child is not None]
    return Span(parts[0].start, parts[-1].end)


@cache
def _class_of(rule: str) -> Callable[..., syntax.Node]:
    name = "".join(part.capitalize() for part in rule.split("_"))
    renamed = {"Warning": "Warning_", "Unit": "UnitOption", "Source": "SourceOption"}
    cls: Callable[..., syntax.Node] = getattr(syntax, renamed.get(name, name))
    return cls


#: Words for bounds → (low given, low inclusive, high given, high inclusive).
_BOUNDS = {
    "from_": (True, True, False, False),
    "or_less": (False, False, True, True),
    "from_to": (True, True, True, True),
    "from_to_below": (True, True, True, False),
    "above": (True, False, False, False),
    "above_to": (True, False, True, True),
    "above_to_below": (True, False, True, False),
    "below": (False, False, True, False),
}


def _bounds(span: Span, children: list[Any], form: tuple[bool, bool, bool, bool]) -> syntax.Bounds:
    has_low, low_inclusive, has_high, high_inclusive = form
    values = [child for child in children if isinstance(child, syntax.Node)]
    low = values[0] if has_low else None
    high = values[-1] if has_high else None
    return syntax.Bounds(span, low, low_inclusive, high, high_inclusive)


def _tokens(children: list[Any], *terminals: str) -> tuple[Token, ...]:
    return tuple(child for child in children if isinstance(child, Token) and child.type in terminals)


def _nodes(children: list[Any]) -> tuple[Any, ...]:
    return tuple(child for child in children if isinstance(child, syntax.Node))


def _operands(cls: Callable[..., syntax.Node]) -> Callable[[Span, list[Any]], syntax.Node]:
    return lambda span, children: cls(span, tuple(children[::2]), tuple(children[1::2]))


def _all_nodes(cls: Callable[..., syntax.Node]) -> Callable[[Span, list[Any]], syntax.Node]:
    return lambda span, children: cls(span, _nodes(children))


def _names(cls: Callable[..., syntax.Node]) -> Callable[[Span, list[Any]], syntax.Node]:
    return lambda span, children: cls(span, _tokens(children, "NAME", "STRING"))


def _table_type(span: Span, children: list[Any]) -> syntax.Node:
    nodes = _nodes(children)
    key = nodes[0] if isinstance(nodes[0], syntax.TableKey) else None
    return syntax.TableType(span, key, nodes[1:] if key else nodes)


def _literal(span: Span, children: list[Any]) -> syntax.Node:
    negative = any(child is not None and child.type == "MINUS" for child in children)
    return syntax.Literal(span, negative, _tokens(children, *VALUES)[0])


_EXPECTED_TARGETS = ("NUMBER", "OUTLINE_NUMBER", "TOTAL", "RATIO", "BAND", "RANK")

#: Rules of which a keyword matters, or which repeat their parts.
_SPECIAL: dict[str, Callable[[Span, list[Any]], syntax.Node]] = {
    "rescale": lambda span, children: syntax.Rescale(span, children[1]),
    "ranking": lambda span, children: syntax.Ranking(span, children[1]),
    "applies_to": _names(syntax.AppliesTo),
    "unranked_blocks": _names(syntax.UnrankedBlocks),
    "unranked_units": _names(syntax.UnrankedUnits),
    "fact": lambda span, children: syntax.Fact(span, children[1], children[3], tuple(children[4:])),
    "field": lambda span, children: syntax.Field(span, children[0], children[2], tuple(children[3:])),
    "simple_type": lambda span, children: syntax.SimpleType(span, children[0]),
    "code_type": lambda span, children: syntax.CodeType(span, children[0], _nodes(children)),
    "record_type": _all_nodes(syntax.RecordType),
    "table_type": _table_type,
    "table_key": _names(syntax.TableKey),
    "literal": _literal,
    "group_value": _all_nodes(syntax.GroupValue),
    "entry": lambda span, children: syntax.Entry(span, children[0], children[-1]),
    "given_evidence": lambda span, children: syntax.GivenEvidence(span, *children[2:]),
    "expected": lambda span, children: syntax.Expected(span, children[1], children[2], children[3]),
    "disjunction": lambda span, children: syntax.Disjunction(span, tuple(children[::2])),
    "conjunction": lambda span, children: syntax.Conjunction(span, tuple(children[::2])),
    "comparison": lambda span, children: syntax.Comparison(span, *children),
    "truth_comparison": lambda span, children: syntax.TruthComparison(span, *children),
    "fairness": lambda span, children: syntax.Fairness(span, children[0]),
    "truth": lambda span, children: syntax.Truth(span, children[0]),
    "membership": lambda span, children: syntax.Membership(span, *children),
    "emptiness": lambda span, children: syntax.Emptiness(span, children[0], children[-1].type == "NOT_EMPTY"),
    "sum": _operands(syntax.Sum),
    "product": _operands(syntax.Product),
    "path": _names(syntax.Path),
    "call": lambda span, children: syntax.Call(span, children[0], _nodes(children)),
}
