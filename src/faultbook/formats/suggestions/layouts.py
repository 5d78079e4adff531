"""Lines that begin records by how they begin: one pattern for each layout, and a looser one behind it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from faultbook.formats.suggestions.columns import ColumnFinder, Columns, escaped
from faultbook.formats.suggestions.stamps import Stamp, StampFormats, formats_of, stamp_of

LEAST_OF_LINES = 0.1
"""Share of the lines that begin in one way, below which they are taken for lines of other records."""
MOST_LAYOUTS = 4
_MOST_WORDS = 6
_TOKEN = re.compile(r"[^\s\[\](){}<>|,;\"=]+|\s+|.")
_WORD = "w"
STAMP = "%{TIMESTAMP:timestamp}"
MESSAGE = "(?<message>.*)"
_DIVIDED = r"(?:[\s\]):,|-]+)?"
"""What may be between a timestamp and a message."""


@dataclass(frozen=True)
class Layout:
    """Lines that begin alike: their stamps, what is before the stamp with a `w` for each word."""

    skeleton: str
    lines: Sequence[str]
    stamps: Sequence[Stamp]


@dataclass(frozen=True)
class Pattern:
    """The regexes of a layout, the strictest first; names of its columns; values of its levels."""

    regexes: tuple[str, ...]
    names: tuple[str, ...]
    levels: Counter[str]


@dataclass(frozen=True)
class Layouts:
    """The layouts of a file, the most frequent first, and the formats of their timestamps."""

    layouts: tuple[Layout, ...]
    stamps: StampFormats
    is_dated: bool = True


def layouts_of(lines: Sequence[str]) -> Layouts | None:
    """The layouts of the lines that have a timestamp near their beginning; None where too few have one."""
    dated = _layouts(lines, undated=False)
    if dated:
        return Layouts(dated, _formats(dated))
    undated = _layouts(lines, undated=True)
    return Layouts(undated, _formats(undated), is_dated=False) if undated else None


def _formats(layouts: Sequence[Layout]) -> StampFormats:
    return formats_of(pair for layout in layouts for pair in zip(layout.lines, layout.stamps, strict=True))


def _layouts(lines: Sequence[str], *, undated: bool) -> tuple[Layout, ...]:
    groups: dict[str, list[tuple[str, Stamp]]] = {}
    for line in lines:
        stamp = stamp_of(line, undated=undated)
        skeleton = _skeleton(line[: stamp.start]) if stamp else None
        if stamp and skeleton is not None:
            groups.setdefault(skeleton, []).append((line, stamp))
    frequent = sorted(groups.items(), key=lambda group: -len(group[1]))[:MOST_LAYOUTS]
    return tuple(
        Layout(skeleton, [line for line, _ in found], [stamp for _, stamp in found])
        for skeleton, found in frequent
        if len(found) >= LEAST_OF_LINES * len(lines)
    )


def _skeleton(before: str) -> str | None:
    """What is before a stamp, a `w` for each word, a space for any; None where a record does not begin so."""
    tokens = _TOKEN.findall(before)
    if before[:1].isspace() or sum(_is_word(token) for token in tokens) > _MOST_WORDS:
        return None
    return "".join(_WORD if _is_word(token) else " " if token.isspace() else token for token in tokens)


def _is_word(token: str) -> bool:
    return (len(token) > 1 and not token.isspace()) or token.isalnum() or token == "-"


def pattern_of(layout: Layout, levels: frozenset[str]) -> Pattern:
    """The pattern of a layout. `levels`: spellings of levels in lower case."""
    before = [line[: stamp.start] for line, stamp in zip(layout.lines, layout.stamps, strict=True)]
    after = [line[stamp.end :] for line, stamp in zip(layout.lines, layout.stamps, strict=True)]
    prefix = ColumnFinder(before, levels).find(whole=True)
    loose = _loose(layout.skeleton)
    if not prefix.matched or any(prefix.matched.values()):
        prefix = Columns(loose)
    suffix = ColumnFinder(after, levels, prefix.names).find()
    strict = f"{prefix.regex}{STAMP}{suffix.regex}{MESSAGE}"
    if suffix.widths and not any(suffix.matched.values()):
        # Nothing is left for the message: it is the longest column.
        [(longest, _)] = suffix.widths.most_common(1)
        strict = strict.removesuffix(MESSAGE).replace(f"(?<{longest}>", "(?<message>")
    names = (*prefix.names, *suffix.names)
    regexes = (strict, f"{loose}{STAMP}{_DIVIDED}{MESSAGE}") if names else (strict,)
    return Pattern(regexes, names, prefix.levels + suffix.levels)


def _loose(skeleton: str) -> str:
    """A skeleton as a regex without names."""
    return "".join(r"\S+" if sign == _WORD else " +" if sign == " " else escaped(sign) for sign in skeleton)
