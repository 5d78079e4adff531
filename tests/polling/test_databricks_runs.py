"""Failed runs of a workspace: which are failures, what an item holds, and that none is missed by when it began."""

import json
from datetime import timedelta

import pytest

from faultbook.clients.rest import SignInFailed
from faultbook.polling.databricks_runs import DatabricksRuns, has_failed
from faultbook.polling.port import Known, hashed
from tests.polling.platform import DAY, NOW, WORKSPACE_ID, LocalApi, add_run, end_run, made_workspace, read, since

HOUR = timedelta(hours=1)


@pytest.fixture
def workspace():
    return made_workspace()


def poller(workspace, trouble=None):
    return DatabricksRuns(LocalApi(workspace, trouble), WORKSPACE_ID)


def known_of(items, pages=()):
    return Known(frozenset(hashed(item.key) for item in items), tuple(one for page in pages for one in page.pending))


def test_a_failed_run_is_an_item_and_each_of_its_failed_tasks_with_its_error(workspace):
    add_run(workspace, 1, NOW - HOUR, tasks={"read": "", "load": "KeyError: 'id'", "send": "timeout"})
    items, _ = read(poller(workspace), since())
    assert [item.key.split("/")[0] for item in items] == ["task", "task", "run"]
    load, _, run = (item.body for item in items)
    assert load["task"]["output"] == {"error": "KeyError: 'id'", "error_trace": "Traceback: KeyError: 'id'"}
    assert (load["task"]["task_key"], load["task"]["kind"]) == ("load", "notebook_task")
    assert (load["run"]["run_id"], load["workspace_id"]) == (1, WORKSPACE_ID)
    assert [one["error"] for one in run["failed_tasks"]] == ["KeyError: 'id'", "timeout"]


def test_parameters_and_logs_are_in_no_body(workspace):
    add_run(workspace, 1, NOW - HOUR)
    items, _ = read(poller(workspace), since())
    text = json.dumps([item.body for item in items])
    assert "hunter2" not in text and "xxxx" not in text


@pytest.mark.parametrize(
    ("result", "code", "is_failure"),
    [
        ("FAILED", "RUN_EXECUTION_ERROR", True),
        ("FAILED", "A_CODE_OF_NEXT_YEAR", True),
        ("A_RESULT_OF_NEXT_YEAR", "NEW", True),
        ("TIMEDOUT", "RUN_EXECUTION_ERROR", True),
        ("CANCELED", "CANCELED", True),
        ("CANCELED", "CLUSTER_TERMINATED_BY_USER", True),
        ("CANCELED", "USER_CANCELED", False),
        ("CANCELED", "", False),
        ("SUCCESS", "SUCCESS", False),
        ("UPSTREAM_FAILED", "UPSTREAM_FAILED", False),
        ("EXCLUDED", "SUCCESS", False),
    ],
)
def test_what_is_a_failure(workspace, result, code, is_failure):
    run = add_run(workspace, 1, NOW - HOUR, result=result, code=code)
    assert has_failed(run) is is_failure
    items, _ = read(poller(workspace), since())
    assert any(item.key.startswith("run/") for item in items) is is_failure


def test_a_code_that_no_sdk_knows_stays_as_it_came(workspace):
    add_run(workspace, 1, NOW - HOUR, code="A_CODE_OF_NEXT_YEAR")
    items, _ = read(poller(workspace), since())
    assert items[-1].body["run"]["status"]["termination_details"]["code"] == "A_CODE_OF_NEXT_YEAR"


def test_of_a_run_that_succeeded_with_failures_only_the_tasks_failed(workspace):
    add_run(workspace, 1, NOW - HOUR, tasks={"a": "", "b": "boom"}, result="SUCCESS_WITH_FAILURES")
    items, _ = read(poller(workspace), since())
    assert [item.body["task"]["task_key"] for item in items] == ["b"]


def test_an_answer_without_the_older_field_of_states_is_read_by_the_newer_one(workspace):
    run = add_run(workspace, 1, NOW - HOUR)
    del run["state"]
    assert has_failed(run)
    run["status"]["termination_details"]["code"] = "USER_CANCELED"
    assert not has_failed(run)


def test_a_run_that_began_before_the_span_and_was_active_is_read_when_it_ends(workspace):
    run = add_run(workspace, 1, NOW - 9 * DAY, seconds=None)
    items, pages = read(poller(workspace), since())
    assert items == [] and [page.pending for page in pages if page.pending] == [("1",)]
    end_run(run, NOW + HOUR)
    later, _ = read(poller(workspace), since(1 / 24, NOW + 2 * HOUR), known_of(items, pages))
    assert [item.key for item in later if item.key.startswith("run/")] == [f"run/1/{run['end_time']}"]
    assert read(poller(workspace), since(1 / 24, NOW + 2 * HOUR))[0] == [], "nothing else would have found it"


def test_a_run_that_is_still_active_stays_pending_and_one_that_was_deleted_does_not(workspace):
    add_run(workspace, 1, NOW - 9 * DAY, seconds=None)
    _, pages = read(poller(workspace), since(), Known(pending=("1", "2")))
    assert [one for page in pages for one in page.pending] == ["1"]


def test_polled_twice_it_is_the_same_item_and_known_ones_cost_no_request(workspace):
    add_run(workspace, 1, NOW - HOUR)
    first, _ = read(poller(workspace), since())
    second, _ = read(poller(workspace), since())
    assert [item.content for item in first] == [item.content for item in second]
    api = LocalApi(workspace)
    assert read(DatabricksRuns(api, WORKSPACE_ID), since(), known_of(first))[0] == []
    assert api.sent == 2, "the two lists"


def test_a_repaired_run_that_fails_again_is_another_failure(workspace):
    run = add_run(workspace, 1, NOW - HOUR)
    first, _ = read(poller(workspace), since())
    run["end_time"] += 60_000
    run["tasks"][0] |= {"run_id": 199, "end_time": run["end_time"]}
    workspace.outputs[199] = {"error": "boom again"}
    again, _ = read(poller(workspace), since(), known_of(first))
    assert [item.key for item in again] == ["task/199", f"run/1/{run['end_time']}"]


def test_all_pages_of_runs_and_of_tasks_are_read(workspace):
    for number in range(1, 60):
        add_run(workspace, number, NOW - timedelta(minutes=number))
    add_run(workspace, 60, NOW - HOUR, tasks={f"t{number}": "boom" for number in range(230)})
    items, pages = read(poller(workspace), since())
    assert sum(item.key.startswith("run/") for item in items) == 60
    assert sum("task" in item.body and item.body["run"]["run_id"] == 60 for item in items) == 230
    assert sum(page.rows for page in pages) == 60


def test_a_task_without_output_keeps_the_message_of_its_state_and_stops_nothing(workspace):
    add_run(workspace, 1, NOW - HOUR)
    del workspace.outputs[100]
    items, _ = read(poller(workspace), since())
    task = items[0].body["task"]
    assert (task["output"], task["output_missing"], task["state"]["state_message"]) == ({}, "Absent", "Task failed")


def test_a_credential_that_lapses_in_the_middle_ends_the_poll(workspace):
    add_run(workspace, 1, NOW - HOUR)
    trouble = iter([None, None, None, SignInFailed("401")])
    with pytest.raises(SignInFailed):
        read(poller(workspace, trouble), since())
