"""Stored messages read again by other definitions: what differs, stored once, as if they had come today."""

from pathlib import Path

import pytest

from faultbook.jobs import collect
from faultbook.jobs.events.replay import replay
from tests.jobs.test_collect import land, sent, sums, vendors, workspace
from tests.jobs.workspace import LocalWorkspace, run_job

__all__ = ["workspace"]
pytestmark = pytest.mark.spark
SENDERS = """
senders:
  - name: own
    about: Messages of the shop.
    sources: [webhook-shop]
    kind: other
    key: ["shop/{alert_id}"]
    fields:
      message: $.TEXT
      alert_id: $.id
"""
TABLES = ("raw_events", "event_reports", "event_rejects", "failure_events")


def stored(workspace: LocalWorkspace) -> dict[str, list[str]]:
    return {name: sorted(map(repr, workspace.rows(name))) for name in TABLES}


def with_senders(workspace: LocalWorkspace, folder: Path, path: str) -> LocalWorkspace:
    file = folder / f"{path.strip('$.')}.yml"
    file.write_text(SENDERS.replace("$.TEXT", path))
    settings = workspace.settings.model_copy(update={"senders_file": str(file)})
    return LocalWorkspace(**{**vars(workspace), "settings": settings})


def test_messages_that_no_definition_fitted_become_failures_once(spark, workspace: LocalWorkspace, tmp_path) -> None:
    land(workspace, [*vendors()[:1], sent("webhook-shop", {"id": "7", "a": "first", "b": "second"})])
    run_job(spark, workspace, collect)
    before, messages = stored(workspace), workspace.table("raw_events").num_rows
    assert replay(spark, workspace.settings) == (messages, [])
    today = with_senders(workspace, tmp_path, "$.a")
    read, [found] = replay(spark, today.settings)
    assert (read, found.before, found.after) == (messages, None, "own")
    assert stored(workspace) == before
    replay(spark, today.settings, is_stored=True)
    [event] = [row for row in workspace.rows("failure_events") if row["event_key"] == "shop/7"]
    assert event["message"] == "first"
    assert [row["reason"] for row in workspace.rows("event_rejects") if row["source"] == "webhook-shop"] == []
    after = stored(workspace)
    assert replay(spark, today.settings, is_stored=True) == (messages, [])
    assert stored(workspace) == after
    other = with_senders(workspace, tmp_path, "$.b")
    _, [changed] = replay(spark, other.settings, is_stored=True, source="webhook-shop")
    assert "message differs" in changed.what
    assert [row["message"] for row in workspace.rows("failure_events") if row["event_key"] == "shop/7"] == ["second"]
    _, [back] = replay(spark, workspace.settings, is_stored=True)
    assert back.after is None
    assert [row for row in workspace.rows("failure_events") if row["event_key"] == "shop/7"] == []
    counts = sums(workspace)
    assert counts["reports"] == workspace.table("event_reports").num_rows
    assert counts["rejects"] == workspace.table("event_rejects").num_rows
    assert counts["lines"] == counts["envelopes"] + counts["repeated"] + counts["bad_lines"]
    run_job(spark, workspace, collect)
    assert workspace.table("raw_events").num_rows == messages
