"""Records and rejects of a decoded object, whether it is one record or has several within it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from faultbook.formats.json_fields.objects import ObjectReader, Refusal
from faultbook.formats.json_fields.parts import parts_of
from faultbook.formats.json_fields.writing import metadata_of
from faultbook.formats.port import Record, Reject, Result, is_blank

Parts = Callable[[dict[str, Any]], Sequence[dict[str, Any]] | None]
"""The records within an object; None where it is one record."""


@dataclass(frozen=True)
class Place:
    """Where an object is in a file. `text`: the lines that it is on, from the line `line`.

    `whole`: the object's own text, where other text is on its lines.
    `own`: how many of these lines count as its own. One less than there are: its first line is an earlier object's.
    `part`: its place among the objects that begin on its first line; None where it is the only one.
    """

    line: int
    text: str
    own: int = 1
    part: int | None = None
    whole: str | None = None

    @property
    def json_text(self) -> str:
        """The JSON text of the object."""
        return self.text if self.whole is None else self.whole

    def rejects(self, reason: str, detail: Callable[[str], str]) -> Iterator[Reject]:
        """A reject for each of its own lines; one of a part where it has none. `detail` makes the words."""
        if not self.own:
            yield Reject(self.line, self.text, reason, detail(self.text), part=self.part or 0)
            return
        lines = [(number, line) for number, line in enumerate(self.text.split("\n"), self.line) if not is_blank(line)]
        for number, line in lines[len(lines) - self.own :]:
            yield Reject(number, line, reason, detail(line))


def results_of(reader: ObjectReader, found: dict[str, Any], place: Place, parts: Parts = parts_of) -> Iterator[Result]:
    """The records of an object that `reader` decoded last, and its bad parts."""
    several = parts(found)
    if several is not None:
        yield from results_of_parts(reader, several, place)
        return
    fields = reader.fields(found, place.json_text)
    if isinstance(fields, Refusal):
        detail = fields.detail
        yield from place.rejects(fields.reason, lambda _: detail)
    else:
        yield Record(place.line, place.own, place.text, fields, part=place.part)


def results_of_parts(reader: ObjectReader, several: Sequence[dict[str, Any]], place: Place) -> Iterator[Result]:
    """The records of objects within one text: the first has its lines. Where none is good, the lines are rejects."""
    # What the values alone do not show is kept with the first record.
    whole = place.json_text if reader.decoder.repeated or not reader.decoder.is_exact else None
    refused: list[tuple[int, Refusal]] = []
    own, is_first = place.own, True
    first = place.part or 0
    for number, part in enumerate(several, first):
        fields = reader.fields(part)
        if isinstance(fields, Refusal):
            refused.append((number, fields))
            continue
        if whole is not None:
            fields["metadata"] = whole
            whole = None
        # The whole text once: with each part it would grow with their square.
        yield Record(place.line, own, place.text if is_first else _text_of(part), fields, part=number)
        own, is_first = 0, False
    if len(refused) == len(several):
        refusal = refused[0][1] if refused else Refusal("missing_field", "found an empty list, expected records in it")
        yield from place.rejects(refusal.reason, lambda _: refusal.detail)
        return
    for number, refusal in refused:
        yield Reject(place.line, _text_of(several[number - first]), refusal.reason, refusal.detail, part=number)


def _text_of(part: dict[str, Any]) -> str:
    return metadata_of(part, has_odd_floats=True).encode("utf-8", "replace").decode()
