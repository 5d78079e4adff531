"""Messages become failures once, whoever sends them, in whatever order, and however often a run dies."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from faultbook.errors import InvariantViolated
from faultbook.events.envelope import Envelope
from faultbook.events.shipped import shipped_definitions
from faultbook.jobs import collect, reconcile
from faultbook.jobs.events.batches import newest_complete
from faultbook.jobs.events.retention import purge_messages
from faultbook.jobs.events.store_messages import EventStore
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.event_files import lines_of, lines_of_stream, list_events
from faultbook.steps import Steps
from faultbook.tables import Lease
from tests.events.messages import messages
from tests.jobs.workspace import LocalWorkspace, make_workspace, run_job

pytestmark = pytest.mark.spark
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path, empty_lakehouse: Path) -> LocalWorkspace:
    (tmp_path / "events").mkdir()
    return make_workspace(
        tmp_path / "own", empty_lakehouse, events=str(tmp_path / "events"), system_tables=str(tmp_path / "system")
    )


def sent(source: str, body: object, *, at: datetime = AT, **values: object) -> Envelope:
    text = body if isinstance(body, str) else json.dumps(body)
    return Envelope(source=source, received_at=at, body=text.encode(), **values)


def land(workspace: LocalWorkspace, envelopes: Iterable[Envelope]) -> None:
    for envelope in envelopes:
        path = Path(workspace.settings.events) / envelope.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(envelope.to_line())


def vendors() -> list[Envelope]:
    return [sent(one.source, one.body, headers=one.headers) for one in messages()]


def some_vendors() -> list[Envelope]:
    """A few of them: each kind of message takes half a second of planning."""
    return vendors()[::13]


def sums(workspace: LocalWorkspace) -> dict[str, int]:
    names = ("lines", "envelopes", "repeated", "bad_lines", "reports", "rejects", "ignored")
    return {name: workspace.total("event_ledger", name) for name in names}


def test_every_message_is_accounted_for(spark, workspace: LocalWorkspace) -> None:
    land(workspace, vendors())
    many = Path(workspace.settings.events) / "webhook-other/2026-11-30/page.jsonl"
    many.parent.mkdir(parents=True)
    unknown, broken = sent("webhook-other", {"a": 1}), sent("webhook-other", "{no json")
    bytes_ = Envelope(source="webhook-other", received_at=AT, body=b"\xff\xfe")
    many.write_bytes(unknown.to_line() + broken.to_line() + bytes_.to_line() + unknown.to_line() + b"{}\n")
    run_job(spark, workspace, collect)
    found = sums(workspace)
    assert found["lines"] == found["envelopes"] + found["repeated"] + found["bad_lines"]
    assert (found["repeated"], found["bad_lines"], found["rejects"], found["ignored"]) == (1, 1, 3, 1)
    assert found["envelopes"] == workspace.table("raw_events").num_rows == len(messages()) + 3
    assert found["reports"] == workspace.table("event_reports").num_rows
    reasons = sorted(row["reason"] for row in workspace.rows("event_rejects"))
    assert reasons == ["not_envelope", "not_json", "not_json", "unknown_event"]
    with_outcome = {row["envelope_id"] for name in ("event_reports", "event_rejects") for row in workspace.rows(name)}
    assert {row["envelope_id"] for row in workspace.rows("raw_events")} <= with_outcome


def test_a_second_run_changes_nothing(spark, workspace: LocalWorkspace) -> None:
    land(workspace, vendors()[::6])
    run_job(spark, workspace, collect)
    names = ("raw_events", "event_reports", "failure_events", "event_rejects", "event_ledger")
    before = {name: sorted(map(repr, workspace.rows(name))) for name in names}
    run_job(spark, workspace, collect)
    assert {name: sorted(map(repr, workspace.rows(name))) for name in names} == before


def test_one_failure_by_four_senders(spark, workspace: LocalWorkspace) -> None:
    activity = "3a171e1f-b36e-4b80-8a54-5625394f4354"
    by_name = {one.name: one for one in messages()}
    diagnostic = json.loads(by_name["data_factory_records"].body)
    diagnostic["records"] = diagnostic["records"][:1]
    error = {"errorCode": "2200", "message": "ErrorCode=UserErrorSourceBlobNotExist", "failureType": "UserError"}
    run = {"activityRunId": activity, "pipelineName": "copy_orders", "status": "Failed", "retryAttempt": 1}
    rest = {"value": [{**run, "error": error}]}
    envelopes = [
        sent("azure-monitor", by_name["azure_log_alert_of_activity"].body),
        sent("azure-monitor", diagnostic, at=AT + timedelta(minutes=1)),
        sent("data-factory", rest, at=AT + timedelta(hours=1)),
        sent("synapse-monitor", diagnostic, at=AT - timedelta(hours=1)),
    ]
    for envelope in reversed(envelopes):
        land(workspace, [envelope])
        run_job(spark, workspace, collect)
    [failure] = workspace.rows("failure_events")
    assert failure["event_key"] == f"adf-activity/{activity}"
    assert failure["sources"] == ["azure-monitor", "data-factory", "synapse-monitor"]
    assert failure["reports"] == 4
    assert failure["message"].startswith("The required Blob is missing. ContainerName:")
    assert failure["attempt"] == "1"


def test_an_alert_that_ends_before_it_begins(spark, workspace: LocalWorkspace) -> None:
    alert = json.loads({one.name: one for one in messages()}["azure_other_alert"].body)
    over = json.loads(json.dumps(alert))
    over["data"]["essentials"] |= {"monitorCondition": "Resolved", "resolvedDateTime": "2026-11-30T10:05:00Z"}
    land(workspace, [sent("azure-monitor", over)])
    run_job(spark, workspace, collect)
    assert workspace.rows("failure_events") == []
    land(workspace, [sent("azure-monitor", alert, at=AT + timedelta(minutes=3))])
    run_job(spark, workspace, collect)
    [failure] = workspace.rows("failure_events")
    assert (failure["state"], failure["message"], failure["reports"]) == ("recovered", "disk full", 2)


class Killed(BaseException):
    """A run that dies."""


def test_a_run_that_dies_after_any_write(
    spark, tmp_path: Path, empty_lakehouse: Path, workspace: LocalWorkspace
) -> None:
    few = vendors()[::20]
    land(workspace, few)
    run_job(spark, workspace, collect)
    want = sorted(row["event_id"] for row in workspace.rows("failure_events"))
    written = ("raw_events", "event_reports", "event_rejects", "failure_events", "event_ledger")
    for at, name in enumerate(written):
        root = tmp_path / f"killed-{at}"
        other = make_workspace(
            root, empty_lakehouse, events=workspace.settings.events, system_tables=str(tmp_path / "none")
        )

        def die(table: str, name: str = name) -> None:
            if table == name:
                raise Killed

        with pytest.raises(Killed):
            collect.run(spark, other.settings, Steps(task="collect"), die)
        run_job(spark, other, collect)
        assert sorted(row["event_id"] for row in other.rows("failure_events")) == want
        assert other.table("raw_events").num_rows == len(few)
        assert other.total("event_ledger", "envelopes") == len(few)
        assert other.total("event_ledger", "reports") == other.table("event_reports").num_rows


def test_secrets_stay_in_the_messages_as_they_came(spark, workspace: LocalWorkspace) -> None:
    canary = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"[:36]

    def planted(value: object) -> object:
        if isinstance(value, dict):
            return {name: planted(item) for name, item in value.items()}
        if isinstance(value, list):
            return [planted(item) for item in value]
        is_word = isinstance(value, str) and value in ("Fired", "azureMonitorCommonAlertSchema", "Activity Log")
        return f"{value} token={canary}" if isinstance(value, str) and not is_word else value

    land(workspace, [sent(one.source, planted(json.loads(one.body)), headers=one.headers) for one in messages()])
    run_job(spark, workspace, collect)
    assert workspace.table("event_reports").num_rows > 5
    for name in ("event_reports", "failure_events", "event_rejects", "event_ledger"):
        assert canary not in repr(workspace.rows(name)), name


def test_reconcile_compares_messages_with_tables(spark, workspace: LocalWorkspace) -> None:
    land(workspace, some_vendors())
    run_job(spark, workspace, collect)
    run_job(spark, workspace, reconcile)
    names = {row["check_name"] for row in workspace.rows("ingest_checks") if row["passed"]}
    expected = {"messages_add_up", "reports_are_kept", "event_rejects_are_kept", "messages_are_kept"}
    assert names >= expected | {"failures_are_those_of_reports"}
    table = DeltaTable(str(Path(workspace.settings.catalog) / workspace.settings.raw_schema_name / "event_reports"))
    one = workspace.rows("event_reports")[0]["report_id"]
    table.delete(f"report_id = '{one}'")
    with pytest.raises(InvariantViolated, match="reports_are_kept of event_reports"):
        run_job(spark, workspace, reconcile)


def test_messages_past_their_retention_go_and_what_was_read_of_them_stays(spark, workspace: LocalWorkspace) -> None:
    now = datetime.now(UTC)
    ages = (timedelta(days=200), timedelta(days=300), timedelta(0))
    land(workspace, [sent("azure-monitor", {"number": at}, at=now - age) for at, age in enumerate(ages)])
    run_job(spark, workspace, collect)
    before = len(workspace.rows("event_rejects"))
    with writer_lease(lakehouse := Lakehouse(spark, workspace.settings), Lease.EVENTS):
        purge_messages(lakehouse, Steps(task="maintenance"), now=datetime.now(UTC))
    assert workspace.table("raw_events").num_rows == 1
    assert len(list(Path(workspace.settings.events).glob("*/*/*"))) == 1
    assert len(workspace.rows("event_rejects")) == before
    run_job(spark, workspace, collect)
    run_job(spark, workspace, reconcile)


def test_a_batch_of_the_stream_stores_what_a_listed_folder_stores(spark, workspace: LocalWorkspace) -> None:
    envelopes = vendors()[:4]
    land(workspace, envelopes)
    root = Path(workspace.settings.events)
    rows = [(f"file:{path}", path.read_text("utf-8")) for path in sorted(root.glob("*/*/*.json"))]
    files = spark.createDataFrame(rows, "path STRING, content STRING")
    listed = lines_of(str(root), list(list_events(str(root), set(), changed_since=None)))
    streamed = lines_of_stream(files, str(root)).toArrow()
    assert sorted(map(repr, streamed.to_pylist())) == sorted(map(repr, listed.to_pylist()))
    lakehouse = Lakehouse(spark, workspace.settings)
    with writer_lease(lakehouse, Lease.EVENTS):
        for _ in range(2):  # a batch comes again where the run died after it was complete
            store = EventStore(lakehouse, shipped_definitions(), newest_complete(lakehouse))
            collect._store_streamed(files, 0, store=store, steps=Steps(task="collect"))
    assert workspace.table("raw_events").num_rows == len(envelopes)
    assert sums(workspace)["lines"] == len(envelopes)


def test_a_folder_that_nothing_was_added_to_is_not_listed(tmp_path: Path) -> None:
    envelope = sent("azure-monitor", {"a": 1})
    day = tmp_path / envelope.path.parent
    day.mkdir(parents=True)
    (tmp_path / envelope.path).write_bytes(envelope.to_line())
    (day / ".x.part").write_bytes(b"half")
    now = datetime.now(UTC)
    found = [file.landed_file for file in list_events(str(tmp_path), set(), changed_since=now)]
    assert found == [str(envelope.path)]
    assert list(list_events(str(tmp_path), set(), changed_since=now + timedelta(hours=1))) == []
