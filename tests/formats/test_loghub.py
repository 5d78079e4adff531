"""Loghub's sets, their lines put together from the columns: records, instants and levels by a definition file."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import yaml

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.port import Format, ReadOptions, Record
from tests.faults.corpus import loghub_folder
from tests.fixture_files import fixture_path

OWN = fixture_path("formats/loghub")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN = datetime(2005, 12, 31, 12, tzinfo=UTC)
"""When the files of syslog, whose lines have no year, were written."""
LEAST = 0.999
HDFS_COLUMNS = "{Date} {Time} {Pid} {Level} {Component}: {Content}"
BGL_COLUMNS = "{Label} {Timestamp} {Date} {Node} {Time} {NodeRepeat} {Type} {Component} {Level} {Content}"
ZOOKEEPER_COLUMNS = "{Date} {Time} - {Level:<5} [{Node}:{Component}@{Id}] - {Content}"

Row = dict[str, str]


class Layout(NamedTuple):
    """`line`: a row as it was written. `at`: its instant, in the form of `stamp`. `format`: what reads it."""

    line: Callable[[Row], str]
    at: str
    stamp: str
    format: str
    level: str | None = "Level"


def syslog(row: Row) -> str:
    process = f"[{row['PID']}]" if row["PID"] else ""
    return f"{row['Month']} {row['Date']:>2} {row['Time']} {row['Level']} {row['Component']}{process}: {row['Content']}"


LAYOUTS = {
    "Apache": Layout("[{Time}] [{Level}] {Content}".format_map, "{Time}", "%a %b %d %H:%M:%S %Y", "apache_error"),
    "BGL": Layout(BGL_COLUMNS.format_map, "{Time}", "%Y-%m-%d-%H.%M.%S.%f", "bgl"),
    "HDFS": Layout(HDFS_COLUMNS.format_map, "{Date} {Time}", "%y%m%d %H%M%S", "hdfs"),
    "Hadoop": Layout(
        "{Date} {Time} {Level} [{Process}] {Component}: {Content}".format_map,
        *("{Date} {Time}", "%Y-%m-%d %H:%M:%S,%f", "log4j"),
    ),
    "Linux": Layout(syslog, "2005 {Month} {Date} {Time}", "%Y %b %d %H:%M:%S", "syslog_3164", None),
    "OpenSSH": Layout(
        "{Date} {Day:>2} {Time} {Component} sshd[{Pid}]: {Content}".format_map,
        *("2005 {Date} {Day} {Time}", "%Y %b %d %H:%M:%S", "syslog_3164", None),
    ),
    "Spark": Layout(
        "{Date} {Time} {Level} {Component}: {Content}".format_map,
        *("{Date} {Time}", "%y/%m/%d %H:%M:%S", "databricks_driver"),
    ),
    "Zookeeper": Layout(ZOOKEEPER_COLUMNS.format_map, "{Date} {Time}", "%Y-%m-%d %H:%M:%S,%f", "log4j"),
}


def format_named(name: str) -> Format:
    """A shipped format, or that of a definition of the fixtures."""
    own = OWN / f"{name}.yml"
    if own.exists():
        return format_of(Definition.model_validate(yaml.safe_load(own.read_text("utf-8"))))
    return next(each for each in definition_formats() if each.name == name)


def rows_of(name: str) -> list[Row]:
    with (loghub_folder() / f"{name}_2k.log_structured.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_right(row: Row, layout: Layout, record: Record | None) -> bool:
    """True where a row is one record of one line with the instant and the level of its columns."""
    if record is None or record.lines != 1:
        return False
    content, message = row["Content"], record.fields["message"]
    # Apache's definition takes the client out of the message; a program's name may be of two words.
    if not (message and (content.endswith(message) or message.endswith(content))):
        return False
    at = (datetime.strptime(layout.at.format_map(row), layout.stamp).replace(tzinfo=UTC) - EPOCH) // timedelta(
        microseconds=1
    )
    level = row[layout.level] if layout.level else None
    return (record.fields["timestamp"], record.fields.get("level")) == (at, level)


@pytest.mark.skipif(not list(loghub_folder().glob("*_2k.log_structured.csv")), reason="Loghub is not here")
@pytest.mark.parametrize("name", LAYOUTS)
def test_lines_are_records_with_instant_and_level(name):
    layout = LAYOUTS[name]
    rows = rows_of(name)
    options = ReadOptions(DEFAULT_SEVERITIES, ".*", file_time=(WRITTEN - EPOCH) // timedelta(microseconds=1))
    reader = format_named(layout.format).reader(options)
    results = [*reader.read([layout.line(row) for row in rows], 1), *reader.end()]
    records = {record.line: record for record in results if isinstance(record, Record)}
    right = sum(is_right(row, layout, records.get(number)) for number, row in enumerate(rows, 1))
    assert len(rows) == 2_000
    assert right / len(rows) >= LEAST


def test_the_sets_of_the_fixtures_have_definitions():
    assert {layout.format for layout in LAYOUTS.values()} >= {path.stem for path in OWN.glob("*.yml")}
