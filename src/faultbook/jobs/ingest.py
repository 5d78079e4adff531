"""Ingest: reads what has landed since the last run, batch by batch, until nothing is left."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from pyspark.errors import StreamingQueryException
from pyspark.sql import DataFrame, SparkSession

from faultbook.errors import FaultbookError, MissingDependency, SettingError
from faultbook.jobs.ingestion.batch_writer import Observer, ignore
from faultbook.jobs.ingestion.continuing.adoption import adopt_known, has_earlier
from faultbook.jobs.ingestion.continuing.known_files import known_files
from faultbook.jobs.ingestion.ingest_batch import BatchRun
from faultbook.jobs.ingestion.landing_roots import current_root, landing_folder
from faultbook.jobs.ingestion.recovery import recover_incomplete
from faultbook.jobs.ingestion.store_landed import LandingStore
from faultbook.jobs.schema.severity_order import report_unknown_levels, store_severities
from faultbook.jobs.stream_failure import reported
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import list_landing, stream_files, streamed_files
from faultbook.steps import Steps
from faultbook.tables import Lease

CHECKPOINT = "landed_files"
"""The stream's checkpoint. Earlier versions streamed lines under another name; what they read is in the ledger."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="ingest")


def run(
    spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore, *, streamed: bool | None = None
) -> None:
    """Stores what the ledger does not contain of every landed file. Raises a FaultbookError with what stopped it.

    `streamed`: files arrive by a stream, as in a workspace; None: there, and not where a folder can be listed.
    """
    _require_landing(settings)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            found = recover_incomplete(lakehouse, replaced=False)
            root = current_root(lakehouse)
        store_severities(lakehouse, steps)
        batch_run = BatchRun(settings, root, f"ingest-{uuid4()}", holder, observe)
        if not settings.is_local if streamed is None else streamed:
            _require_own_checkpoint(_checkpoint(settings), knows_none=found.complete is None)
            if has_earlier(lakehouse):
                landed = list_landing(root, file_pattern=settings.file_pattern)
                adopt_known(lakehouse, landed, known_files(lakehouse), run=batch_run, steps=steps)
            _store_stream(spark, batch_run)
        else:
            _store_listed(lakehouse, batch_run, steps)
        report_unknown_levels(lakehouse, steps, after_batch=found.through)


def _store_listed(lakehouse: Lakehouse, run: BatchRun, steps: Steps) -> None:
    landed = list(list_landing(run.root, file_pattern=lakehouse.settings.file_pattern))
    try:
        LandingStore(lakehouse, run, steps).store(landed)
    except FaultbookError:
        raise
    except Exception as failure:
        raise reported(failure) from failure


def _store_stream(spark: SparkSession, run: BatchRun) -> None:
    settings = run.settings
    files = stream_files(
        spark,
        run.root,
        in_workspace=not settings.is_local,
        max_files_per_batch=settings.max_files_per_batch,
    )
    query = (
        files.writeStream.foreachBatch(partial(_store_streamed, run=run))
        .option("checkpointLocation", _checkpoint(settings))
        .trigger(availableNow=True)
        .start()
    )
    try:
        query.awaitTermination()
    except StreamingQueryException as failure:
        raise reported(failure) from failure


def _store_streamed(files: DataFrame, _: int, *, run: BatchRun) -> None:
    """Stores a batch of the stream. In: the columns of `stream_files`; at most max_files_per_batch rows."""
    lakehouse = Lakehouse(files.sparkSession, run.settings, held=(Lease.LOGS,))
    found = ((row["path"], row["file_bytes"], row["file_modified_micros"]) for row in files.collect())
    landed = streamed_files(run.root, found, file_pattern=run.settings.file_pattern)
    LandingStore(lakehouse, run, Steps(run_id=run.settings.run_id)).store(landed)


def _require_landing(settings: Settings) -> None:
    landing, checkpoints = Path(landing_folder(settings)), Path(os.path.abspath(settings.checkpoints))
    if not landing.is_dir():
        raise MissingDependency(
            f"landing: {landing} is not a folder. Create it, or point --landing at the folder that log files arrive in "
            "(faultbook generate DIR writes sample logs)."
        )
    if checkpoints.is_relative_to(landing):
        raise SettingError(
            f"checkpoints: found {checkpoints}, which lies inside landing {landing}; expected a folder outside it, "
            "else each run would start the next. Fix: give --checkpoints=DIR or set FAULTBOOK_CHECKPOINTS."
        )


def _checkpoint(settings: Settings) -> str:
    return f"{settings.checkpoints.rstrip('/')}/{CHECKPOINT}"


def _require_own_checkpoint(checkpoint: str, *, knows_none: bool) -> None:
    if knows_none and any((Path(checkpoint) / "commits").glob("[0-9]*")):
        raise SettingError(
            f"checkpoints: {checkpoint} has read files for another lakehouse, or for tables that are gone; this one "
            "contains none of them. Delete that folder, or give --checkpoints=DIR. Deleting it counts nothing twice."
        )
