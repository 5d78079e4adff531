"""The folder of a Databricks driver, as cluster log delivery writes it: log4j files by the hour, stderr and stdout."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from faultbook_samples.logs.dressing import Dressing
from faultbook_samples.logs.platforms.instants import drawn_instants
from faultbook_samples.logs.platforms.options import PlatformOptions
from faultbook_samples.logs.platforms.planned import PlannedFile, PlannedRecord
from faultbook_samples.logs.platforms.traces import JAVA_TRACES, PYTHON_TRACES, trace

FOLDER = "nightly-etl/0203-200412-k7mwp2xq/driver"
RECORDS_PER_HOUR = 40
RECORDS_OF_STDERR = 18
RECORDS_OF_STDOUT = 9
_HOUR = timedelta(hours=1)
_FORMAT = "databricks_driver"
_USUAL = (
    (30, "INFO", "Info", "DAGScheduler", "Job {number} finished: collect at NightlyRun.scala:42, took {few}.{ms} s"),
    (20, "INFO", "Info", "TaskSetManager", "Finished task {task}.0 in stage {stage}.0 (TID {tid}) in {ms} ms"),
    (10, "INFO", "Info", "ContextCleaner", "Cleaned accumulator {number}"),
    (
        8,
        "WARN",
        "Warning",
        "TaskSetManager",
        "Lost task {task}.{few} in stage {stage}.0 (TID {tid}): ExecutorLostFailure",
    ),
    (5, "WARN", "Warning", "HiveExternalCatalog", "Schema of table orders_{few} differs from its metastore entry"),
    (4, "ERROR", "Error", "TaskSchedulerImpl", "Lost executor {few} on 10.139.64.{host}: worker lost"),
)
_FAILED = "Uncaught throwable from user code: "


def driver_files(options: PlatformOptions) -> Iterator[PlannedFile]:
    """The files of the driver's folder: one for each hour, the last not yet rotated, stderr and stdout."""
    for hour in range(options.hours):
        begin = options.start + hour * _HOUR
        rng = Random(f"{options.seed}:driver:{hour}")
        records = tuple(_log4j_records(rng, begin))
        if hour < options.hours - 1:
            name, dressing = f"log4j-{begin:%Y-%m-%d-%H}.log.gz", Dressing(compressed=True)
        else:
            name, dressing = "log4j-active.log", Dressing()
        yield PlannedFile(f"{FOLDER}/{name}", _FORMAT, records, dressing)
    rng = Random(f"{options.seed}:driver:streams")
    yield PlannedFile(f"{FOLDER}/stderr", _FORMAT, tuple(_stderr_records(rng, options)))
    yield PlannedFile(f"{FOLDER}/stdout", _FORMAT, tuple(_stdout_records(rng, options)))


def _log4j_records(rng: Random, begin: datetime) -> Iterator[PlannedRecord]:
    failed = set(rng.sample(range(RECORDS_PER_HOUR), 3))
    for place, at in enumerate(drawn_instants(rng, begin, _HOUR, RECORDS_PER_HOUR)):
        if place in failed:
            texts = rng.choices(JAVA_TRACES, (2, 1))[0]
            first, *rest = trace(texts, rng)
            lines = (f"{_stamp(at)} ERROR NightlyRun: {_FAILED}{first}", *rest)
            yield PlannedRecord(at, "Error", lines, is_traced=True)
        else:
            yield _usual(rng, at)


def _stderr_records(rng: Random, options: PlatformOptions) -> Iterator[PlannedRecord]:
    """A warning of Java itself, which names no instant, then log4j lines, some with a Python traceback below."""
    begin = options.end - _HOUR
    yield PlannedRecord(
        options.end,
        "Warning",
        ("OpenJDK 64-Bit Server VM warning: ignoring option MaxPermSize=512m; support was removed in 8.0",),
    )
    failed = set(rng.sample(range(RECORDS_OF_STDERR), 4))
    for place, at in enumerate(drawn_instants(rng, begin, _HOUR, RECORDS_OF_STDERR)):
        if place in failed:
            lines = (f"{_stamp(at)} ERROR nightly.customers: load failed", *trace(rng.choice(PYTHON_TRACES), rng))
            yield PlannedRecord(at, "Error", lines, is_traced=True)
        else:
            yield _usual(rng, at)


def _stdout_records(rng: Random, options: PlatformOptions) -> Iterator[PlannedRecord]:
    """What Java prints of its garbage collection, and the last line that delivery writes."""
    last = options.end
    for last in drawn_instants(rng, options.end - _HOUR, _HOUR, RECORDS_OF_STDOUT):
        used, kept, ms = rng.randrange(900_000, 2_000_000), rng.randrange(100_000, 800_000), rng.randrange(20, 900)
        collected = f"[PSYoungGen: {used}K->{kept}K(2097152K)] {used * 2}K->{kept * 2}K(6291456K), 0.{ms:03}1204 secs"
        stamp = f"{last:%Y-%m-%dT%H:%M:%S}.{last.microsecond // 1000:03}+0000"
        yield PlannedRecord(last, "Info", (f"{stamp}: [GC (Allocation Failure) {collected}]",))
    yield PlannedRecord(last, "Info", (f"DATABRICKS_STDOUT_END-{rng.getrandbits(32):08x}",))


def _usual(rng: Random, at: datetime) -> PlannedRecord:
    _, level, severity, logger, text = rng.choices(_USUAL, [weight for weight, *_ in _USUAL])[0]
    message = text.format(
        number=rng.randrange(100, 9_000),
        task=rng.randrange(200),
        stage=rng.randrange(10, 400),
        tid=rng.randrange(1_000, 90_000),
        host=rng.randrange(4, 250),
        few=rng.randrange(2, 9),
        ms=rng.randrange(100, 999),
    )
    return PlannedRecord(at, severity, (f"{_stamp(at)} {level} {logger}: {message}",))


def _stamp(at: datetime) -> str:
    return f"{at:%y/%m/%d %H:%M:%S}"
