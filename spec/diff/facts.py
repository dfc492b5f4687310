"""What changed in the facts that units declare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spec.diagnostics import Bilingual
from spec.diff.change import Change, FactComparison, Grade, in_order
from spec.diff.pair import Words
from spec.diff.side import Side
from spec.diff.values import domain_text, short
from spec.diff.version import Line
from spec.keywords import word
from spec.model import Fact
from spec.model.expressions import ValueType

_TYPES = {
    ValueType.COUNT: "INTEGER",
    ValueType.NUMBER: "DECIMAL",
    ValueType.RATIO: "RATIO",
    ValueType.DATE: "DATE_TYPE",
    ValueType.BOOLEAN: "YES_NO",
    ValueType.CHOICE: "CHOICE",
    ValueType.SUBSET: "SUBSET",
    ValueType.TEXT: "TEXT",
    ValueType.TABLE: "TABLE",
    ValueType.RECORD: "RECORD",
}
_NONE = Bilingual("không có", "none")
_UNSAID = Bilingual("không ghi", "not said")
_BETTER = {
    None: _NONE,
    "less": Bilingual(word("LESS_IS_BETTER"), word("LESS_IS_BETTER", "en")),
    "more": Bilingual(word("MORE_IS_BETTER"), word("MORE_IS_BETTER", "en")),
}
_EMPTY = {
    True: Bilingual("được để trống", "may be left empty"),
    False: Bilingual("không được để trống nữa", "may no longer be left empty"),
}

Pairs = Sequence[tuple[Fact, Fact]]
#: The changes of each fact, by its name in the old set and by field or column; None for the fact itself.
ByPart = dict[tuple[str, str | None], list[Change]]


def compare_facts(old: Side, new: Side, pairs: Pairs) -> tuple[list[FactComparison], ByPart]:
    """The facts that changed, in the order of the new file and then those that are gone; and all changes by part."""
    before = {now.name: was for was, now in pairs}
    kept = {was.name for was, _ in pairs}
    readers = (_readers(old), _readers(new))
    found: list[FactComparison] = []
    by_part: ByPart = {}
    for now in new.version.model.facts:
        was = before.get(now.name)
        changes: tuple[Change, ...]
        if was is None:
            changes = (_whole("fact_added", now, new=(new.line(now),)),)
        else:
            parts = _by_part(old, new, was, now)
            by_part.update({(was.name, part): told for part, told in parts.items()})
            changes = in_order(one for told in parts.values() for one in told)
        if changes:
            found.append(FactComparison(was, now, changes, readers[1].get(now.name, ())))
    for was in old.version.model.facts:
        if was.name not in kept:
            change = _whole("fact_removed", was, old=(old.line(was),))
            found.append(FactComparison(was, None, (change,), readers[0].get(was.name, ())))
    return found, by_part


def _readers(side: Side) -> Mapping[str, tuple[str, ...]]:
    """For each fact the numbers of the leaves that read it."""
    found: dict[str, list[str]] = {}
    for leaf in side.version.model.leaves:
        for name in {name for name, _ in side.digests.read_by_rules(leaf.rules, leaf)}:
            found.setdefault(name, []).append(leaf.number)
    return {name: tuple(numbers) for name, numbers in found.items()}


def _whole(kind: str, fact: Fact, old: tuple[Line, ...] = (), new: tuple[Line, ...] = ()) -> Change:
    words: Words = {"fact": fact.name, "label": fact.label or "–", "type": _type(fact)}
    return Change(kind, Grade.MINOR, words, old, new)


def _type(fact: Fact) -> Bilingual:
    terminal = _TYPES[fact.type]
    return Bilingual(word(terminal), word(terminal, "en"))


#: Where changes stand that no leaf feels: columns and fields that came or went.
_OUTLINE = "*"


def _by_part(old: Side, new: Side, was: Fact, now: Fact) -> dict[str | None, list[Change]]:
    """The changes of a declaration: of the fact itself (None), and of each field or column that both sets have."""
    seen = _Seen(old, new, (old.line(was),), (new.line(now),))
    found: dict[str | None, list[Change]] = {None: list(seen.fact(was, now))}
    if was.type is not now.type:
        return found
    before, after = ({one.name: one for one in fact.fields} for fact in (was, now))
    for name, field in after.items():
        if name in before:
            found[name] = list(seen.declaration(before[name], field, f"{now.name}.{name}"))
    come = [seen.noted("fact_field_added", now.name, field=name) for name in after if name not in before]
    gone = [seen.noted("fact_field_removed", now.name, field=name) for name in before if name not in after]
    found[_OUTLINE] = come + gone
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """The two lines that declare a fact, and what is said in them."""

    old: Side
    new: Side
    was: tuple[Line, ...]
    now: tuple[Line, ...]

    def noted(self, kind: str, fact: str, grade: Grade = Grade.MINOR, /, **words: str | Bilingual) -> Change:
        """A change that is seen in these lines."""
        return Change(kind, grade, {"fact": fact, **words}, self.was, self.now)

    def fact(self, was: Fact, now: Fact) -> Iterator[Change]:
        """The changes of a whole fact."""
        if was.name != now.name:
            yield self.noted("fact_renamed", now.name, Grade.WORDING, was=was.name)
        yield from self.declaration(was, now, now.name)
        if was.better != now.better:
            words = {"was": _BETTER[was.better], "now": _BETTER[now.better]}
            yield self.noted("fact_fairness_changed", now.name, Grade.WORDING, **words)
        if was.table_key != now.table_key:
            keys: Words = {"was": ", ".join(was.table_key) or _NONE, "now": ", ".join(now.table_key) or _NONE}
            yield self.noted("fact_key_changed", now.name, **keys)

    def declaration(self, was: Fact, now: Fact, name: str) -> Iterator[Change]:
        """The changes of a fact, a field or a column."""
        told = f"{name} («{short(now.label)}»)" if now.label else name
        if was.type is not now.type:
            yield self.noted("fact_type_changed", told, Grade.MAJOR, was=_type(was), now=_type(now))
        else:
            yield from self._values(was, now, told)
        if was.unit != now.unit:
            yield self.noted("fact_unit_changed", told, **_quoted(was.unit, now.unit))
        if was.source != now.source:
            yield self.noted("fact_source_changed", told, Grade.WORDING, **_quoted(was.source, now.source))
        if was.label != now.label:
            yield self.noted("fact_label_changed", name, Grade.WORDING, **_quoted(was.label, now.label))

    def _values(self, was: Fact, now: Fact, name: str) -> Iterator[Change]:
        """What may be declared."""
        if self.old.digests.domain(was) != self.new.digests.domain(now):
            words = {"was": domain_text(was, self.old), "now": domain_text(now, self.new)}
            yield self.noted("fact_domain_changed", name, **words)
        if was.nullable != now.nullable:
            yield self.noted("fact_nullable_changed", name, now=_EMPTY[now.nullable])
        before, after = ({code.code: code.label or code.code for code in fact.codes} for fact in (was, now))
        if come := [f"«{label}»" for code, label in after.items() if code not in before]:
            yield self.noted("fact_codes_added", name, codes=", ".join(come))
        if gone := [f"«{label}»" for code, label in before.items() if code not in after]:
            yield self.noted("fact_codes_removed", name, codes=", ".join(gone))
        for code, label in after.items():
            if before.get(code, label) != label:
                yield self.noted("fact_code_reworded", name, Grade.WORDING, was=before[code], now=label)


def _quoted(was: str, now: str) -> Words:
    """Two wordings in quotes; either may be missing."""
    return {"was": f"«{was}»" if was else _UNSAID, "now": f"«{now}»" if now else _UNSAID}
