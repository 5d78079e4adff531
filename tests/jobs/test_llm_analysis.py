"""A model is asked about each alert once; with or without it the alerts are the same."""

import json
from datetime import timedelta
from typing import Any

import pytest

from faultbook.faults.v1.masks import template
from faultbook.jobs import detect
from faultbook.jobs.analysis.llm_analysis import analyse_alerts, prompt
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from tests.clients.loopback_model import ENDPOINT, Model, serving
from tests.jobs.counted import START, Count, add_batch, append_rows, clock, usual, version
from tests.jobs.workspace import LocalWorkspace

NOW = clock(3)


def alert(**given: Any) -> dict[str, Any]:
    """A row of anomaly_alerts."""
    cause = {
        "pattern_id": "v1:refused",
        "template": "connection to <*> refused",
        "error_code": "CC-1",
        "observed": 90,
        "expected": 2.0,
        "excess": 88.0,
        "share": 0.911111,
    }
    return {
        "alert_id": "a",
        "anomaly_type": "error_spike",
        "service": "api",
        "environment": "prod",
        "severity": "Error",
        "alert_severity": "high",
        "state": "open",
        "started_at": START,
        "observed": 90,
        "expected": 2.0,
        "description": "api prod Error: 90 records where 2 were expected.",
        "last_hour": START,
        "peak_hour": START,
        "z": 12.5,
        "metrics": [("excess", 88.0)],
        "hours": [{"hour": START, "observed": 90, "expected": 2.0, "z": 12.5}],
        "explanations": [cause],
        "suggested_actions": ["Restart the pool"],
        "detected_at": NOW,
        "updated_at": NOW,
        "through_batch": 7,
        "rule_version": "1",
        **given,
    }


def analyse(spark, workspace: LocalWorkspace, now=NOW, **settings: Any) -> None:
    configured = workspace.with_settings(**{"analysis_endpoint": ENDPOINT, **settings}).settings
    analyse_alerts(Lakehouse(spark, configured), Steps(task="detect"), now)


def analyses(workspace: LocalWorkspace) -> dict[str, str | None]:
    return {row["alert_id"]: row["llm_analysis"] for row in workspace.rows("anomaly_alerts")}


def runs(workspace: LocalWorkspace, job: str) -> list[dict]:
    return sorted(
        (row for row in workspace.rows("analysis_jobs") if row["job"] == job), key=lambda row: row["ended_at"]
    )


def requests_of(model: Model) -> list[dict]:
    """What the model was told of each alert."""
    return [json.loads(body["messages"][1]["content"]) for body in model.requests]


@pytest.fixture
def model(monkeypatch, tmp_path):
    model = Model()
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "no-databrickscfg"))
    for name in ("CONFIG_PROFILE", "CLIENT_ID", "CLIENT_SECRET", "AUTH_TYPE"):
        monkeypatch.delenv(f"DATABRICKS_{name}", raising=False)
    with serving(model) as host:
        monkeypatch.setenv("DATABRICKS_HOST", host)
        monkeypatch.setenv("DATABRICKS_TOKEN", "canary-token")
        yield model


@pytest.mark.verify
def test_detect_sends_an_alert_once_and_later_records_leave_its_analysis(spark, workspace, model):
    configured = workspace.with_settings(analysis_endpoint=ENDPOINT)
    spike = Count(675, "api", "api-timeout", 400)
    add_batch(workspace, 1, [*usual("api", range(680), seed=1, timeout=12), spike])
    detect.run(spark, configured.settings, Steps(task="detect"), now=clock(680))
    [first] = workspace.rows("anomaly_alerts")

    assert first["llm_analysis"] == model.reply
    [request] = requests_of(model)
    assert (request["service"], request["observed"]) == ("api", first["observed"])
    assert request["patterns"][0]["pattern"] == "api-timeout failed <*>"
    assert [(run["status"], run["tokens_used"]) for run in runs(workspace, "detect")] == [("done", None)]

    add_batch(workspace, 2, [Count(675, "api", "api-timeout", 300)])
    detect.run(spark, configured.settings, Steps(task="detect"), now=clock(681))
    [later] = workspace.rows("anomaly_alerts")
    assert later["observed"] == first["observed"] + 300
    assert (later["llm_analysis"], len(model.requests)) == (model.reply, 1)


def test_the_worst_come_first_each_once_and_again_writes_nothing(spark, workspace, model):
    old = NOW - timedelta(days=8)
    append_rows(
        workspace,
        "anomaly_alerts",
        [
            alert(alert_id="medium", alert_severity="medium"),
            alert(alert_id="critical", alert_severity="critical"),
            alert(alert_id="high", started_at=START - timedelta(hours=1)),
            alert(alert_id="higher", started_at=START),
            alert(alert_id="withdrawn", state="withdrawn", alert_severity="critical"),
            alert(alert_id="old", updated_at=old, alert_severity="critical"),
            alert(alert_id="read", llm_analysis="Known.", alert_severity="critical"),
        ],
    )
    model.next.extend(["one", "two", "three", "four"])
    analyse(spark, workspace, analysis_most_alerts=3)
    assert {name: text for name, text in analyses(workspace).items() if text} == {
        "critical": "one",
        "higher": "two",
        "high": "three",
        "read": "Known.",
    }
    [run] = runs(workspace, "llm_analysis")
    assert (run["status"], run["tokens_used"], run["rows_changed"], run["through_batch"]) == ("done", 3 * 460, 3, 7)
    assert run["rule_version"].endswith(ENDPOINT)

    analyse(spark, workspace)
    written = version(workspace, "anomaly_alerts")
    analyse(spark, workspace)
    assert (analyses(workspace)["medium"], len(model.requests)) == ("four", 4)
    assert (version(workspace, "anomaly_alerts"), len(runs(workspace, "llm_analysis"))) == (written, 2)


def test_the_failure_of_a_model_is_recorded_and_earlier_replies_are_kept(spark, workspace, model, capsys):
    append_rows(workspace, "anomaly_alerts", [alert(alert_id="1"), alert(alert_id="2")])
    model.next.extend(["The pool.\x1b[31m password=hunter2secret9", 403])
    analyse(spark, workspace)

    assert analyses(workspace) == {"1": "The pool.[31m password=[redacted]", "2": None}
    [run] = runs(workspace, "llm_analysis")
    assert (run["status"], run["tokens_used"], run["rows_changed"]) == ("failed", 460, None)
    assert "CAN QUERY" in run["detail"]
    [line] = capsys.readouterr().out.splitlines()
    assert "CAN QUERY" in line and json.loads(line)["analysed"] == 1

    analyse(spark, workspace)
    assert analyses(workspace)["2"] == model.reply


def test_one_alert_that_is_refused_holds_up_no_other_and_one_without_an_answer_is_not_paid_for_again(
    spark, workspace, model
):
    append_rows(workspace, "anomaly_alerts", [alert(alert_id=str(number)) for number in range(3)])
    model.next.extend([400, "", "The pool."])
    analyse(spark, workspace)
    assert analyses(workspace) == {"0": None, "1": "", "2": "The pool."}
    [run] = runs(workspace, "llm_analysis")
    assert (run["status"], run["tokens_used"]) == ("failed", 920) and "filter refuses" in run["detail"]

    analyse(spark, workspace)
    assert analyses(workspace) == {"0": model.reply, "1": "", "2": "The pool."}


def test_without_an_endpoint_nothing_is_sent_and_without_a_workspace_the_run_fails(
    spark, workspace, model, monkeypatch
):
    append_rows(workspace, "anomaly_alerts", [alert()])
    analyse(spark, workspace, analysis_endpoint="")
    assert (model.requests, runs(workspace, "llm_analysis")) == ([], [])

    monkeypatch.delenv("DATABRICKS_HOST")
    monkeypatch.delenv("DATABRICKS_TOKEN")
    analyse(spark, workspace)
    [run] = runs(workspace, "llm_analysis")
    assert run["status"] == "failed" and "DATABRICKS_HOST" in run["detail"]
    assert analyses(workspace) == {"a": None}


def test_what_is_sent_is_numbers_and_masked_patterns_cut_and_without_secrets():
    masked = template("key AKIAIOSFODNN7EXAMPLE of j.miller7@corp.example")
    text = f"token=abcdef0123456789abcdef {masked} {'x' * 5_000}"
    cause = {**alert()["explanations"][0], "template": text}
    hour = {"observed": 9, "expected": 1.23456, "z": 5.0}
    hours = [{"hour": START + timedelta(hours=place), **hour} for place in range(99)]
    sent = prompt({**alert(ended_at=None), "explanations": [cause], "hours": hours, "suggested_actions": None})
    configured = json.loads(sent)

    assert configured["patterns"][0]["pattern"].startswith("token=[redacted] key <*> of <*> xxx") and len(sent) < 8_000
    assert (configured["known"], configured["ended_at"], configured["started_at"]) == (
        [],
        None,
        "2026-02-02T00:00:00+00:00",
    )
    assert len(configured["hours"]) == 48 and configured["hours"][-1] == {
        "hour": (START + timedelta(hours=98)).isoformat(),
        "observed": 9,
        "expected": 1.235,
    }
    assert "description" not in configured
