"""One definition of open rejects: view, command and jobs agree at every step of a reprocess and a purge."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faultbook.jobs import reprocess
from faultbook.jobs.maintenance import purge
from faultbook.jobs.reprocess import open_rejects
from faultbook.lakehouse.batches import batch_state
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.stores import rejects
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_BATCHES, Lease
from tests.jobs.workspace import RECORD, run_ingest

ODD = RECORD.format(1).replace("CC-3005", "3005")
DIGITS = r"[A-Za-z0-9-]+"
"""A pattern of codes that takes what the default one refuses."""
OLD = datetime(2026, 1, 1, tzinfo=UTC)


def open_by_reason(spark, workspace) -> Counter:
    """The open rejects by reason, the same from the jobs, the view and both answers of the command."""
    lakehouse = Lakehouse(spark, workspace.settings)
    store = local_store(Path(workspace.settings.catalog))
    of_jobs = Counter(row["reason"] for row in open_rejects(lakehouse, batch_state(lakehouse)).collect())
    of_view = {row["reason"]: row["reject_count"] for row in store.ask(Query("reject_reasons", limit=0)).records()}
    counted = rejects.open_rejects_by_reason(store, reason=None, file=None).records()
    shown = rejects.open_rejects(store, reason=None, file=None, limit=0, total=0).records()

    assert of_view == of_jobs
    assert {row["reason"]: row["reject_count"] for row in counted} == of_jobs
    assert Counter(row["reason"] for row in shown) == of_jobs
    return of_jobs


@pytest.mark.verify
def test_they_agree_at_every_step_of_a_reprocess_and_a_purge(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    workspace.land("a.log", RECORD.format(1) + ODD * 2 + "just words\n")
    run_ingest(spark, workspace)
    before = open_by_reason(spark, workspace)
    assert before.total() == 3
    seen = []

    def observe(point: str) -> None:
        seen.append((point, open_by_reason(spark, workspace).total()))

    reprocess.run(spark, workspace.with_settings(code_pattern=DIGITS).settings, Steps(), observe)
    assert dict(seen)["after ingest_batches"] == 3
    assert dict(seen)["after ingest_ledger"] == 1
    assert open_by_reason(spark, workspace) == {"too_few_fields": 1}

    workspace.land("b.log", "more words\n")
    run_ingest(spark, workspace)
    lakehouse.update(ERROR_LOGS_REJECTED, assign="rejected_at = timestamp '2026-01-01 00:00:00Z'", where="batch_id = 2")
    seen.clear()
    brief = Lakehouse(spark, workspace.with_settings(rejects_retention_days=30).settings, held=Lease)
    in_march = datetime(2026, 3, 1, tzinfo=UTC)
    lakehouse.update(ERROR_LOGS_REJECTED, assign="rejected_at = timestamp '2026-03-01 00:00:00Z'", where="batch_id = 3")
    purge(brief, batch_state(brief), Steps(), now=in_march, holder="test", observe=observe)
    assert [number for _, number in seen] == [2, 2, 2, 1, 1]
    assert workspace.table(ERROR_LOGS_REJECTED.name).num_rows == 1


@pytest.mark.verify
def test_an_abandoned_batch_hides_nothing(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    workspace.land("a.log", "just words\n")
    run_ingest(spark, workspace)
    workspace.land("b.log", "just words\n")
    run_ingest(spark, workspace)
    everything = "consumes_through = 9, purges_rejects_before = timestamp '2999-01-01 00:00:00Z'"
    lakehouse.update(INGEST_BATCHES, assign=f"kind = 'abandoned', {everything}", where="batch_id = 1")

    assert open_by_reason(spark, workspace).total() == 2
