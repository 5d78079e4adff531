"""Whatever a row holds, its line is one record or one reject, and its file has a name of its own."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.json_lines import JSON_LINES
from faultbook.polling.log_sources.landing import LandingFolder, file_of, late_file_of
from faultbook.polling.log_sources.lines import hashed, line_of
from faultbook.polling.log_sources.log_analytics.kql import INGESTED_AT
from faultbook.polling.log_sources.log_analytics.rows import fields_of_row
from faultbook.polling.log_sources.log_analytics.tables import row_fields_of, shipped_tables
from faultbook.polling.log_sources.logged import fields_of_text
from faultbook.polling.log_sources.port import Window
from faultbook.sources.families import family_of
from tests.examples import examples
from tests.formats.reading import read

TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
TABLES = [*sorted(name for name in shipped_tables() if "*" not in name), "DatabricksSQL", "Own_CL"]


class OneRow:
    """A reader of rows that are fields already."""

    has_row_ids = False

    def __init__(self, fields):
        self.fields = fields

    row_id = staticmethod(hashed)


@st.composite
def rows_of_tables(draw):
    table = draw(st.sampled_from(TABLES))
    columns = [
        path.split(".")[0] for paths in row_fields_of(table).fields.values() for path in paths if "{" not in path
    ]
    names = st.sampled_from([*columns, "TimeGenerated", INGESTED_AT, "Properties", "Anything"])
    json_text = VALUES.map(lambda value: json.dumps(value, default=str))
    return table, draw(st.dictionaries(names, VALUES | json_text, max_size=8))


@given(rows_of_tables())
@examples(200)
def test_a_row_of_any_values_is_one_line_that_is_a_record_or_a_reject(row_of_table):
    table, row = row_of_table
    shape = row_fields_of(table)
    line = line_of(OneRow(lambda given: fields_of_row(given, table, shape)), row)
    assert b"\n" not in line
    found = read(JSON_LINES, [line.decode("utf-8")])
    assert len(found.records) + len(found.rejects) == 1
    assert found.lines == 1
    if found.records:
        assert found.records[0].fields["source_type"] == table
    else:
        assert found.rejects[0].reason in ("missing_field", "bad_timestamp", "bad_json")


@given(TEXTS | VALUES.map(lambda value: json.dumps(value, default=str)))
def test_what_another_logger_wrote_has_a_message(text):
    line = line_of(OneRow(lambda given: {**fields_of_text(text), "timestamp": "2026-02-03T10:00:00Z"}), {"text": text})
    found = read(JSON_LINES, [line.decode("utf-8")])
    assert len(found.records) == 1 or (len(found.rejects) == 1 and found.rejects[0].reason in ("bad_json",))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.integers(1, 1440))
def test_no_window_is_a_rotation_of_another(start, minutes):
    start = start.replace(tzinfo=UTC)
    window = Window(start, start + timedelta(minutes=minutes))
    names = [file_of("app", window).as_posix(), late_file_of("app", window).as_posix()]
    assert [family_of(name) for name in names] == names
    assert names[0] != names[1]
    assert file_of("other", window).name != file_of("app", window).name


def test_a_landed_file_is_never_changed_and_leaves_nothing_beside_it(tmp_path):
    sink, path = (
        LandingFolder(tmp_path),
        file_of("app", Window(datetime(2026, 2, 3, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))),
    )
    assert sink.write(path, []) == 0
    assert not sink.holds(path)
    assert sink.write(path, [b"a", b"b"]) == 2
    assert sink.write(path, [b"c"]) == 2
    assert list(sink.lines(path)) == [b"a", b"b"]
    assert [each for each in Path(tmp_path).rglob("*") if each.is_file()] == [tmp_path / path]


def test_a_failed_write_leaves_no_file(tmp_path):
    sink, path = (
        LandingFolder(tmp_path),
        file_of("app", Window(datetime(2026, 2, 3, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))),
    )

    def lines():
        yield b"a"
        raise ConnectionError

    with suppress(ConnectionError):
        sink.write(path, lines())
    assert [each for each in Path(tmp_path).rglob("*") if each.is_file()] == []
