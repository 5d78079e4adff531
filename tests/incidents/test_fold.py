"""The fold: from whatever entries, every transition is one of the table, and entries later are the same as at once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.incidents.facts import Fact
from faultbook.incidents.fold import MOVES, fold, follow_up
from faultbook.incidents.incident import Incident, Service, State, owned
from faultbook.incidents.journal import Entry, Kind, entry_id, incident_id
from faultbook.incidents.rows import entry_of, entry_row, incident_of, incident_row
from faultbook.tables.incidents.incident_journal import INCIDENT_JOURNAL
from faultbook.tables.incidents.incidents import INCIDENTS
from tests.incidents.nights import START, Night, at, recovered, signal

IDS = tuple(incident_id("fp1:a", ordinal) for ordinal in range(2))

TRANSITIONS = {
    (None, "opened", "open"),
    ("open", "acknowledged", "acknowledged"),
    ("open", "resolved", "resolved"),
    ("acknowledged", "resolved", "resolved"),
    ("resolved", "regressed", "open"),
    ("open", "merged", "merged"),
    ("acknowledged", "merged", "merged"),
    ("resolved", "merged", "merged"),
    ("merged", "split", "open"),
    ("merged", "split", "acknowledged"),
    ("merged", "split", "resolved"),
}
"""The table of docs/decisions/incidents.md, written down apart from the code."""

_FACTS = st.fixed_dictionaries(
    {},
    optional={
        Fact.SEVERITY: st.sampled_from(["critical", "high", "low"]),
        Fact.BY: st.sampled_from(["quiet", "person", "recovered", "good_runs"]),
        Fact.BUILD: st.sampled_from(["1.0", "1.1", "abc"]),
        Fact.OTHER: st.sampled_from(IDS),
        Fact.INTO: st.sampled_from(IDS),
        Fact.WHY: st.sampled_from(["storm", "cluster"]),
        Fact.COUNT: st.integers(1, 9).map(str),
        Fact.LATE: st.integers(0, 3).map(str),
        Fact.NOT_PLANNED: st.just(Fact.YES),
        Fact.KIND: st.just("task_run"),
    },
)


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    """Entries of any kinds in any order, sensible or not, with growing numbers."""
    drawn = draw(
        st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(Kind), _FACTS, st.integers(0, 99)), max_size=25)
    )
    entries = []
    for number, (incident, kind, facts, hours) in enumerate(drawn, 1):
        when = START + timedelta(hours=hours)
        events = hours % 5 if kind is Kind.OCCURRED else 0
        entries.append(
            Entry(
                entry_id=entry_id(incident, kind, str(number)),
                incident_id=incident,
                number=number,
                kind=kind,
                at=when,
                recorded_at=START + timedelta(hours=number),
                author="x",
                fingerprint="fp1:a",
                rule="r",
                source="failures",
                events=events,
                first_at=when if events else None,
                last_at=when if events else None,
                facts={
                    name: value
                    for name, value in facts.items()
                    if kind in (Kind.RESOLVED, Kind.REGRESSED) or name != Fact.BY
                },
            )
        )
    return entries


@given(journals())
def test_no_journal_makes_another_transition(entries):
    before: dict[str, State | None] = dict.fromkeys(IDS)
    for place, entry in enumerate(entries):
        now = fold(entries[: place + 1])
        for name in IDS:
            state = now[name].state if name in now else None
            if state != before[name]:
                assert name == entry.incident_id
                assert (before[name], entry.kind.value, state) in TRANSITIONS
            before[name] = state


def test_the_table_of_the_code_has_these_transitions_only():
    moves = {
        (one.value, kind.value, two.value) for kind, froms in MOVES.items() for one, to in froms.items() for two in to
    }
    assert moves | {(None, "opened", "open")} == TRANSITIONS


@given(journals(), st.data())
@settings(max_examples=200)
def test_following_up_is_the_same_as_folding_from_nothing(entries, data):
    whole = fold(entries)
    cut = data.draw(st.integers(0, len(entries)))
    first = fold(entries[:cut])
    assert fold(entries[cut:], first.values()) == whole
    for name, incident in first.items():
        assert follow_up(incident, entries[cut:]) == whole[name]


@given(journals())
def test_an_entry_that_comes_again_changes_nothing(entries):
    whole = fold(entries)
    assert fold(entries, whole.values()) == whole


@given(journals())
def test_counts_are_those_of_the_entries(entries):
    whole = fold(entries)
    for name, incident in whole.items():
        opened = next(entry.number for entry in entries if entry.incident_id == name and entry.kind is Kind.OPENED)
        mine = [entry for entry in entries if entry.incident_id == name and entry.number > opened]
        assert incident.occurrence_count == sum(entry.events for entry in mine if entry.kind is Kind.OCCURRED)


@given(journals())
def test_rows_hold_all_of_an_incident(entries):
    for incident in fold(entries).values():
        row = incident_row(incident)
        assert set(row) == {column.name for column in INCIDENTS.columns}
        assert incident_of(row) == incident
        json.loads(row["memory"])
    for entry in entries:
        assert set(entry_row(entry)) == {column.name for column in INCIDENT_JOURNAL.columns}
        assert entry_of(entry_row(entry)) == replace(entry, facts=dict(entry.facts))


def test_a_full_life_survives_its_row():
    night = Night()
    night.run(signal(at(0), build="1.0", cluster_id="c", kind="task_run", parent="9", facts={"user_id": "7"}))
    night.run(recovered(at(1)))
    night.run(signal(at(2), build="1.1"))
    assert incident_of(incident_row(night.newest)) == night.newest
    assert night.newest.facts == {"user_id": "7"}
    assert night.newest.memory.returns == (at(2),)


def test_the_service_gives_owner_and_priority():
    night = Night()
    night.run(signal(at(0), severity="critical", service="pay"))
    services = {"pay": Service("team-pay", 1)}
    known = owned(night.newest, services)
    assert (known.owner, known.priority, night.newest.priority) == ("team-pay", "P1", "P2")
    assert owned(known, {}).owner is None


def test_ids_are_of_fingerprint_and_ordinal():
    assert len({incident_id("fp1:a", 0), incident_id("fp1:a", 1), incident_id("fp1:b", 0)}) == 3
    assert incident_id("fp1:a", 0).startswith("inc-")
    assert len(incident_id("fp1:a", 0)) == 20
    with pytest.raises(ValueError, match="found fingerprint '', ordinal 0"):
        incident_id("", 0)


def test_what_is_about_no_known_incident_is_left_out():
    night = Night()
    night.run(signal(at(0)))
    other: Incident = night.newest
    assert follow_up(other, [replace(night.entries[-1], incident_id="inc-other", number=99)]) == other
