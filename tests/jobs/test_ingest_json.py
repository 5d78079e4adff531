"""JSON lines beside tab-separated ones: one ledger, one reject table, one set of counts, whatever job comes by."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from faultbook_samples import logs as loggen
from faultbook_samples.logs.structured import KINDS, JsonOptions, drawn_incidents, write_json

from faultbook.jobs import reconcile, reprocess
from faultbook.jobs.ingestion import replay
from faultbook.jobs.maintenance import purge
from faultbook.lakehouse.batches import batch_state
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import Lease
from tests.jobs.workspace import RECORD, assert_invariants_hold, run_ingest, run_job
from tests.json_oracle import read

LINE = '{{"timestamp":"2026-01-31T20:26:10Z","level":"{}","message":"refused after 7 ms","error_code":"CC-3005"}}\n'
OLD = LINE.format("error").replace("2026", "2020")


def hour(instant):
    return instant.replace(minute=0, second=0, microsecond=0)


@pytest.mark.verify
def test_hostile_json_is_stored_and_counted_as_a_plain_reader_reads_it(spark, workspace):
    incidents = drawn_incidents(KINDS, seed=3, hours=72, records=300)
    write_json(
        workspace.landing, JsonOptions(files=4, records=300, hours=72, seed=3, hostile=True, incidents=incidents)
    )
    run_ingest(spark, workspace)
    expected: Counter = Counter()
    rejects = Counter((row["source_file"], row["reason"]) for row in workspace.rows("error_logs_rejected"))
    for name, entry in workspace.ledger().items():
        kinds, records = read(workspace.landing / name)
        expected += records
        found = [entry[column] for column in ("lines", "headers", "blanks", "parsed")]
        assert found == [kinds.total(), *(kinds.pop(kind, 0) for kind in ("header", "blank", "record"))]
        assert {reason: count for (file, reason), count in rejects.items() if file == name} == dict(kinds)
    names = ("service", "environment", "severity", "error_code")
    rows = Counter((hour(row["timestamp"]), *(row[name] for name in names)) for row in workspace.rows("logs"))
    counts: Counter = Counter()
    for row in workspace.rows("error_counts"):
        counts[row["hour"], *(row[name] for name in names)] += row["occurrence_count"]
    assert rows == expected
    assert counts == expected
    assert_invariants_hold(workspace)
    run_job(spark, workspace, reconcile)


@pytest.mark.verify
def test_both_formats_are_counted_together(spark, workspace):
    workspace.land("web/a.jsonl", LINE.format("error") * 2 + "not json\n\n# note\n")
    workspace.land("web/b.log", RECORD.format(1) + "just words\n")
    run_ingest(spark, workspace)
    assert workspace.table("logs").num_rows == 2
    assert workspace.table("error_logs_parsed").num_rows == 1
    assert sorted(row["reason"] for row in workspace.rows("error_logs_rejected")) == ["bad_json", "too_few_fields"]
    entry = workspace.ledger()["web/a.jsonl"]
    assert [entry[name] for name in ("lines", "headers", "blanks", "parsed", "rejected")] == [5, 1, 1, 2, 1]
    assert_invariants_hold(workspace)
    assert [file.agrees for file in replay.run(spark, workspace.settings, 1)] == [True, True]


@pytest.mark.verify
def test_rejects_of_both_formats_become_records_after_a_fix(spark, workspace):
    workspace.land(
        "a.jsonl", LINE.format("error") + LINE.format("info").replace(" 7 ms", " 7 ms" * 300) * 2 + "not json\n"
    )
    workspace.land("b.log", RECORD.format(" 7 ms" * 300) + "just words\n")
    run_ingest(spark, workspace.with_settings(max_line_bytes=1_024))
    assert Counter(row["reason"] for row in workspace.rows("error_logs_rejected"))["too_long"] == 3
    run_job(spark, workspace, reprocess)
    assert Counter(row["severity"] for row in workspace.rows("logs")) == {"Error": 1, "Info": 2}
    assert workspace.table("error_logs_parsed").num_rows == 1
    assert sorted(row["reason"] for row in workspace.rows("error_logs_rejected")) == ["bad_json", "too_few_fields"]
    assert_invariants_hold(workspace)
    run_job(spark, workspace, reconcile)


@pytest.mark.verify
def test_retention_purges_both_tables(spark, workspace):
    workspace.land("a.jsonl", OLD * 2 + LINE.format("error"))
    workspace.land("b.log", RECORD.format(1).replace("2026-01-31", "2020-01-31"))
    run_ingest(spark, workspace)
    brief = workspace.with_settings(records_retention_days=1_000)
    lakehouse = Lakehouse(spark, brief.settings, held=Lease)
    purge(lakehouse, batch_state(lakehouse), Steps(), now=datetime(2026, 3, 1, tzinfo=UTC), holder="test")
    assert (workspace.table("logs").num_rows, workspace.table("error_logs_parsed").num_rows) == (1, 0)
    assert {name: row["purged"] for name, row in workspace.ledger("purge").items()} == {"a.jsonl": 2, "b.log": 1}
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_batch_that_died_after_its_json_records_is_taken_back(spark, workspace):
    workspace.land("a.jsonl", LINE.format("error"))

    class Killed(Exception):
        """Stands for a kill."""

    def die(point):
        if point == "after logs":
            raise Killed

    try:
        run_ingest(spark, workspace, die)
    except Exception:
        assert workspace.table("logs").num_rows == 1
    run_ingest(spark, workspace)
    assert workspace.table("logs").num_rows == 1
    assert_invariants_hold(workspace)


def test_a_batch_without_json_writes_nothing_of_it(spark, workspace):
    loggen.write(workspace.landing, loggen.Options(files=1, records=3))
    points: list[str] = []
    run_ingest(spark, workspace, points.append)
    assert "after error_logs_parsed" in points
    assert not [point for point in points if point.endswith(" logs")]
