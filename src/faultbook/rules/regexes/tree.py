"""A regular expression as a tree, with the characters that each place takes as ranges of code points."""

from dataclasses import dataclass
from enum import StrEnum

Ranges = tuple[tuple[int, int], ...]
"""Sorted, apart from each other; both ends belong to them."""
LAST = 0x10FFFF


class Anchor(StrEnum):
    """A place that takes no character."""

    BEGIN = "begin of text"
    END = "end of text"
    LINE_BEGIN = "begin of line"
    LINE_END = "end of line"
    WORD = "word boundary"
    NO_WORD = "no word boundary"


@dataclass(frozen=True)
class Chars:
    """One character of some ranges."""

    ranges: Ranges


@dataclass(frozen=True)
class Category:
    """One character of a Unicode category, as `L` or `Lu`, or of none of it."""

    name: str
    negated: bool


@dataclass(frozen=True)
class Place:
    """An anchor."""

    anchor: Anchor


@dataclass(frozen=True)
class Sequence:
    """One after another."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Choice:
    """One of them, the first that fits."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Repeat:
    """A part again and again; `most` None: without end."""

    part: "Node"
    least: int
    most: int | None
    lazy: bool


@dataclass(frozen=True)
class Group:
    """Parentheses; `captures` where their text is numbered."""

    part: "Node"
    captures: bool


Node = Chars | Category | Place | Sequence | Choice | Repeat | Group


def united(ranges: list[tuple[int, int]]) -> Ranges:
    """Ranges sorted, with those that touch made one."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    made, begin = [], 0
    for first, last in ranges:
        if first > begin:
            made.append((begin, first - 1))
        begin = last + 1
    return tuple([*made, (begin, LAST)] if begin <= LAST else made)
