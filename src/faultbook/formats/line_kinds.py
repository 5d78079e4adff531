"""What each line of a file is taken for, from the results of a reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from faultbook.formats.port import Record, Reject, Result, is_blank


class LineKind(StrEnum):
    """What a line is."""

    RECORD = "record"
    """A record begins here, or several are in it."""
    GOES_ON = "goes on"
    """A later line of a record."""
    HEADER = "header"
    BLANK = "blank"
    REJECT = "reject"


@dataclass(frozen=True)
class KnownLine:
    """One line: its number from 1, its text, what it is.

    `record`: number of its record, from 1; `records`: of those that begin in it, all. `reject`: the whole line's, or
    that of its first bad part.
    """

    number: int
    text: str
    kind: LineKind
    record: int | None = None
    records: tuple[Record, ...] = ()
    reject: Reject | None = None


def known_lines(lines: Sequence[str], results: Sequence[Result]) -> Iterator[KnownLine]:
    """Each of the lines, which are those of a file from its beginning, with what the results make of it.

    Lines of a record need not follow each other, as where two streams are written into one file: they are found by
    their text. A line that is in no result and not blank is a header. Records are numbered in the order of their lines.
    """
    begun: dict[int, list[tuple[int, Record]]] = {}
    rejects: dict[int, Reject] = {}
    in_order = sorted((found for found in results if isinstance(found, Record)), key=lambda found: found.line)
    for number, record in enumerate(in_order, 1):
        begun.setdefault(record.line, []).append((number, record))
    for reject in (found for found in results if isinstance(found, Reject)):
        rejects.setdefault(reject.line, reject)
    goes_on = _going_on(lines, begun, rejects)
    for at, text in enumerate(lines, 1):
        bad = rejects.get(at)
        if at in begun:
            records = tuple(record for _, record in begun[at])
            yield KnownLine(at, text, LineKind.RECORD, begun[at][0][0], records, bad)
        elif at in goes_on:
            yield KnownLine(at, text, LineKind.GOES_ON, goes_on[at], reject=bad)
        elif bad is not None:
            yield KnownLine(at, text, LineKind.REJECT, reject=bad)
        else:
            yield KnownLine(at, text, LineKind.BLANK if is_blank(text) else LineKind.HEADER)


def _going_on(
    lines: Sequence[str], begun: dict[int, list[tuple[int, Record]]], rejects: dict[int, Reject]
) -> dict[int, int]:
    """Line -> number of the record that it goes on with."""
    found: dict[int, int] = {}
    for begin, records in begun.items():
        at = begin
        for number, record in records:
            for text in record.text.split("\n")[1:] if record.lines > 1 else ():
                if is_blank(text):
                    continue
                at = _next_equal(lines, text, at + 1, taken=(found, begun, rejects))
                if at > len(lines):
                    break
                found[at] = number
    return found


def _next_equal(lines: Sequence[str], text: str, begin: int, taken: tuple[Mapping[int, object], ...]) -> int:
    """The number of the next line of this text that is not taken; beyond the last one where there is none."""
    number = begin
    while number <= len(lines) and (lines[number - 1] != text or any(number in of for of in taken)):
        number += 1
    return number
