"""Frames have the columns that rules may name, and the identity of an event is one row's."""

from datetime import UTC, datetime

import pytest
from pyspark.sql import functions as F

from faultbook.catalog.rule_frames import FRAMES
from faultbook.incidents.fingerprint import SLOTS
from faultbook.rules.condition import Not, Or
from faultbook.rules.model import Fingerprint, Rule, Strategy
from faultbook.tables import TABLES
from faultbook.transforms.rules import frames
from faultbook.transforms.rules.matches import matches
from faultbook.transforms.rules.sources import SOURCES
from tests.frames import frame

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
COMMON = {"event_id", "happened_at", "source_batch", "facts", "service", "environment"}
TABLES_OF = {
    "failures": ["failure_events"],
    "logs": ["error_logs_parsed", "logs", "text_logs", "ingest_ledger"],
    "statements": ["query_statements"],
    "anomalies": ["anomaly_alerts"],
    "budgets": ["budget_status"],
    "spend": ["cost_anomalies"],
}


def rows_of(name: str):
    """A frame with one row in each table; what may be NULL is NULL."""
    tables = [frame([row_of(TABLES[table].ddl())], TABLES[table].ddl()) for table in TABLES_OF[name]]
    return getattr(frames, name)(*tables)


def row_of(ddl: str) -> dict:
    samples = {
        **{"STRING": "x", "BIGINT": 1, "INT": 1, "DOUBLE": 1.0, "BOOLEAN": True, "TIMESTAMP": AT, "DATE": AT.date()},
        "ARRAY<STRING>": ["x"],
    }
    parts = [part.split(" ", 1) for part in ddl.replace("`", "").split(", ")]
    row = {name: samples.get(type_name.upper()) for name, type_name in parts}
    return {**row, **{name: {} for name, type_name in parts if type_name.upper().startswith("MAP")}, **_ARRAYS}


_ARRAYS = {"hours": [], "explanations": []}


def test_every_source_has_a_frame_and_no_other():
    assert list(SOURCES) == list(FRAMES)
    assert {slot for source in SOURCES.values() for slot in source.slots} <= set(SLOTS)


@pytest.mark.parametrize("name", list(FRAMES))
def test_frames_have_the_columns_that_rules_may_name(spark, name):
    rows = rows_of(name)
    assert set(FRAMES[name].columns) | COMMON <= set(rows.columns)
    types = {field.name: field.dataType.simpleString() for field in rows.schema}
    wanted = {
        field: type_name
        for field, type_name in FRAMES[name].columns.items()
        if type_name.upper() in {"STRING", "BIGINT"}
    }
    assert {field: types[field].upper() for field in wanted} == wanted
    every = Rule("every", "Every row", name, condition=Not(Or(())), fingerprint=Fingerprint(Strategy.STRUCTURAL))
    found = matches(rows, FRAMES[name], [every]).toArrow().to_pylist()
    assert sum(row["events"] for row in found) == (3 if name == "logs" else 1)
    assert all(row["event_id"] and row["matched_at"] and row["fingerprint"] for row in found)


def test_new_rows_are_found_by_batch_or_by_the_instant_of_their_change(spark):
    none = F.lit(None)
    failures, spend = rows_of("failures"), rows_of("spend")

    def count(rows, name, batch, since) -> int:
        return frames.newer(rows, SOURCES[name], after_batch=batch, since=since).toArrow().num_rows

    assert [count(failures, "failures", batch, none) for batch in (F.lit(0), F.lit(1), none)] == [1, 0, 1]
    later = F.lit("2026-11-30T12:00:01Z").cast("timestamp")
    assert [count(spend, "spend", none, since) for since in (F.lit(AT), later, none)] == [1, 0, 1]
