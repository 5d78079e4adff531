"""Explore: reads the published views and draws them. For the notebook of that name; stores nothing."""

from collections.abc import Callable
from inspect import signature

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import SettingError
from faultbook.jobs.schema.severity_order import read_severities
from faultbook.lakehouse.store import Lakehouse
from faultbook.report import charts as pictures
from faultbook.settings import Settings
from faultbook.tables import TABLES
from faultbook.transforms.views import FUNCTIONS, VIEWS

# What is drawn of which view, in the order of reading: title-giving function, view, what makes a row worth reading.
DRAWN: dict[str, tuple[str, Callable[..., pictures.Figure], str]] = {
    "severities": ("severity_summary", pictures.severities, "occurrence_count"),
    "days": ("error_frequency_daily", pictures.occurrences_by_day, "day"),
    "codes": ("error_frequency", pictures.most_frequent_codes, "occurrence_count"),
    "patterns": ("error_patterns", pictures.most_frequent_patterns, "pattern_count"),
    "health": ("ingest_health", pictures.lines_by_day, "day"),
}
# A picture needs no more; a view may have more rows than the driver of a small cluster holds.
MOST_ROWS = 10_000


def figures(spark: SparkSession, settings: Settings) -> dict[str, pictures.Figure]:
    """A figure for each of severities, days, codes, patterns and health, in that order."""
    order = read_severities(Lakehouse(spark, settings))
    return {name: draw(_rows(view(spark, settings, source)), order=order) for name, (source, draw, _) in DRAWN.items()}


def view(spark: SparkSession, settings: Settings, name: str) -> DataFrame:
    """The rows of a published view, what is worth reading first.

    From a folder of tables, where nothing is published, by the view's own function.
    """
    if name not in VIEWS:
        raise SettingError(f"No view {name!r}; expected one of: {', '.join(VIEWS)}.")
    lakehouse = Lakehouse(spark, settings)
    if not settings.is_local:
        return _sorted(spark.table(f"`{settings.catalog}`.`{lakehouse.schema_of(VIEWS[name].role)}`.`{name}`"), name)
    lakehouse.require_tables()
    function = FUNCTIONS[name]
    rows = function(**{table: lakehouse.read(TABLES[table]) for table in signature(function).parameters})
    return _sorted(rows, name)


def _sorted(frame: DataFrame, name: str) -> DataFrame:
    """By what makes a row worth reading, then by the view's key, so that two runs show the same order."""
    key = [F.col(column) for column in VIEWS[name].key]
    first = {view: F.col(column).desc() for view, _, column in DRAWN.values()} | {
        "reject_reasons": F.col("reject_count").desc()
    }
    return frame.orderBy(*([first[name]] if name in first else []), *key)


def _rows(frame: DataFrame) -> pictures.Rows:
    return [row.asDict() for row in frame.limit(MOST_ROWS).collect()]
