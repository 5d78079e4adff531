"""Reads lines with a format, as the tests of formats do."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.port import Example, Format, LineReader, ReadOptions, Record, Reject, Result

OPTIONS = EXAMPLE_OPTIONS
FILE_TIME = OPTIONS.file_time


@dataclass
class Read:
    """What was read from the lines of a file."""

    records: list[Record]
    rejects: list[Reject]
    headers: int
    blanks: int

    @property
    def lines(self) -> int:
        """How many lines the results account for."""
        whole = sum(reject.part is None for reject in self.rejects)
        return self.headers + self.blanks + sum(record.lines for record in self.records) + whole


def read(format_: Format, lines: Sequence[str], options: ReadOptions = OPTIONS, cuts: Sequence[int] = ()) -> Read:
    """Reads lines in blocks that begin at `cuts`. Results are in the order of their lines."""
    reader = format_.reader(options)
    results = sorted(_results(reader, lines, cuts), key=lambda result: (result.line, result.part or 0))
    return Read(
        [result for result in results if isinstance(result, Record)],
        [result for result in results if isinstance(result, Reject)],
        reader.headers,
        reader.blanks,
    )


def _results(reader: LineReader, lines: Sequence[str], cuts: Sequence[int]) -> Iterator[Result]:
    begins = sorted({0, *cuts})
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        yield from reader.read(lines[begin:end], begin + 1)
    yield from reader.end()


def lines_of(text: str) -> list[str]:
    """The lines of a file's text, without line ends."""
    return text.removesuffix("\n").split("\n")


def differences(example: Example, found: Read) -> list[str]:
    """What was read otherwise than an example has it."""
    wrong = []
    if len(found.records) != len(example.records):
        wrong.append(f"{len(found.records)} records instead of {len(example.records)}: {found.records}")
    for expected, record in zip(example.records, found.records, strict=False):
        for name, value in expected.items():
            there = getattr(record, name) if name in ("line", "lines") else record.fields.get(name)
            wanted = round(datetime.fromisoformat(value).timestamp() * 1_000_000) if name == "timestamp" else value
            if isinstance(value, dict):
                there = json.loads(there or "{}")
            if there != wanted:
                wrong.append(f"line {record.line}: {name} is {there!r} instead of {wanted!r}")
    rejects = [(reject.line, reject.reason) for reject in found.rejects]
    if rejects != list(example.rejects):
        wrong.append(f"rejects are {rejects} instead of {list(example.rejects)}")
    return wrong
