"""The job that maps templates to patterns: the same map however the data came, and what people say holds."""

from datetime import UTC, datetime

import pytest

from faultbook.jobs import maintenance, patterns
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import PATTERN_DECISIONS
from tests.jobs.house import build_house, run_ingest, run_job

VERBS = ("alpha", "bravo", "carol", "delta", "echo", "fox")


def line(minute: int, message: str, code: str = "CC-1") -> str:
    return f"2026-02-01T10:{minute:02}:00Z\t{code}\tapp.py\tError\t{message}\n"


FILES = {
    # Five plain words in one place are one pattern; opened and closed are two.
    "one.log": line(5, "could not read the table alpha today") + line(6, "session opened for the user"),
    "two.log": "".join(line(10 + at, f"could not read the table {verb} today") for at, verb in enumerate(VERBS)),
    "three.log": line(1, "could not read the table zulu today") + line(7, "session closed for the user"),
}


def mapped(house) -> dict[str, str]:
    """Template -> text of its pattern's eldest template."""
    rows = house.rows("pattern_map")
    text = {row["template_hash"]: row["template"] for row in rows}
    return {row["template"]: text[row["pattern_id"]] for row in rows}


def decide(spark, house, kind: str, pattern: str, other: str) -> None:
    ids = {row["template"]: row["template_hash"] for row in house.rows("pattern_map")}
    lakehouse = Lakehouse(spark, house.settings)
    row = {
        "decision_id": f"{kind} {pattern} {other}",
        "kind": kind,
        "pattern_id": ids[pattern],
        "other_id": ids[other],
        "author": "ann",
        "reason": "they are",
        "decided_at": datetime.now(UTC),
    }
    lakehouse.append(PATTERN_DECISIONS, rows_of(spark, PATTERN_DECISIONS, [row]))
    run_job(spark, house, patterns)


@pytest.fixture
def settled(spark, house):
    for name, text in FILES.items():
        house.land(name, text)
    run_ingest(spark, house)
    run_job(spark, house, patterns)
    return house


def test_the_map_is_the_same_whatever_came_first_and_in_however_many_batches(
    spark, house, settled, empty_lakehouse, tmp_path
):
    other = build_house(tmp_path / "other", empty_lakehouse)
    for name in ("three.log", "two.log", "one.log"):
        other.land(name, FILES[name])
        run_ingest(spark, other)
        run_job(spark, other, patterns)
    ids = [{row["template_hash"]: row["pattern_id"] for row in each.rows("pattern_map")} for each in (settled, other)]
    assert ids[0] == ids[1]
    assert set(mapped(settled).values()) == {
        "could not read the table zulu today",
        "session opened for the user",
        "session closed for the user",
    }


def test_again_is_the_same_as_once(spark, settled):
    before = settled.table("pattern_map")
    run_job(spark, settled, patterns)
    run_job(spark, settled, maintenance)
    run_job(spark, settled, patterns)
    assert sorted(map(str, settled.rows("pattern_map"))) == sorted(map(str, before.to_pylist()))


def test_an_id_that_was_shown_once_leads_to_its_pattern_for_ever(spark, house):
    house.land("one.log", FILES["one.log"])
    run_ingest(spark, house)
    run_job(spark, house, patterns)
    [shown] = [row["pattern_id"] for row in house.rows("pattern_map") if "table" in row["template"]]
    for name in ("two.log", "three.log"):
        house.land(name, FILES[name])
    run_ingest(spark, house)
    run_job(spark, house, patterns)
    [row] = [row for row in house.rows("pattern_map") if row["template_hash"] == shown]
    assert row["pattern"] == "could not read the table <*> today"
    assert row["pattern_id"] != shown


def test_what_people_say_wins_over_the_machine_and_stays(spark, settled):
    decide(spark, settled, "merge", "session opened for the user", "session closed for the user")
    decide(spark, settled, "split", "could not read the table zulu today", "could not read the table fox today")
    said = mapped(settled)
    assert said["session closed for the user"] == "session opened for the user"
    assert said["could not read the table fox today"] == "could not read the table fox today"
    settled.land(
        "four.log", line(50, "could not read the table george today") + line(51, "session opened for the user")
    )
    run_ingest(spark, settled)
    run_job(spark, settled, patterns)
    later = mapped(settled)
    assert {name: later[name] for name in said} == said
    assert later["could not read the table george today"] == "could not read the table zulu today"


def test_too_many_templates_of_one_code_overflow_into_one_pattern(spark, house):
    small = house.with_settings(templates_per_code=5)
    words = ("ant", "bee", "cat", "dog", "eel", "fly", "gnu", "hen")
    small.land("flood.log", "".join(line(at, f"{word} {word}") for at, word in enumerate(words)))
    small.land("other.log", line(1, "quite another thing", code="CC-2"))
    run_ingest(spark, small)
    run_job(spark, small, patterns)
    rows = small.rows("pattern_map")
    overflow = [row for row in rows if row["pattern"] == "<overflow>"]
    assert sorted(row["template"] for row in overflow) == ["fly fly", "gnu gnu", "hen hen"]
    assert len({row["pattern_id"] for row in rows}) == 7
