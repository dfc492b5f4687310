"""What a unit says beside its facts: evidence, the council's points, approvals."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from spec.model import CriteriaSet, Leaf
from spec.model.rules import Council, Evidence, NotApplicable


def add_extras(model: CriteriaSet, unit: dict[str, Any], random: Random, careless: float) -> None:
    """Evidence for some units, the council's points for all, an approval here and there."""
    if random.random() < 0.6:
        add_evidence(model, unit, random, careless)
    add_council(model, unit, random)
    for leaf in model.leaves:
        asks = any(isinstance(rule, NotApplicable) and rule.condition is None for rule in leaf.rules)
        if asks and random.random() < 0.3:
            entry = {"reason": "Không có chức năng này", "by": "Nguyễn Văn A"}
            unit.setdefault("not_applicable", {})[_name(leaf, random)] = entry


def _name(leaf: Leaf, random: Random) -> str:
    return random.choice((leaf.number, leaf.key))


def written_under(entries: dict[str, Any], leaf: Leaf) -> str | None:
    """Under which of its two names a leaf is spoken of."""
    return next((name for name in (leaf.number, leaf.key) if name in entries), None)


def add_council(model: CriteriaSet, unit: dict[str, Any], random: Random) -> None:
    """The points of each council leaf that has none yet: a multiple of its step."""
    for leaf in model.leaves:
        rule = next((rule for rule in leaf.rules if isinstance(rule, Council)), None)
        if rule is None or written_under(unit.get("council", {}), leaf) is not None:
            continue
        step = rule.step or Decimal(1).scaleb(-model.decimal_places)
        most = int(leaf.maximum / step)
        points = step * random.choice((0, most, random.randint(0, most), random.randint(0, most)))
        entry = {"points": f"{points:f}", "reason": "Hội đồng thống nhất", "by": "Hội đồng"}
        unit.setdefault("council", {})[_name(leaf, random)] = entry


def add_evidence(model: CriteriaSet, unit: dict[str, Any], random: Random, careless: float = 0.0) -> None:
    """Each document that a leaf asks for and that is not there yet, but for a careless share of them."""
    for leaf in model.leaves:
        documents = [rule.document for rule in leaf.rules if isinstance(rule, Evidence)]
        for document in documents:
            if random.random() < careless or _is_named(unit, leaf, document, documents[0]):
                continue
            entries = unit.setdefault("evidence", {})
            name = written_under(entries, leaf) or _name(leaf, random)
            entries.setdefault(name, []).extend(_entries(random, document, first=document == documents[0]))


def _is_named(unit: dict[str, Any], leaf: Leaf, document: str, first: str) -> bool:
    name = written_under(unit.get("evidence", {}), leaf)
    entries = [] if name is None else unit["evidence"][name]
    named = [first if isinstance(entry, str) else entry.get("for", first) for entry in entries]
    return document in named


def _entries(random: Random, document: str, *, first: bool) -> list[Any]:
    """One document, or a rejected one with the one that replaced it."""
    if first and random.random() < 0.2:
        return ["Công văn số 12"]
    entries = [_entry(random, document, first=first)]
    if entries[0].get("accepted") is False and random.random() < 0.4:
        entries.append(_entry(random, document, first=first))
    return entries


def _entry(random: Random, document: str, *, first: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": f"Văn bản {random.randint(1, 99)}"}
    if not first or random.random() < 0.5:
        entry["for"] = document
    accepted = random.choice((True, True, None, None, False))
    if accepted is not None:
        entry["accepted"] = accepted
    return entry
