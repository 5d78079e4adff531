"""What a small night comes to is printed, and each count that does not agree is named."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from faultbook_samples.demo.events import Delivery
from faultbook_samples.demo.incident_totals import NightTotals
from faultbook_samples.demo.incidents_report import print_totals
from faultbook_samples.demo.night_tables import NightTables
from faultbook_samples.events.sample_messages import Message
from faultbook_samples.nights.messages import shop_error
from faultbook_samples.nights.truth import Arrival, Expected, minute, reported
from faultbook_samples.nights.truth import Night as BadNight
from rich.console import Console

from tests.incidents.nights import FP, signal
from tests.incidents.nights import Night as Judged

ERROR = {"type": "KeyError", "message": "KeyError: 'currency' [bold]"}
FIRST, SECOND = (shop_error(number, "orders", minute(number), ERROR) for number in (1, 2))
UNKNOWN = Message("unknown", "webhook-other", '{"hello": 1}')
EVENTS = [*reported(FIRST), *reported(SECOND)]


def made(**changes: Any) -> NightTotals:
    """Two failures, one of which was sent twice, and a message that nobody knows. `changes`: other tables."""
    judged = Judged()
    judged.run(signal(minute(1), minute(2), events=2, rule="function_failed", title="orders: [bold]\u202e"))
    expected = Expected("orders", "a test", frozenset(EVENTS), 2, "high")
    arrivals = [Arrival(minute(1), FIRST, "s", 2), Arrival(minute(2), SECOND, "s"), Arrival(minute(3), UNKNOWN, "u")]
    night = BadNight(0, arrivals, (), (minute(9),), {"orders": expected}, frozenset(), frozenset(), ())
    answers = [(arrivals[0], "kept"), (arrivals[0], "repeated"), (arrivals[1], "kept"), (arrivals[2], "kept")]
    sent = [(arrival, Delivery("m", "webhook/shop", 202, answer, "e")) for arrival, answer in answers]
    key = {"rule": "function_failed", "fingerprint": FP, "batch_id": 1, "group_key": "{}"}
    tables = NightTables(
        reports=[{"source": "webhook-shop", "event_id": event} for event in EVENTS],
        rejects=[{"source": "webhook-other"}],
        failures=[{"event_id": event, "message": ERROR["message"]} for event in EVENTS],
        matches=[{"event_id": event, **key} for event in EVENTS],
        entries=judged.entries,
        incidents=list(judged.incidents.values()),
    )
    return NightTotals(night, sent, replace(tables, **changes), frozenset())


def printed(totals: NightTotals) -> tuple[str, str]:
    """What is printed, and what does not agree."""
    text = io.StringIO()
    wrong = print_totals(Console(file=text, width=200), totals)
    return text.getvalue(), wrong


def cells(text: str, begin: str) -> Sequence[str]:
    """The words of the line that begins so, after the beginning."""
    [line] = [line for line in text.splitlines() if line.strip().startswith(begin)]
    return line.strip().removeprefix(begin).split()


def test_everything_has_its_place_and_texts_are_shown_as_texts() -> None:
    text, wrong = printed(made())
    assert wrong == ""
    assert cells(text, "webhook-shop") == ["3", "1", "2", "2", "0"]
    assert cells(text, "webhook-other") == ["1", "0", "1", "0", "1"]
    assert cells(text, "all") == ["4", "1", "3", "2", "1"]
    assert cells(text, "failures: incident")[0] == "2"
    assert cells(text, "deliveries: repeated")[0] == "1"
    assert cells(text, "messages: unknown")[0] == "1"
    assert "orders: [bold]\\u202e" in text
    assert "1 incidents, 1 of which speak for themselves" in text


def test_naive_tickets_count_each_delivery_and_each_text() -> None:
    naive = made().naive
    assert (naive.per_delivery, naive.per_message) == (3, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reports": []}, "came in = reports + repeated + unknown"),
        ({"rejects": []}, "came in = reports + repeated + unknown"),
        ({"failures": [{"event_id": EVENTS[0], "message": "x"}]}, "failures + repeated = in incidents"),
        ({"matches": []}, "differences to the truth of the night = none"),
        ({"incidents": []}, "incidents = those that the night must have; differences"),
    ],
)
def test_what_is_lost_is_named(changes: dict[str, Any], words: str) -> None:
    text, wrong = printed(made(**changes))
    assert words in wrong
    assert "DIFFERENT" in text


def test_an_incident_that_does_not_follow_from_the_journal_is_named() -> None:
    totals = made()
    other = [replace(each, occurrence_count=3) for each in totals.tables.incidents]
    _, wrong = printed(made(incidents=other))
    assert "occurrences of incidents" in wrong
    assert "incidents = those that follow from the journal" in wrong
    assert "orders: count: found 3, expected 2" in wrong
