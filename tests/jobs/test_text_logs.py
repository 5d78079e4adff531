"""Records of text formats in every job that knows records: several lines in one, and one line of several parts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faultbook.errors import InvariantViolated
from faultbook.jobs import maintenance, reconcile
from faultbook.jobs.ingestion.formats import stored_occurrences
from faultbook.jobs.ingestion.recovery import recover_incomplete
from faultbook.jobs.redact import redact_table
from faultbook.jobs.schema.severity_order import report_unknown_levels
from faultbook.lakehouse.batches import batch_state, begin_batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.serve.questions import QUESTIONS
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, TEXT_LOGS, Lease
from faultbook.transforms.records.counts import counts_by_file, counts_by_hour
from tests.jobs.counted import append_rows
from tests.jobs.workspace import LocalWorkspace, run_job
from tests.transforms.views.rows import at, ledger_row, reject_row, text_row

pytestmark = pytest.mark.verify

STDERR = "shop/stderr"
OLD = at("2020-01-31T20:00:00")
RECORDS = [
    text_row(
        landed_file=STDERR, severity="Unknown", message="refused\nwaited", line_number=2, line_count=3, level="E!"
    ),
    text_row(landed_file=STDERR, line_number=6, line_count=1, timestamp=OLD, trace_id="t1", event_id="1"),
]
LEDGER = ledger_row(
    source_file=STDERR, lines=7, headers=1, blanks=1, parsed=4, rejected=1, records=2, part_rejects=1, format="log4j",
    unknown_severity=1,
)  # fmt: skip
REJECTS = [reject_row(source_file=STDERR), reject_row(source_file=STDERR, part=1)]


def lakehouse_of(spark, workspace: LocalWorkspace) -> Lakehouse:
    return Lakehouse(spark, workspace.settings, held=Lease)


def append_raw(workspace: LocalWorkspace, table: str, rows: list[dict]) -> None:
    append_rows(workspace, table, rows, schema_name=workspace.settings.raw_schema_name)


@pytest.fixture
def landed(spark, workspace) -> LocalWorkspace:
    """A workspace with one batch: two records of four lines, and two rejects of which one is a part of a line."""
    lakehouse = lakehouse_of(spark, workspace)
    begin_batch(lakehouse, kind="ingest", stream_id="test", stream_batch_id=0, files=[STDERR])
    append_raw(workspace, "text_logs", RECORDS)
    append_raw(workspace, "error_logs_rejected", REJECTS)
    counted = stored_occurrences(lakehouse)
    lakehouse.append(ERROR_COUNTS, counts_by_hour(counted))
    lakehouse.append(ERROR_FILE_COUNTS, counts_by_file(counted))
    append_rows(workspace, "ingest_ledger", [LEDGER])
    return workspace


def failed(workspace: LocalWorkspace) -> set[str]:
    return {row["check_name"] for row in workspace.rows("ingest_checks") if not row["passed"]}


def test_a_lakehouse_whose_records_are_no_lines_passes_every_check(spark, landed):
    run_job(spark, landed.with_settings(reconcile_days=36_500), reconcile)
    assert failed(landed) == set()
    subjects = {row["check_name"]: row["subject"] for row in landed.rows("ingest_checks")}
    assert subjects["records_are_kept"] == "error_logs_parsed + logs + text_logs"


def test_a_record_that_is_lost_fails_the_job(spark, landed):
    lakehouse_of(spark, landed).delete(TEXT_LOGS, where="line_number = 6")
    with pytest.raises(InvariantViolated, match=r"records_are_kept of .*text_logs: expected 2, found 1"):
        run_job(spark, landed, reconcile)


def test_a_part_reject_that_is_lost_fails_the_job(spark, landed):
    spark.sql(f"DELETE FROM delta.`{landed.settings.catalog}/{landed.settings.raw_schema_name}/error_logs_rejected` "
              "WHERE part = 1")  # fmt: skip
    with pytest.raises(InvariantViolated, match=r"rejects_are_kept of .*: expected 2, found 1"):
        run_job(spark, landed, reconcile)


def test_retention_purges_records_of_text_and_counts_records(spark, landed):
    brief = landed.with_settings(records_retention_days=1_000)
    lakehouse = lakehouse_of(spark, brief)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    maintenance.purge(lakehouse, batch_state(lakehouse), Steps(), now=now, holder="test")
    assert [row["line_number"] for row in landed.rows("text_logs")] == [2]
    assert landed.ledger("purge")[STDERR]["purged"] == 1
    run_job(spark, brief, reconcile)
    assert failed(landed) == set()


def test_what_was_never_completed_is_removed(spark, landed):
    lakehouse = lakehouse_of(spark, landed)
    begin_batch(lakehouse, kind="ingest", stream_id="test", stream_batch_id=1, files=["other"])
    append_raw(landed, "text_logs", [text_row(batch_id=2)])
    recover_incomplete(lakehouse, replaced=True)
    assert {row["batch_id"] for row in landed.rows("text_logs")} == {1}


def test_levels_that_are_not_known_are_reported(spark, landed, capsys):
    report_unknown_levels(lakehouse_of(spark, landed), Steps(), after_batch=0)
    assert '"E!": 1' in capsys.readouterr().out


def test_texts_and_json_of_records_are_redacted(spark, landed):
    secret = "swordfish" + "canary"
    metadata = json.dumps({"password": secret, "kept": "as it was"})
    row = text_row(metadata=metadata, message=f"login failed, password: {secret}", stack_trace=f"password={secret}\n")
    append_raw(landed, "text_logs", [row])
    assert redact_table(lakehouse_of(spark, landed), TEXT_LOGS, ()) == (3, 1)
    assert secret not in str(landed.rows("text_logs"))
    assert "as it was" in str(landed.rows("text_logs"))


def test_questions_find_records_of_text(landed):
    store = local_store(Path(landed.settings.catalog))
    found = QUESTIONS["search_error_logs"].ask(store, {"message_contains": "WAITED"})
    assert [row.record_id for row in found.rows] == ["0"]
    freshness = QUESTIONS["data_freshness"].ask(store, {})
    assert (freshness.parsed, freshness.records, freshness.part_rejects) == (4, 2, 1)
    assert freshness.lines_add_up
    everything = store.ask(Query("all_records", order=("line_number",))).records()
    assert [(row["format"], row["line_count"], row["pattern_id"]) for row in everything] == [
        ("log4j", 3, "v2:0"),
        ("log4j", 1, "v2:0"),
    ]
    assert everything[0]["timestamp"] - everything[1]["timestamp"] > timedelta(days=365)
