"""Examples as the oracle of a format: what it reads from them, compared with what they say."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.port import Example, Format, ReadOptions, Record, Reject, Result

EXAMPLE_OPTIONS = ReadOptions(
    severities=DEFAULT_SEVERITIES,
    code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
    file_time=1_770_120_000_000_000,
)
"""Options of all examples but for their zone; the file was written on 3 February 2026 at 12:00 UTC."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = ("line", "lines", "part")
"""What an example compares of a record beside its fields."""


def lines_of(text: str) -> list[str]:
    """The lines of a text as a reader gets them: the last one may have no end."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") or not text else lines


def differences(format_: Format, example: Example, options: ReadOptions = EXAMPLE_OPTIONS) -> list[str]:
    """How what a format reads from an example differs from what is expected, a sentence each; none where it does not.

    Every line is also counted: blanks, headers, lines of records and rejects add up to the lines of the text.
    """
    reader = format_.reader(replace(options, zone=example.zone))
    lines = lines_of(example.text)
    results: list[Result] = [*reader.read(lines, 1), *reader.end()]
    # Records of streams that are written into one file end in another order than they begin.
    results.sort(key=lambda result: (result.line, result.part or 0))
    records = [found for found in results if isinstance(found, Record)]
    rejects = [found for found in results if isinstance(found, Reject)]
    found = list(_of_records(example, records))
    expected_rejects = [(line, reason) for line, reason in example.rejects]
    found_rejects = [(reject.line, reject.reason) for reject in rejects]
    if found_rejects != expected_rejects:
        found.append(f"rejects: found {_listed(found_rejects)}, expected {_listed(expected_rejects)}")
    kinds = {
        "blank": reader.blanks,
        "header": reader.headers,
        "of records": sum(record.lines for record in records),
        "rejected": sum(reject.part is None for reject in rejects),
    }
    if sum(kinds.values()) != len(lines):
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        found.append(f"lines: found {counts}, expected {len(lines)} in all")
    return found


def _of_records(example: Example, records: list[Record]) -> Iterator[str]:
    if len(records) != len(example.records):
        yield f"records: found {len(records)}, expected {len(example.records)}"
    for number, (expected, record) in enumerate(zip(example.records, records, strict=False), 1):
        for name, value in expected.items():
            found = getattr(record, name) if name in _PLACE else record.fields.get(name)
            wanted = _comparable(name, value)
            if isinstance(wanted, Mapping) and isinstance(found, str):
                found = json.loads(found)
            if found != wanted:
                yield f"record {number}, {name}: found {_shown(name, found)}, expected {_shown(name, wanted)}"


def _comparable(name: str, value: Any) -> Any:
    """An expected value as readers return it: instants as microseconds since 1970."""
    if name != "timestamp" or isinstance(value, int):
        return value
    # YAML reads an unquoted instant as one.
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)


def _shown(name: str, value: Any) -> str:
    if name == "timestamp" and isinstance(value, int):
        return (_EPOCH + timedelta(microseconds=value)).isoformat()
    return repr(dict(value)) if isinstance(value, Mapping) else repr(value)


def _listed(rejects: list[tuple[int, str]]) -> str:
    return ", ".join(f"line {line} {reason}" for line, reason in rejects) or "none"
