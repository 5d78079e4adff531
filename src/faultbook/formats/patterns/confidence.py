"""How much of a sample a format as data explains."""

from collections.abc import Sequence

from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.lines import LinePattern
from faultbook.formats.port import Sample
from faultbook.formats.traces import BARE_ERROR, goes_on_in_trace, looks_like_trace

UNDATED = 0.9
"""What a line counts that begins a record without a timestamp."""
_FURTHER = 0.5
"""What a line counts that only goes on with a record, and does not look like a stack trace."""


class Confidence:
    """How much of a sample is explained, from 0 to 1; 0 where no line of it begins a record."""

    def __init__(
        self, definition: Definition, patterns: Sequence[LinePattern], places: dict[str, tuple[int, ...]]
    ) -> None:
        """Of the patterns of a definition."""
        readers = [pattern.instant_reader(definition.zone or "UTC", 0) for pattern in patterns]
        self._starts = {
            first: tuple((patterns[place], readers[place]) for place in found) for first, found in places.items()
        }
        self._others = self._starts["\u0080"]
        self._undated = 0.0 if definition.undated == "reject" else UNDATED
        self._continuation = definition.continuation
        self._headers = definition.headers

    def of(self, sample: Sample) -> float:
        """The share of the sample's lines that begin a record, or go on with one."""
        begun, surest, headers, traced, further = 0.0, 0.0, 0, 0, 0.0
        in_trace = False
        for line in sample.lines:
            if line.startswith(self._headers):
                headers += 1
                continue
            certainty = self._certainty(line)
            if certainty:
                # No less than it would count below a record.
                begun += max(certainty, _FURTHER) if begun else certainty
                surest = max(surest, certainty)
                in_trace = False
            elif self._continuation != "none":
                # A file may begin within a trace: the record that it belongs to is in the file before.
                in_trace = (in_trace and goes_on_in_trace(line)) or _is_of_trace(line)
                traced += in_trace
                further += _FURTHER if begun and not in_trace and self._continuation == "any" else 0
        if not begun:
            return 0.0
        # Traces are alike in all formats: they say no more than the surest record. A few lines that happen to fit do
        # not explain all that is below them.
        return (begun + headers + traced * surest + min(further, begun)) / len(sample.lines)

    def _certainty(self, line: str) -> float:
        for pattern, instant in self._starts.get(line[:1], self._others):
            values = pattern.values(line)
            if values is None:
                continue
            if instant is None:
                return self._undated * pattern.entry.certainty
            written = values[pattern.regex.groups.index("timestamp")]
            if written is None:
                return self._undated * pattern.entry.certainty
            if instant(written) is not None:
                return pattern.entry.certainty
        return 0.0


def _is_of_trace(line: str) -> bool:
    return looks_like_trace(line) and not line.startswith(BARE_ERROR)
