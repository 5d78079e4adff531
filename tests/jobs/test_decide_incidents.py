"""Decisions about incidents: each changes journal and incidents, twice is once; ids of both kinds are distinguished."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faultbook.errors import SettingError
from faultbook.incidents.decisions import Action, Request
from faultbook.incidents.fold import fold
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.rows import request_row
from faultbook.jobs import decide, judge, patterns
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from faultbook.tables import Lease, SchemaRole
from tests.jobs.counted import add_messages
from tests.jobs.workspace import run_job

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ONE, TWO = "inc-aa00000000000000", "inc-ab00000000000000"
SECRET = "dapi" + "0123456789abcdef" * 2


def journal() -> list[Entry]:
    """Two open incidents with three events each."""
    entries: list[Entry] = []
    for name in (ONE, TWO):
        shared = {"at": AT, "recorded_at": AT, "author": "failed_runs", "fingerprint": f"fp1:{name}", "batch_id": 1}
        shared |= {"rule": "failed_runs", "source": "failures"}
        number = len(entries) + 1
        entries.append(
            Entry(f"{name}-1", name, number, Kind.OPENED, facts={"title": "t", "severity": "high"}, **shared)
        )
        spans = {"events": 3, "first_at": AT, "last_at": AT}
        entries.append(Entry(f"{name}-2", name, number + 1, Kind.OCCURRED, **spans, **shared))
    return entries


@pytest.fixture
def judged(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings)
    with writer_lease(lakehouse, Lease.INCIDENTS):
        store = IncidentStore(lakehouse)
        store.append(journal())
        store.bring_up_to_date()
    return workspace


def tell(spark, workspace, kind: str, name: str, **more: str) -> None:
    request = DecisionRequest(kind, name, "ann", more.pop("reason", "so it is"), **more)
    decide.checked(request)
    decide.run(spark, workspace.settings, Steps(task="decide"), request)


def incidents(workspace) -> dict[str, dict]:
    return {row["incident_id"]: row for row in workspace.rows("incidents")}


def test_each_decision_changes_the_incident_and_the_journal_gives_the_same(spark, judged):
    tell(spark, judged, "acknowledge", "aa", reason=f"token={SECRET}")
    tell(spark, judged, "assign", ONE, assignee="ada")
    tell(spark, judged, "mute", ONE, count="5")
    row = incidents(judged)[ONE]
    assert (row["state"], row["assignee"], row["is_muted"]) == ("acknowledged", "ada", True)
    tell(spark, judged, "unmute", ONE)
    tell(spark, judged, "merge", TWO, other=ONE)
    assert incidents(judged)[TWO]["merged_into"] == ONE
    tell(spark, judged, "split", ONE, other=TWO)
    tell(spark, judged, "resolve", ONE, not_planned="yes")
    rows = incidents(judged)
    assert (rows[ONE]["state"], rows[ONE]["resolved_by"], rows[TWO]["state"]) == ("resolved", "person", "open")
    tell(spark, judged, "reopen", ONE)
    assert (incidents(judged)[ONE]["state"], incidents(judged)[ONE]["reopened"]) == ("open", 1)

    entries = judged.rows("incident_journal")
    assert sorted(row["number"] for row in entries) == list(range(1, len(entries) + 1))
    assert not any(SECRET in str(row["reason"]) for row in entries)
    store = IncidentStore(Lakehouse(spark, judged.settings))
    assert store.rebuilt() == store.stored()
    assert fold(journal()).keys() == store.stored().keys()


def test_what_is_done_already_adds_no_entry(spark, judged):
    tell(spark, judged, "acknowledge", ONE)
    before = len(judged.rows("incident_journal"))
    tell(spark, judged, "acknowledge", ONE)
    assert len(judged.rows("incident_journal")) == before


def store_of(workspace) -> LocalStore:
    settings = workspace.settings
    schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
    return LocalStore(LocalLakehouse(Path(settings.catalog), schemas))


def wait(workspace, number: int, action: Action, name: str, **more) -> None:
    """A decision that the console has stored."""
    at = datetime.now(UTC) + timedelta(microseconds=number)
    request = Request(action, name, "ann", f"token={SECRET}", at, decision_id=f"dec-{number}", **more)
    store_of(workspace).append_decision({**request_row(request), "door": "console", "request_hash": "h"})


def test_what_waits_is_carried_out_once_by_the_next_run(spark, judged):
    wait(judged, 1, Action.MERGE, TWO, other=ONE)
    wait(judged, 2, Action.RESOLVE, TWO)
    wait(judged, 3, Action.MUTE, ONE, count=5)
    rules = judged.root / "rules"
    rules.mkdir()
    for _ in range(2):
        judge.run(spark, judged.with_settings(rules_folder=str(rules)).settings, Steps(task="judge"))
    rows = incidents(judged)
    assert (rows[TWO]["merged_into"], rows[ONE]["is_muted"]) == (ONE, True)
    made = [row for row in judged.rows("incident_journal") if row["decision_id"]]
    assert sorted((row["decision_id"], row["kind"], row["incident_id"]) for row in made) == [
        ("dec-1", "merged", ONE),
        ("dec-1", "merged", TWO),
        ("dec-2", "declined", TWO),
        ("dec-3", "muted", ONE),
    ]
    assert not [row for row in made if SECRET in str(row["reason"])]
    store = IncidentStore(Lakehouse(spark, judged.settings))
    assert store.rebuilt() == store.stored()


def test_a_command_comes_after_what_waited(spark, judged):
    wait(judged, 1, Action.RESOLVE, ONE)
    tell(spark, judged, "reopen", ONE)
    assert (incidents(judged)[ONE]["state"], incidents(judged)[ONE]["reopened"]) == ("open", 1)


def test_ids_are_distinguished_by_their_prefix_and_refused_with_the_nearest(spark, judged):
    add_messages(judged, 1, [(AT, "CC-1", "disk is full")])
    run_job(spark, judged, patterns)
    [pattern] = {row["template_hash"] for row in judged.rows("pattern_map")}
    for name, words in (
        ("inc-a", "several ids"),
        ("inc-aa00000000000001", "the nearest are inc-aa00000000000000"),
        (f"{pattern[:-1]}zz", f"the nearest are {pattern}"),
    ):
        with pytest.raises(SettingError, match=words):
            tell(spark, judged, "resolve", name)
    with pytest.raises(SettingError, match="which is for incidents"):
        tell(spark, judged, "acknowledge", pattern)
    with pytest.raises(SettingError, match="only decisions about incidents have it"):
        tell(spark, judged, "resolve", pattern, not_planned="yes")
    tell(spark, judged, "resolve", pattern)
    assert [row["pattern_id"] for row in judged.rows("pattern_decisions")] == [pattern]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "rename", "pattern": ONE}, "kind: found 'rename'"),
        ({"kind": "merge", "pattern": ONE}, "other: found nothing"),
        ({"kind": "mute", "pattern": "v1:4f", "until": ""}, "until: found nothing"),
        ({"kind": "mute", "pattern": ONE, "until": "soon"}, "expected a date or instant"),
        ({"kind": "mute", "pattern": ONE, "count": "many"}, "expected a whole number"),
        ({"kind": "resolve", "pattern": ONE, "not_planned": "1"}, "expected yes or no"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_starts(given, words):
    with pytest.raises(SettingError, match=words):
        decide.checked(DecisionRequest(author="ann", reason="so it is", **given))


TRACKERS = "trackers: {github: {kind: github, token: '${env:T}'}}\n"
ISSUE = "https://github.com/acme/orders/issues/7"


def test_an_issue_that_is_there_is_tied_once_and_to_one_incident(spark, judged, tmp_path):
    path = tmp_path / "incidents.yml"
    path.write_text(TRACKERS)
    judged = judged.with_settings(incidents_file=str(path))
    with pytest.raises(SettingError, match="nobody tied one"):
        tell(spark, judged, "unlink", ONE)
    for _ in range(2):
        tell(spark, judged, "link", ONE, other=f"{ISSUE}/?x=1#issuecomment-2")
    [entry] = [row for row in judged.rows("incident_journal") if row["kind"] == "linked"]
    assert dict(entry["facts"]) == {"tracker": "github", "repository": "acme/orders", "issue": "7", "link": ISSUE}
    for url, words in (
        (ISSUE, f"is the issue of {ONE} already"),
        ("https://github.com/acme/orders/pull/7", "expected the address of an issue"),
        ("acme/orders#7", "expected the address of an issue"),
        ("https://gitlab.com/acme/orders/issues/7", "found the host 'gitlab.com'; expected one of github.com"),
    ):
        with pytest.raises(SettingError, match=words):
            tell(spark, judged, "link", TWO, other=url)
    tell(spark, judged, "unlink", ONE)
    tell(spark, judged, "link", TWO, other=ISSUE)
    store = IncidentStore(Lakehouse(spark, judged.settings))
    assert store.rebuilt() == store.stored()
