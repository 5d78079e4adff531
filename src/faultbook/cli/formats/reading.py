"""Reads a file, or its beginning: what its lines are, one by one or counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faultbook.cli.formats.known import damaged
from faultbook.formats.choice import Choice
from faultbook.formats.damage import DamagedFile
from faultbook.formats.files import Block, FileFacts, blocks, read_block
from faultbook.formats.line_kinds import KnownLine, known_lines
from faultbook.formats.port import LineReader, Record, Result

MOST_UNCUT = 200_000
"""Lines that are read of a format whose document is the whole file, where only the beginning is wanted."""


@dataclass
class Counts:
    """How many lines are what. `rejects`: whole lines by reason. `is_whole`: they are all lines of the file."""

    lines: int = 0
    records: int = 0
    record_lines: int = 0
    headers: int = 0
    blanks: int = 0
    rejects: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True

    def add(self, found: Result) -> None:
        """Counts a record or a reject; bad parts of lines that are counted already are none."""
        if isinstance(found, Record):
            self.records += 1
            self.record_lines += found.lines
        elif found.part is None:
            self.rejects[found.reason] += 1

    def __str__(self) -> str:
        """The counts as a sentence."""
        parts = [f"{self.records:,} records in {self.record_lines:,} lines"]
        parts += [f"{self.headers:,} header"] if self.headers else []
        parts += [f"{self.blanks:,} blank"] if self.blanks else []
        parts += [f"{count:,} rejected as {reason}" for reason, count in self.rejects.most_common()]
        return f"{'' if self.is_whole else 'the first '}{self.lines:,} lines: {', '.join(parts)}"


@dataclass(frozen=True)
class Reading:
    """The lines of a file with what they are, and their counts."""

    lines: list[KnownLine]
    counts: Counts


def read_lines(path: Path, choice: Choice, most: int | None = None) -> Reading:
    """Reads a file as it was chosen; where `most` is given only so many lines, or MOST_UNCUT of a whole document."""
    limit = most if most is None or choice.format.cut_anywhere else max(most, MOST_UNCUT)
    counts = Counts()
    lines: list[str] = []
    results = list(_results(path, choice, counts, limit, lines))
    return Reading(list(known_lines(lines, results)), counts)


def count_lines(path: Path, choice: Choice) -> Counts:
    """Reads a file as it was chosen and holds none of it."""
    counts = Counts()
    for _ in _results(path, choice, counts):
        pass
    return counts


def first_lines(path: Path, choice: Choice) -> Iterator[str]:
    """The lines of a file that are of its encoding and not too long, one after the other."""
    for block in _blocks(path, choice):
        yield from (line for place, line in enumerate(block.lines) if place not in block.set_aside)


def _results(
    path: Path, choice: Choice, counts: Counts, limit: int | None = None, lines: list[str] | None = None
) -> Iterator[Result]:
    """Records and rejects, counted. `lines` becomes the lines that were read."""
    reader = choice.format.reader(choice.options)
    for found in _read(path, choice, reader, counts, limit, lines):
        counts.add(found)
        yield found
    counts.headers, counts.blanks = reader.headers, reader.blanks


def _read(  # noqa: PLR0917 - of one caller
    path: Path, choice: Choice, reader: LineReader, counts: Counts, limit: int | None, lines: list[str] | None
) -> Iterator[Result]:
    for block in _blocks(path, choice):
        left = len(block.lines) if limit is None else limit - counts.lines
        counts.is_whole = left >= len(block.lines)
        part = block if counts.is_whole else _cut(block, left)
        counts.lines += len(part.lines)
        if lines is not None:
            lines += part.lines
        yield from read_block(reader, part)
        if not counts.is_whole:
            break
    yield from reader.end()


def _blocks(path: Path, choice: Choice) -> Iterator[Block]:
    """The lines of a file in blocks. FaultbookError where it cannot be decompressed."""
    facts = FileFacts(choice.encoding)
    try:
        with path.open("rb") as file:
            yield from blocks(file, choice.encoding, facts, choice.options)
    except DamagedFile as wrong:
        raise damaged(path, wrong) from wrong


def _cut(block: Block, lines: int) -> Block:
    aside = {place: reject for place, reject in block.set_aside.items() if place < lines}
    return Block(block.first, block.lines[:lines], aside)
