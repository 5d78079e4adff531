"""A process that ingests and dies: killed with its JVM at a named point, or by its parent at any.

    python -m tests.verify.run_to_death '{"root": ..., "writer": "faultbook", "kill_at": "before error_counts"}'

Prints `point <name>` for each point passed, so that the parent knows what was hit, and `refused <error>: <words>`
where a run ends in one.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from faultbook.engine.late_session import late_session
from faultbook.errors import FaultbookError
from faultbook.formats.port import RecordTable
from faultbook.jobs import ingest
from faultbook.jobs.ingestion.landed_files import by_path
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.batches import Batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings, make_settings
from faultbook.sources.landing import FIRST_ROOT, LandedFile, LandingRoot, stream_files
from faultbook.steps import Steps
from faultbook.tables import ERROR_LOGS_PARSED, ERROR_LOGS_REJECTED
from faultbook.transforms.landed.files import file_records, file_rejects

NAIVE_POINTS = ("before error_logs_parsed", "before error_logs_rejected", "after error_logs_rejected")


def main() -> None:
    order = json.loads(sys.argv[1])
    root = Path(order["root"])
    settings = make_settings(
        catalog=str(root / "lakehouse"),
        landing=str(root / "landing"),
        checkpoints=str(root / "checkpoints"),
        max_files_per_batch=order["files_per_batch"],
        read_with=order.get("read_with", "auto"),
    )
    spark = late_session(settings, short=True)
    observe = partial(_die_at, order.get("kill_at"))
    if order["writer"] == "naive":
        ingest_naively(spark, settings, observe)
    else:
        try:
            ingest.run(spark, settings, Steps(task="ingest"), observe, streamed=order.get("streamed"))
        except FaultbookError as refused:
            print(f"refused {type(refused).__name__}: {refused}", flush=True)
            sys.exit(1)
    print("drained", flush=True)


def ingest_naively(spark, settings: Settings, observe) -> None:
    """What many pipelines do: append in foreachBatch and trust the checkpoint."""
    lakehouse = Lakehouse(spark, settings)
    root = LandingRoot(FIRST_ROOT, settings.landing)
    files = stream_files(
        spark,
        root,
        in_workspace=False,
        max_files_per_batch=settings.max_files_per_batch,
    )

    def store(frame, batch_id: int) -> None:
        batch = Batch(batch_id, "ingest", "naive", batch_id, (), EPOCH)
        values = reading_values(lakehouse, batch)
        landed = [LandedFile(root.name_of(row[0]), row[1], row[2]) for row in frame.collect()]
        for table, rows in (
            (ERROR_LOGS_PARSED, file_records(by_path(lakehouse, root, landed), RecordTable.ERRORS, values)),
            (ERROR_LOGS_REJECTED, file_rejects(by_path(lakehouse, root, landed), values)),
        ):
            observe(f"before {table.name}")
            rows.select(*table.column_names).write.format("delta").mode("append").saveAsTable(lakehouse.name_of(table))
            observe(f"after {table.name}")

    checkpoint = f"{settings.checkpoints}/naive"
    query = (
        files.writeStream.foreachBatch(store)
        .option("checkpointLocation", checkpoint)
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()


def _die_at(kill_at: str | None, point: str) -> None:
    print(f"point {point}", flush=True)
    if point == kill_at:
        os.killpg(0, signal.SIGKILL)


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

if __name__ == "__main__":
    main()
