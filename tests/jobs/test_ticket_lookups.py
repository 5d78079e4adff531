"""What tickets contain beside their incidents, from a small lakehouse, without Spark."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from faultbook.incidents.incident import Incident
from faultbook.incidents.rows import entry_of
from faultbook.jobs.delivery.lookups import look_up
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from tests.stores.planted_incidents import SIGMA, entry, match, version
from tests.stores.small_lakehouse import NOON, make_lakehouse, store_of

FAULT = "fp1:00000000000000aa"
RUN, RECORD, TEXT, GONE = (f"inc-000000000000000{number}" for number in (1, 2, 3, 4))
SECOND = timedelta(seconds=1)
OLD_RULE = SIGMA.format(rule="failed_runs").replace("state: failed", "state: warning")


def incident(incident_id: str, **given: Any) -> Incident:
    named = {"rule": "failed_runs", "source": "failures", "severity": "high", **given}
    opened = dict.fromkeys(("opened_at", "detected_at", "last_seen", "updated_at"), NOON)
    return Incident(incident_id, "Job failed", FAULT, through_number=1, **opened, **named)


def record(line: int, message: str, **given: Any) -> dict[str, Any]:
    at = NOON + (line - 20) * SECOND
    place = {"landed_file": "a.log", "line_number": line, "severity": "Info"}
    return place | {"timestamp": at, "level": "INFO", "message": message} | given


def log(line: int, message: str, **given: Any) -> dict[str, Any]:
    return record(line, message, log_id=f"log-{line}", **given)


LOGS = [
    *(log(line, f"step {line}\nand more") for line in range(1, 20)),
    log(20, "failed", level="ERROR", stack_trace="Traceback: KeyError"),
    log(21, "retrying"),
    log(21, "retrying"),
    log(22, "of another file", landed_file="b.log"),
    log(40, "far away"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    event = {"event_id": "ev-1", "kind": "run", "workspace_id": "1", "run_id": "run", "state": "failed"}
    return make_lakehouse(
        tmp_path_factory.mktemp("lookups"),
        failure_events=[
            event | {"stack_trace": "at Load.run", "link": "https://x/run", "search_link": "https://x/log"},
        ],
        job_run_cost=[
            {"job_id": "j", "workspace_id": "1", "job_run_id": "run", "currency_code": "USD", "cost": Decimal("12.5")}
        ],
        incident_journal=[entry(1, RUN, "opened", NOON), entry(2, RUN, "occurred", NOON, events=1)],
        rule_matches=[match("m-1", NOON, event_id="ev-1")],
        rule_versions=[
            version("failed_runs") | {"first_read_at": NOON - 2 * SECOND},
            version("failed_runs")
            | {"rule_version": "old", "text": OLD_RULE, "first_read_at": NOON - timedelta(days=1)},
            version("failed_runs") | {"rule_version": "later", "text": OLD_RULE, "first_read_at": NOON + SECOND},
        ],
        logs=LOGS,
        text_logs=[record(7, "alone", event_id="text-7", landed_file="c.log")],
    )


@pytest.fixture(scope="module")
def found(folder):
    lakehouse = Lakehouse(cast(Any, None), make_settings(catalog=str(folder)))
    incidents = [
        incident(RUN, sample_event_id="ev-1"),
        incident(RECORD, sample_event_id="log-20", source="logs", rule="no_rule"),
        incident(TEXT, sample_event_id="text-7", source="logs", rule="no_rule"),
        incident(GONE, sample_event_id="ev-9", rule="no_rule"),
    ]
    of_run = entry(2, RUN, "occurred", NOON, events=1) | {"facts": {}}
    return look_up(lakehouse, store_of(folder), incidents, {RUN: [entry_of(of_run)]})


def test_a_failure_has_its_trace_its_links_and_its_cost(found):
    run = found[RUN]
    assert (run.stack_trace, run.run_url, run.log_query_url) == ("at Load.run", "https://x/run", "https://x/log")
    assert (run.cost, run.currency, run.context) == (Decimal("12.5"), "USD", "")


def test_the_rule_is_the_one_that_opened_the_incident(found):
    assert found[RUN].why == (
        "fires where kind is 'run' and state is 'failed' and not (environment is 'dev'); "
        "it began with 1 event at 12:00 UTC"
    )


def test_a_record_has_the_log_around_it_from_its_own_file(found):
    record = found[RECORD]
    lines = record.context.splitlines()
    assert record.stack_trace == "Traceback: KeyError"
    assert lines[0] == "  11:59:52 INFO  step 12"
    assert lines[-2:] == ["> 12:00:00 ERROR failed", "  12:00:01 INFO  retrying"]
    assert len(lines) == 10


def test_what_the_lakehouse_does_not_have_is_empty(found):
    assert (found[TEXT].context, found[TEXT].why, found[TEXT].cost) == ("", "", None)
    assert (found[GONE].stack_trace, found[GONE].run_url, found[GONE].window) == ("", None, None)
