"""The patterns of a definition, compiled, and the one that a line fits: found by the line's first character."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from faultbook.formats.patterns.definition import DEFAULT_TIMESTAMPS, Definition, PatternEntry
from faultbook.formats.patterns.regex_signs import OTHER
from faultbook.formats.patterns.regexes import TIMESTAMP_NAME, Regex
from faultbook.formats.patterns.timestamps import TimestampReader, timestamp_format

HEAD_CHARACTERS = 16_384
"""Of a longer line, a pattern reads this beginning; what is behind it belongs to the groups that reach its end.

So a line of a megabyte costs no more than one of this length, whatever the pattern.
"""


@dataclass(frozen=True)
class LinePattern:
    """A pattern of a definition with one format of timestamps, or with several where its group has its own regex."""

    entry: PatternEntry
    regex: Regex
    formats: tuple[str, ...]
    """Formats of timestamps, in order; none for a pattern without a timestamp."""
    matched: bool
    """True where the regex itself contains the format's."""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The regex; compiled when the first line may fit it."""
        return re.compile(self.regex.text, re.ASCII)

    def values(self, line: str) -> tuple[str | None, ...] | None:
        """The values of the groups in a line; None where it does not fit."""
        if len(line) <= HEAD_CHARACTERS:
            found = self.compiled.fullmatch(line)
            return found.groups() if found else None
        found = self.compiled.fullmatch(line[:HEAD_CHARACTERS])
        if found is None:
            return None
        values = list(found.groups())
        ends = [place for place in range(len(values)) if found.end(place + 1) == HEAD_CHARACTERS]
        for place in ends:
            values[place] = (values[place] or "") + line[HEAD_CHARACTERS:]
        return tuple(values) if ends else None

    def instant_reader(self, zone: str, file_time: int) -> TimestampReader | None:
        """The reader of its timestamps; None where it has none."""
        readers = [timestamp_format(text).reader(zone, file_time, self.matched) for text in self.formats]
        if len(readers) <= 1:
            return readers[0] if readers else None

        def first_that_reads(text: str) -> int | None:
            return next((at for read in readers if (at := read(text)) is not None), None)

        return first_that_reads


def line_patterns(definition: Definition) -> list[LinePattern]:
    """The patterns of a definition in their order, one for each format of timestamps."""
    found = []
    for entry in definition.patterns:
        formats = definition.formats_of(entry)
        regexes = definition.regexes(entry)
        is_dated = "timestamp" in regexes[0].groups
        if f"%{{{TIMESTAMP_NAME}" in entry.regex:
            for regex, text in zip(regexes, formats, strict=True):
                found.append(LinePattern(entry, regex, (text,) if is_dated else (), matched=True))
        else:
            own = formats or DEFAULT_TIMESTAMPS
            found.append(LinePattern(entry, regexes[0], own if is_dated else (), matched=False))
    return found


def by_first_character(patterns: Sequence[LinePattern]) -> dict[str, tuple[int, ...]]:
    """First character of a line -> places of the patterns that it may fit. OTHER: every character beyond ASCII."""
    characters = (*map(chr, range(128)), OTHER)
    return {
        character: tuple(place for place, pattern in enumerate(patterns) if character in pattern.regex.first)
        for character in characters
    }
