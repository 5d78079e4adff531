"""docs/reference/formats.md: what each format reads, found by running its examples."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from faultbook.faults.severities import UNKNOWN, severities_of
from faultbook.formats.checking import EXAMPLE_OPTIONS, lines_of
from faultbook.formats.port import Example, Format, Record, Sample, is_blank
from faultbook.formats.registered import FORMATS
from faultbook.formats.wrapped.wrappers import WRAPPINGS, format_named

HEADS = ("format", "what it is", "table", "detected", "records", "zone", "severities", "traces", "examples")
_OTHER_ZONE = "Asia/Tokyo"
_DETECTED = 0.5
_OFFSET = re.compile(r"(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?:Z|[+-]\d\d:?\d\d)")
"""A time of day with an offset, which is taken away: is the zone then that of the source?"""


@dataclass(frozen=True)
class Shown:
    """What the examples of a format show that it reads."""

    is_detected: bool
    most_lines: int
    uses_zone: bool
    severities: tuple[str, ...]
    has_traces: bool


def format_rows() -> list[tuple[str, ...]]:
    """A row for each format, in the order in which they are preferred; wrapped logs behind them."""
    wrapped = {wrapping: format_named(wrapping.name, FORMATS) for wrapping in WRAPPINGS}
    around = [replace(each, name=f"{of.name}/...", about=of.about) for of, each in wrapped.items() if each]
    return [_row(format_) for format_ in (*FORMATS.values(), *around)]


def _row(format_: Format) -> tuple[str, ...]:
    examples = format_.examples()
    shown = _shown(format_, examples)
    records = "several in a line" if format_.several_of_a_line else "one line"
    if shown.most_lines > 1:
        records = "of several lines" if records == "one line" else f"{records}, or of several lines"
    return (
        f"`{format_.name}`",
        format_.about.rstrip("."),
        f"`{format_.table.value}`",
        "by content" if shown.is_detected else "by a source",
        records,
        "of the source, where the line names none" if shown.uses_zone else "the line names it",
        ", ".join(shown.severities),
        "yes" if shown.has_traces else "no",
        str(len(examples)),
    )


def _shown(format_: Format, examples: Iterable[Example]) -> Shown:
    detected = uses_zone = has_traces = False
    most_lines = 1
    names: set[str] = set()
    for example in examples:
        sample = tuple(line for line in lines_of(example.text) if not is_blank(line))
        detected = detected or (not example.hostile and format_.confidence(Sample("", sample, whole=True)) >= _DETECTED)
        records = _records(format_, example, "UTC")
        local = replace(example, text=_OFFSET.sub(r"\1", example.text))
        uses_zone = uses_zone or _instants(format_, local, "UTC") != _instants(format_, local, _OTHER_ZONE)
        for record in records:
            most_lines = max(most_lines, record.lines)
            names.add(record.fields["severity"])
            has_traces = has_traces or bool(record.fields.get("stack_trace"))
    order = severities_of(EXAMPLE_OPTIONS.severities).names
    return Shown(detected, most_lines, uses_zone, tuple(n for n in order if n in names and n != UNKNOWN), has_traces)


def _instants(format_: Format, example: Example, zone: str) -> list[int]:
    return [record.fields["timestamp"] for record in _records(format_, example, zone)]


def _records(format_: Format, example: Example, zone: str) -> list[Record]:
    reader = format_.reader(replace(EXAMPLE_OPTIONS, zone=zone))
    results = (*reader.read(lines_of(example.text), 1), *reader.end())
    return [found for found in results if isinstance(found, Record)]
