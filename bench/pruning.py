"""What each layout of `logs` lets a query leave out: `python bench/pruning.py [--rows N]`, on local Delta.

The same rows are stored three times: as one heap, as partitions by severity and ordered (what faultbook makes), and
with liquid clustering. Then the statistics of the stored files tell which of them a filter has to read. Files are small
(1 MB), so that a few million rows have as many files as a large table.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.engine.session import open_session

START, DAYS = datetime(2026, 3, 1), 30
SEVERITIES = ("Critical", "Error", "Warning", "Info")
SHARES = (0.01, 0.09, 0.2, 0.7)
SERVICES = 12
CLUSTERED = ("severity", "timestamp")
FILTERS: dict[str, dict[str, tuple[object, object]]] = {
    "one day": {"timestamp": (START + timedelta(days=20), START + timedelta(days=21))},
    "errors of a day": {
        "severity": ("Error", "Error"),
        "timestamp": (START + timedelta(days=20), START + timedelta(days=21)),
    },
    "a service of a day": {
        "service": ("service-07", "service-07"),
        "timestamp": (START + timedelta(days=20), START + timedelta(days=21)),
    },
    "all critical": {"severity": ("Critical", "Critical")},
    "a service, all days": {"service": ("service-07", "service-07")},
}


def main() -> None:
    """Prints a Markdown table: bytes that each filter has to read, as a share of the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    rows = parser.parse_args().rows
    spark = open_session(app="faultbook-pruning", master="local[2]")
    spark.conf.set("spark.databricks.delta.optimize.maxFileSize", 1_000_000)
    spark.conf.set("spark.databricks.delta.optimize.minFileSize", 1_000_000)
    with tempfile.TemporaryDirectory(prefix="faultbook-pruning-") as folder:
        tables = {name: make(spark, Path(folder) / name.replace(" ", "_"), rows) for name, make in LAYOUTS.items()}
        print(f"| filter | {' | '.join(f'{name} ({len(files)} files)' for name, files in tables.items())} |")
        print(f"|---|{'---|' * len(tables)}")
        for name, wanted in FILTERS.items():
            shares = [
                sum(size for size, spans in files if _may_hold(spans, wanted)) / sum(size for size, _ in files)
                for files in tables.values()
            ]
            print(f"| {name} | {' | '.join(f'{share:.1%}' for share in shares)} |")


def _log_rows(spark: SparkSession, rows: int) -> DataFrame:
    """Rows as they arrive: by time, services and severities mixed."""
    chance, bounds = F.rand(1), [sum(SHARES[: place + 1]) for place in range(len(SHARES))]
    severity = F.lit(SEVERITIES[-1])
    for name, bound in reversed(list(zip(SEVERITIES, bounds, strict=True))):
        severity = F.when(chance < bound, F.lit(name)).otherwise(severity)
    seconds = (F.col("id") * (DAYS * 86_400 / rows)).cast("long")
    return spark.range(rows).select(
        F.timestamp_seconds(F.lit(int(START.timestamp())) + seconds).alias("timestamp"),
        severity.alias("severity"),
        F.format_string("service-%02d", F.floor(F.rand(2) * SERVICES)).alias("service"),
        F.sha2(F.col("id").cast("string"), 256).alias("message"),
    )


Files = list[tuple[int, dict[str, tuple[object, object]]]]


def _heap(spark: SparkSession, path: Path, rows: int) -> Files:
    _log_rows(spark, rows).repartition(60, F.rand(3)).write.format("delta").save(str(path))
    return _files(path)


def _partitions(spark: SparkSession, path: Path, rows: int) -> Files:
    _log_rows(spark, rows).write.format("delta").partitionBy("severity").save(str(path))
    spark.sql(f"OPTIMIZE delta.`{path}` ZORDER BY (`timestamp`)").collect()
    return _files(path)


def _clusters(spark: SparkSession, path: Path, rows: int) -> Files:
    columns = "`timestamp` TIMESTAMP, severity STRING, service STRING, message STRING"
    clustered = ", ".join(f"`{name}`" for name in CLUSTERED)
    spark.sql(f"CREATE TABLE delta.`{path}` ({columns}) USING delta CLUSTER BY ({clustered})")
    _log_rows(spark, rows).write.format("delta").mode("append").save(str(path))
    spark.sql(f"OPTIMIZE delta.`{path}`").collect()
    return _files(path)


LAYOUTS: dict[str, Callable[[SparkSession, Path, int], Files]] = {
    "unordered": _heap,
    "partitions by severity": _partitions,
    "liquid clustering": _clusters,
}


def _files(path: Path) -> Files:
    """Size and the least and largest value of each column, of every file of the newest version."""
    found: Files = []
    for action in pa.table(DeltaTable(str(path)).get_add_actions(flatten=True)).to_pylist():
        spans = {
            name: (action.get(f"min.{name}"), action.get(f"max.{name}"))
            for name in ("timestamp", "severity", "service")
        }
        if (partition := action.get("partition.severity")) is not None:
            spans["severity"] = (partition, partition)
        found.append((action["size_bytes"], spans))
    return found


def _may_hold(spans: dict[str, tuple[object, object]], wanted: dict[str, tuple[object, object]]) -> bool:
    return all(_overlaps(spans[name], span) for name, span in wanted.items())


def _overlaps(found: tuple[object, object], wanted: tuple[object, object]) -> bool:
    (low, high), (first, last) = found, wanted
    if isinstance(low, datetime) and isinstance(high, datetime):
        low, high = low.replace(tzinfo=None), high.replace(tzinfo=None)
    return low is None or (low <= last and high >= first)  # type: ignore[operator]  # both of one type


if __name__ == "__main__":
    main()
