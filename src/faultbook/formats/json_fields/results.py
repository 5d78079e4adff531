"""Records and rejects of a decoded object, whether it is one record or holds several."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from faultbook.formats.json_fields.objects import ObjectReader, Refusal
from faultbook.formats.json_fields.parts import parts_of
from faultbook.formats.json_fields.writing import metadata_of
from faultbook.formats.port import Record, Reject, Result, is_blank

Parts = Callable[[Any], Sequence[dict[str, Any]] | None]
"""The objects within a value that are records of their own; None where the value is one record."""


def results_of(
    reader: ObjectReader, found: dict[str, Any], text: str, *, line: int, lines: int = 1, parts: Parts = parts_of
) -> Iterator[Result]:
    """The records of an object that stands on some lines, of which `text` is the text, and its bad parts.

    The first good part has the lines. Where no part is good, each line is a reject.
    """
    several = parts(found)
    if several is None:
        fields = reader.fields(found, text)
        if type(fields) is Refusal:
            yield from rejects_of(text, line, fields.reason, fields.detail)
        else:
            assert type(fields) is dict
            yield Record(line, lines, text, fields)
        return
    # What the values alone do not show is kept with the first part.
    whole = text if reader.decoder.repeated or not reader.decoder.is_exact else None
    refused: list[tuple[int, Refusal]] = []
    left = lines
    for place, part in enumerate(several):
        fields = reader.fields(part)
        if type(fields) is Refusal:
            refused.append((place, fields))
            continue
        assert type(fields) is dict
        if whole is not None:
            fields["metadata"] = whole
            whole = None
        yield Record(line, left, text, fields, part=place)
        left = 0
    if several and len(refused) == len(several):
        first = refused[0][1]
        yield from rejects_of(text, line, first.reason, first.detail)
        return
    for place, refusal in refused:
        written = metadata_of(several[place], has_odd_floats=reader.decoder.has_odd_floats)
        yield Reject(line, written.encode("utf-8", "replace").decode(), refusal.reason, refusal.detail, part=place)


def rejects_of(text: str, line: int, reason: str, detail: str) -> Iterator[Reject]:
    """A reject for each line of a text that is not blank."""
    for number, each in enumerate(text.split("\n"), line):
        if not is_blank(each):
            yield Reject(number, each, reason, detail)
