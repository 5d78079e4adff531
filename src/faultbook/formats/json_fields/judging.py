"""How much of a sample a reader of JSON explains."""

from collections.abc import Callable, Sequence

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.port import LineReader, ReadOptions, Record

_HALF = 0.5
_HALF_EXPLAINED = ("missing_field", "bad_timestamp")
_OPTIONS = ReadOptions(severities=DEFAULT_SEVERITIES, code_pattern=r".*")


def explained(reader: Callable[[ReadOptions], LineReader], lines: Sequence[str]) -> float:
    """Share of the lines that are of records or headers, objects that are no records by half; 0 without an object."""
    made = reader(_OPTIONS)
    results = [*made.read(lines, 1), *made.end()]
    whole = sum(found.lines for found in results if isinstance(found, Record))
    half = sum(
        not isinstance(found, Record) and found.part is None and found.reason in _HALF_EXPLAINED for found in results
    )
    return (whole + half * _HALF + made.headers) / len(lines) if whole or half else 0.0
