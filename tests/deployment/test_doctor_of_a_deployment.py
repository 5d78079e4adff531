"""`doctor --workspace`: each thing that can be wrong with a deployment is a cell of the table and a line that helps."""

from datetime import UTC, datetime, timedelta

import pytest

from faultbook.cli.doctor.deployed import print_deployment
from tests.deployment.conftest import IN_PRODUCTION, Desk, OpenDesk
from tests.workspace.job_routes import BEGAN

NOW = datetime.fromtimestamp(BEGAN / 1000, UTC) + timedelta(hours=3)


@pytest.fixture
def production(open_desk: OpenDesk, capsys) -> Desk:
    """Ada deployed production, and somebody hears of failures."""
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    capsys.readouterr()
    return desk


def look(desk: Desk, capsys, now: datetime = NOW, who: str = "ada") -> tuple[int, dict[str, str], str]:
    """How many rows are bad, each row by its name, and all that was printed."""
    assert desk.faultbook(who, "doctor", "--workspace", "--target", "prod") in (0, 3)
    capsys.readouterr()
    bad = print_deployment(desk.clone_of(who), "prod", "", now)
    shown = capsys.readouterr().out
    return bad, {" ".join(line[:48].split()): line for line in shown.splitlines()}, shown


def row(shown: str, words: str) -> str:
    return next(line for line in shown.splitlines() if words in line)


def run(desk: Desk, name: str, failed: str = "", hours_ago: float = 1) -> None:
    """A run of a job that ended some hours before NOW."""
    number = next(key for key, job in desk.workspace.jobs.items() if job["settings"]["name"] == f"faultbook {name}")
    ended = int((NOW - timedelta(hours=hours_ago)).timestamp() * 1000)
    state = {
        "life_cycle_state": "TERMINATED",
        "result_state": "FAILED" if failed else "SUCCESS",
        "state_message": failed,
    }
    key = next(desk.workspace.ids)
    desk.workspace.runs.append(
        {
            "job_id": number,
            "run_id": key,
            "run_page_url": f"{desk.host}/runs/{key}",
            "start_time": ended - 90_000,
            "end_time": ended,
            "state": state,
            "tasks": [{"task_key": name, "run_id": key, "state": state}],
        }
    )


def test_a_deployment_that_is_well_needs_nothing(production, capsys):
    bad, _, shown = look(production, capsys)
    assert bad == 0
    assert "0 of them need something done" in shown
    assert "ago, took" in row(shown, "faultbook setup")


def test_looking_changes_nothing(production, capsys):
    before = len(production.made())
    look(production, capsys)
    assert len(production.made()) == before


def test_a_failed_run_shows_its_words_and_what_is_known_about_them(production, capsys):
    run(production, "ingest", hours_ago=5)
    run(production, "ingest", failed="ERROR: No matching distribution found for sqlglot\nmore", hours_ago=1)
    bad, _, shown = look(production, capsys)
    assert bad == 1
    assert "ingest: ERROR: No matching distribution found for sqlglot" in row(shown, "faultbook ingest")
    assert "faultbook vendor" in shown


def test_an_older_failure_is_none_once_a_run_ended_well(production, capsys):
    run(production, "ingest", failed="no", hours_ago=5)
    run(production, "ingest", hours_ago=1)
    bad, _, shown = look(production, capsys)
    assert bad == 0
    assert "1 h ago, took 1 min" in row(shown, "faultbook ingest")


def test_a_failure_that_nobody_knows_leads_to_its_run(production, capsys):
    run(production, "report", failed="something new")
    _, _, shown = look(production, capsys)
    assert f"read the run: {production.host}/runs/" in shown


@pytest.mark.parametrize(("hours", "bad"), [(30, 0), (100, 1)])
def test_a_scheduled_job_that_did_not_run_is_late(production, capsys, hours, bad):
    run(production, "nightly", hours_ago=hours)
    found, _, shown = look(production, capsys)
    assert found == bad
    assert ("faultbook nightly runs every 1 d and did not" in shown) is bool(bad)


def test_alerts_that_a_condition_left_out_are_no_failure(production, capsys):
    run(production, "detect", failed="out of memory")
    tasks = production.workspace.runs[-1]["tasks"]
    gone = {**tasks[0]["state"], "result_state": "EXCLUDED", "state_message": "excluded by a condition"}
    production.workspace.runs[-1]["tasks"] = [{**tasks[0], "task_key": "error_spike", "state": gone}, *tasks]
    _, _, shown = look(production, capsys)
    assert "detect: out of memory" in row(shown, "faultbook detect")
    assert " by jobs" in row(shown, "faultbook: error spike")


def test_what_was_paused_by_hand_is_shown(production, capsys):
    for job in production.workspace.jobs.values():
        if job["settings"]["name"] == "faultbook ingest":
            job["settings"]["trigger"]["pause_status"] = "PAUSED"
    _, _, shown = look(production, capsys)
    assert " yes " in row(shown, "faultbook ingest")[100:]


def test_what_was_deleted_by_hand_is_named(production, capsys):
    [space] = [key for key, found in production.workspace.objects["genie"].items() if "errors" in found["title"]]
    del production.workspace.objects["genie"][space]
    bad, _, shown = look(production, capsys)
    assert bad == 1
    assert "no, it is gone" in row(shown, "faultbook errors")
    assert "was deleted by hand: faultbook deploy makes it again" in shown


def test_a_missing_grant_is_the_statement_that_gives_it(production, capsys):
    production.hand_over("ada", "bob")
    bad, _, shown = look(production, capsys, who="bob")
    assert bad >= 2
    assert "GRANT USE SCHEMA, SELECT ON SCHEMA `acme`.`faultbook_raw` TO `bob@example.com`" in shown


def test_while_nobody_hears_there_is_a_line(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION, "--failure-email", "none") == 0
    bad, _, shown = look(desk, capsys)
    assert bad == 0
    assert "no recipient of its failures" in shown
    assert "no recipient of alerts" in shown


def test_a_bill_that_cannot_be_read_is_one_sentence(production, capsys):
    production.workspace.securables["catalog", "system"].grants = {"account users": {"BROWSE"}}
    _, _, shown = look(production, capsys)
    [line] = [line for line in shown.splitlines() if "the bill cannot be read" in line]
    assert "GRANT USE CATALOG ON CATALOG `system` TO `ada@example.com`" in line


def test_before_a_deployment_every_row_leads_to_it(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *IN_PRODUCTION) == 0
    bad, _, shown = look(desk, capsys)
    assert bad > 20
    assert shown.count("-> not deployed: faultbook deploy") == 1


def test_a_part_that_was_left_out_is_no_fault(production, capsys):
    assert production.faultbook("ada", "init", "--yes", "--no-deploy", "--parts", "none") == 0
    bad, _, shown = look(production, capsys)
    assert bad == 0
    assert "left out" in row(shown, "console")
    assert "--allow-removal" in shown
