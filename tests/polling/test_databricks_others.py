"""Cluster events, libraries and pipeline updates of a workspace: which are failures, and that none is missed."""

from datetime import timedelta

import pytest

from faultbook.polling.databricks_clusters import DatabricksClusters, is_failure
from faultbook.polling.databricks_libraries import DatabricksLibraries
from faultbook.polling.databricks_pipelines import DatabricksPipelines
from faultbook.polling.port import Known, hashed
from tests.polling.platform import DAY, NOW, WORKSPACE_ID, LocalApi, made_workspace, ms, read, since

HOUR = timedelta(hours=1)


@pytest.fixture
def workspace():
    return made_workspace()


def add_cluster(workspace, cluster_id="c1", **more):
    cluster = {
        "cluster_id": cluster_id,
        "cluster_name": f"name of {cluster_id}",
        "state": "RUNNING",
        "spark_env_vars": {"PASSWORD": "hunter2"},
        "last_restarted_time": ms(NOW - DAY),
        **more,
    }
    workspace.clusters.append(cluster)
    return cluster


def add_event(workspace, kind, at=NOW - HOUR, cluster_id="c1", **details):
    workspace.cluster_events.append({"cluster_id": cluster_id, "timestamp": ms(at), "type": kind, "details": details})


def reason(kind, code="X"):
    return {"reason": {"code": code, "type": kind, "parameters": {"instance_id": "i-1"}}}


def scripts(*statuses):
    return {"init_scripts": {"cluster": [{"status": status} for status in statuses], "reported_for_node": "10.0.0.1"}}


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        ("TERMINATING", reason("SUCCESS", "INACTIVITY"), False),
        ("TERMINATING", reason("CLOUD_FAILURE", "A_CODE_OF_NEXT_YEAR"), True),
        ("TERMINATING", reason("A_TYPE_OF_NEXT_YEAR"), True),
        ("TERMINATING", {}, True),
        ("INIT_SCRIPTS_FINISHED", scripts("SUCCEEDED", "SKIPPED", "NOT_EXECUTED"), False),
        ("INIT_SCRIPTS_FINISHED", scripts("SUCCEEDED", "FAILED_EXECUTION"), True),
        ("INIT_SCRIPTS_FINISHED", {"init_scripts": {"global": [{"status": "FAILED_FETCH"}]}}, True),
        ("INIT_SCRIPTS_FINISHED", {}, False),
        ("DRIVER_NOT_RESPONDING", {}, True),
        ("NODES_LOST", {}, True),
    ],
)
def test_which_events_are_failures(kind, details, expected):
    assert is_failure({"type": kind, "details": details}) is expected
    assert is_failure({"type": kind, "details": None}) is (kind != "INIT_SCRIPTS_FINISHED")


def test_events_of_the_span_come_with_the_names_of_their_cluster_and_nothing_else_of_it(workspace):
    add_cluster(workspace)
    add_event(workspace, "TERMINATING", **reason("CLOUD_FAILURE", "CLOUD_PROVIDER_SHUTDOWN"))
    add_event(workspace, "STARTING")
    add_event(workspace, "NODES_LOST", at=NOW - 3 * DAY)
    items, _ = read(DatabricksClusters(LocalApi(workspace), WORKSPACE_ID), since())
    (item,) = items
    assert item.body["cluster"] == {"cluster_id": "c1", "cluster_name": "name of c1"}
    assert item.body["event"]["details"]["reason"]["code"] == "CLOUD_PROVIDER_SHUTDOWN"
    assert b"hunter2" not in item.content


def test_all_pages_are_read_and_clusters_that_ended_long_ago_cost_no_request(workspace):
    for number in range(250):
        ended = {"state": "TERMINATED", "terminated_time": ms(NOW - 5 * DAY)} if number else {}
        add_cluster(workspace, f"c{number}", **ended)
    for number in range(1_200):
        add_event(workspace, "NODES_LOST", at=NOW - timedelta(seconds=number + 1), cluster_id="c0")
    api = LocalApi(workspace)
    items, _ = read(DatabricksClusters(api, WORKSPACE_ID), since())
    assert len({item.key for item in items}) == 1_200
    assert api.sent == 3 + 3


def test_a_cluster_that_may_not_be_read_makes_the_poll_partial_and_stops_no_other(workspace):
    add_cluster(workspace)
    add_cluster(workspace, "c2")
    workspace.unreadable.add("c1")
    add_event(workspace, "NODES_LOST", cluster_id="c2")
    items, pages = read(DatabricksClusters(LocalApi(workspace), WORKSPACE_ID), since())
    assert len(items) == 1
    assert [page.missing for page in pages if page.missing] == ["the events of 1 clusters may not be read (c1)"]


def test_a_failed_library_is_one_item_for_each_start_of_its_cluster(workspace):
    cluster = add_cluster(workspace)
    failed = {"library": {"pypi": {"package": "nope"}}, "status": "FAILED", "messages": ["no such package"]}
    workspace.library_statuses["c1"] = [failed, {"library": {"jar": "a"}, "status": "INSTALLED"}]
    poller = DatabricksLibraries(LocalApi(workspace), WORKSPACE_ID)
    first, _ = read(poller, since())
    again, _ = read(poller, since())
    assert [item.body["library"]["messages"] for item in first] == [["no such package"]]
    assert [item.content for item in first] == [item.content for item in again]
    cluster["last_restarted_time"] += 1
    restarted, _ = read(poller, since(), Known(frozenset(hashed(item.key) for item in first)))
    assert len(restarted) == 1 and restarted[0].content != first[0].content


def add_update(workspace, update_id, began, state="FAILED", pipeline_id="p1"):
    update = {"pipeline_id": pipeline_id, "update_id": update_id, "state": state, "creation_time": ms(began)}
    workspace.pipeline_updates.append(update)
    return update


def add_error(workspace, update_id, at, message="boom"):
    workspace.pipeline_events.append(
        {
            "id": f"{update_id}-{len(workspace.pipeline_events)}",
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": "ERROR",
            "message": message,
            "error": {"exceptions": [{"class_name": "ValueError", "message": message}], "fatal": True},
            "origin": {"pipeline_id": "p1", "update_id": update_id},
        }
    )


def test_a_failed_update_comes_with_its_own_errors(workspace):
    workspace.pipelines.append({"pipeline_id": "p1", "name": "orders"})
    add_update(workspace, "u0", NOW - 2 * HOUR, state="COMPLETED")
    add_update(workspace, "u1", NOW - HOUR)
    for number in range(5):
        add_error(workspace, "u1", NOW - HOUR + timedelta(minutes=number), f"boom {number}")
    add_error(workspace, "u0", NOW - HOUR, "of another update")
    (item,), _ = read(DatabricksPipelines(LocalApi(workspace), WORKSPACE_ID), since())
    assert [error["message"] for error in item.body["errors"]] == [f"boom {number}" for number in range(5)]
    assert (item.body["pipeline"]["name"], item.body["update"]["update_id"]) == ("orders", "u1")


def test_an_update_that_was_at_work_is_read_when_it_fails_and_quiet_pipelines_cost_no_request(workspace):
    workspace.pipelines += [{"pipeline_id": name, "name": name} for name in ("p1", "p2")]
    add_update(workspace, "old", NOW - 8 * DAY, state="COMPLETED", pipeline_id="p2")
    update = add_update(workspace, "u1", NOW - 5 * DAY, state="RUNNING")
    api = LocalApi(workspace)
    items, pages = read(DatabricksPipelines(api, WORKSPACE_ID), since())
    pending = tuple(one for page in pages for one in page.pending)
    assert (items, pending, api.sent) == ([], ("p1/u1",), 2)
    update["state"] = "FAILED"
    later, _ = read(DatabricksPipelines(api, WORKSPACE_ID), since(1 / 24, NOW + DAY), Known(pending=pending))
    assert [item.key for item in later] == ["update/u1"]


def test_a_pipeline_that_may_not_be_read_makes_the_poll_partial(workspace):
    workspace.pipelines.append({"pipeline_id": "p1", "name": "orders"})
    add_update(workspace, "u1", NOW - HOUR)
    workspace.unreadable.add("p1")
    _, pages = read(DatabricksPipelines(LocalApi(workspace), WORKSPACE_ID), since())
    assert pages[-1].missing == "1 pipelines may not be read (p1)"
