"""Whether there is something that alerts have not been evaluated for. Without it, a run starts no warehouse."""

from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
from pyspark.sql import functions as F

from faultbook.jobs.analysis.runs import instant_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ANALYSIS_JOBS, INGEST_LEDGER

HOUR = timedelta(hours=1)


def has_news(lakehouse: Lakehouse, now: datetime, *, through: int, changed: int) -> bool:
    """Whether a run of detect at `now`, which read batches up to `through` and changed alerts, has news.

    News are changed alerts, landed files since the last run of detect that ended well, and logs that have stopped: see
    `silences`. Its own row must not be in analysis_jobs yet.
    """
    before, began = _last_run(lakehouse)
    # A purge is a batch too, and happens while nothing arrives.
    arrived = lakehouse.read(INGEST_LEDGER).where((F.col("entry") != "purge") & (F.col("batch_id") <= through))
    newest, last = arrived.agg(
        F.max("batch_id"), F.unix_micros(F.max(F.when(F.col("entry") == "ingest", F.col("recorded_at"))))
    ).collect()[0]
    if changed or (newest or 0) > before:
        return True
    if last is None:
        return False
    arrived_at = datetime.fromtimestamp(last / 1_000_000, UTC)
    limit = lakehouse.settings.alert_silent_hours * HOUR
    again = lakehouse.settings.alert_silent_again_hours * HOUR
    earlier = 0 if began is None else silences(began - arrived_at, limit, again)
    return silences(now - arrived_at, limit, again) > earlier


def silences(silent: timedelta, limit: timedelta, again: timedelta) -> int:
    """How often a silence of this length has been news: once after `limit`, then after each `again` (zero: never)."""
    if silent <= limit:
        return 0
    return 1 + ((silent - limit) // again if again else 0)


def _last_run(lakehouse: Lakehouse) -> tuple[int, datetime | None]:
    """The newest batch that a run of detect read, and when the last one began that ended well."""
    columns = ("through_batch", "started_at")
    done = lakehouse.fetch(ANALYSIS_JOBS, columns, ("job", "=", "detect"), ("status", "=", "done"))
    through = pc.max(done.column("through_batch")).as_py() or 0
    return through, instant_of(pc.max(done.column("started_at"))) if done.num_rows else None
