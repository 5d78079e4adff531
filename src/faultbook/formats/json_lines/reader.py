"""Reads lines that are one JSON object each."""

from collections.abc import Iterator, Sequence

from faultbook.formats.found import found_instead
from faultbook.formats.json_fields.decoding import NotJsonError
from faultbook.formats.json_fields.headers import HEADER_STARTS, is_header
from faultbook.formats.json_fields.objects import ObjectReader, Refusal
from faultbook.formats.json_fields.parts import ENVELOPES
from faultbook.formats.json_fields.results import Place, results_of
from faultbook.formats.port import LineReader, ReadOptions, Record, Reject, Result, is_blank

_ENVELOPES = frozenset(ENVELOPES)


class JsonLinesReader(LineReader):
    """Reads one file. Each line is judged alone."""

    header_starts = HEADER_STARTS

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self._objects = ObjectReader(options)

    def is_header(self, line: str) -> bool:
        """True for comments and for lines of dashes."""
        return is_header(line)

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """A record or reject of each line that is neither blank nor header; more where it holds several."""
        decode, fields_of = self._objects.decoder.decode, self._objects.fields
        for number, line in enumerate(lines, first):
            if line[:1] != "{":
                if is_blank(line):
                    self.blanks += 1
                    continue
                if is_header(line):
                    self.headers += 1
                    continue
            try:
                found = decode(line)
            except NotJsonError:
                found = None
            if type(found) is not dict:
                yield bad_json(number, line)
            elif not _ENVELOPES.isdisjoint(found):
                yield from results_of(self._objects, found, Place(number, line))
            else:
                fields = fields_of(found, line)
                if type(fields) is dict:
                    yield Record(number, 1, line, fields)
                else:
                    assert type(fields) is Refusal
                    yield Reject(number, line, fields.reason, fields.detail)


def bad_json(number: int, line: str) -> Reject:
    """The reject of a line that is no object."""
    expected = "one JSON object and nothing else on the line"
    return Reject(number, line, "bad_json", found_instead(line, expected))
