"""Changes of a text: what is replaced by what."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from admin.editor.offsets import Offsets


@dataclass(frozen=True, slots=True)
class Edit:
    """A part of a text and what stands there instead. Edits of one change count in the text as it was."""

    start: int
    end: int
    text: str

    def typed(self, offsets: Offsets) -> "Edit":
        """The same in the places that a browser counts."""
        return Edit(offsets.typed_at(self.start), offsets.typed_at(self.end), self.text)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits; of two at one place the first stands first."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        pieces += [text[position : edit.start], edit.text]
        position = max(position, edit.end)
    return "".join([*pieces, text[position:]])


#: Longer texts are replaced in one piece: comparing them would take too long.
_MOST_LINES = 6_000


def difference(old: str, new: str) -> list[Edit]:
    """What turns a text into another, line by line, so that a caret stays where it was."""
    if old == new:
        return []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) + len(after) > _MOST_LINES or "".join(before) != old:
        return [_middle(old, new)]
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, before, after)
    return [
        Edit(starts[i], starts[i_end], "".join(after[j:j_end]))
        for way, i, i_end, j, j_end in matcher.get_opcodes()
        if way != "equal"
    ]


def _middle(old: str, new: str) -> Edit:
    """One edit: all between what both begin with and what both end with."""
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    left = shortest - start
    end = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    return Edit(start, len(old) - end, new[start : len(new) - end])
