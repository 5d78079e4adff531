"""Where objects begin and end, by the brackets of a line: nothing is decoded."""

import re
from dataclasses import dataclass, field

from faultbook.formats.json_fields.results import Place

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]')
_CLOSES = {"}": "{", "]": "["}
_BETWEEN = " \t\r\n,\v\f"
"""What may be between the objects of an array, beside its brackets."""


@dataclass
class OpenObject:
    """An object that is not complete yet: where it begins, its lines so far, and how many of them are its own."""

    number: int
    column: int
    part: int | None
    lines: list[str]
    own: int
    brackets: list[str] = field(default_factory=lambda: ["{"])

    def place(self) -> Place:
        """Where it is, with the lines so far."""
        return Place(self.number, "\n".join(self.lines), self.own, self.part)

    def text(self, end: int) -> str:
        """Its own text, up to a column of its last line."""
        lines = "\n".join(self.lines)
        return lines[self.column : len(lines) - len(self.lines[-1]) + end]


@dataclass
class Scan:
    """What a line brings: objects that end on it with their texts, and the object that is open behind it."""

    current: OpenObject | None
    in_array: bool
    ended: list[tuple[OpenObject, str]] = field(default_factory=list)
    is_clean: bool = True
    """False where a bracket does not fit, or other text is between the objects."""
    between_from: int = 0
    starts: int = 0

    def check_between(self, line: str, end: int) -> None:
        """Notes other text than commas before a column, where no object is open."""
        if line[self.between_from : end].strip(_BETWEEN):
            self.is_clean = False
        self.between_from = end + 1


def scanned(number: int, line: str, went_on: OpenObject | None, *, in_array: bool) -> Scan:
    """The scan of a line. `went_on`, the object that is open before it, gets the line."""
    scan = Scan(went_on, in_array)
    if went_on is not None:
        went_on.lines.append(line)
        went_on.own += 1
    for found in _STRING_OR_BRACKET.finditer(line):
        sign = found[0]
        if scan.current is None:
            scan.check_between(line, found.start())
            _open(scan, sign, number, found.start(), line, is_shared=went_on is not None)
        elif sign in "[{":
            scan.current.brackets.append(sign)
        elif sign in "]}":
            if scan.current.brackets.pop() != _CLOSES[sign]:
                scan.is_clean = False
                return scan
            if not scan.current.brackets:
                scan.ended.append((scan.current, scan.current.text(found.end())))
                scan.current, scan.between_from = None, found.end()
    if scan.current is None:
        scan.check_between(line, len(line))
    return scan


def _open(scan: Scan, sign: str, number: int, column: int, line: str, *, is_shared: bool) -> None:
    """A sign where no object is open: the beginning of one, or a bracket of the array around all."""
    if sign == "{":
        # The line is that of the first object on it.
        place = scan.starts + is_shared
        scan.current = OpenObject(number, column, place or None, [line], own=int(not place))
        scan.starts += 1
    elif sign == ("]" if scan.in_array else "["):
        scan.in_array = not scan.in_array
    else:
        scan.is_clean = False
