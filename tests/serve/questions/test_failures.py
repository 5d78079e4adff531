"""Questions about failures over the seeded lakehouse: filters, pages, who reported what, sources that are silent."""

from datetime import timedelta

import pytest

from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.sources import is_quiet
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from tests.stores.planted_failures import AT, BY_FOUR, HOSTILE_EVENT, SENDERS, planted_failures
from tests.stores.seeded_lakehouse import seeded_store
from tests.stores.small_lakehouse import SCHEMAS, append, make_lakehouse


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


def ask(store, name, **arguments):
    return QUESTIONS[name].ask(store, arguments)


def ids(store, **arguments) -> list[str]:
    return [row.event_id for row in ask(store, "list_failures", **arguments).rows]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [BY_FOUR, HOSTILE_EVENT]),
        ({"source": "databricks-runs"}, [BY_FOUR]),
        ({"source": "databricks"}, []),
        ({"kind": "alert"}, [HOSTILE_EVENT]),
        ({"state": "failed"}, [BY_FOUR]),
        ({"severity": "high"}, [BY_FOUR]),
        ({"severity": "Sev1"}, [BY_FOUR]),
        ({"severity": "critical"}, [HOSTILE_EVENT]),
        ({"service": "checkout", "environment": "prod"}, [BY_FOUR]),
        ({"job": "77"}, [BY_FOUR]),
        ({"job": "nightly"}, [BY_FOUR]),
        ({"job": "night"}, []),
        ({"text": "SPOT instance"}, [BY_FOUR]),
        ({"pattern_id": "v2:of-a-failure"}, [BY_FOUR, HOSTILE_EVENT]),
        ({"since": AT.isoformat()}, [BY_FOUR]),
        ({"until": AT.isoformat()}, [HOSTILE_EVENT]),
    ],
)
def test_failures_are_found_by(store, given, expected):
    assert ids(store, **given) == expected


def test_a_severity_that_nobody_knows_is_refused(store):
    with pytest.raises(InvalidQuery, match="critical, high, medium, low, info"):
        ask(store, "list_failures", severity="dire")


def test_a_failure_has_each_report_with_the_path_of_its_message(store):
    found = ask(store, "get_failure", event_id=BY_FOUR)
    assert [report.source for report in found.who_reported] == list(SENDERS)
    assert [report.message_path for report in found.who_reported] == ["$.data.message", *["fixed text"] * 3]
    assert (found.message_path, found.message_source, found.note) == ("$.data.message", "azure-monitor", None)
    assert found.log_text.details["severity_word"] == "Sev1"
    assert found.data_as_of.batch == 5


def test_a_failure_that_is_none_is_refused(store):
    with pytest.raises(InvalidQuery, match="list_failures has the ids"):
        ask(store, "get_failure", event_id="ev-none")


def test_pages_of_a_lakehouse_without_logs_are_all_failures_each_once(tmp_path):
    planted = planted_failures("x")
    event = planted["failure_events"][0]
    events = [event | {"event_id": f"ev-{at}", "happened_at": AT + timedelta(minutes=at)} for at in range(5)]
    folder = make_lakehouse(tmp_path, **{**planted, "failure_events": events})
    store = LocalStore(LocalLakehouse(folder, SCHEMAS))
    found, cursor = [], None
    while True:
        page = ask(store, "list_failures", limit=2, cursor=cursor)
        found += [row.event_id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [f"ev-{at}" for at in reversed(range(5))]


def test_a_page_ends_with_its_batch(tmp_path):
    planted = planted_failures("x")
    folder = make_lakehouse(tmp_path, **planted)
    store = LocalStore(LocalLakehouse(folder, SCHEMAS))
    cursor = ask(store, "list_failures", limit=1).next_cursor
    append(folder, "event_ledger", [planted["event_ledger"][0] | {"batch_id": 6}])
    with pytest.raises(InvalidQuery, match="the data has moved on"):
        ask(store, "list_failures", limit=1, cursor=cursor)


def test_sources_that_are_not_assessed_are_first_with_their_reason(store):
    rows = [row for row in ask(store, "source_health").rows if row.source_kind != "system_table"]
    assert [row.source for row in rows] == ["databricks-runs", "azure-monitor", "databricks-monitor", "webhook-shop"]
    assert rows[0].assessment == "NOT_ASSESSED"
    assert rows[0].log_text.not_assessed.startswith("no right: ")
    assert rows[1].lag_seconds == 60
    assert "databricks-runs" in [row.source for row in ask(store, "source_health", assessment="NOT_ASSESSED").rows]
    assert len(ask(store, "source_health", source_kind="endpoint").rows) == 3


@pytest.mark.parametrize(
    ("quiet", "usual", "longest", "expected"),
    [
        (10 * 3_600, 3_600, 2 * 3_600, True),
        (2 * 3_600, 3_600, 2 * 3_600, False),
        (10 * 3_600, 6 * 3_600, 2 * 3_600, False),
        (10 * 3_600, None, None, False),
        (None, 3_600, 3_600, False),
    ],
)
def test_quiet_is_silence_that_is_longer_than_ever(quiet, usual, longest, expected):
    assert is_quiet(quiet, usual, longest) is expected
