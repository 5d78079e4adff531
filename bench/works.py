"""What a turn does: Spark's csv reader, a whole ingest, the five columns alone, DuckDB. Runs with earlier versions too.

A work is opened once in its process (imports, Spark's start). It then prepares a turn from the landing and a new
folder, unmeasured, and returns what is measured.
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

Prepare = Callable[[Path, Path], Callable[[], object]]
COLUMNS = ("timestamp", "error_code", "file_path", "severity", "message")
CSV_SCHEMA = "timestamp TIMESTAMP, error_code STRING, file_path STRING, severity STRING, message STRING"


def csv_reader() -> Prepare:
    """Spark's csv reader to a Delta table by severity, the instant typed."""
    spark = _open_spark()

    def read(landing: Path, place: Path) -> None:
        rows = spark.read.csv(
            str(landing), schema=CSV_SCHEMA, sep="\t", comment="#", recursiveFileLookup=True, pathGlobFilter="*.log"
        )
        rows.write.format("delta").partitionBy("severity").save(str(place))

    return lambda landing, place: partial(read, landing, place)


def whole_ingest() -> Prepare:
    """The job ingest into empty tables."""
    from faultbook.jobs import ingest  # noqa: PLC0415
    from faultbook.lakehouse.first_commit import make_local_table  # noqa: PLC0415
    from faultbook.lakehouse.store import Lakehouse  # noqa: PLC0415
    from faultbook.settings import make_settings  # noqa: PLC0415
    from faultbook.steps import Steps  # noqa: PLC0415
    from faultbook.tables import TABLES  # noqa: PLC0415

    spark = _late_spark(make_settings(catalog="./none"))

    def prepare(landing: Path, place: Path) -> Callable[[], None]:
        settings = make_settings(
            catalog=str(place / "lakehouse"), landing=str(landing), checkpoints=str(place / "checkpoints")
        )
        lakehouse = Lakehouse(spark, settings)
        for table in TABLES.values():
            make_local_table(lakehouse.folder_of(table), table)
        return lambda: ingest.run(spark, settings, Steps(task="ingest"))

    return prepare


def five_columns() -> Prepare:
    """The five columns with a typed instant, parsed and written without the rest of an ingest."""
    if os.environ.get("FAULTBOOK_READ_WITH") == "python":
        from bench.five_columns import write_here  # noqa: PLC0415

        return lambda landing, place: partial(write_here, landing, place)
    spark = _open_spark()
    if os.environ.get("FAULTBOOK_READ_WITH") == "spark":
        from bench.five_columns import write_by_spark  # noqa: PLC0415

        return lambda landing, place: partial(write_by_spark, spark, landing, place)
    return lambda landing, place: partial(_write_by_expressions, spark, landing, place)


def duckdb_reader() -> Prepare:
    """DuckDB's csv reader to Parquet by severity."""
    import duckdb  # noqa: PLC0415

    def read(landing: Path, place: Path) -> None:
        types = {name: "TIMESTAMPTZ" if name == "timestamp" else "VARCHAR" for name in COLUMNS}
        place.mkdir(parents=True)
        with duckdb.connect() as connection:
            connection.execute("SET threads = 2")
            connection.execute(
                f"COPY (SELECT * FROM read_csv('{landing}/**/*.log', delim = '\t', header = false, comment = '#', "
                f"quote = '', escape = '', auto_detect = false, ignore_errors = true, columns = {types})) "
                f"TO '{place}' (FORMAT parquet, PARTITION_BY (severity), OVERWRITE_OR_IGNORE)"
            )

    return lambda landing, place: partial(read, landing, place)


WORKS: dict[str, Callable[[], Prepare]] = {
    "csv reader": csv_reader,
    "whole ingest": whole_ingest,
    "five columns": five_columns,
    "DuckDB": duckdb_reader,
}


def _open_spark() -> Any:
    from faultbook.engine.session import open_session  # noqa: PLC0415

    return open_session(app="faultbook-bench")


def _late_spark(settings: Any) -> Any:
    """The session as the command opens it: at its first use, where the version can.

    Where Spark reads, it is opened before the turns, as the rival's is.
    """
    if os.environ.get("FAULTBOOK_READ_WITH") == "spark":
        return _open_spark()
    try:
        from faultbook.engine.late_session import late_session  # noqa: PLC0415
    except ImportError:
        return _open_spark()
    return late_session(settings)


def _write_by_expressions(spark: Any, landing: Path, place: Path) -> None:
    from faultbook.transforms.formats.tab_separated.parsing import RECORD, judged_lines  # noqa: PLC0415
    from faultbook.transforms.records.landed import relative_path  # noqa: PLC0415
    from pyspark.sql import functions as F  # noqa: PLC0415

    from faultbook.settings import Settings  # noqa: PLC0415
    from faultbook.sources.landing import FIRST_ROOT, LandingRoot, read_lines  # noqa: PLC0415

    settings = Settings()
    files = [path.relative_to(landing).as_posix() for path in landing.rglob("*.log")]
    lines = read_lines(spark, LandingRoot(FIRST_ROOT, str(landing)), files)
    judged = judged_lines(
        lines.select("line", relative_path(F.col("file_uri"), str(landing)).alias("source_file")),
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
    )
    rows = judged.where(F.col("verdict") == RECORD).select(*COLUMNS)
    rows.write.format("delta").partitionBy("severity").save(str(place))
