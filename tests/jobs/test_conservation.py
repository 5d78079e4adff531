"""Records over patterns = over hours and days = records of the ledger, whatever has been done to the lakehouse."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faultbook.jobs import decide, patterns, reprocess
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.maintenance import compact, purge
from faultbook.lakehouse.batches import batch_state
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import Lease
from tests.jobs.workspace import RECORD, LocalWorkspace, assert_invariants_hold, run_ingest, run_job

pytestmark = pytest.mark.verify

SUMS = {
    "patterns": "occurrence_count",
    "pattern_hourly": "occurrence_count",
    "pattern_daily": "occurrence_count",
    "logs_hourly_agg": "occurrence_count",
    "error_frequency": "occurrence_count",
    "error_frequency_daily": "occurrence_count",
    "error_patterns": "pattern_count",
    "message_patterns": "pattern_count",
    "severity_summary": "occurrence_count",
}
JSON = '{{"ts": "2026-01-31T2{}:26:10Z", "level": "error", "msg": "shard {} is away"}}\n'
OPENED, CLOSED = (RECORD.replace("connection refused", f"session {word} for a user") for word in ("opened", "closed"))
LATE = RECORD.format(9).replace("2026-01-31", "2020-01-31")


def sums(workspace: LocalWorkspace) -> dict[str, int]:
    store = local_store(Path(workspace.settings.catalog))
    return {
        view: sum(row[column] for row in store.ask(Query(view, limit=0)).records()) for view, column in SUMS.items()
    }


def changes(spark, workspace: LocalWorkspace) -> Iterator[str]:
    """One thing after the other is done; what it was."""
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)

    def ids() -> list[str]:
        return sorted({row["pattern_id"] for row in workspace.rows("pattern_map")})

    def decide_on(kind: str, pattern: str, other: str) -> None:
        request = DecisionRequest(kind=kind, pattern=pattern, other=other, author="ann", reason="so it is")
        decide.run(spark, workspace.settings, Steps(task="decide"), request)

    workspace.land("web/a.log", RECORD.format(1) * 3 + OPENED.format(2) + CLOSED.format(3) + "just words\n")
    workspace.land("web/odd.log", RECORD.format(4).replace("CC-3005", "3005"))
    workspace.land("web/a.jsonl", JSON.format(0, 1).replace("error", "weird"))
    run_ingest(spark, workspace)
    yield "both formats, not mapped yet"
    run_job(spark, workspace, patterns)
    yield "mapped"
    workspace.land("web/late.log", LATE)
    workspace.land("web/late.jsonl", JSON.format(2, 3).replace("2026", "2019"))
    workspace.forget_checkpoint()
    run_ingest(spark, workspace)
    yield "late files, and everything brought again"
    first, second, *_ = ids()
    decide_on("merge", first, second)
    yield "merged"
    decide_on("split", first, second)
    yield "split"
    run_job(spark, workspace.with_settings(code_pattern="[A-Z0-9-]+"), reprocess)
    yield "reprocessed"
    compact(lakehouse, Steps())
    yield "compacted"
    brief = Lakehouse(spark, workspace.with_settings(records_retention_days=1_000).settings, held=Lease)
    purge(brief, batch_state(brief), Steps(), now=datetime(2026, 3, 1, tzinfo=UTC), holder="test")
    yield "purged"


def test_every_sum_is_the_records_whatever_is_done(spark, workspace):
    records = []
    for done in changes(spark, workspace):
        records.append(workspace.records())
        assert sums(workspace) == dict.fromkeys(SUMS, records[-1]), done
        assert_invariants_hold(workspace)
    assert records == [6, 6, 8, 8, 8, 9, 9, 9]
    assert workspace.total("ingest_ledger", "purged") == 2
