"""The open rejects of a lakehouse: lines of complete batches that no reprocess has replaced and no purge removed."""

from dataclasses import replace

from faultbook.stores.answers import Answer
from faultbook.stores.local.lakehouse_store import LakehouseStore
from faultbook.stores.redacted_rejects import without_secrets

READS = ("error_logs_rejected", "ingest_batches", "ingest_ledger")
OPEN_REJECTS = """
WITH complete AS (
    SELECT * FROM {answers}.ingest_batches WHERE batch_id IN (SELECT batch_id FROM {answers}.ingest_ledger)
), open_rejects AS (
    SELECT * FROM {raw}.error_logs_rejected AS reject
    WHERE batch_id <= (SELECT max(batch_id) FROM {answers}.ingest_ledger)
      AND batch_id > (SELECT coalesce(max(consumes_through), 0) FROM complete)
      AND NOT EXISTS (
          SELECT 1 FROM complete
          WHERE reject.rejected_at < complete.purges_rejects_before AND reject.batch_id <= complete.batch_id)
      AND ($reason IS NULL OR reason = $reason)
      AND ($file IS NULL OR contains(source_file, $file))
)
"""
NEWEST_FIRST = """
SELECT reason, detail, source_file, raw_bytes, truncated, raw, rejected_at, batch_id FROM open_rejects
ORDER BY batch_id DESC, source_file, reason, line_hash LIMIT $most
"""
BY_REASON = """
SELECT reason, count(*) AS reject_count, count(DISTINCT source_file) AS file_count, max(rejected_at) AS newest
FROM open_rejects GROUP BY reason ORDER BY reject_count DESC, reason
"""


def open_rejects(store: LakehouseStore, *, reason: str | None, file: str | None, limit: int, total: int) -> Answer:
    """Open rejects, the newest batch first, of one reason and of files whose path holds `file`; `limit` 0: all.

    `total` is how many there are, from `open_rejects_by_reason`. What is stored are the lines' own bytes; what comes
    out is redacted.
    """
    values = {"reason": reason, "file": file, "most": limit or None}
    found = store.run(OPEN_REJECTS + NEWEST_FIRST, reads=READS, values=values)
    return replace(without_secrets(found, store.redactor), total=total)


def open_rejects_by_reason(store: LakehouseStore, *, reason: str | None, file: str | None) -> Answer:
    """How many open rejects there are per reason, in how many landed files, and when the newest was read."""
    return store.run(OPEN_REJECTS + BY_REASON, reads=READS, values={"reason": reason, "file": file})
