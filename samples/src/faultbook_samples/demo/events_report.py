"""What `demo events` prints: each delivery and what became of it, the failures, and that nothing is lost.

Imports rich and DuckDB, so the command imports it when it runs.
"""

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.errors import InvariantViolated
from faultbook.formatting.terminal import console
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.stores.store import Statement
from faultbook_samples.demo.events import POLLED, Delivery, EventsDemo, deliver, prepare
from faultbook_samples.demo.running import Comparison, plain_table, run_bundle_job, run_with_status

RunJob = Callable[[str, EventsDemo], None]
JOBS = ("setup", "respond")
MESSAGE_CELLS = 44
_PHASES = {"failed": "red", "warning": "yellow", "recovered": "green"}


def show(demo: EventsDemo, *, fresh: bool, run_job: RunJob | None = None) -> None:
    """Delivers, runs and prints; InvariantViolated where counts do not agree.

    `run_job` runs a job, by default the bundle's.
    """
    began = time.monotonic()
    prepare(demo, fresh=fresh)
    sent = deliver(demo)
    run = run_job or _run_bundle_job
    run_with_status(lambda job: run(job, demo), JOBS)
    store = local_store(demo.lakehouse)
    screen = console(sys.stdout)
    _print_deliveries(screen, store, sent)
    _print_failures(screen, store)
    found = _checks(store, demo)
    _print_checks(screen, found)
    _title(screen, "Next")
    tables = shlex.quote(str(demo.lakehouse))
    screen.print(Text(f"faultbook show failure_events --lakehouse {tables}", "bold"))
    screen.print(Text(f"{time.monotonic() - began:.0f} seconds.", "dim"))
    if broken := [check.what for check in found if not check.holds]:
        raise InvariantViolated(f"Counts do not agree: {'; '.join(broken)}. Please report it, and keep {demo.folder}.")


def _print_deliveries(screen: Console, store: LocalStore, sent: Sequence[Delivery]) -> None:
    became: dict[str, list[str]] = {}
    phases: dict[str, str] = {}
    for row in _rows(store, "SELECT envelope_id, kind, phase FROM {raw}.event_reports ORDER BY item", "event_reports"):
        became.setdefault(row["envelope_id"], []).append(f"{row['kind']} {row['phase']}")
        phases.setdefault(row["envelope_id"], row["phase"])
    for row in _rows(store, "SELECT envelope_id, reason FROM {raw}.event_rejects", "event_rejects"):
        became.setdefault(row["envelope_id"], []).append(f"reject: {row['reason']}")
    _title(screen, f"{len(sent)} deliveries, and what became of each")
    table = plain_table("left", "left", "right", "left", heads=("delivered", "to", "status", "became"))
    table.columns[2].min_width = len("status")
    for delivery in sent:
        outcome = became.get(delivery.envelope_id or "", [f"not kept: {delivery.answer}"])
        if delivery.answer == "repeated":
            outcome = ["repeated: kept once"]
        elif delivery.status == 400 and not delivery.envelope_id:
            outcome = ["kept, reject: not_json"]
        style = _PHASES.get(phases.get(delivery.envelope_id or "", ""), "dim")
        words = "; ".join(outcome[:2]) + (f"; {len(outcome) - 2} more" if len(outcome) > 2 else "")
        to = delivery.endpoint if delivery.status == POLLED else f"/{delivery.endpoint}"
        table.add_row(delivery.what, to, str(delivery.status or "-"), Text(words, style))
    screen.print(table)


def _print_failures(screen: Console, store: LocalStore) -> None:
    rows = _rows(
        store,
        "SELECT happened_at, kind, state, coalesce(message, '') AS message, coalesce(error_code, '') AS error_code, "
        "array_to_string(sources, ', ') AS senders FROM {answers}.failure_events ORDER BY happened_at DESC, event_id",
        "failure_events",
    )
    _title(screen, f"{len(rows)} failures, each once")
    table = plain_table(*["left"] * 5, heads=("when (UTC)", "what", "state", "senders", "error text"))
    for column, longest in zip(table.columns, ("2026-11-30 10:00", "task_run", "recovered"), strict=False):
        column.min_width = len(longest)
    for row in rows:
        message = " ".join(row["message"].split())
        text = f"{row['error_code']}: {message}" if row["error_code"] else message
        cut = text if len(text) <= MESSAGE_CELLS else f"{text[: MESSAGE_CELLS - 1]}…"
        state = Text(row["state"], _PHASES.get(row["state"], ""))
        table.add_row(f"{row['happened_at']:%Y-%m-%d %H:%M}", row["kind"], state, row["senders"], cut)
    screen.print(table)


def _checks(store: LocalStore, demo: EventsDemo) -> list[Comparison[int]]:
    files = sum(1 for _ in demo.events.glob("*/*/*.json*"))
    [ledger] = _rows(
        store,
        "SELECT sum(lines) AS lines, sum(envelopes + repeated + bad_lines) AS explained, sum(reports) AS reports, "
        "sum(envelopes) AS envelopes FROM {answers}.event_ledger",
        "event_ledger",
    )
    [stored] = _rows(store, "SELECT count(*) AS n FROM {raw}.event_reports", "event_reports")
    [with_outcome] = _rows(
        store,
        "SELECT count(DISTINCT envelope_id) AS n FROM (SELECT envelope_id FROM {raw}.event_reports "
        "UNION ALL SELECT envelope_id FROM {raw}.event_rejects)",
        "event_reports",
        "event_rejects",
    )
    return [
        Comparison("files that the receiver wrote = lines in the ledger", files, int(ledger["lines"])),
        Comparison("lines = new + repeated + no envelope", int(ledger["lines"]), int(ledger["explained"])),
        Comparison("messages = messages with a report or a reject", int(ledger["envelopes"]), int(with_outcome["n"])),
        Comparison("reports in the ledger = reports stored", int(ledger["reports"]), int(stored["n"])),
    ]


def _print_checks(screen: Console, found: Sequence[Comparison[int]]) -> None:
    _title(screen, "Nothing is lost")
    table = plain_table("left", "right", "right", "left")
    for check in found:
        table.add_row(check.what, f"{check.left:,}", f"{check.right:,}", check.verdict)
    screen.print(table)


def _title(screen: Console, text: str) -> None:
    screen.print(Text(f"\n{text}", "bold"))


def _rows(store: LocalStore, sql: str, *tables: str) -> list[dict[str, Any]]:
    return list(store.rows(Statement("demo", "", sql, tables), {}))


def _run_bundle_job(job: str, demo: EventsDemo) -> None:
    run_bundle_job(job, landing=demo.folder / "landing", lakehouse=demo.lakehouse)
