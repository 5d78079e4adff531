"""Lines as journalctl and syslog daemons write what a program logged: an instant, the host, the program."""

import re
from collections.abc import Mapping

from faultbook.formats.instants import instant
from faultbook.formats.patterns.timestamps import timestamp_format
from faultbook.formats.port import ReadOptions
from faultbook.formats.wrapped.piece import InstantReader, Piece, Wrapping

_LINE = re.compile(
    r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))"
    r" ([\w.:-]{1,255}) ([\w./@-]{1,128})(?:\[(\d{1,10})\])?: (.*+)",
    re.DOTALL | re.ASCII,
)
_WITHOUT_YEAR = ("%b %e %H:%M:%S", "%b %d %H:%M:%S")


def unwrapped(line: str) -> Piece | None:
    """What a line contains; None where it is no line of a journal. The stream is host and program."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    time, host, program, process, text = found.groups()
    return Piece(f"{host} {program}", time, text, ends=True, process=process)


def fields_of(stream: str) -> Mapping[str, str]:
    """Host and program that a stream's name contains."""
    host, program = stream.split(" ")
    return {"stream": program, "host": host, "logger_name": program}


def instants(options: ReadOptions) -> InstantReader:
    """Reads times with a year, and without: it is that of the file."""
    readers = [timestamp_format(each).reader(options.zone, options.file_time, False) for each in _WITHOUT_YEAR]

    def read(text: str) -> int | None:
        if text[:1].isdigit():
            return instant(text, options.zone)
        return next((found for reader in readers if (found := reader(text)) is not None), None)

    return read


JOURNAL = Wrapping(
    name="journal",
    about="What a program logged, as journalctl and syslog daemons write it",
    expected="an instant, host, program and text: Feb 03 10:00:00 node-1 kubelet[17]: no route",
    unwrap=unwrapped,
    fields_of=fields_of,
    instants=instants,
    needs_format=True,
)
