"""`faultbook connect databricks` against a workspace of this machine: destination, jobs, test, removal."""

import os
import subprocess
import sys

import pytest

from tests.connecting.conftest import PROJECT
from tests.connecting.jobs_desk import PASSWORD, RECEIVER, TEST_JOB, USUAL, WRITES, error_of, job


def test_a_connection_is_made_in_order_and_its_test_arrives(jobs_desk, capsys):
    assert jobs_desk.connect(*USUAL) == 0, error_of(capsys)
    assert jobs_desk.writes == [
        "POST 2.0/notification-destinations",
        "POST 2.2/jobs/update",
        "POST 2.2/jobs/update",
        "POST 2.0/workspace/delete",
        "POST 2.0/workspace/import",
        "POST 2.2/jobs/create",
        "POST 2.2/jobs/run-now",
        "POST 2.2/jobs/delete",
        "POST 2.0/workspace/delete",
    ]
    ((number, made),) = jobs_desk.destinations.items()
    webhook = {"url": f"{RECEIVER}/databricks-monitor", "username": "databricks", "password": PASSWORD}
    assert made == {"display_name": "faultbook", "config": {"generic_webhook": webhook}}
    assert jobs_desk.settings(11)["webhook_notifications"] == {"on_failure": [{"id": number}]}
    assert jobs_desk.settings(12)["unknown_field"] == {"kept": True}
    assert "webhook_notifications" not in jobs_desk.settings(13)
    shown = capsys.readouterr().out
    assert "changed notifications of job etl-orders (11)" in shown
    assert "Arrived: envelope" in shown
    assert PASSWORD not in shown


def test_the_job_that_fails_is_tried_once_and_leaves_nothing(jobs_desk):
    before = set(jobs_desk.workspace.jobs), set(jobs_desk.workspace.files)
    assert jobs_desk.connect(*USUAL) == 0
    requests = {
        each.path.rsplit("/", 1)[1]: each.json for each in jobs_desk.workspace.requests if each.method == "POST"
    }
    (task,) = requests["create"]["tasks"]
    assert task["max_retries"] == 0
    assert task["disable_auto_optimization"] is True
    assert "existing_cluster_id" not in task
    assert requests["create"]["name"] == TEST_JOB
    assert task["notebook_task"]["notebook_path"] == requests["import"]["path"] == f"/Users/ada@example.com/{TEST_JOB}"
    assert (set(jobs_desk.workspace.jobs), set(jobs_desk.workspace.files)) == before


def test_a_second_run_changes_nothing(jobs_desk, capsys):
    assert jobs_desk.connect(*USUAL) == 0
    before = jobs_desk.left
    capsys.readouterr()
    assert jobs_desk.connect(*USUAL, "--no-test") == 0
    assert jobs_desk.writes == []
    assert jobs_desk.left == before
    shown = capsys.readouterr().out
    assert "Nothing had to be changed" in shown
    assert "kept notification destination faultbook (its address and password cannot be read" in shown


def test_removal_restores_what_was_there_before(jobs_desk, capsys):
    other = {"display_name": "on-call", "config": {"slack": {"url": "https://hooks.slack.com/x"}}}
    jobs_desk.workspace.objects["notification_destinations"] = {"s-1": other, "s-2": {**other, "display_name": "team"}}
    jobs_desk.settings(11)["webhook_notifications"] = {"on_failure": [{"id": "s-1"}], "on_success": [{"id": "s-2"}]}
    jobs_desk.settings(13)["tasks"][0]["webhook_notifications"] = {"on_failure": [{"id": "s-2"}]}
    before = jobs_desk.left
    assert jobs_desk.connect(*USUAL) == 0
    assert jobs_desk.connect("--receiver", RECEIVER, "--job", "13", "--level", "task", "--no-test") == 0
    assert len(jobs_desk.settings(13)["tasks"][0]["webhook_notifications"]["on_failure"]) == 2
    assert jobs_desk.connect("--remove") == 0, error_of(capsys)
    jobs, destinations, files = jobs_desk.left
    # Databricks keeps an empty object of notifications.
    assert jobs[12]["settings"].pop("webhook_notifications") == {}
    assert (jobs, destinations, files) == before
    assert jobs_desk.connect("--remove") == 0
    assert "Nothing of the connection faultbook is there" in capsys.readouterr().out


def test_jobs_are_chosen_by_id_pattern_and_tag(jobs_desk, capsys):
    assert jobs_desk.connect("--receiver", RECEIVER, "--job", "13", "--job-tag", "team=ops", "--no-test") == 0
    assert all("webhook_notifications" in jobs_desk.settings(number) for number in (11, 12, 13))
    assert jobs_desk.connect("--receiver", RECEIVER, "--job-tag", "team=finance") == 2
    assert "found 'team=finance', which none of the 3 jobs has that you can see" in error_of(capsys)
    assert jobs_desk.connect("--receiver", RECEIVER, "--job", "99") == 3
    assert "Reading the jobs failed: it does not exist" in error_of(capsys)
    assert jobs_desk.connect("--receiver", RECEIVER) == 2
    assert "--job-name: not given, and there is no terminal" in error_of(capsys)
    assert jobs_desk.connect("--receiver", RECEIVER, "--job", "13", "--on", "failure,success") == 2
    assert "--on: found 'success', expected some of failure, duration, backlog" in error_of(capsys)


def test_at_most_three_destinations_and_the_reason(jobs_desk, capsys):
    for number in ("a", "b", "c"):
        stored = {"display_name": number, "config": {"slack": {"url": "https://hooks.slack.com/x"}}}
        jobs_desk.workspace.objects.setdefault("notification_destinations", {})[number] = stored
    three = [{"id": each} for each in ("a", "b", "c")]
    jobs_desk.settings(11)["webhook_notifications"] = {"on_failure": three}
    assert jobs_desk.connect(*USUAL, "--on", "failure,duration", "--no-test") == 0
    shown = capsys.readouterr().out
    assert "failure has 3 destinations already, the most that Databricks accepts" in shown
    assert "it has no health rule of RUN_DURATION, so that duration never occurs" in shown
    found = jobs_desk.settings(11)["webhook_notifications"]
    assert found["on_failure"] == three
    assert len(found["on_duration_warning_threshold_exceeded"]) == 1


def test_tasks_notify_on_their_own_and_a_job_with_retries_is_reported(jobs_desk, capsys):
    jobs_desk.settings(11)["tasks"][0]["max_retries"] = 2
    jobs_desk.settings(11)["deployment"] = {"kind": "BUNDLE"}
    assert jobs_desk.connect(*USUAL, "--no-test") == 0
    shown = capsys.readouterr().out
    assert "a job reports no attempt that is: --level task reports each" in shown
    assert "a bundle deploys it and takes this back at its next deployment" in shown
    assert jobs_desk.connect(*USUAL, "--level", "task", "--on", "backlog", "--no-test") == 0
    read, write = jobs_desk.settings(11)["tasks"]
    assert read["max_retries"] == 2
    assert (
        list(read["webhook_notifications"]) == list(write["webhook_notifications"]) == ["on_streaming_backlog_exceeded"]
    )


def test_a_job_of_many_tasks_is_read_whole(jobs_desk):
    jobs_desk.workspace.jobs[14] = job("wide", *(f"t{number}" for number in range(250)))
    assert jobs_desk.connect("--receiver", RECEIVER, "--job", "14", "--level", "task", "--no-test") == 0
    tasks = jobs_desk.settings(14)["tasks"]
    assert len(tasks) == 250
    assert all("webhook_notifications" in task for task in tasks)
    assert jobs_desk.connect("--remove") == 0
    assert all(not task.get("webhook_notifications") for task in jobs_desk.settings(14)["tasks"])


DENIED = [
    ("GET /api/2.0/notification-destinations", "Listing notification destinations", "a workspace admin"),
    ("POST /api/2.0/notification-destinations", "Making the notification destination faultbook", "a workspace admin"),
    ("GET /api/2.2/jobs/list", "Reading the jobs", "CAN VIEW on the jobs"),
    ("POST /api/2.2/jobs/update", "Changing job etl-orders (11)", "CAN MANAGE on job etl-orders (11)"),
    ("POST /api/2.0/workspace/import", "The job that fails on purpose", "the right to create jobs"),
    ("POST /api/2.2/jobs/create", "The job that fails on purpose", "the right to create jobs"),
    ("POST /api/2.2/jobs/run-now", "The job that fails on purpose", "the right to create jobs"),
]


@pytest.mark.parametrize(("request_line", "step", "needs"), DENIED, ids=[line for line, _, _ in DENIED])
def test_a_denied_permission_is_named_and_the_next_run_goes_on(jobs_desk, capsys, request_line, step, needs):
    jobs_desk.workspace.denied.append(request_line)
    assert jobs_desk.connect(*USUAL) == 3
    wrong = error_of(capsys)
    assert f"{step} failed: you may not do that (workspace: PERMISSION_DENIED). It needs {needs}" in wrong
    assert "azuredatabricks" not in wrong
    assert PASSWORD not in wrong
    made = "Made so far: notification destination faultbook" in wrong
    assert made == bool(jobs_desk.destinations)
    assert all(job["settings"]["name"] != TEST_JOB for job in jobs_desk.workspace.jobs.values())
    jobs_desk.workspace.denied.clear()
    assert jobs_desk.connect(*USUAL) == 0
    assert len(jobs_desk.destinations) == 1
    assert len(jobs_desk.settings(11)["webhook_notifications"]["on_failure"]) == 1


class Killing(list):
    """Requests of a workspace; kills a process when it has sent that many that change something."""

    def __init__(self, process, writes):
        super().__init__()
        self.process, self.writes = process, writes

    def append(self, request):
        super().append(request)
        if sum(each.method in WRITES for each in self) == self.writes:
            self.process().kill()


def kill_and_run_again(jobs_desk, writes):
    """A process that is killed while its n-th change is made, and a run after it."""
    command = [sys.executable, "-m", "faultbook.cli", "connect", "databricks", *USUAL]
    paths = os.pathsep.join(map(str, (PROJECT, PROJECT / "src")))
    process = None
    jobs_desk.workspace.requests = Killing(lambda: process, writes)
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.DEVNULL)
    assert process.wait(60) == -9
    jobs_desk.workspace.requests = []
    assert jobs_desk.connect(*USUAL) == 0
    jobs, destinations, files = jobs_desk.left
    ((number, _),) = destinations.items()
    assert set(jobs) == {11, 12, 13}
    assert files == {}
    assert jobs[11]["settings"]["webhook_notifications"] == {"on_failure": [{"id": number}]}
    assert jobs[12]["settings"]["webhook_notifications"] == {"on_failure": [{"id": number}]}


@pytest.mark.slow
@pytest.mark.parametrize("writes", [1, 3, 7])
def test_a_run_that_is_killed_between_steps_is_finished_by_the_next(jobs_desk, writes):
    kill_and_run_again(jobs_desk, writes)


@pytest.mark.verify
@pytest.mark.parametrize("writes", [2, 4, 5, 6, 8])
def test_a_run_that_is_killed_at_any_change_is_finished_by_the_next(jobs_desk, writes):
    kill_and_run_again(jobs_desk, writes)


def test_what_a_killed_test_left_is_removed_by_the_next_run_and_by_removal(jobs_desk):
    for words in ((*USUAL, "--no-test"), ("--remove",)):
        jobs_desk.workspace.jobs[77] = job(TEST_JOB)
        jobs_desk.workspace.files[f"/Users/ada@example.com/{TEST_JOB}"] = b"..."
        assert jobs_desk.connect(*(words if words == ("--remove",) else USUAL)) == 0
        assert 77 not in jobs_desk.workspace.jobs
        assert jobs_desk.workspace.files == {}


def test_a_notification_that_does_not_come_names_the_run_and_removes_the_job(jobs_desk, capsys):
    jobs_desk.workspace.run_listeners.clear()
    assert jobs_desk.connect(*USUAL) == 3
    wrong = error_of(capsys)
    assert "TERMINATED FAILED after 0 s, and no envelope of it came" in wrong
    assert all(each["settings"]["name"] != TEST_JOB for each in jobs_desk.workspace.jobs.values())
    jobs_desk.workspace.failing_jobs.clear()
    assert jobs_desk.connect(*USUAL, "--wait", "60") == 3
    assert "ended without failing" in error_of(capsys)


def test_without_an_events_folder_the_failed_run_is_enough(jobs_desk, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_EVENTS")
    assert jobs_desk.connect(*USUAL) == 0
    assert "The run failed, as it has to; --events FOLDER looks for its notification" in capsys.readouterr().out


def test_a_volume_is_read_by_the_api_of_the_workspace(jobs_desk, capsys):
    jobs_desk.workspace.add("volume", "ops.raw.events", "ada@example.com")

    def to_volume(settings, run):
        for path in sorted(jobs_desk.events.rglob("*.json")):
            name = path.relative_to(jobs_desk.events).as_posix()
            jobs_desk.workspace.files[f"/Volumes/ops/raw/events/{name}"] = path.read_bytes()

    jobs_desk.workspace.run_listeners.append(to_volume)
    assert jobs_desk.connect(*USUAL, "--events", "/Volumes/ops/raw/events", "--wait", "60") == 0, error_of(capsys)
    assert "Arrived: envelope" in capsys.readouterr().out


def test_a_generated_credential_is_shown_once(jobs_desk, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert jobs_desk.connect(*USUAL) == 0
    (made,) = jobs_desk.destinations.values()
    password = made["config"]["generic_webhook"]["password"]
    shown = capsys.readouterr().out
    assert shown.count(password) == 1
    assert "DATABRICKS_MONITOR_PASSWORD" in shown
    assert not any("run-now" in each for each in jobs_desk.writes)
    assert jobs_desk.connect(*USUAL) == 0
    assert any("run-now" in each for each in jobs_desk.writes)
    assert password not in capsys.readouterr().out


def test_a_secret_scope_gets_a_generated_credential_and_gives_it_back(jobs_desk, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    words = (*USUAL, "--secret-scope", "faultbook/databricks")
    assert jobs_desk.connect(*words) == 0
    text = jobs_desk.workspace.secrets["faultbook", "databricks"]
    (made,) = jobs_desk.destinations.values()
    assert text == f"faultbook:{made['config']['generic_webhook']['password']}"
    assert text.partition(":")[2] not in capsys.readouterr().out
    assert jobs_desk.connect(*words, "--replace-credential", "--no-test") == 0
    assert jobs_desk.writes == [f"PATCH 2.0/notification-destinations/{next(iter(jobs_desk.destinations))}"]
    assert jobs_desk.workspace.secrets["faultbook", "databricks"] == text
    jobs_desk.workspace.denied.append("GET /api/2.0/secrets/get")
    assert jobs_desk.connect(*words, "--replace-credential") == 3
    assert "It needs READ on the scope faultbook." in error_of(capsys)


def test_a_destination_of_another_type_is_left_alone(jobs_desk, capsys):
    stored = {"display_name": "faultbook", "config": {"slack": {"url": "https://hooks.slack.com/x"}}}
    jobs_desk.workspace.objects["notification_destinations"] = {"s-1": stored}
    assert jobs_desk.connect(*USUAL) == 2
    assert "found a notification destination 'faultbook' of type SLACK" in error_of(capsys)
    assert jobs_desk.writes == []
