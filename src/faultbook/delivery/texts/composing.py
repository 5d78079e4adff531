"""What a template made, with harmless texts in place of the marks of values."""

import re
from collections import Counter
from collections.abc import Sequence

from markdown_it import MarkdownIt

from faultbook.delivery.texts.values import MARKS, Form, Source
from faultbook.faults.neutral_text import fenced, inline, title, units
from faultbook.faults.redaction.redactor import Redactor

_MARK = re.compile("\ue000([0-9]{1,6})\ue001")
_SHORTEST_BLOCK = 400
_HALVINGS = 6
MOST_VALUES = 1_000
_PARSER = MarkdownIt("commonmark", {"html": True})


class ValueCut(ValueError):
    """A template changed or cut the mark of a value."""


class BlockInside(ValueError):
    """A template has a block within code or HTML of its own, where it would not be a block."""


class TooLong(ValueError):
    """A template makes more than a tracker takes, even with short blocks."""


def composed_title(text: str, sources: Sequence[Source], redactor: Redactor) -> str:
    """The title of what a template made: one line, at most 256 characters."""
    words = _MARK.sub(lambda mark: _in_title(_source(mark, sources), redactor), text)
    _refuse_rest(words)
    return title(words, redactor=redactor)


def composed(text: str, sources: Sequence[Source], redactor: Redactor, longest: int) -> str:
    """The Markdown of what a template made, at most `longest` UTF-16 units: blocks get shorter until it fits."""
    if (count := sum(1 for _ in _MARK.finditer(text))) > MOST_VALUES:
        raise TooLong(f"found {count:,} values; expected at most {MOST_VALUES:,}")
    for halvings in range(_HALVINGS):
        made = _composed(text, sources, redactor, 2**halvings)
        if units(made) <= longest:
            return made
    raise TooLong(f"found {units(made):,} characters; expected at most {longest:,}")


def _composed(text: str, sources: Sequence[Source], redactor: Redactor, divisor: int) -> str:
    made = ""
    blocks: list[str] = []
    behind = 0
    for mark in _MARK.finditer(text):
        made += text[behind : mark.start()]
        behind = mark.end()
        source = _source(mark, sources)
        if source.form is Form.BLOCK:
            block = fenced(source.text, max(source.longest // divisor, _SHORTEST_BLOCK), redactor)
            if block:
                blocks.append(block)
                # Its own paragraph at the left, whatever is before it: a quotation and a list end there.
                made = f"{made.rstrip()}\n\n{block}\n\n"
                behind += len(text[behind:]) - len(text[behind:].lstrip())
        else:
            made += inline(source.text, source.longest, redactor) if source.form is Form.WORDS else source.text
    made += text[behind:]
    _refuse_rest(made)
    _refuse_inside(made, blocks)
    return made.strip()


def _source(mark: re.Match[str], sources: Sequence[Source]) -> Source:
    number = int(mark[1])
    if number >= len(sources):
        raise ValueCut("found a value that was changed; expected values as they are, without filters that change them")
    return sources[number]


def _in_title(source: Source, redactor: Redactor) -> str:
    return title(source.text, source.longest, redactor) if source.text and source.form is not Form.ADDRESS else ""


def _refuse_rest(text: str) -> None:
    if any(mark in text for mark in MARKS):
        raise ValueCut("found a value that was cut or changed; expected values as they are: they are cut where needed")


def _refuse_inside(markdown: str, blocks: Sequence[str]) -> None:
    """BlockInside where a block is not one of the blocks of code that a CommonMark parser finds outside of all else."""
    if not blocks:
        return
    found = Counter(token.content for token in _PARSER.parse(markdown) if token.type == "fence" and token.level == 0)
    wanted = Counter(block.partition("\n")[2].rpartition("\n")[0] + "\n" for block in blocks)
    if wanted - found:
        raise BlockInside("found a block within code or HTML of the template; expected it on a line of its own outside")
