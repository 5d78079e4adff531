"""What pollers write is what the shipped definitions read: each item one report, under the key of webhooks."""

from datetime import timedelta

from faultbook.events.reading import read_message
from faultbook.events.shipped import shipped_definitions
from faultbook.polling.databricks_clusters import DatabricksClusters
from faultbook.polling.databricks_libraries import DatabricksLibraries
from faultbook.polling.databricks_pipelines import DatabricksPipelines
from faultbook.polling.databricks_runs import DatabricksRuns
from tests.polling.platform import NOW, WORKSPACE_ID, LocalApi, add_run, made_workspace, ms, read, since
from tests.polling.test_databricks_others import add_cluster, add_error, add_event, add_update, reason, scripts

HOUR = timedelta(hours=1)


def reports(source, poller):
    items, _ = read(poller, since())
    found = []
    for item in items:
        reading = read_message(item.content.decode(), source, {}, shipped_definitions(), envelope_id="e")
        assert (reading.rejects, reading.ignored, len(reading.reports)) == ([], 0, 1)
        found += reading.reports
    assert all(report.phase == "failed" and report.texts["message"] for report in found)
    return found


def test_runs_and_tasks_have_the_keys_of_notifications():
    workspace = made_workspace()
    add_run(workspace, 7, NOW - HOUR, tasks={"load": "KeyError: 'id'"})
    task, run = reports("databricks-runs", DatabricksRuns(LocalApi(workspace), WORKSPACE_ID))
    assert [task.event_key, run.event_key] == [f"databricks-run/{WORKSPACE_ID}/{number}" for number in (700, 7)]
    assert task.texts["message"] == run.texts["message"] == "KeyError: 'id'"
    notified = '{"event_type":"jobs.on_failure","workspace_id":"%s","run":{"run_id":"7"},"job":{"job_id":"77"}}'
    webhook = read_message(notified % WORKSPACE_ID, "databricks-monitor", {}, shipped_definitions(), envelope_id="e")
    assert webhook.reports[0].event_id == run.event_id


def test_cluster_events_libraries_and_updates_have_keys_of_their_own():
    workspace = made_workspace()
    add_cluster(workspace)
    add_event(workspace, "TERMINATING", **reason("CLOUD_FAILURE", "LOST"))
    add_event(workspace, "INIT_SCRIPTS_FINISHED", **scripts("SUCCEEDED", "FAILED_FETCH"))
    terminated, script = reports("databricks-clusters", DatabricksClusters(LocalApi(workspace), WORKSPACE_ID))
    assert terminated.texts["termination_code"] == "LOST" and script.texts["error_code"] == "FAILED_FETCH"
    assert terminated.event_key != script.event_key
    assert terminated.instants["occurred_at"] == NOW - HOUR
    libraries = [
        {"pypi": {"package": "nope"}},
        {"maven": {"coordinates": "a:b:1"}},
        {"jar": "/x.jar"},
        {"new_kind": "y"},
    ]
    workspace.library_statuses["c1"] = [{"library": one, "status": "FAILED", "messages": ["no"]} for one in libraries]
    found = reports("databricks-libraries", DatabricksLibraries(LocalApi(workspace), WORKSPACE_ID))
    assert len({report.event_key for report in found}) == 4
    assert {report.instants["occurred_at"] for report in found} == {NOW - timedelta(days=1)}
    workspace.pipelines.append({"pipeline_id": "p1", "name": "orders"})
    add_update(workspace, "u1", NOW - HOUR)
    add_update(workspace, "u2", NOW - HOUR)
    add_error(workspace, "u1", NOW - HOUR + timedelta(minutes=1))
    updates = reports("databricks-pipelines", DatabricksPipelines(LocalApi(workspace), WORKSPACE_ID))
    assert {report.texts["pipeline_run_id"]: report.texts["message"] for report in updates} == {
        "u1": "boom",
        "u2": "FAILED",
    }
    assert ms(updates[0].instants["started_at"]) == ms(NOW - HOUR)
