"""Random rows of the tables of failures in plain Python, whose runs and statements are some of the random bill's."""

import random
from datetime import timedelta

from faultbook.events.severities import SEVERITY_WORDS
from faultbook.tables import EVENT_LEDGER, FAILURE_EVENTS
from tests.transforms.views.costs import START
from tests.transforms.views.rows import Row

SOURCES = ("azure-monitor", "databricks-monitor", "databricks-runs", "query.history", "webhook-own")
_WORDS = ("Sev0", "CRITICAL", "Warning", "eRROR", "7", "ünbekannt", *(words[0] for words in SEVERITY_WORDS.values()))


def random_events(seed: int, costs: dict[str, list[Row]], *, count: int = 60) -> dict[str, list[Row]]:
    """Rows of failure_events, event_ledger and source_polls."""
    dice = random.Random(seed)
    return {
        FAILURE_EVENTS.name: [_failure(dice, number, costs) for number in range(count)],
        EVENT_LEDGER.name: [_entry(dice, number) for number in range(count)],
        "source_polls": [_poll(dice, number) for number in range(count // 2)],
    }


def failure_row(**given: object) -> Row:
    """A failure with nothing but what is given."""
    happened = given.get("happened_at", START)
    row: Row = dict.fromkeys(FAILURE_EVENTS.column_names)
    return row | {
        "event_id": "ev-0",
        "event_key": "key",
        "kind": "alert",
        "state": "failed",
        "happened_at": happened,
        "occurred_on": happened.date(),  # type: ignore[attr-defined]
        "facts": [],
        "sources": ["azure-monitor"],
        "reports": 1,
        "first_reported_at": happened,
        "last_reported_at": happened,
        "batch_id": 1,
        **given,
    }


def entry_row(**given: object) -> Row:
    """An entry of the ledger of messages: one message that is one report."""
    counts = dict.fromkeys(("repeated", "bad_lines", "rejects", "ignored"), 0)
    return counts | {
        "batch_id": 1,
        "landed_file": "azure-monitor/2026-02-03/0.json",
        "source": "azure-monitor",
        "lines": 1,
        "envelopes": 1,
        "reports": 1,
        "first_received_at": START,
        "last_received_at": START,
        "listed_at": None,
        "recorded_at": START,
        **given,
    }


def poll_row(**given: object) -> Row:
    """A complete poll of a minute."""
    started = given.get("started_at", START)
    return {
        "source": "databricks-runs",
        "scope": "",
        "started_at": started,
        "ended_at": started + timedelta(minutes=1),  # type: ignore[operator]
        "from_at": START,
        "to_at": START,
        "requests": 1,
        "rows_read": 1,
        "envelopes": 1,
        "outcome": "complete",
        "detail": None,
        "watermark": started,
        "paused_until": None,
        "pending": [],
        "delivered": [],
        "run_id": "r",
        **given,
    }


def _failure(dice: random.Random, number: int, costs: dict[str, list[Row]]) -> Row:
    run, statement = dice.choice(costs["job_run_cost"]), dice.choice(costs["query_cost"])
    kind = dice.choice(("run", "task_run", "statement", "alert"))
    run_id = run["task_run_id"] if kind == "task_run" else run["job_run_id"]
    message = dice.choice((None, "refused", "ключ 😀", "Pipeline failed"))
    return failure_row(
        event_id=f"ev-{number:03}",
        event_key=f"{kind}/{number}",
        kind=kind,
        state=dice.choice(("failed", "warning", "recovered")),
        happened_at=START + timedelta(microseconds=dice.randrange(10**11)),
        severity=dice.choice((None, *_WORDS)),
        service=dice.choice((None, "api", "über")),
        environment=dice.choice((None, "prod")),
        title=dice.choice((None, "a title")),
        job_name=dice.choice((None, "nightly")),
        message=message,
        message_path=dice.choice(("fixed text", "$.a")) if message else None,
        message_source=dice.choice(SOURCES) if message else None,
        template_hash=dice.choice(("v2:a", "v2:b")) if message else None,
        workspace_id=run["workspace_id"],
        run_id=run_id if kind != "statement" else None,
        statement_id=statement["statement_id"] if kind == "statement" else None,
        sources=sorted({dice.choice(SOURCES), dice.choice(SOURCES)}),
    )


def _entry(dice: random.Random, number: int) -> Row:
    received = START + timedelta(hours=dice.randrange(24 * 50), microseconds=dice.randrange(10**9))
    rejects = dice.choice((0, 0, 1))
    return entry_row(
        batch_id=number + 1,
        landed_file=f"file{number}",
        source=dice.choice((None, *SOURCES)),
        envelopes=dice.choice((0, 1)),
        reports=dice.choice((0, 1, 7)),
        rejects=rejects,
        first_received_at=received,
        last_received_at=dice.choice((None, received)),
        recorded_at=received + timedelta(seconds=dice.randrange(100)),
    )


def _poll(dice: random.Random, number: int) -> Row:
    outcome = dice.choice(("complete", "complete", "partial", "denied"))
    return poll_row(
        source=dice.choice(("databricks-runs", "synapse")),
        scope=dice.choice(("", "one")),
        started_at=START + timedelta(minutes=37 * number),
        outcome=outcome,
        detail=None if outcome == "complete" else f"no right {number}",
        paused_until=dice.choice((None, START)),
    )
