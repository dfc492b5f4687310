"""A comparison as one page that needs nothing else: no scripts, no addresses, a table like an annex."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from html import escape

from engine.output.diff_words import figures, leaf_heading, set_line, verdict, word, years
from engine.output.words import clean
from spec.diff import Change, Comparison, FactComparison, LeafComparison, Line
from spec.diff.outline import Section, sections
from spec.diff.summary import summary
from spec.keywords import Language

_STYLE = """\
body { font: 16px/1.5 "Times New Roman", "Liberation Serif", serif; color: #111; background: #fff; margin: 2rem auto;
  max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: bold; font-size: 1.15rem; padding: .5rem 0; }
th, td { border: 1px solid #555; padding: .35rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
thead th { background: #e8e8e8; }
tbody th { background: #f5f5f5; font-weight: bold; }
col.number { width: 4.5rem; }
del { color: #8a1111; text-decoration: line-through; }
ins { color: #0b5a1e; text-decoration: underline; }
.verdict { font-weight: normal; font-style: italic; }
.line { color: #555; font-size: .85em; }
p.written { margin: 0 0 .35rem; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
#: What is marked as a whole: a number with its sign, a word, a blank, any other sign.
_WORD = re.compile(r"\d+(?:[.,/]\d+)*%?|\w+|\s+|[^\w\s]")
#: Lines with more pairs of words are marked as a whole: looking for what they share would take too long.
_MOST_PAIRS = 1_000_000


def page(comparison: Comparison, language: Language = "vi") -> str:
    """The page, from its first line to its last."""
    return "\n".join(_page(comparison, language)) + "\n"


def _page(comparison: Comparison, language: Language) -> Iterator[str]:
    old, new = years(comparison, language)
    title = _text(word("title", language, old=old, new=new))
    yield "<!DOCTYPE html>"
    yield f'<html lang="{language}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f"<h1>{title}</h1>"
    yield "<ul>"
    yield f"<li>{_text(set_line(comparison.old, old, language))}</li>"
    yield f"<li>{_text(set_line(comparison.new, new, language))}</li>"
    yield "</ul>"
    if comparison.is_empty:
        yield f"<p>{_text(word('nothing', language))}</p>"
    else:
        yield from (f"<p>{_text(line)}</p>" for line in figures(comparison, summary(comparison), language))
        yield f"<p>{_text(word('classes', language))}</p>"
        yield from _tables(comparison, language)
    yield from ("</main>", "</body>", "</html>")


def _tables(comparison: Comparison, language: Language) -> Iterator[str]:
    general = _group(_rows("", comparison.settings, language))
    yield from _table(word("general", language), general, comparison, language)
    for section in sections(comparison):
        area = section.area.present
        caption = word("area", language, number=area.number, name=area.name)
        yield from _table(caption, list(_section(section, language)), comparison, language)
    facts = _group(row for fact in comparison.facts for row in _fact(fact, language))
    yield from _table(word("facts", language), facts, comparison, language)
    checks = _group(_rows("", comparison.checks, language))
    yield from _table(word("checks", language), checks, comparison, language)


def _table(caption: str, body: list[str], comparison: Comparison, language: Language) -> Iterator[str]:
    """A table with the columns of an annex; nothing where it would have no rows."""
    if not body:
        return
    old, new = years(comparison, language)
    heads = (word("number", language), word("change", language), old, new)
    yield "<table>"
    yield f"<caption>{_text(caption)}</caption>"
    yield '<colgroup><col class="number"><col><col><col></colgroup>'
    yield "<thead>"
    yield "<tr>" + "".join(f'<th scope="col">{_text(one)}</th>' for one in heads) + "</tr>"
    yield "</thead>"
    yield from body
    yield "</table>"


def _section(section: Section, language: Language) -> Iterator[str]:
    yield from _group(_rows(section.area.present.number, section.area.changes, language))
    for part in section.parts:
        head = _leaf_head(part, language) if isinstance(part, LeafComparison) else _text(part.present.name)
        number = _text(part.present.number)
        first = f'<tr><th scope="rowgroup">{number}</th><th scope="rowgroup" colspan="3">{head}</th></tr>'
        yield from _group([first, *_rows("", part.changes, language)])


def _group(rows: Iterable[str]) -> list[str]:
    """Rows that belong together; nothing where there are none."""
    found = list(rows)
    return ["<tbody>", *found, "</tbody>"] if found else []


def _leaf_head(leaf: LeafComparison, language: Language) -> str:
    told = _text(verdict(leaf.comparable, language))
    return f'{_text(leaf_heading(leaf, language))} <span class="verdict">– {told}</span>'


def _fact(fact: FactComparison, language: Language) -> Iterator[str]:
    """The changes of a fact, at the numbers of the leaves that read it."""
    return _rows(", ".join(fact.leaves), fact.changes, language)


def _rows(number: str, changes: Iterable[Change], language: Language) -> Iterator[str]:
    """One row for each change: what it is, the old lines, the new ones."""
    for change in changes:
        was, now = _side_by_side(change.old, change.new, language)
        sentence = _text(change.text(language))
        yield f"<tr><td>{_text(number)}</td><td>{sentence}</td><td>{was}</td><td>{now}</td></tr>"


def _side_by_side(old: tuple[Line, ...], new: tuple[Line, ...], language: Language) -> tuple[str, str]:
    """Lines of both sides; where there is one on each, word for word what is gone and what is new."""
    if len(old) == len(new) == 1:
        was, now = _marked(old[0].text, new[0].text)
        return _written(old[0], was, language), _written(new[0], now, language)
    return (
        "".join(_written(one, f"<del>{_text(one.text)}</del>", language) for one in old),
        "".join(_written(one, f"<ins>{_text(one.text)}</ins>", language) for one in new),
    )


def _written(line: Line, marked: str, language: Language) -> str:
    place = _text(word("line", language, line=line.number))
    return f'<p class="written"><span class="line">{place}</span> {marked}</p>'


def _marked(old: str, new: str) -> tuple[str, str]:
    """Two lines with what only one of them has marked."""
    before, after = (_WORD.findall(clean(one)) for one in (old, new))
    if len(before) * len(after) > _MOST_PAIRS:
        return f"<del>{_text(old)}</del>", f"<ins>{_text(new)}</ins>"
    was: list[str] = []
    now: list[str] = []
    for way, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = escape("".join(before[i:i_end])), escape("".join(after[j:j_end]))
        if way == "equal":
            was.append(gone)
            now.append(come)
            continue
        was.append(f"<del>{gone}</del>" if gone else "")
        now.append(f"<ins>{come}</ins>" if come else "")
    return "".join(was), "".join(now)


def _text(words: str) -> str:
    """Words from a file as a page may hold them: nothing in them is markup, and nothing is hidden."""
    return escape(clean(words))
