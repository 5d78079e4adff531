"""Reads a file, or its beginning, and gives each line with what it is taken for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faultbook.cli.formats.known import damaged
from faultbook.formats.choice import Choice
from faultbook.formats.compression import DamagedFile
from faultbook.formats.files import Block, FileFacts, blocks, read_block
from faultbook.formats.line_kinds import KnownLine, known_lines
from faultbook.formats.port import Record, Result


MOST_UNCUT = 200_000
"""Lines that are read of a format whose document is the whole file, where only the beginning is wanted."""


@dataclass(frozen=True)
class Reading:
    """The lines of a file with what they are, and how many records they are. `is_whole`: all lines of the file."""

    lines: list[KnownLine]
    records: int
    is_whole: bool


def read_lines(path: Path, choice: Choice, most: int | None = None) -> Reading:
    """Reads a file as it was chosen; where `most` is given only so many lines, or MOST_UNCUT of a whole document."""
    reader = choice.format.reader(choice.options)
    limit = most if most is None or choice.format.cut_anywhere else max(most, MOST_UNCUT)
    lines: list[str] = []
    results: list[Result] = []
    is_whole = True
    try:
        with path.open("rb") as file:
            facts = FileFacts(choice.encoding)
            for block in blocks(file, choice.encoding, facts, max_line_bytes=choice.options.max_line_bytes):
                left = len(block.lines) if limit is None else limit - len(lines)
                is_whole = left >= len(block.lines)
                part = block if is_whole else _cut(block, left)
                results += read_block(reader, part)
                lines += part.lines
                if not is_whole:
                    break
    except DamagedFile as wrong:
        raise damaged(path, wrong) from wrong
    results += reader.end()
    records = sum(isinstance(found, Record) for found in results)
    return Reading(list(known_lines(lines, results)), records, is_whole)


def first_lines(path: Path, choice: Choice) -> Iterator[str]:
    """The lines of a file that are of its encoding and not too long, one after the other."""
    with path.open("rb") as file:
        facts = FileFacts(choice.encoding)
        for block in blocks(file, choice.encoding, facts, max_line_bytes=choice.options.max_line_bytes):
            yield from (line for place, line in enumerate(block.lines) if place not in block.set_aside)


def _cut(block: Block, lines: int) -> Block:
    aside = {place: reject for place, reject in block.set_aside.items() if place < lines}
    return Block(block.first, block.lines[:lines], aside)
