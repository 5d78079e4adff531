"""What analyses share: a row about their run, the counts that they read, and the update of the sightings."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook import __version__
from faultbook.faults.redaction import Redactor
from faultbook.lakehouse.batches import newest_complete
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import ANALYSIS_JOBS, ERROR_COUNTS, PATTERN_SIGHTINGS, Lease
from faultbook.transforms.anomalies.sightings import updated_sightings

HOUR = timedelta(hours=1)
_CLOCK_SKEW = timedelta(days=1)
"""Instants further ahead come from broken clocks: no analysis reads them."""
_EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
"""Logs that end before it come from a broken clock too: there are no weeks before them to learn from."""


@dataclass(frozen=True)
class Reach:
    """What an analysis may read: the newest complete batch, and the closed hours that have records.

    `before` is the start of the first hour that is not judged, `newest_hour` that of the newest hour with a record.
    Both are None where there is no record.
    """

    through: int
    before: datetime | None
    newest_hour: datetime | None


@contextmanager
def recorded_run(lakehouse: Lakehouse, job: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Writes a row about the run to analysis_jobs when it ends; what is put into the mapping goes into the row."""
    row: dict[str, Any] = {
        "job": job,
        "run_id": lakehouse.settings.run_id or f"{job}-{now:%Y%m%dT%H%M%S}",
        "started_at": now,
        "faultbook_version": __version__,
    }
    try:
        yield row
    except Exception as failure:
        message = traceback.format_exception_only(failure)[-1].strip().splitlines()[0]
        settings = lakehouse.settings
        message = Redactor(settings.redaction_rules, settings.redaction_allow).redact(message)
        _append(lakehouse, row | {"status": "failed", "through_batch": None, "detail": message})
        raise
    _append(lakehouse, row | {"status": "done"})


def complete_counts(lakehouse: Lakehouse, through: int) -> DataFrame:
    """The partial counts of complete batches."""
    return lakehouse.read(ERROR_COUNTS).where(F.col("batch_id") <= through)


def reach(lakehouse: Lakehouse, steps: Steps, now: datetime) -> Reach:
    """Brings pattern_sightings up to date and returns how far records reach.

    An hour is closed when the clock has passed it. Hours that records have not reached are not judged, so that logs
    that land late, or lie in the past altogether, are judged by their own time.
    """
    through = newest_complete(lakehouse) or 0
    with steps.step("sightings", through_batch=through):
        _bring_up_sightings(lakehouse, through, now)
    open_hour = now.replace(minute=0, second=0, microsecond=0)
    seen = F.max(F.least(F.col("last_hour"), F.lit(open_hour)))
    micros = lakehouse.read(PATTERN_SIGHTINGS).agg(F.unix_micros(seen)).collect()[0][0]
    if micros is None:
        return Reach(through, None, None)
    newest = datetime.fromtimestamp(micros // 1_000_000, UTC)
    if newest < _EARLIEST:
        return Reach(through, None, None)
    return Reach(through, min(open_hour, newest + HOUR), newest)


def hour_of(instant: datetime) -> int:
    """The number of the hour that an instant lies in, as in transforms/anomalies/hours.py."""
    return int(instant.timestamp() // 3_600)


def instant_of(stored: pa.Scalar) -> datetime:
    """A stored instant; by its microseconds, since Python's own go through a local zone."""
    return datetime.fromtimestamp(stored.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).as_py() / 1_000_000, UTC)


def _bring_up_sightings(lakehouse: Lakehouse, through: int, now: datetime) -> None:
    stored = lakehouse.read(PATTERN_SIGHTINGS)
    known = lakehouse.largest(PATTERN_SIGHTINGS, "through_batch") or 0
    if known >= through:
        return
    sane = F.col("hour") <= F.lit(now + _CLOCK_SKEW)
    new = complete_counts(lakehouse, through).where((F.col("batch_id") > known) & sane)
    silent_hours = lakehouse.settings.regression_silent_days * 24
    rows = updated_sightings(stored, new, silent_hours=silent_hours, through_batch=through)
    lakehouse.replace(PATTERN_SIGHTINGS, rows, where="true")


def _append(lakehouse: Lakehouse, row: dict[str, Any]) -> None:
    ended = row | {"ended_at": datetime.now(UTC)}
    is_held = ANALYSIS_JOBS.lease in lakehouse.held
    with nullcontext() if is_held else writer_lease(lakehouse, Lease.INCIDENTS):
        lakehouse.append_rows(ANALYSIS_JOBS, table_of(ANALYSIS_JOBS, [ended]))
