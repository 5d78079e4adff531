"""Which format a file has, by what its lines look like."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from faultbook.formats.found import found_instead
from faultbook.formats.port import Format, LineReader, RecordTable, Reject, Result, Sample, is_blank

SURE = 0.98
"""A format that explains so much of a sample is not compared with those behind it."""
LEAST = 0.05
"""A format that explains less than this of a sample is not that of the file."""
UNKNOWN_NAME = "unknown"
_EXPECTED = "a line of a known format (faultbook formats suggest FILE writes a format for it)"

Wrapper = Callable[[Sample], Format | None]
"""Returns the format of lines that each contain a line of another log, with that log's format; None for other lines."""


@dataclass(frozen=True)
class Detected:
    """The format of a sample, how much of it the format explains (0 to 1), and the next best, best first."""

    format: Format
    confidence: float
    runners_up: Sequence[tuple[str, float]] = ()


class UnknownReader(LineReader):
    """Reads a file that no format knows: every line that is not blank is a reject."""

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """A reject for each line."""
        for number, line in enumerate(lines, first):
            if is_blank(line):
                self.blanks += 1
            else:
                yield Reject(number, line, "unknown_format", found_instead(line, _EXPECTED))


UNKNOWN = Format(
    name=UNKNOWN_NAME,
    about="Files that no format knows.",
    table=RecordTable.TEXT,
    confidence=lambda _: 0.0,
    reader=UnknownReader,
)


def detect(sample: Sample, formats: Mapping[str, Format], wrappers: Sequence[Wrapper] = ()) -> Detected:
    """The format that explains most of a sample; UNKNOWN where none explains enough of it.

    Where two explain it equally well, the first of `formats`. Wrappers are tried first: their lines
    look like nothing else.
    """
    if not sample.lines:
        return Detected(UNKNOWN, 0.0)
    found: list[tuple[float, Format]] = []
    for wrapper in wrappers:
        if (wrapped := wrapper(sample)) is not None:
            found.append((wrapped.confidence(sample), wrapped))
    for format_ in () if found and found[0][0] >= SURE else formats.values():
        share = format_.confidence(sample)
        if share >= LEAST:
            found.append((share, format_))
        if share >= SURE:
            break
    if not found:
        return Detected(UNKNOWN, 0.0)
    found.sort(key=lambda pair: -pair[0])
    share, best = found[0]
    return Detected(best, share, tuple((other.name, part) for part, other in found[1:]))


def nearest(line: str, formats: Mapping[str, Format]) -> str | None:
    """The name of the format that a single line looks like; None where it looks like none."""
    sample = Sample("", (line,))
    share, name = max(((format_.confidence(sample), name) for name, format_ in formats.items()), default=(0.0, ""))
    return name if share >= LEAST else None
