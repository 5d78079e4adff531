"""Failed runs and activities of Data Factory and Synapse, over HTTP: the same poller with other paths."""

import json
from datetime import timedelta

import pytest
import stamina
from azure.core.exceptions import ClientAuthenticationError

from faultbook.clients.azure_rest import AzureIdentity, azure_api, azure_credential
from faultbook.clients.rest import Deadline, Denied, SignInFailed
from faultbook.polling.data_factory import data_factory
from faultbook.polling.port import Known, hashed
from faultbook.polling.synapse import synapse
from tests.polling.azure_server import Credential, Factory, serving
from tests.polling.platform import DAY, NOTHING, NOW, read, since

ROOT = "/subscriptions/s/resourceGroups/my group/providers/Microsoft.DataFactory/factories/loads/"
ERROR = {
    "errorCode": "2200",
    "message": "ErrorCode=UserErrorSourceBlobNotExist,'Type=X,Message=The required Blob is missing.'",
    "failureType": "UserError",
    "target": "copy orders",
}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quickly():
    with stamina.set_testing(True, attempts=3):
        yield


def written(at):
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def add_run(factory, run_id, *, ended=NOW - HOUR, began=None, status="Failed"):
    began = began or ended - HOUR
    factory.runs.append(
        {
            "runId": run_id,
            "pipelineName": "load orders",
            "parameters": {"password": "hunter2"},
            "invokedBy": {"name": "nightly", "id": "t1", "invokedByType": "ScheduleTrigger", "secret": "hunter2"},
            "runStart": written(began),
            "runEnd": written(ended),
            "lastUpdated": written(ended),
            "status": status,
            "message": "Operation on target copy orders failed",
        }
    )
    names = [("copy orders", "Failed"), ("wait", "Succeeded")]
    factory.activities[run_id] = [
        {
            "activityRunId": f"{run_id}-{name}",
            "activityName": name,
            "activityType": "Copy",
            "pipelineRunId": run_id,
            "pipelineName": "load orders",
            "status": state,
            "input": {"password": "hunter2"},
            "output": {"password": "hunter2"},
            "error": ERROR if state == "Failed" else {"errorCode": "", "message": ""},
            "activityRunStart": written(began),
            "activityRunEnd": written(ended),
        }
        for name, state in names
    ]


def polled(factory, host, span=None, known=NOTHING, credential=None):
    api = azure_api(host, "scope", credential or Credential(), Deadline.after(30))
    return read(
        data_factory(api, subscription="s", resource_group="my group", factory="loads"), span or since(), known
    )[0]


def test_a_failed_run_is_an_item_and_each_failed_activity_with_its_error():
    factory = Factory(ROOT)
    add_run(factory, "r1")
    add_run(factory, "r2", status="Succeeded")
    with serving(factory) as host:
        activity, run = polled(factory, host)
        again = polled(factory, host)
        assert polled(factory, host, known=Known(frozenset({hashed(run.key)}))) == []
    assert activity.body["activity"]["error"] == ERROR
    assert activity.body["of"]["resource_id"] == ROOT[:-1]
    assert run.body["failed_activities"] == [
        {"activityName": "copy orders", "activityRunId": "r1-copy orders", "error": ERROR}
    ]
    assert run.body["run"]["invokedBy"]["name"] == "nightly"
    assert "hunter2" not in json.dumps([activity.body, run.body])
    assert [item.content for item in again] == [activity.content, run.content]


def test_all_pages_are_read_and_a_run_that_began_long_ago_is_found_by_its_end():
    factory = Factory(ROOT)
    for number in range(7):
        add_run(factory, f"r{number}", ended=NOW - number * timedelta(minutes=1), began=NOW - 9 * DAY)
    add_run(factory, "old", ended=NOW - 3 * DAY)
    with serving(factory) as host:
        items = polled(factory, host)
    assert {item.body["run"]["runId"] for item in items} == {f"r{number}" for number in range(7)}
    of_activities = [body for path, body in factory.requests if "queryActivityruns" in path]
    assert all(body["lastUpdatedAfter"] < written(NOW - 9 * DAY) for body in of_activities)


def test_a_run_whose_activities_are_gone_is_reported_without_them():
    factory = Factory(ROOT)
    add_run(factory, "r1")
    del factory.activities["r1"]
    with serving(factory) as host:
        (run,) = polled(factory, host)
    assert run.body["failed_activities"] == []


def test_a_busy_server_is_given_its_pause_and_one_that_denies_is_believed():
    factory = Factory(ROOT, refusals=[(429, {"Retry-After": "0"}), (503, {})])
    add_run(factory, "r1")
    with serving(factory) as host:
        assert len(polled(factory, host)) == 2
        factory.refusals = [(403, {})]
        with pytest.raises(Denied, match=r"queryPipelineRuns: 403 TooManyRequests\."):
            polled(factory, host)


def test_without_a_token_the_sentence_names_the_scope_and_nothing_of_the_library():
    failure = ClientAuthenticationError("AADSTS7000215: hunter2 at https://login.example.com")
    with serving(Factory(ROOT)) as host, pytest.raises(SignInFailed) as raised:
        polled(Factory(ROOT), host, credential=Credential(failure))
    assert str(raised.value) == "Azure gave no token for scope (ClientAuthenticationError)."


def test_synapse_has_its_own_paths():
    factory = Factory("/")
    add_run(factory, "r1")
    with serving(factory) as host:
        api = azure_api(host, "scope", Credential(), Deadline.after(30))
        items, _ = read(synapse(api, workspace="analytics"), since())
    assert [item.key.split("/")[0] for item in items] == ["activity", "run"]
    assert [path.partition("?")[0] for path, _ in factory.requests] == [
        "/queryPipelineRuns",
        "/pipelines/load%20orders/pipelineruns/r1/queryActivityruns",
    ]
    assert items[0].body["of"] == {"workspace": "analytics"}


def test_who_signs_in():
    application = azure_credential(AzureIdentity("tenant", "client", "hunter2"))
    assert type(application).__name__ == "ClientSecretCredential"
    assert type(azure_credential(AzureIdentity())).__name__ == "DefaultAzureCredential"
    assert "hunter2" not in repr(AzureIdentity("tenant", "client", "hunter2"))
