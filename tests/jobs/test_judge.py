"""Failures and records become incidents by rules: each counted once, however often and wherever a run dies."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faultbook.jobs import collect, judge
from faultbook.jobs.incidents.incident_checks import incident_checks
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, RULE_MATCHES, Lease
from tests.events.messages import messages
from tests.jobs.test_collect import land, sent
from tests.jobs.workspace import LocalWorkspace, make_workspace, run_job

pytestmark = pytest.mark.spark
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
RULES = """
title: Runs of jobs fail
name: run_failed
level: high
logsource: {category: failures}
detection:
  failed: {kind: [run, task_run]}
  condition: failed
"""


@pytest.fixture
def workspace(tmp_path: Path, empty_lakehouse: Path) -> LocalWorkspace:
    (tmp_path / "events").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yml").write_text(RULES)
    return make_workspace(
        tmp_path / "own",
        empty_lakehouse,
        events=str(tmp_path / "events"),
        system_tables=str(tmp_path / "system"),
        rules_folder=str(tmp_path / "rules"),
    )


def failed_run(job: int, run: int, minute: int, message: str = "Cluster terminated") -> Any:
    """A run that failed, as the poller of runs writes it."""
    at = AT + timedelta(minutes=minute)
    millis = int(at.timestamp() * 1_000)
    body = json.loads(next(one.body for one in messages() if one.name == "databricks_polled_run"))
    body["run"] |= {"job_id": job, "run_id": run, "run_name": f"job-{job}"}
    body["run"] |= {"start_time": millis - 60_000, "end_time": millis}
    body["failed_tasks"] = [{"task_key": "load", "run_id": run * 10, "error": message}]
    return sent("databricks-runs", body, at=at)


def run_judge(spark: Any, workspace: LocalWorkspace, minute: int) -> None:
    judge.run(spark, workspace.settings, Steps(task="judge"), now=AT + timedelta(minutes=minute))


def journal(workspace: LocalWorkspace) -> list[dict[str, Any]]:
    return sorted(workspace.rows("incident_journal"), key=lambda row: row["number"])


def test_failures_of_one_job_are_one_incident_and_a_second_run_changes_nothing(spark, workspace) -> None:
    land(workspace, [failed_run(1, 11, 0), failed_run(1, 12, 5), failed_run(2, 21, 6)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 10)
    found = {row["resource"]: row["occurrence_count"] for row in workspace.rows("incidents")}
    assert found == {"job-1": 2, "job-2": 1}
    before = journal(workspace), workspace.rows("incidents")
    run_judge(spark, workspace, 11)
    assert (journal(workspace), workspace.rows("incidents")) == before


WRONG = RULES.replace("condition: failed", "condition: faild")
FIVE = """
---
title: Three in ten minutes
name: three_in_ten_minutes
level: critical
correlation:
  type: event_count
  rules: [run_failed]
  group-by: [job_name]
  timespan: 10m
  condition: {gte: 3}
"""


def write_rules(workspace: LocalWorkspace, text: str) -> None:
    (Path(workspace.settings.rules_folder) / "own.yml").write_text(text)


def test_the_last_good_rules_go_on_where_a_file_is_wrong_and_faultbook_has_an_incident(spark, workspace) -> None:
    land(workspace, [failed_run(1, 11, 0)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 1)
    write_rules(workspace, WRONG)
    land(workspace, [failed_run(1, 12, 5)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 6)
    run_judge(spark, workspace, 7)
    found = {row["resource"]: row for row in workspace.rows("incidents")}
    assert found["job-1"]["occurrence_count"] == 2
    assert (found["own.yml"]["occurrence_count"], found["own.yml"]["state"]) == (1, "open")
    assert "own.yml:" in found["own.yml"]["title"]
    write_rules(workspace, RULES)
    run_judge(spark, workspace, 8)
    own = next(row for row in workspace.rows("incidents") if row["resource"] == "own.yml")
    assert (own["state"], own["resolved_by"]) == ("resolved", "recovered")


def test_a_threshold_opens_an_incident_with_all_its_events_whatever_the_cut_into_runs(spark, workspace) -> None:
    write_rules(workspace, RULES + FIVE)
    minutes = [0, 3, 30, 36, 37, 39, 60]
    for at, minute in enumerate(minutes):
        land(workspace, [failed_run(1, at, minute, "Timeout")])
        if at in (1, 3, 4, 6):
            run_job(spark, workspace, collect)
            run_judge(spark, workspace, minute + 1)
    found = workspace.rows("incidents")
    assert [(row["rule"], row["occurrence_count"]) for row in found] == [("three_in_ten_minutes", 3)]
    # The one at 39 is counted anew after the firing at 37.
    assert sum(row["events"] for row in journal(workspace)) == 3


@pytest.mark.parametrize("dies_after", ["append_matches", "append_journal", "store_incidents"])
def test_a_run_that_dies_between_two_writes_is_made_good(spark, workspace, monkeypatch, dies_after: str) -> None:
    land(workspace, [failed_run(1, 11, 0), failed_run(2, 21, 1)])
    run_job(spark, workspace, collect)
    _die_after(monkeypatch, dies_after)
    with pytest.raises(RuntimeError, match="died"):
        run_judge(spark, workspace, 2)
    monkeypatch.undo()
    land(workspace, [failed_run(1, 12, 3)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 4)
    found = {row["resource"]: row["occurrence_count"] for row in workspace.rows("incidents")}
    assert found == {"job-1": 2, "job-2": 1}
    assert sum(row["events"] for row in journal(workspace)) == workspace.table("rule_matches").num_rows == 3
    assert [row["number"] for row in journal(workspace)] == list(range(1, len(journal(workspace)) + 1))
    store = IncidentStore(Lakehouse(spark, workspace.settings))
    assert store.rebuilt() == store.stored()
    assert checks(spark, workspace) == {
        "incidents_follow_from_the_journal": (2, 2),
        "every_match_is_counted_once": (3, 3),
        "no_incident_counts_more_than_matched": (0, 0),
    }


def test_the_priority_of_a_rule_is_that_of_its_incidents(spark, workspace) -> None:
    write_rules(workspace, f"faultbook: {{priority: P1}}\n{RULES.strip()}\n")
    land(workspace, [failed_run(1, 11, 0)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 2)
    assert [row["priority"] for row in workspace.rows("incidents")] == ["P1"]


def test_reconcile_finds_what_does_not_add_up(spark, workspace) -> None:
    land(workspace, [failed_run(1, 11, 0), failed_run(2, 21, 1)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 2)
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    lakehouse.update(INCIDENTS, assign="occurrence_count = 7", where="resource = 'job-1'")
    lakehouse.delete(RULE_MATCHES, where="facts['resource'] = 'job-2'")
    assert checks(spark, workspace) == {
        "incidents_follow_from_the_journal": (2, 1),
        "every_match_is_counted_once": (1, 1),
        "no_incident_counts_more_than_matched": (0, 0),
    }
    lakehouse.delete(INCIDENT_JOURNAL, where="kind = 'occurred' AND facts['resource'] IS NULL")
    assert checks(spark, workspace)["every_match_is_counted_once"] == (1, 0)


def test_a_failure_that_two_rules_match_counts_once(spark, workspace) -> None:
    write_rules(workspace, f"{RULES}\n---{RULES.replace('run_failed', 'another').replace('level: high', 'level: low')}")
    land(workspace, [failed_run(1, 11, 0), failed_run(1, 12, 1)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 3)
    found = [(row["rule"], row["severity"], row["occurrence_count"]) for row in workspace.rows("incidents")]
    assert found == [("run_failed", "high", 2)]
    assert workspace.table("rule_matches").num_rows == 4
    assert checks(spark, workspace)["every_match_is_counted_once"] == (2, 2)


PREDICATE = RULES.replace("title:", "faultbook: {predicate: {file: odd.py}}\ntitle:")


def test_a_predicate_decides_about_what_the_detection_takes(spark, workspace) -> None:
    (Path(workspace.settings.rules_folder) / "odd.py").write_text(
        "def matches(event):\n    return int(event['run_id']) % 2 == 1\n"
    )
    write_rules(workspace, PREDICATE)
    land(workspace, [failed_run(1, 11, 0), failed_run(1, 12, 1), failed_run(2, 22, 2)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 3)
    assert {row["resource"]: row["occurrence_count"] for row in workspace.rows("incidents")} == {"job-1": 1}
    [match] = workspace.rows("rule_matches")
    assert match["rule_version"] in {row["rule_version"] for row in workspace.rows("rule_versions")}


def test_a_predicate_that_raises_stops_no_other_rule(spark, workspace) -> None:
    (Path(workspace.settings.rules_folder) / "odd.py").write_text("def matches(event):\n    return event['none']\n")
    other = RULES.replace("run_failed", "another").replace("[run, task_run]", "[run]")
    write_rules(workspace, f"{PREDICATE}\n---{other}")
    land(workspace, [failed_run(1, 11, 0)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 3)
    found = {row["rule"]: row for row in workspace.rows("incidents")}
    assert set(found) == {"another", "wrong_rule"}
    assert "odd.py: matches(event) gave no verdict" in found["wrong_rule"]["message"]


def checks(spark: Any, workspace: LocalWorkspace) -> dict[str, tuple[int | None, int | None]]:
    found = incident_checks(Lakehouse(spark, workspace.settings))
    return {check.name: (check.expected, check.found) for check in found}


def _die_after(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    owner, name = {
        "append_matches": (Lakehouse, "append"),
        "append_journal": (IncidentStore, "append"),
        "store_incidents": (IncidentStore, "store"),
    }[what]
    real = getattr(owner, name)

    def dying(self: Any, *arguments: Any, **named: Any) -> Any:
        real(self, *arguments, **named)
        raise RuntimeError("died")

    monkeypatch.setattr(owner, name, dying)


def test_a_failure_that_is_over_resolves_its_incident_and_one_that_comes_again_reopens_it(spark, workspace) -> None:
    write_rules(workspace, RULES.replace("kind: [run, task_run]", "kind: alert"))
    land(workspace, [alert("firing", 0)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 1)
    land(workspace, [alert("resolved", 0, 5)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 6)
    [over] = workspace.rows("incidents")
    land(workspace, [alert("firing", 20)])
    run_job(spark, workspace, collect)
    run_judge(spark, workspace, 21)
    [back] = workspace.rows("incidents")
    assert (over["state"], over["resolved_by"]) == ("resolved", "recovered")
    assert (back["state"], back["reopened"], back["occurrence_count"]) == ("open", 1, 2)


def alert(status: str, minute: int, ended: int | None = None) -> Any:
    """An alert as Alertmanager sends it."""
    start = AT + timedelta(minutes=minute)
    end = AT + timedelta(minutes=ended) if ended is not None else None
    one = {
        "status": status,
        "labels": {"alertname": "HighErrorRate", "service": "pay", "severity": "critical"},
        "annotations": {"description": "Errors above 5 %"},
        "startsAt": start.isoformat(),
        "endsAt": end.isoformat() if end else "0001-01-01T00:00:00Z",
        "fingerprint": "abc",
        "generatorURL": "http://prometheus/graph",
    }
    body = {"version": "4", "groupKey": "{}", "status": status, "receiver": "faultbook", "alerts": [one]}
    body |= {"groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://alertmanager"}
    return sent("alertmanager", body, at=(end or start) + timedelta(seconds=10))
