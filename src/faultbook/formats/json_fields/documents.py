"""Reads JSON documents of several lines: objects one after the other, and arrays of objects."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from faultbook.formats.found import found_instead
from faultbook.formats.json_fields.brackets import OpenObject, scanned
from faultbook.formats.json_fields.decoding import NotJsonError
from faultbook.formats.json_fields.headers import HEADER_STARTS, is_header
from faultbook.formats.json_fields.objects import ObjectReader
from faultbook.formats.json_fields.parts import ENVELOPES, parts_of
from faultbook.formats.json_fields.results import Place, results_of, results_of_parts
from faultbook.formats.port import ASCII_WHITE_SPACE, LineReader, ReadOptions, Reject, Result, is_blank

_MEMBER_STARTS = ('"', "}", ",")
_AFTER_ARRAY_OPENS = ("[", ",")
_EXPECTED = "a JSON object of one or more lines"


class DocumentReader(LineReader):
    """Reads one file. A record's lines are those that its object is on.

    Of two objects on one line, the line is the first one's. Lines of an array that only have its brackets and commas
    are headers.
    """

    header_starts = HEADER_STARTS
    # A bracket or comma between objects is a header, within one it is none.
    headers_in_order = True

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self.objects = ObjectReader(options)
        self._open: OpenObject | None = None
        self._size = 0
        self._in_array = False
        self._last = ""
        """The last character of the open object that is no white space."""

    def is_header(self, line: str) -> bool:
        """True for comments and for lines of dashes."""
        return is_header(line)

    def parts_of(self, found: dict[str, Any]) -> Sequence[dict[str, Any]] | None:
        """The records within an object; None where it is one record."""
        return parts_of(found)

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects of objects that are complete."""
        for number, line in enumerate(lines, first):
            if is_blank(line):
                self.blanks += 1
                if self._open is not None:
                    self._open.lines.append(line)
                    self._size += len(line) + 1
                continue
            if self._open is not None:
                if self._is_broken_by(line) or self._size + len(line) > self.options.max_record_bytes:
                    yield from self._give_up()
                else:
                    yield from self._scanned(number, line)
                    continue
            yield from self._read_between(number, line)

    def end(self) -> Iterator[Result]:
        """An object that never closes."""
        if self._open is not None:
            yield from self._give_up()

    def _read_between(self, number: int, line: str) -> Iterator[Result]:
        """A line that no open object goes on with."""
        if is_header(line):
            self.headers += 1
            return
        if line.lstrip(" \t")[:1] == "{":
            text = line.rstrip().removesuffix(",")
            found = self._decoded(text)
            if found is not None:
                if not self.only_counts:
                    yield from results_of(self.objects, found, Place(number, line, whole=text), self.parts_of)
                return
        yield from self._scanned(number, line)

    def _decoded(self, text: str) -> dict[str, Any] | None:
        try:
            found = self.objects.decoder.decode(text)
        except NotJsonError:
            return None
        return found if type(found) is dict else None

    def _is_broken_by(self, line: str) -> bool:
        """True where the open object cannot go on with a line, which then begins something else."""
        assert self._open is not None
        # Other white space than ASCII's is text.
        start = line.lstrip(ASCII_WHITE_SPACE)[0]
        if self._last == ":":
            return False
        if self._open.brackets[-1] == "{":
            return start not in _MEMBER_STARTS
        return start in "[{" and self._last not in _AFTER_ARRAY_OPENS

    def _scanned(self, number: int, line: str) -> Iterator[Result]:
        """The objects that end on a line."""
        went_on = self._open
        found = scanned(number, line, went_on, in_array=self._in_array)
        if not found.is_clean:
            yield from self._give_up() if went_on is not None else [bad_json(number, line)]
            return
        current = found.current
        self._size = (self._size if current is went_on else 0) + len(line) + 1
        self._open, self._in_array, self._last = current, found.in_array, line.rstrip()[-1:]
        if self.only_counts and found.ended:
            return
        if went_on is None and current is None and len(found.ended) > 1:
            yield from self._several(number, line, [text for _, text in found.ended])
        elif found.ended:
            for each, text in found.ended:
                yield from self._results(each, text)
        elif current is None:
            self.headers += 1

    def _results(self, ended: OpenObject, text: str) -> Iterator[Result]:
        found = self._decoded(text)
        if found is None:
            yield from ended.place().rejects("bad_json", lambda line: found_instead(line, _EXPECTED))
        else:
            yield from results_of(self.objects, found, replace(ended.place(), whole=text), self.parts_of)

    def _several(self, number: int, line: str, texts: Sequence[str]) -> Iterator[Result]:
        """Several whole objects that are all of a line are its parts."""
        array = f"[{','.join(texts)}]"
        try:
            decoded = self.objects.decoder.decode(array)
        except NotJsonError:
            yield bad_json(number, line)
            return
        parts = [part for found in decoded for part in (self.parts_of(found) or [found])]
        # Metadata are an object.
        whole = f'{{"{ENVELOPES[0]}":{array}}}'
        yield from results_of_parts(self.objects, parts, Place(number, line, whole=whole))

    def _give_up(self) -> Iterator[Result]:
        """The lines of an object that does not close are rejects, but for those that are an object each."""
        given_up = self._open
        assert given_up is not None
        self._open = None
        self._in_array = False
        self._size = 0
        if self.only_counts:
            return
        expected = f"the rest of the JSON that begins in line {given_up.number}"
        for reject in given_up.place().rejects("unfinished_json", lambda line: found_instead(line, expected)):
            line = reject.text
            text = line.rstrip().removesuffix(",")
            found = None
            if reject.part is None and line.lstrip()[:1] == "{":
                found = self._decoded(text)
            if found is None:
                yield reject
            else:
                yield from results_of(self.objects, found, Place(reject.line, line, whole=text), self.parts_of)


def bad_json(number: int, line: str) -> Reject:
    """The reject of a line that is neither of an object nor between two."""
    return Reject(number, line, "bad_json", found_instead(line, _EXPECTED))
