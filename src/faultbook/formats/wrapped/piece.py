"""What a container runtime, or another collector, writes in one line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from faultbook.formats.instants import instant
from faultbook.formats.port import ReadOptions

InstantReader = Callable[[str], int | None]


class Piece(NamedTuple):
    """A line of a program, or a part of one that was too long for one line.

    `stream`: stdout, stderr, or another name that keeps programs apart. `time` is when it was collected, as written.
    `ends`: the program's line ends here. `process`: number of the process, where a line names it.
    """

    stream: str
    time: str
    text: str
    ends: bool
    process: str | None = None


def stream_alone(stream: str) -> Mapping[str, str]:
    """The fields that a stream's name is: the stream."""
    return {"stream": stream}


def full_instants(options: ReadOptions) -> InstantReader:
    """Reads full dates and times."""
    return partial(instant, zone=options.zone)


@dataclass(frozen=True)
class Wrapping:
    """How a collector writes. `unwrap` returns None for a line that is not written so; `expected` describes one.

    `fields_of`: fields that a stream's name contains, `stream` for the metadata among them. `instants` makes the reader
    of times. `needs_format`: it is this wrapping only where a format knows the lines inside; otherwise they are plain.
    `has_lines_of_lines`: a piece may contain line feeds.
    """

    name: str
    about: str
    expected: str
    unwrap: Callable[[str], Piece | None]
    fields_of: Callable[[str], Mapping[str, str]] = stream_alone
    instants: Callable[[ReadOptions], InstantReader] = full_instants
    needs_format: bool = False
    has_lines_of_lines: bool = False
