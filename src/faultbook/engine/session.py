"""The one place that makes a Spark session: the platform's on Databricks, else local Spark with Delta.

Local sessions fetch what they need once, print nothing but errors, and leave nothing in the working directory.
"""

import atexit
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import cast

from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from faultbook.engine.archive import archive_options, archive_path
from faultbook.engine.jars import find_jars
from faultbook.engine.java import Java, find_java, launcher_home
from faultbook.engine.machine import cache_folder, machine_settings
from faultbook.errors import MissingDependency
from faultbook.settings import LogLevel, Settings, spark_log_level

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    # Delta's parser drops SQL parameters on Spark 4.1 (delta-io/delta#7640).
    "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
}
SAME_EVERYWHERE = {
    # The default INT96 is read wrongly by delta-rs and DuckDB.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
CACHED_TABLES = 128
"""How many tables Delta remembers, each with some 3.5 MB of plans. By default it is every table of the last hour: a
process that opens one lakehouse after another fills its heap with them. Delta takes the larger of a setting and a
property of Java.
"""
FOR_ONE_MACHINE = {
    # Tells the JVM the line of Python that each Column was made in: eight round trips per call, most of a plan's time.
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    # 100 by default, less than one ingest needs: all of it would be compiled again, and again by the JVM, at each run.
    "spark.sql.codegen.cache.maxEntries": "2000",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.databricks.delta.delta.log.cacheSize": str(CACHED_TABLES),
    # Looks in the log for an answer to max() before it reads the column: two jobs more for tables of this size.
    "spark.databricks.delta.optimizeMetadataQuery.enabled": "false",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "4",
    # From 32 files on, a job would look up their sizes.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
    "spark.sql.files.openCostInBytes": "65536",
    # A file per severity stays open in each task; else rows are sorted by severity before they are written.
    "spark.sql.maxConcurrentOutputFileWriters": "10",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
# JSON of 1,000 levels, which Spark reads, is written by a recursion that overflows the usual 1 MB in a thread that is
# planning; the thread dies, and Python waits for its answer for ever.
DEEP_STACKS = "-Xss8m"
PRODUCT_JAVA = ("-XX:+UseSerialGC", DEEP_STACKS)
# These print, as JSON with the whole trace, the message of the exception that is raised anyway.
REPEATING_LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
FOR_LITTLE_DATA = {
    # Compiling each query costs more than running it, planning it anew after each stage finds one partition again, and
    # of a view's time constraints take a third: all of it pays from some 100,000 rows on.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
}
# Little data: the quick compiler alone, with the code cache that it would otherwise fill within a minute. The other one
# takes half of all CPU seconds until some 500,000 lines are through.
SHORT_JAVA = ("-XX:+UseSerialGC", DEEP_STACKS, "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m")


def open_session(
    settings: Settings | None = None, *, app: str = "faultbook", master: str | None = None, short: bool = False
) -> SparkSession:
    """The process's Spark session, made at the first call: the platform's on Databricks, else local Spark with Delta.

    `settings` set the log level of a local Spark and refuse a Unity Catalog catalog without a workspace. `master`,
    `short` (Java and Spark tuned for little data) and the log level act only where no session exists yet.
    MissingDependency where Java or jars are missing.
    """
    if on_databricks():
        session = SparkSession.builder.getOrCreate()
        # Hours and days of the tables are UTC, whatever the cluster's setting.
        session.conf.set("spark.sql.session.timeZone", "UTC")
        return session
    if settings is not None and not settings.is_local:
        raise MissingDependency(
            f"catalog {settings.catalog!r} is a Unity Catalog catalog, but this is no Databricks session. "
            "Fix: run the job in the workspace, or give a folder of tables (like --lakehouse ./.lakehouse)."
        )
    level = spark_log_level(settings.log_level if settings else LogLevel.WARNING)
    return _running_session() or _open_local(app, master or "local[*]", level, short=short)


def on_databricks() -> bool:
    """True where the platform provides the session."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ or "SPARK_REMOTE" in os.environ


def _running_session() -> SparkSession | None:
    return SparkSession.getActiveSession()


def _open_local(app: str, master: str, log_level: str, *, short: bool) -> SparkSession:
    cache = cache_folder()
    java = find_java()
    jars = find_jars(java, cache)
    options = local_options(java, jars, cache, _scratch_folder(), short=short, log_level=log_level)
    for name in REPEATING_LOGGERS:
        PySparkLogger.getLogger(name).setLevel("CRITICAL")
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else workers may start another Python
    with _environment(_surroundings(java, cache)):
        if os.environ.get("SPARK_API_MODE", "").lower() == "connect":
            return _open_connect(app, master, options)
        session = _builder(app, master, options).getOrCreate()
        _silence_prints(session)
        return session


def local_options(
    java: Java, jars: tuple[Path, ...], cache: Path, scratch: Path, *, short: bool, log_level: str = "error"
) -> dict[str, str]:
    """Every Spark setting of a local session. `log_level` is one of log4j's, in lower case."""
    return {
        **DELTA,
        **SAME_EVERYWHERE,
        **FOR_ONE_MACHINE,
        "spark.driver.extraClassPath": ":".join(map(str, jars)),
        "spark.driver.extraJavaOptions": " ".join(
            [*_java_options(java, jars, cache, scratch, short), *_log_options(log_level)]
        ),
        "spark.driver.memory": machine_settings().driver_memory,
        "spark.sql.shuffle.partitions": str(min(_cores(), 8)),
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": (scratch / "warehouse").as_uri(),
        **(FOR_LITTLE_DATA if short else {}),
    }


def _java_options(java: Java, jars: tuple[Path, ...], cache: Path, scratch: Path, short: bool) -> list[str]:
    options = [
        *(SHORT_JAVA if short else PRODUCT_JAVA),
        "-XX:-UsePerfData",
        f"-Ddelta.log.cacheSize={CACHED_TABLES}",
        f'"-Djava.io.tmpdir={scratch}"',
        f"-Dlog4j2.configurationFile={Path(str(files('faultbook.engine') / 'log4j2.properties')).as_uri()}",
    ]
    return options + list(archive_options(java, archive_path(java, jars, cache), machine_settings().class_archive))


def _log_options(level: str) -> list[str]:
    return [] if level == "error" else [f"-Dfaultbook.log={level}"]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _builder(app: str, master: str, options: Mapping[str, str]) -> SparkSession.Builder:
    return SparkSession.builder.appName(app).master(master).config(map=dict(options))


def _silence_prints(session: SparkSession) -> None:
    """Delta prints a sentence per vacuumed table between the lines of steps. From now on Java prints to nowhere; what
    keeps it from starting it has printed before.
    """
    java = getattr(session, "_jvm").java  # noqa: B009  (untyped)
    java.lang.System.setOut(java.io.PrintStream(java.io.OutputStream.nullOutputStream()))


def _open_connect(app: str, master: str, options: dict[str, str]) -> SparkSession:
    """A Spark Connect session to a server in this process: what serverless compute is, for the tests."""
    from pyspark.sql.connect.session import SparkSession as ConnectSession  # noqa: PLC0415  (needs grpc)

    token = uuid.uuid4().hex
    server = {
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",
        "spark.connect.authenticate.token": token,
        "spark.api.mode": "classic",
    }
    classic = _builder(app, master, options | server).getOrCreate()
    service = getattr(classic._jvm, "org.apache.spark.sql.connect.service.SparkConnectService$")
    port = getattr(service, "MODULE$").localPort()
    os.environ |= {
        "SPARK_CONNECT_MODE_ENABLED": "1",
        "SPARK_LOCAL_REMOTE": "1",
        "SPARK_CONNECT_AUTHENTICATE_TOKEN": token,
    }
    remote = ConnectSession.builder.remote(f"sc://localhost:{port}")
    for name in filter(classic.conf.isModifiable, options):
        remote = remote.config(name, options[name])
    return cast(SparkSession, remote.getOrCreate())


def _surroundings(java: Java, cache: Path) -> dict[str, str]:
    import pyspark  # noqa: PLC0415

    # It is on the class path, and Java 21 uses no class-data archive where a folder on the class path is missing.
    configuration = cache / "spark-conf"
    configuration.mkdir(exist_ok=True)
    return {
        "JAVA_HOME": str(launcher_home(java, cache)),
        "SPARK_HOME": str(Path(str(pyspark.__file__)).parent),  # not another Spark of this machine
        "SPARK_CONF_DIR": os.environ.get("SPARK_CONF_DIR", str(configuration)),
        "SPARK_LOCAL_IP": "127.0.0.1",  # a machine without a network cannot look up its own name
    }


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ |= values
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _scratch_folder() -> Path:
    """A folder for what Spark writes while it runs, removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="faultbook-"))
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder
