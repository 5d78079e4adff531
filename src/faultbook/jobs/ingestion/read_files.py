"""What is read of landed files of this machine: facts, records, rejects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import starmap

import pyarrow as pa

from faultbook.formats.port import RecordTable
from faultbook.formats.spans import Span
from faultbook.transforms.landed.file_reader import CHANGED, FileReader, ReadFile
from faultbook.transforms.landed.garbage import rare_collections
from faultbook.transforms.landed.landed_text import LandedText, text_of_path
from faultbook.transforms.landed.reading_values import ReadingValues

File = tuple[str, int, str, int, Span]
"""Name, when it was last written (microseconds), path, length in bytes when it was listed, what of it is read."""


@dataclass
class ReadFiles:
    """Facts of files, their records by table and their rejects, in the columns of the tables."""

    facts: list[ReadFile] = field(default_factory=list)
    records: dict[RecordTable, list[pa.RecordBatch]] = field(default_factory=dict)
    rejects: list[pa.RecordBatch] = field(default_factory=list)

    def add(self, other: "ReadFiles") -> None:
        """Adds what another part of the files gave."""
        self.facts += other.facts
        for table, batches in other.records.items():
            self.records.setdefault(table, []).extend(batches)
        self.rejects += other.rejects


class TooMuchContent(Exception):
    """Files contain more than may be in memory at once."""


def read_part(values: ReadingValues, files: Sequence[File], most_bytes: int | None = None) -> ReadFiles:
    """Reads files one after the other. What is read is in memory at once: TooMuchContent where the lines have more than
    `most_bytes`, which their sizes need not show where files are compressed. A file that changes meanwhile is
    unreadable this time.
    """
    reader = FileReader(values)
    facts: list[ReadFile] = []
    content = 0

    def readable() -> Iterator[tuple[LandedText, ReadFile]]:
        # Counted just before it is read, so that its format is looked for once.
        for text in starmap(_text_of, files):
            nonlocal content
            facts.append(reader.facts(text))
            content += facts[-1].line_bytes
            if most_bytes is not None and content > most_bytes:
                raise TooMuchContent
            if facts[-1].unreadable is None:
                yield text, facts[-1]

    with rare_collections():
        found = reader.rows(readable())
    changed = set(found.changed)
    facts = [ReadFile(file.source_file, unreadable=CHANGED) if file.source_file in changed else file for file in facts]
    return ReadFiles(facts, found.records, found.rejects)


def _text_of(source_file: str, file_time: int, path: str, length: int, span: Span) -> LandedText:
    return text_of_path(source_file, file_time, path, span, length=length)
