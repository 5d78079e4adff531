"""Collect: reads the messages that receivers and pollers wrote, and the failures that system tables show."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pyspark.errors import StreamingQueryException
from pyspark.sql import DataFrame, SparkSession

from faultbook.catalog.senders import definitions_of
from faultbook.jobs.events.batches import newest_complete, remove_incomplete
from faultbook.jobs.events.store_messages import EventStore, Observer, ignore
from faultbook.jobs.events.store_system_rows import store_system_rows
from faultbook.jobs.stream_failure import reported
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.event_files import EventFile, lines_of, lines_of_stream, list_events, stream_event_files
from faultbook.steps import Steps
from faultbook.tables import EVENT_LEDGER, Lease

CHECKPOINT = "event_files"
MOST_FILES = 10_000
MOST_BYTES = 64 * 1024 * 1024
"""Of the files of one batch: they are read into memory."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="collect")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Stores every message that the ledger does not contain, then what system tables show. Re-runs are idempotent."""
    definitions = definitions_of(settings.senders_file)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.EVENTS):
        newest = newest_complete(lakehouse)
        with steps.step("recover incomplete batches"):
            touched = remove_incomplete(lakehouse, newest)
        store = EventStore(lakehouse, definitions, newest, set(touched), observe)
        if settings.is_local:
            _store_listed(store, steps)
        else:
            _store_stream(store, steps)
        store_system_rows(store, steps)


def _store_listed(store: EventStore, steps: Steps) -> None:
    lakehouse, settings = store.lakehouse, store.lakehouse.settings
    if not Path(settings.events).is_dir():
        with steps.step("no folder of messages", events=settings.events):
            return
    listed_at = datetime.now(UTC)
    ledger = lakehouse.fetch(EVENT_LEDGER, ("landed_file", "listed_at"))
    known = set(ledger.column("landed_file").to_pylist())
    before = max((at for at in ledger.column("listed_at").to_pylist() if at is not None), default=None)
    files = list(list_events(settings.events, known, changed_since=before))
    batches = list(_batches(files))
    for number, batch in enumerate(batches, 1):
        store.store(lines_of(settings.events, batch), steps, listed_at=listed_at if number == len(batches) else None)
    if not batches:
        with steps.step("no new messages", files=len(known)):
            pass


def _batches(files: Sequence[EventFile]) -> Iterator[list[EventFile]]:
    batch: list[EventFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) >= MOST_FILES or size + file.file_bytes > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.file_bytes
    if batch:
        yield batch


def _store_stream(store: EventStore, steps: Steps) -> None:
    settings = store.lakehouse.settings
    spark = store.lakehouse.spark
    files = stream_event_files(spark, settings.events, most_files=MOST_FILES, most_bytes=MOST_BYTES)
    query = (
        files.writeStream.foreachBatch(partial(_store_streamed, store=store, steps=steps))
        .option("checkpointLocation", f"{settings.checkpoints.rstrip('/')}/{CHECKPOINT}")
        .trigger(availableNow=True)
        .start()
    )
    try:
        query.awaitTermination()
    except StreamingQueryException as failure:
        raise reported(failure) from failure


def _store_streamed(files: DataFrame, _: int, *, store: EventStore, steps: Steps) -> None:
    """Stores a batch of the stream. In: path, content. Files that the ledger knows are left out: a batch comes again
    where the run died after it was complete.
    """
    lakehouse = Lakehouse(files.sparkSession, store.lakehouse.settings, held=(Lease.EVENTS,))
    lines = lines_of_stream(files, lakehouse.settings.events)
    known = lakehouse.read(EVENT_LEDGER).select("landed_file")
    own = EventStore(lakehouse, store.definitions, newest_complete(lakehouse), store.touched, store.observe)
    own.store(lines.join(known, on="landed_file", how="left_anti").toArrow(), steps, listed_at=None)
