"""Divides delimited text into cells, with quotes as RFC 4180 has them: around a cell, doubled inside of it."""

import re
from enum import Enum
from functools import lru_cache

QUOTE = '"'


class Inside(Enum):
    """How a line ends that begins inside of quotes."""

    OPEN = "the quotes are still open"
    CLOSED = "the quotes end, and no other is open"
    BROKEN = "a quote is followed by neither a delimiter nor the end"


def cells_of(text: str, delimiter: str) -> list[str] | None:
    """The cells of a record, quotes undone; None where a quote is still open at the end.

    A cell with quotes elsewhere than around it is taken as it is written.
    """
    if QUOTE not in text:
        return text.split(delimiter)
    quoted, opening, _ = _patterns(delimiter)
    cells = []
    at = 0
    while True:
        if found := quoted.match(text, at):
            cells.append(found[1].replace('""', QUOTE))
            ends = found.end()
        elif opening.match(text, at):
            return None
        else:
            ends = text.find(delimiter, at)
            ends = len(text) if ends < 0 else ends
            cells.append(text[at:ends])
        if ends >= len(text):
            return cells
        at = ends + 1


def ending_of(line: str, delimiter: str) -> Inside:
    """How a line ends that begins inside of quotes."""
    _, _, closing = _patterns(delimiter)
    found = closing.match(line)
    if found is None:
        return Inside.BROKEN
    if found[1] is not None:
        return Inside.OPEN
    rest = line[found.end() :]
    return Inside.OPEN if QUOTE in rest and cells_of(rest, delimiter) is None else Inside.CLOSED


@lru_cache(maxsize=16)
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    sign = re.escape(delimiter)
    # A tab is white space: it must not be taken as such where it divides.
    space = r"[ ]*+" if delimiter == "\t" else r"[ \t]*+"
    inner = r'(?:[^"]++|"")*+'
    return (
        re.compile(rf'{space}"({inner})"{space}(?={sign}|\Z)'),
        re.compile(rf'{space}"{inner}\Z'),
        re.compile(rf'{inner}(?:(\Z)|"{space}(?:{sign}|\Z))'),
    )
