"""Answers about tickets: what is left and why, what was tried, and figures of each tracker."""

import pytest

from faultbook.serve.questions import QUESTIONS
from tests.serve.web.served import PAGE, client
from tests.stores.planted_incidents import HOSTILE_INCIDENT, LOST
from tests.stores.seeded_lakehouse import seeded_store


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


def ask(store, name, **given):
    return QUESTIONS[name].ask(store, given)


def test_what_is_left_has_its_reason_and_the_tracker_its_figures(store):
    found = ask(store, "list_deliveries", state="left")
    [row] = found.rows
    assert (row.incident_id, row.action, row.state, row.log_text.reason) == (
        LOST,
        "update",
        "waiting",
        "the limit of an hour",
    )
    assert (row.log_text.repository, row.issue_number) == ("acme/shop", 7)
    [forge] = found.trackers
    assert (forge.waiting, forge.sent, forge.refused, forge.due) == (1, 1, 1, 0)
    assert (forge.attempts_sent, forge.attempts_refused, forge.tickets) == (1, 1, 1)
    assert (forge.oldest_left_at, forge.ticket_p50_seconds) == (row.wanted_at, 120.0)
    assert found.data_as_of.batch == 1


def test_all_and_those_of_one_incident_can_be_listed(store):
    assert ask(store, "list_deliveries").total == 3
    assert [row.state for row in ask(store, "list_deliveries", incident_id=HOSTILE_INCIDENT).rows] == ["refused"]
    assert ask(store, "list_deliveries", tracker="other").total == 0
    attempts = ask(store, "list_delivery_attempts")
    assert sorted(row.state for row in attempts.rows) == ["refused", "sent"], "rows before a call are left out"


def test_incidents_have_their_ticket_and_the_decisions_that_wait(store):
    one = ask(store, "get_incident", incident_id=LOST)
    assert (one.ticket.number, one.ticket.is_open, one.waiting) == (7, True, [])
    listed = {row.incident_id: row.ticket for row in ask(store, "list_incidents").rows}
    assert listed[LOST] == one.ticket and listed[HOSTILE_INCIDENT] is None
    assert [each.kind for each in ask(store, "get_incident", incident_id=HOSTILE_INCIDENT).waiting] == ["acknowledge"]


def test_figures_of_trackers_are_metrics_once_they_were_queried(store):
    web = client(store)
    assert "faultbook_deliveries{" not in web.get("/metrics").text
    assert web.get("/outbox", headers=PAGE).status_code == 200
    text = web.get("/metrics").text
    assert 'faultbook_deliveries{state="waiting",tracker="forge"} 1.0' in text
    assert 'faultbook_delivery_attempts{outcome="refused",tracker="forge"} 1.0' in text
    assert 'faultbook_ticket_seconds{quantile="0.5",tracker="forge"} 120.0' in text


def test_the_page_shows_what_waits_and_the_newest_attempts(store):
    web = client(store)
    text = web.get("/outbox", headers=PAGE).text
    assert "the limit of an hour" in text and "acme/shop#7" in text
    assert "made 2 min after the first event" in text
    assert 'class="bad">1</b>' in text
    assert web.get("/outbox?show=all", headers=PAGE).text.count('<td class="when">2026') == 5
