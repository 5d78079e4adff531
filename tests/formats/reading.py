"""Reads lines with a format, as the tests of formats do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.port import Format, LineReader, ReadOptions, Record, Reject, Result

OPTIONS = EXAMPLE_OPTIONS


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


def read(
    format_: Format, lines: Sequence[str], options: ReadOptions = EXAMPLE_OPTIONS, cuts: Sequence[int] = ()
) -> Read:
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
