"""Ingest: reads what has landed since the last run, batch by batch, until nothing is left."""

import os
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from pyspark.errors import StreamingQueryException
from pyspark.sql import SparkSession

from faultbook import errors
from faultbook.errors import FaultbookError, MissingDependency, SettingError
from faultbook.jobs.ingestion.batch_writer import Observer, ignore
from faultbook.jobs.ingestion.ingest_batch import BatchRun, store_batch
from faultbook.jobs.ingestion.landing_roots import checkpoint_of, current_root, landing_folder
from faultbook.jobs.ingestion.recovery import recover_incomplete
from faultbook.jobs.schema.severity_order import report_unknown_levels, store_severities
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import stream_lines
from faultbook.steps import Steps
from faultbook.tables import Lease


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="ingest")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Stores every landed file that the ledger does not contain. Raises a FaultbookError with what stopped it."""
    _require_landing(settings)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            found = recover_incomplete(lakehouse, replaced=False)
            root = current_root(lakehouse)
            checkpoint = checkpoint_of(settings, root)
            _require_own_checkpoint(checkpoint, knows_none=found.complete is None)
        store_severities(lakehouse, steps)
        lines = stream_lines(
            spark,
            root.path,
            in_workspace=not settings.is_local,
            file_pattern=settings.file_pattern,
            max_files_per_batch=settings.max_files_per_batch,
        )
        store = partial(store_batch, run=BatchRun(settings, root, f"ingest-{uuid4()}", holder, observe))
        query = (
            lines.writeStream.foreachBatch(store)
            .option("checkpointLocation", checkpoint)
            .trigger(availableNow=True)
            .start()
        )
        try:
            query.awaitTermination()
        except StreamingQueryException as failure:
            raise _reported(failure) from failure
        report_unknown_levels(lakehouse, steps, after_batch=found.through)


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


def _require_own_checkpoint(checkpoint: str, *, knows_none: bool) -> None:
    if knows_none and any((Path(checkpoint) / "commits").glob("[0-9]*")):
        raise SettingError(
            f"checkpoints: {checkpoint} has read files for another lakehouse, or for tables that are gone; this one "
            "contains none of them. Delete that folder, or give --checkpoints=DIR. Deleting it counts nothing twice."
        )


def _reported(failure: Exception) -> FaultbookError:
    """The error that a batch raised. The stream's exception contains it as text; its class is found by its name."""
    text = str(failure)
    named = re.search(r"faultbook\.errors\.(\w+): ([^\n]*)", text)
    if named and isinstance(kind := getattr(errors, named[1], None), type) and issubclass(kind, FaultbookError):
        return kind(named[2])
    causes = re.findall(r"(?:Caused by: |^)([\w.$]*(?:Exception|Error)): ([^\n]*)", text, flags=re.MULTILINE)
    cause = ": ".join(causes[-1]) if causes else text.splitlines()[0]
    return MissingDependency(
        f"a batch could not be stored: {cause}. Nothing of it counts yet; run the job again when that is fixed."
    )
