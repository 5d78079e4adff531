"""A million lines, and ten thousand small files: ingest against Spark's csv reader and DuckDB, in one run."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from pyspark.sql import functions as F

from bench.clock import Cost, interleaved
from bench.workspace import fresh_workspace, ingest
from faultbook.settings import Settings
from faultbook.sources.landing import FIRST_ROOT, LandingRoot, read_lines
from tests.oracles.spark_formats.landed import relative_path
from tests.oracles.spark_formats.tab_separated.parsing import RECORD, judged_lines

COLUMNS = ("timestamp", "error_code", "file_path", "severity", "message")
CSV_SCHEMA = "timestamp TIMESTAMP, error_code STRING, file_path STRING, severity STRING, message STRING"


def throughput(spark: Any, landing: Path, work: Path, *, rounds: int) -> dict[str, Cost]:
    """Costs by name: the rivals, our parse and write alone, the whole ingest."""
    places = _places(work)
    return interleaved(
        {
            "Spark csv reader → Delta by severity": lambda: partial(_spark_csv, spark, landing, next(places)),
            "faultbook: parse and write alone": lambda: partial(_parse_and_write, spark, landing, next(places)),
            "faultbook: whole ingest": lambda: _ingest_into_new_tables(spark, landing, next(places)),
            "DuckDB read_csv → Parquet by severity": lambda: partial(_duckdb, landing, next(places)),
        },
        rounds=rounds,
    )


def _spark_csv(spark: Any, landing: Path, place: Path) -> None:
    rows = spark.read.csv(
        str(landing), schema=CSV_SCHEMA, sep="\t", comment="#", recursiveFileLookup=True, pathGlobFilter="*.log"
    )
    rows.write.format("delta").partitionBy("severity").save(str(place))


def _parse_and_write(spark: Any, landing: Path, place: Path) -> None:
    settings = Settings()
    files = [path.relative_to(landing).as_posix() for path in landing.rglob("*.log")]
    lines = read_lines(spark, LandingRoot(FIRST_ROOT, str(landing)), files)
    named = lines.select("line", relative_path(F.col("file_uri"), str(landing)).alias("source_file"))
    judged = judged_lines(
        named,
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
    )
    rows = judged.where(F.col("verdict") == RECORD).select(*COLUMNS)
    rows.write.format("delta").partitionBy("severity").save(str(place))


def _ingest_into_new_tables(spark: Any, landing: Path, place: Path) -> Callable[[], None]:
    """What is measured is the ingest; making the tables, once in a lakehouse's life, is done before."""
    workspace = fresh_workspace(spark, place, landing)
    return partial(workspace.run, spark, ingest)


def _duckdb(landing: Path, place: Path) -> None:
    types = {name: "TIMESTAMPTZ" if name == "timestamp" else "VARCHAR" for name in COLUMNS}
    place.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{landing}/**/*.log', delim = '\t', header = false, comment = '#', "
            f"quote = '', escape = '', auto_detect = false, ignore_errors = true, columns = {types})) "
            f"TO '{place}' (FORMAT parquet, PARTITION_BY (severity), OVERWRITE_OR_IGNORE)"
        )


def _places(work: Path) -> Iterator[Path]:
    """A new folder each time; the one before is removed, so that a bench needs little disk."""
    shutil.rmtree(work, ignore_errors=True)
    for number in count():
        shutil.rmtree(work / f"turn-{number - 1}", ignore_errors=True)
        yield work / f"turn-{number}"
