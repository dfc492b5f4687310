"""What of one set can be answered with what was said under another: facts, their parts, leaves, documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from spec.diff import matching
from spec.diff.change import Matched
from spec.model import CriteriaSet, Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.rules import Evidence

#: Why what was said of a fact is no answer: the draft asks for something else of this name (another type, another unit
#: of measure, a table with a key where there was none), or it asks no more, or nobody was asked before.
Reason = Literal["type", "unit", "key", "gone", "new"]

#: How much of their words two titles share that are one document.
_SAME_TITLE = 0.75


@dataclass(frozen=True, slots=True)
class FactPair:
    """A fact as it was and as it is; ``parts``: the fields or columns that are carried, by name.

    ``fits``: every value that it could have had before it may have now.
    """

    was: Fact
    now: Fact
    parts: frozenset[str]
    fits: bool

    @property
    def is_whole(self) -> bool:
        """Whether every field or column is carried."""
        return all(part.name in self.parts for part in self.was.fields)

    @property
    def has_days(self) -> bool:
        """Whether a value of it may hold a day."""
        return ValueType.DATE in {self.was.type, *(part.type for part in self.was.fields)}


@dataclass(frozen=True, slots=True)
class LeafPair:
    """A leaf as it was and as it is; ``documents``: titles as they were, to titles as they are."""

    was: Leaf
    now: Leaf
    matched: Matched
    documents: Mapping[str, str]


@dataclass(slots=True)
class Pairing:
    """Two sets side by side. ``facts`` are by the old name, ``leaves`` by the old key.

    ``left``: what was said and is no answer now, ``unasked``: what the draft asks for and nobody was asked; both by the
    path of the fact, with the reason.
    """

    facts: dict[str, FactPair] = field(default_factory=dict)
    leaves: dict[str, LeafPair] = field(default_factory=dict)
    left: dict[str, Reason] = field(default_factory=dict)
    unasked: dict[str, Reason] = field(default_factory=dict)
    #: Documents of the draft that nobody was asked for: key of the leaf and title.
    new_documents: list[tuple[str, str]] = field(default_factory=list)


def pairing(old: CriteriaSet, new: CriteriaSet) -> Pairing:
    """How what was said under one set answers what another asks."""
    found = Pairing()
    _pair_facts(found, old, new)
    _pair_leaves(found, old, new)
    return found


# ---- Facts


def _pair_facts(found: Pairing, old: CriteriaSet, new: CriteriaSet) -> None:
    pairs = matching.facts(old, new)
    for was, now in pairs:
        reason = _differs(was, now)
        if reason is not None:
            found.left[was.name] = reason
            found.unasked[now.name] = reason
            continue
        parts = frozenset(_parts(found, was, now))
        found.facts[was.name] = FactPair(was, now, parts, _fits(was, now, parts))
    gone, added = {was.name for was, _ in pairs}, {now.name for _, now in pairs}
    found.left |= {fact.name: "gone" for fact in old.facts if fact.name not in gone}
    found.unasked |= {fact.name: "new" for fact in new.facts if fact.name not in added}


def _parts(found: Pairing, was: Fact, now: Fact) -> Iterator[str]:
    """The fields or columns of a fact that are the same in both; the others are noted."""
    before = {part.name: part for part in was.fields}
    after = {part.name: part for part in now.fields}
    for name, part in before.items():
        reason: Reason | None = "gone" if name not in after else _differs(part, after[name])
        if reason is None:
            yield name
            continue
        found.left[f"{was.name}.{name}"] = reason
        if name in after:
            found.unasked[f"{now.name}.{name}"] = reason
    found.unasked |= {f"{now.name}.{name}": "new" for name in after if name not in before}


def _differs(was: Fact, now: Fact) -> Reason | None:
    if was.type is not now.type:
        return "type"
    if was.unit.casefold() != now.unit.casefold():
        return "unit"  # 5 «tỷ đồng» are not 5 «triệu đồng»
    if bool(was.table_key) != bool(now.table_key):
        return "key"
    return None


def _fits(was: Fact, now: Fact, parts: frozenset[str]) -> bool:
    """Whether a value can be taken over unseen; bounds aside, which are checked wherever facts are scored."""
    if was.nullable and not now.nullable:
        return False
    if was.type in (ValueType.CHOICE, ValueType.SUBSET):
        return {code.code for code in was.codes} <= {code.code for code in now.codes}
    after = {part.name: part for part in now.fields}
    return all(_fits(part, after[part.name], frozenset()) for part in was.fields if part.name in parts)


# ---- Leaves and documents


def _pair_leaves(found: Pairing, old: CriteriaSet, new: CriteriaSet) -> None:
    paired = set()
    for was, now, matched in matching.leaves(old, new):
        documents = _documents(was, now)
        found.leaves[was.key] = LeafPair(was, now, matched, documents)
        paired.add(now.number)
        known = set(documents.values())
        found.new_documents += [(now.key, title) for title in _titles(now) if title not in known]
    for leaf in new.leaves:
        if leaf.number not in paired:
            found.new_documents += [(leaf.key, title) for title in _titles(leaf)]


def _documents(was: Leaf, now: Leaf) -> dict[str, str]:
    """The documents that both leaves ask for: by title, then reworded, then what is alone on both sides."""
    rest = matching.Rest(_titles(was), _titles(now))
    return dict(
        [
            *rest.take(rest.by(lambda title: title)),
            *rest.take(rest.by_likeness(_reworded)),
            *rest.take(rest.alone()),
        ]
    )


def _titles(leaf: Leaf) -> list[str]:
    return list(dict.fromkeys(rule.document for rule in leaf.rules if isinstance(rule, Evidence)))


def _reworded(was: str, now: str) -> float:
    like = matching.likeness(was, now)
    return like if like >= _SAME_TITLE else 0.0
