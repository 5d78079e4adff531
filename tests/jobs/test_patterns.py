"""The job that maps templates to patterns: the same map however the data came, and what people say holds."""

from datetime import UTC, datetime, timedelta

import pytest
from faultbook_samples import logs as loggen

from faultbook.jobs import decide, patterns
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.maintenance import compact
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import PATTERN_MAP, Lease
from tests.jobs.counted import add_messages, add_record, version
from tests.jobs.workspace import make_workspace, run_ingest, run_job

VERBS = ("alpha", "bravo", "carol", "delta", "echo", "fox")
MORNING = datetime(2026, 2, 1, 10, tzinfo=UTC)


def record(minute: int, message: str, code: str = "CC-1") -> tuple[datetime, str, str]:
    return (MORNING + timedelta(minutes=minute), code, message)


# Five plain words in one place are one pattern; opened and closed are two.
ONE = [record(5, "could not read the table alpha today"), record(6, "session opened for the user")]
TWO = [record(10 + at, f"could not read the table {verb} today") for at, verb in enumerate(VERBS)]
THREE = [record(1, "could not read the table zulu today"), record(7, "session closed for the user")]


def mapped(workspace) -> dict[str, str]:
    """Template -> the eldest template of its pattern."""
    rows = workspace.rows("pattern_map")
    text = {row["template_hash"]: row["template"] for row in rows}
    return {row["template"]: text[row["pattern_id"]] for row in rows}


def ids(workspace) -> dict[str, str]:
    return {row["template"]: row["template_hash"] for row in workspace.rows("pattern_map")}


def decide_on(spark, workspace, kind: str, pattern: str, other: str) -> None:
    name = ids(workspace)
    request = DecisionRequest(kind=kind, pattern=name[pattern], other=name[other], author="ann", reason="they are")
    decide.run(spark, workspace.settings, Steps(task="decide"), request)


@pytest.fixture
def settled(spark, workspace):
    for batch_id, messages in enumerate((ONE, TWO, THREE), start=1):
        add_messages(workspace, batch_id, messages)
    run_job(spark, workspace, patterns)
    return workspace


@pytest.mark.verify
def test_the_map_is_the_same_whatever_came_first_and_in_however_many_batches(spark, settled, empty_lakehouse, tmp_path):
    other = make_workspace(tmp_path / "other", empty_lakehouse)
    shown = []
    for batch_id, messages in enumerate((TWO, ONE, THREE), start=1):
        add_messages(other, batch_id, messages)
        run_job(spark, other, patterns)
        shown += [row["pattern_id"] for row in other.rows("pattern_map")]

    assert mapped(other) == mapped(settled)
    assert set(mapped(settled).values()) == {
        "could not read the table zulu today",
        "session opened for the user",
        "session closed for the user",
    }
    known = {row["template_hash"]: row["pattern"] for row in other.rows("pattern_map")}
    assert "could not read the table <*> today" in {known[name] for name in shown}  # every id that was shown leads on


@pytest.mark.verify
def test_again_is_the_same_as_once_also_after_counts_were_compacted(spark, settled):
    before, written = sorted(map(str, settled.rows("pattern_map"))), version(settled, "pattern_map")
    run_job(spark, settled, patterns)
    assert version(settled, "pattern_map") == written
    compact(Lakehouse(spark, settled.settings, held=Lease), Steps())
    run_job(spark, settled, patterns)
    assert sorted(map(str, settled.rows("pattern_map"))) == before


@pytest.mark.verify
def test_more_templates_than_are_fetched_give_the_same_map(spark, settled, monkeypatch):
    before = sorted(map(str, settled.rows("pattern_map")))
    spark.sql(f"DELETE FROM {Lakehouse(spark, settled.settings).name_of(PATTERN_MAP)}")
    monkeypatch.setattr(patterns, "FETCHED_TEMPLATES", 2)
    run_job(spark, settled, patterns)
    assert sorted(map(str, settled.rows("pattern_map"))) == before


def test_decisions_of_people_win_over_the_machine_and_stay(spark, settled):
    decide_on(spark, settled, "merge", "session opened for the user", "session closed for the user")
    decide_on(spark, settled, "split", "could not read the table zulu today", "could not read the table fox today")
    decided = mapped(settled)
    assert decided["session closed for the user"] == "session opened for the user"
    assert decided["could not read the table fox today"] == "could not read the table fox today"

    more = [record(50, "could not read the table george today"), record(51, "session opened for the user")]
    add_messages(settled, 4, more)
    run_job(spark, settled, patterns)

    later = mapped(settled)
    assert {name: later[name] for name in decided} == decided
    assert later["could not read the table george today"] == "could not read the table zulu today"


def test_a_new_identity_version_leaves_every_id_where_it_was_and_names_what_continues_it(spark, settled):
    """One earlier pattern has two successors: they stay apart, and what was decided of it holds for both."""
    earlier = ids(settled)
    opened, closed = earlier["session opened for the user"], earlier["session closed for the user"]
    before = {row["template_hash"]: row["pattern_id"] for row in settled.rows("pattern_map")}
    pairs = {"v2:1111111111111111": opened, "v2:2222222222222222": opened, "v2:3333333333333333": closed}
    messages = ("a door went up", "some window is ajar", "every gate was shut")
    for batch_id, (message, (name, old)) in enumerate(zip(messages, pairs.items(), strict=True), start=4):
        add_messages(settled, batch_id, [record(50 + batch_id, message)], hashed=name)
        add_record(settled, batch_id, message, template_hash=name, earlier_hash=old)
    run_job(spark, settled, patterns)

    rows = {row["template_hash"]: row for row in settled.rows("pattern_map")}
    assert {name: rows[name]["pattern_id"] for name in before} == before
    assert {name: rows[name]["earlier_hashes"] for name in pairs} == {name: [old] for name, old in pairs.items()}
    assert {name: rows[name]["pattern_id"] for name in pairs} == {name: name for name in pairs}

    decide_on(spark, settled, "merge", "session opened for the user", "session closed for the user")
    merged = {row["template_hash"]: row["pattern_id"] for row in settled.rows("pattern_map")}
    assert len({merged[name] for name in pairs}) == 1
    assert merged[opened] == merged[closed]


def test_too_many_templates_of_one_code_overflow_into_one_pattern(spark, workspace):
    small = workspace.with_settings(templates_per_code=5)
    words = ("ant", "bee", "cat", "dog", "eel", "fly", "gnu", "hen")
    flood = [record(at, f"{word} {word}") for at, word in enumerate(words)]
    add_messages(small, 1, [*flood, record(1, "quite another thing", code="CC-2")])
    run_job(spark, small, patterns)

    rows = small.rows("pattern_map")
    overflow = [row for row in rows if row["pattern"] == "<overflow>"]
    assert sorted(row["template"] for row in overflow) == ["fly fly", "gnu gnu", "hen hen"]
    assert len({row["pattern_id"] for row in rows}) == 7


@pytest.mark.verify
def test_the_map_made_in_this_process_is_that_of_spark(spark, empty_lakehouse, tmp_path, monkeypatch):
    """Over several batches, with traces, levels of both kinds, and more templates of one code than are kept apart."""
    here = make_workspace(tmp_path / "here", empty_lakehouse, templates_per_code=2)
    by_spark = make_workspace(tmp_path / "spark", empty_lakehouse, templates_per_code=2).with_settings(
        landing=here.settings.landing
    )
    traced = "2026-02-01T10:00:00Z\tCC-9\tx\tError\tfailed\n\tat com.acme.Load.run(Load.java:3)\nCaused by: a.B: c\n"
    rounds = (
        {"files": 4, "records": 200, "seed": 3},
        {"files": 3, "records": 150, "seed": 4, "first_file": 20},
        {"files": 2, "records": 50, "seed": 5, "first_file": 40, "hostile": True},
    )
    for options in rounds:
        loggen.write(here.landing, loggen.Options(**options))
        here.land(f"traced/{options['seed']}.log", traced)
        for workspace in (here, by_spark):
            with monkeypatch.context() as patched:
                if workspace is by_spark:
                    patched.setattr(patterns, "mapped_in_process", lambda *_, **__: None)
                run_ingest(spark, workspace)
                run_job(spark, workspace, patterns)
        one, other = (sorted(map(repr, workspace.rows("pattern_map"))) for workspace in (here, by_spark))
        assert one == other
        assert "overflow" in {row["reason"] for row in here.rows("pattern_map")}
