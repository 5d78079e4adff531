"""Which lines of the file the inner lines of a wrapped log came from."""

from typing import NamedTuple

from faultbook.formats.open_record import MOST_BLANKS


class Origin(NamedTuple):
    """Where an inner line came from.

    `lines`: numbers and texts of the file's lines that it was joined from. `time`: when the runtime read it. `counted`:
    how many lines of the file it is counted as: 0 for a blank one, and for a further inner line of one line. `part`:
    its place among the inner lines of one line of the file; None where it is the only one. `process`: number of the
    process, where the line names it.
    """

    lines: tuple[tuple[int, str], ...]
    time: str
    counted: int
    is_blank: bool = False
    part: int | None = None
    process: str | None = None


class Taken(NamedTuple):
    """The lines of a record: the origin of its first, their text, and how many lines of the file are its own."""

    first: Origin
    text: str
    counted: int


class Origins:
    """The origins of inner lines by their numbers, until results have named them."""

    def __init__(self) -> None:
        """No line yet."""
        self._lines: list[Origin | None] = []
        self._begin = 1
        """The number of the inner line that the first of `_lines` is of."""
        self._last: Origin | None = None
        """Of the last result: further records and rejects of one line come behind it."""
        self._blanks = 0
        """Blank lines, one behind the other, up to here."""
        self.added = 0
        self.taken = 0
        """Lines of the file that were added, and those that results have named."""

    @property
    def next_number(self) -> int:
        """The number of the next inner line."""
        return self._begin + len(self._lines)

    def add(self, origin: Origin, *, is_header: bool = False) -> None:
        """The next inner line; of a header only that there is one."""
        self._blanks = self._blanks + 1 if origin.is_blank else 0
        self._lines.append(origin if self._blanks <= MOST_BLANKS and not is_header else None)
        self.added += origin.counted

    def has(self, number: int) -> bool:
        """True for a line that no result has named."""
        return self._at(number) is not None

    def are_blank_between(self, first: int, last: int) -> bool:
        """True where only blank lines are between two lines."""
        return all((found := self._at(number)) is None or found.is_blank for number in range(first + 1, last))

    def take_record(self, number: int, lines: int, *, is_inner: bool) -> Taken:
        """The `lines` lines of a record from its first on, blank ones not counted.

        `is_inner`: of the inner format, whose records come in their order: what is before it is in no result.
        """
        place = number - self._begin
        first = self._lines[place] if 0 <= place < len(self._lines) else None
        if first is None or not lines:
            # A further record of a line.
            again = first or self._named_before()
            return Taken(again, _text(again), 0)
        self._last = first
        if is_inner and place and self._lines[place - 1] is not None:
            self._forget_before(place)
        if lines == 1:
            self._lines[place] = None
            self.taken += first.counted
            written = first.lines
            return Taken(first, written[0][1] if len(written) == 1 else _text(first), first.counted)
        texts: list[str] = []
        counted = 0
        while lines and place < len(self._lines):
            origin = self._lines[place]
            if origin is not None:
                self._lines[place] = None
                counted += origin.counted
                lines -= not origin.is_blank
                if not texts or not origin.part:
                    texts.append(_text(origin))
            place += 1
        self.taken += counted
        return Taken(first, "\n".join(texts), counted)

    def take_line(self, number: int) -> Origin | None:
        """The origin of a line that counts; None for one that counts with another, or that was named before."""
        origin = self._at(number)
        if origin is None or not origin.counted:
            return None
        self._lines[number - self._begin] = None
        self._last = origin
        self.taken += origin.counted
        return origin

    def of(self, number: int) -> Origin:
        """The origin of a line, which may have been named before."""
        return self._at(number) or self._named_before()

    def _forget_before(self, place: int) -> None:
        """Drops headers."""
        while place > 0 and self._lines[place - 1] is not None:
            place -= 1
            self._lines[place] = None

    def forget(self) -> None:
        """Drops the lines that no further result names."""
        kept = 0
        while kept < len(self._lines) and ((origin := self._lines[kept]) is None or origin.is_blank):
            kept += 1
        if kept:
            del self._lines[:kept]
            self._begin += kept

    def _at(self, number: int) -> Origin | None:
        place = number - self._begin
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _named_before(self) -> Origin:
        assert self._last is not None
        return self._last


def _text(origin: Origin) -> str:
    if len(origin.lines) == 1:
        return origin.lines[0][1]
    return "\n".join([text for _, text in origin.lines])
