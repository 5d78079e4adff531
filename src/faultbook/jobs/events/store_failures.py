"""Stores what failed, computed from all reports of it."""

from collections.abc import Callable, Set

import pyarrow as pa
from pyspark.sql import functions as F

from faultbook.lakehouse.rows import frame_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import EVENT_REPORTS, FAILURE_EVENTS
from faultbook.transforms.events.failures import failures

FEW_EVENTS = 2_000
"""Up to this number of events are named in a filter; more are joined."""


def store_failures(lakehouse: Lakehouse, event_ids: Set[str], observe: Callable[[str], None]) -> None:
    """Replaces the stored failures of some events by what their reports say now. The caller holds the lease."""
    wanted = sorted(event_ids)
    if wanted and lakehouse.settings.is_local and len(wanted) <= FEW_EVENTS:
        of_events = ("event_id", "in", wanted)
        reports = lakehouse.fetch(EVENT_REPORTS, EVENT_REPORTS.column_names, of_events)
        rows = failures(frame_of(lakehouse.spark, reports)).select(*FAILURE_EVENTS.column_names).toArrow()
        if lakehouse.fetch(FAILURE_EVENTS, ("event_id",), of_events, most=1).num_rows:
            lakehouse.replace_where(FAILURE_EVENTS, rows, of_events)
        else:
            lakehouse.append_rows(FAILURE_EVENTS, rows)
    elif wanted:
        ids = lakehouse.spark.createDataFrame(pa.table({"event_id": wanted}))
        reports = lakehouse.read(EVENT_REPORTS).join(F.broadcast(ids), on="event_id", how="left_semi")
        lakehouse.upsert(FAILURE_EVENTS, failures(reports))
    observe(FAILURE_EVENTS.name)
