"""Decisions by the API and the console: each key is one row, the row is that of the command, refusals are sentences."""

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.incidents.decisions import decided
from faultbook.incidents.rows import entry_row, incident_of, request_of
from faultbook.serve.asking.audit import Audit
from faultbook.serve.asking.principal import Principal
from faultbook.serve.deciding import API, Deciding, DecisionRefused
from faultbook.serve.decision_body import DecisionBody
from faultbook.serve.questions.arguments import checked
from faultbook.serve.web.problems import Refused
from faultbook.serve.web.service import WebService
from faultbook.stores.decisions import MayNotDecide
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import query
from tests.serve.web.served import store_of
from tests.stores.planted_incidents import EARLIER, HOSTILE_INCIDENT, LOST, MERGED
from tests.stores.seeded_lakehouse import CANARIES
from tests.stores.small_lakehouse import append
from tests.stores.warehouse.loopback_warehouse import loopback

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANN = Principal("ann@example.org", "a token")
HERE = Principal()
KEYS = (f"key-{number:04}" for number in count())
TABLES = ("incidents", "incident_journal", "incident_decisions", "outbox", "ingest_ledger", "rule_runs")


@pytest.fixture(scope="module")
def original(seeded):
    return seeded


@pytest.fixture
def folder(original, tmp_path):
    """The tables that decisions are about."""
    for name in TABLES:
        shutil.copytree(original / "faultbook" / name, tmp_path / "lake" / "faultbook" / name)
    return tmp_path / "lake"


def deciding(store, audit=None, **more) -> Deciding:
    service = WebService(lambda _: store, Audit(audit or io.StringIO(), clock=lambda: NOW))
    ticks = count()
    clock = lambda: NOW + timedelta(microseconds=next(ticks))  # noqa: E731  (two decisions of one instant have no order)
    return Deciding(service, clock=clock, author_here=lambda: "ann", **more)


@pytest.fixture
def desk(folder):
    return deciding(store_of(folder))


def body(kind="acknowledge", **more) -> DecisionBody:
    return checked(DecisionBody, {"kind": kind, "reason": "so it is", **more})


def decide(desk, name, *arguments, key=None, principal=HERE, **more):
    return desk.decide(principal, name, body(*arguments, **more), key or next(KEYS), door=API)


def rows(desk, **values):
    page = query("decisions_about_incidents").page(("decided_at", "decision_id"))
    found = desk.service.store_of(HERE).rows(page, {"page_rows": 200, "skipped": 0, **values})
    return [row for row in found if row["decision_id"] != "dec-1"]  # the one that is planted


@pytest.mark.parametrize(
    ("name", "kind", "more"),
    [
        (LOST, "acknowledge", {}),
        (LOST, "assign", {"assignee": "ben"}),
        (LOST, "mute", {"duration": "3d"}),
        (LOST, "mute", {"until": "2026-04-01"}),
        (LOST, "mute", {"count": 7}),
        (LOST, "mute", {}),
        (HOSTILE_INCIDENT, "unmute", {}),
        (LOST, "resolve", {"not_planned": True}),
        (LOST, "resolve", {"build": "812"}),
        (EARLIER, "reopen", {}),
        (HOSTILE_INCIDENT, "merge", {"other": LOST}),
        (LOST, "split", {"other": MERGED}),
    ],
)
def test_every_kind_is_one_row_from_which_the_entries_of_the_command_follow(desk, name, kind, more):
    found = decide(desk, name, kind, **more)
    assert (found.outcome, found.incident_id, found.is_repeated) == ("waiting", name, False)
    [row] = rows(desk)
    assert (row["author"], row["reason"], row["decided_at"], row["door"]) == ("ann", "so it is", NOW, "api")
    request = request_of(row)
    if "duration" in more:
        assert request.until == NOW + timedelta(days=3)
    store = desk.service.store_of(HERE)
    page = query("incident").page(("incident_id",))
    known = [incident_of(each) for each in store.rows(page, {"begins": "inc-", "page_rows": 20, "skipped": 0})]
    entries = decided(request, known, now=NOW, through_number=15)
    assert entries and all(entry_row(entry)["author"] == "ann" for entry in entries)


def test_a_key_that_comes_again_is_the_same_row_whatever_happened_meanwhile(desk, folder):
    first = decide(desk, LOST, key="once-and-only")
    again = decide(desk, LOST[:12], key="once-and-only")
    assert (again.decision_id, again.is_repeated, again.outcome) == (first.decision_id, True, "waiting")
    entry = {"entry_id": "e", "incident_id": LOST, "number": 99, "kind": "acknowledged", "batch_id": 0}
    append(folder, "incident_journal", [{**entry, "decision_id": first.decision_id}])
    assert decide(desk, LOST, key="once-and-only").outcome == "carried_out"
    assert len(rows(desk)) == 1
    with pytest.raises(DecisionRefused, match="that of another decision"):
        decide(desk, LOST, "mute", key="once-and-only")
    with pytest.raises(DecisionRefused, match="that of another decision"):
        decide(desk, HOSTILE_INCIDENT, key="once-and-only")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([LOST, HOSTILE_INCIDENT])), min_size=1, max_size=8))
def test_any_sequence_of_repeated_requests_has_one_row_for_each_key(original, tmp_path_factory, requests):
    folder = tmp_path_factory.mktemp("keys") / "lake"
    for name in TABLES:
        shutil.copytree(original / "faultbook" / name, folder / "faultbook" / name)
    desk, stored = deciding(store_of(folder)), {}
    for number, name in requests:
        try:
            found = decide(desk, name, "assign", assignee=f"person-{number}", key=f"the-key-{number}")
        except DecisionRefused:
            assert stored[number] != name
            continue
        assert stored.setdefault(number, name) == found.incident_id == name
    assert len(rows(desk)) == len(stored)
    assert len({row["decision_id"] for row in rows(desk)}) == len(stored)


def test_the_same_key_from_many_at_once_is_one_row(folder):
    desks = [deciding(store_of(folder)) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda at: decide(desks[at % 4], LOST, key="all-at-once"), range(12)))
    assert len({each.decision_id for each in found}) == 1
    assert len(rows(desks[0])) == 1


def test_people_have_their_own_keys_and_the_app_knows_who_they_are(folder):
    desk = deciding(store_of(folder))
    decide(desk, LOST, "assign", assignee="a", key="shared-key", principal=ANN)
    decide(desk, LOST, "assign", assignee="b", key="shared-key", principal=Principal("ben@example.org", "another"))
    assert [row["author"] for row in rows(desk)] == ["ann@example.org", "ben@example.org"]
    with pytest.raises(InvalidQuery, match="this server knows you as ann"):
        decide(desk, LOST, author="eve", principal=ANN)
    with pytest.raises(InvalidQuery, match="author: found nothing"):
        decide(desk, LOST, principal=Principal("token"))
    assert decide(desk, LOST, author="cat", principal=Principal("token")).log_text.author == "cat"


def test_what_waits_counts_when_the_next_one_is_checked(desk):
    decide(desk, LOST, "resolve")
    with pytest.raises(DecisionRefused, match=r"is resolved, expected an open one. Fix: reopen it first"):
        decide(desk, LOST)
    decide(desk, LOST, "reopen")
    assert decide(desk, LOST).outcome == "waiting"
    assert decide(desk, LOST).outcome == "nothing"
    decide(desk, HOSTILE_INCIDENT, "merge", other=LOST)
    with pytest.raises(DecisionRefused, match=f"was merged into {LOST}"):
        decide(desk, HOSTILE_INCIDENT, "resolve")
    assert len(rows(desk)) == 4


@pytest.mark.parametrize(
    ("name", "given_fields", "failure", "words"),
    [
        ("inc-nothing", {}, InvalidQuery, "incident_id: there is no incident"),
        ("inc-0a1b", {}, InvalidQuery, "beginning of several ids"),
        (MERGED, {}, DecisionRefused, f"{MERGED} was merged into {LOST}. Fix: take that one"),
        (LOST, {"kind": "close"}, InvalidQuery, "kind: found 'close', input should be 'acknowledge', 'assign'"),
        (LOST, {"kind": "mute", "duration": "soon"}, InvalidQuery, "expected a number and s, m, h or d, as 10m"),
        (LOST, {"kind": "mute", "duration": "1d", "count": 3}, InvalidQuery, "duration, count: found 2 of them"),
        (LOST, {"kind": "mute", "until": "2026-01-01"}, InvalidQuery, "an instant that is still to come"),
        (LOST, {"kind": "mute", "count": 0}, InvalidQuery, "count: found 0"),
        (LOST, {"kind": "assign"}, InvalidQuery, "assignee: found nothing"),
        (LOST, {"kind": "merge"}, InvalidQuery, "other: found nothing"),
        (LOST, {"kind": "merge", "other": "inc-zz"}, InvalidQuery, "other: there is no incident 'inc-zz'"),
        (LOST, {"kind": "resolve", "count": 3}, InvalidQuery, "count: resolve does not have it, only mute"),
        (LOST, {"kind": "resolve", "build": "1", "in_next_build": True}, InvalidQuery, "expected one of them"),
        (LOST, {"kind": "resolve", "in_next_build": True}, DecisionRefused, "no next one is known"),
        (LOST, {"reason": "  "}, InvalidQuery, "reason: found nothing"),
        (LOST, {"severity": "low"}, InvalidQuery, "There is no argument 'severity'"),
    ],
)
def test_a_wrong_decision_is_refused_with_a_sentence_and_stores_nothing(desk, name, given_fields, failure, words):
    with pytest.raises(failure) as refused:
        decide(desk, name, **given_fields)
    assert words in str(refused.value)
    assert rows(desk) == []


def test_wrong_keys_are_refused(desk):
    for key in ("short", "", "x" * 201, "key with \n in it", "schlüssel-lang"):
        with pytest.raises(InvalidQuery, match="Idempotency-Key: found"):
            desk.decide(HERE, LOST, body(), key, door=API)


def test_where_nothing_can_be_written_nobody_decides(folder):
    off = deciding(store_of(folder), is_on=False)
    with pytest.raises(Refused, match="switched off"):
        decide(off, LOST)
    read_only = store_of(folder)
    read_only.obstacle_to_deciding = lambda: "the folder is read-only here."
    with pytest.raises(Refused, match="read-only"):
        decide(deciding(read_only), LOST)
    shutil.rmtree(folder / "faultbook" / "incident_decisions")
    with pytest.raises(Refused, match="faultbook run setup"):
        decide(deciding(store_of(folder)), LOST)


def test_secrets_in_reasons_are_redacted_and_reach_no_audit(folder):
    audit = io.StringIO()
    desk = deciding(store_of(folder), audit)
    found = decide(desk, LOST, reason=f"token={CANARIES[0]} again", key=f"key-{CANARIES[0]}")
    with pytest.raises(InvalidQuery):
        decide(desk, f"inc-{CANARIES[1]}", reason=CANARIES[1])
    first, second = map(json.loads, audit.getvalue().splitlines())
    assert (first["decision"], first["user"], first["incident_id"], first["outcome"]) == (
        "acknowledge", "local", LOST, "waiting",
    )  # fmt: skip
    assert (second["outcome"], second["error"]) == (None, "InvalidQuery")
    kept = f"{audit.getvalue()} {rows(desk)} {found}"
    assert not [each for each in CANARIES if each in kept]


def test_on_a_warehouse_a_decision_is_one_merge_with_the_callers_token(folder):
    with loopback(folder) as (warehouse, store):
        desk = deciding(store)
        with pytest.raises(Refused, match="its own credential"):
            decide(desk, LOST)
        for _ in range(2):
            assert decide(desk, LOST, "mute", duration="4h", key="one-of-ann", principal=ANN).outcome == "waiting"
        [merged] = [each for each in warehouse.requests if each["statement"].startswith("MERGE")]
        assert "`faultbook`.incident_decisions" in merged["statement"] and "so it is" not in merged["statement"]
        assert len(rows(desk)) == 1
        warehouse.manners.extend(["", "", "", "", "conflict"])
        assert decide(desk, LOST, principal=ANN).outcome == "waiting"
        warehouse.denied = "MERGE INTO"
        with pytest.raises(MayNotDecide, match="MODIFY on the table incident_decisions is missing"):
            decide(desk, LOST, "resolve", principal=ANN)
