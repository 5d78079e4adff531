"""The rows behind alerts, from the alert to the failure: its own text, its own key, once, and redacted."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from faultbook.events.page_file import write_page
from faultbook.events.shipped import shipped_definitions
from faultbook.jobs import collect
from faultbook.jobs.poll import poll_alert_rows
from faultbook.jobs.polling.alert_row_polls import earlier_row_polls, linked_alerts
from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.alert_rows import SOURCE
from faultbook.polling.history import Outcome
from faultbook.steps import Steps, step_handler
from tests.events.messages import messages
from tests.jobs.test_collect import AT, land, sent, workspace
from tests.jobs.workspace import LocalWorkspace, run_job
from tests.polling.test_alert_answers import answer
from tests.polling.test_alert_rows import Azure, json_of, serving, source_of

__all__ = ["workspace"]
pytestmark = pytest.mark.spark
PASSWORD = "hunter2hunter2"
QUERY = "AppExceptions | where UserId == 'ada@example.com'"
ROW = {
    "Type": "AppExceptions", "InnermostMessage": f"login failed: password={PASSWORD}", "InnermostType": "E",
    "Details": json.dumps([{"type": "E", "message": "m", "rawStack": f"at a.b(token={PASSWORD})"}]),
    "AppRoleName": "shop",
}  # fmt: skip


def alert_of_exceptions(state: str = "Fired") -> str:
    """The message of an alert whose query holds an address of mail, which no report shows."""
    body = next(one for one in messages() if one.name == "azure_log_alert_of_exceptions").body.replace(
        '"Fired"', f'"{state}"'
    )
    return body.replace("AppRoleName%20%3D%3D%20%27shop-functions%27", "UserId%20%3D%3D%20%27ada%40example.com%27")


def polled(workspace: LocalWorkspace, lakehouse: Lakehouse, azure: Azure, at=AT):
    steps = []
    with serving(azure) as host, step_handler(steps.append):
        sink = partial(write_page, Path(workspace.settings.events))
        poll = poll_alert_rows(lakehouse, source_of(host), shipped_definitions(), sink, Steps(), now=lambda: at)
    return poll, steps[-1].facts


def test_an_alert_gets_the_text_of_its_rows_once_whatever_its_rule_is_described_as(spark, workspace) -> None:
    lakehouse, azure = Lakehouse(spark, workspace.settings), Azure([json_of(answer(ROW, ROW))])
    assert polled(workspace, lakehouse, azure)[0] is None
    land(workspace, [sent("azure-monitor", alert_of_exceptions())])
    run_job(spark, workspace, collect)
    (before,) = workspace.rows("failure_events")
    assert before["message"].startswith("Fires where the shop has more than five exceptions")
    assert before["message_path"] == "essentials.description (of the rule)"
    assert "ada" not in before["search_link"]

    poll, facts = polled(workspace, lakehouse, azure, AT + timedelta(hours=1))
    assert (poll.outcome, poll.envelopes) == (Outcome.COMPLETE, 1)
    assert facts == {"outcome": "complete", "envelopes": 1, "rows": 2, "requests": 1}
    ((_, _, request),) = azure.requests
    assert request["query"].startswith(QUERY)
    # Not stored yet: the row of the poll knows that it was fetched. Stored: its report does.
    assert polled(workspace, lakehouse, azure, AT + timedelta(hours=2))[0].envelopes == 0
    run_job(spark, workspace, collect)
    assert linked_alerts(lakehouse, shipped_definitions(), AT + timedelta(hours=3)) == []
    (after,) = workspace.rows("failure_events")
    assert (after["event_id"], after["event_key"]) == (before["event_id"], before["event_key"])
    assert (after["title"], after["happened_at"]) == (before["title"], before["happened_at"])
    assert after["message"].startswith("login failed: ") and after["error_type"] == "E"
    assert (after["service"], after["message_source"], after["reports"]) == ("shop", SOURCE, 2)
    assert after["sources"] == [SOURCE, "azure-monitor"]
    stored = repr([workspace.rows(name) for name in ("failure_events", "event_reports", "source_polls")])
    assert PASSWORD not in stored and "ada@example.com" not in stored
    assert len(azure.requests) == 1
    run_job(spark, workspace, collect)
    assert workspace.rows("failure_events") == [after]


def test_an_alert_that_is_old_or_only_ends_or_whose_message_is_gone_is_not_fetched(spark, workspace) -> None:
    lakehouse, azure = Lakehouse(spark, workspace.settings), Azure()
    land(workspace, [sent("azure-monitor", alert_of_exceptions("Resolved"))])
    run_job(spark, workspace, collect)
    assert linked_alerts(lakehouse, shipped_definitions(), AT) == []
    land(workspace, [sent("azure-monitor", alert_of_exceptions())])
    run_job(spark, workspace, collect)
    assert len(linked_alerts(lakehouse, shipped_definitions(), AT)) == 1
    assert linked_alerts(lakehouse, shipped_definitions(), AT + timedelta(days=2)) == []
    poll, facts = polled(workspace, lakehouse, Azure([json_of(answer())]))
    assert poll.outcome is Outcome.PARTIAL
    assert facts["NOT_ASSESSED"] == [poll.detail]
    assert [one.pending for one in earlier_row_polls(lakehouse, AT)] == [poll.pending]
    throttled, _ = polled(
        workspace, lakehouse, Azure([json_of({}, 429, **{"Retry-After": "9000"})]), AT + timedelta(hours=1)
    )
    assert throttled.outcome is Outcome.THROTTLED
    assert polled(workspace, lakehouse, azure, AT + timedelta(hours=2)) == (
        None,
        {"NOT_ASSESSED": ["it has a pause"], "paused_until": throttled.paused_until.isoformat(timespec="seconds")},
    )
    assert azure.requests == []
