"""Layouts that are put together by chance: what is suggested for them reads nine of ten lines, instants right."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.port import Record
from faultbook.formats.suggestions.suggestion import suggest

START = datetime(2026, 1, 13, 8, 59, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STAMPS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d/%b/%Y:%H:%M:%S +0000",
    "%b %d %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%d-%b-%Y %H:%M:%S",
    "%y%m%d %H%M%S",
    "%Y%m%d-%H:%M:%S",
)
AROUND = ("{}", "[{}]", "<{}>", "({})")
BETWEEN = (" ", " - ", " | ", "\t", ": ")
LEVELS = ("ERROR", "WARN", "INFO", "DEBUG", "info", "err")
MESSAGES = (
    "no answer from {} within {} ms",
    "stored {} of {} rows: done",
    "Job {} failed (attempt {})",
    "GET /a/{}?b={}",
    "'{}' is \"{}\"",
    "{}",
)


def layout(chance: random.Random) -> tuple[list[str], list[datetime], list[str]]:
    """Lines of one layout with their instants and levels; a tenth of the records has a stack trace."""
    stamp, around, between = chance.choice(STAMPS), chance.choice(AROUND), chance.choice(BETWEEN)
    level_around, level_first = chance.choice(AROUND), chance.random() < 0.3
    extras = [kind for kind in ("thread", "logger", "number") if chance.random() < 0.4]
    lines, instants, levels = [], [], []
    for number in range(120):
        at = START + timedelta(seconds=number * 7)
        level = chance.choice(LEVELS)
        parts = [around.format(at.strftime(stamp)), level_around.format(level)]
        if level_first:
            parts.reverse()
        values = {"thread": f"[pool-{number % 4}]", "logger": f"a.b.C{number % 5}", "number": str(4_000 + number)}
        parts += [values[kind] for kind in extras]
        message = chance.choice(MESSAGES).format(chance.randrange(9_999), chance.randrange(99))
        lines.append(between.join([*parts, message]))
        instants.append(at)
        levels.append(level)
        if number % 10 == 0:
            lines += ["java.io.IOException: lost", f"\tat a.b.C.d(C.java:{number})"]
    return lines, instants, levels


@pytest.mark.parametrize("seed", range(30))
def test_a_layout_is_read(seed):
    lines, instants, levels = layout(random.Random(seed))
    found = suggest("x.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    reader = format_of(Definition.model_validate(found.entry)).reader(EXAMPLE_OPTIONS)
    records = [each for each in (*reader.read(lines, 1), *reader.end()) if isinstance(each, Record)]
    assert sum(record.lines for record in records) >= 0.9 * len(lines)
    read = {(record.fields["timestamp"], record.fields.get("level")) for record in records}
    expected = {((at - EPOCH) // timedelta(microseconds=1), level) for at, level in zip(instants, levels, strict=True)}
    assert len(read & expected) >= 0.9 * len(expected), (lines[0], found.entry["timestamps"], found.entry["patterns"])
