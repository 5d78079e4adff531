"""Updates error_catalog and services: rows of the users' files, and stubs for what these do not contain yet.

Stubs are rows only; nothing is ever written to the files.
"""

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.catalog.knowledge import read_errors_file, read_services_file
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import ANOMALY_ALERTS, ERROR_CATALOG, PATTERN_SIGHTINGS, SERVICES, Table


def refresh_knowledge(lakehouse: Lakehouse, steps: Steps) -> None:
    """Stores the rows of the files. InvalidCatalog, before anything is written, where a file is wrong."""
    errors = read_errors_file(lakehouse.settings.errors_file)
    services = read_services_file(lakehouse.settings.services_file)
    with steps.step("knowledge", errors=len(errors), services=len(services)):
        _take_over(lakehouse, ERROR_CATALOG, errors)
        _take_over(lakehouse, SERVICES, services)


def add_stubs(lakehouse: Lakehouse, steps: Steps) -> None:
    """A stub for each new pattern that has an alert, and for each service that logs, that the tables do not have."""
    alerts = lakehouse.read(ANOMALY_ALERTS).where(F.col("anomaly_type") == "new_pattern")
    title = F.get("explanations", F.lit(0))["template"]
    patterns = alerts.select(F.lit("pattern").alias("kind"), F.col("pattern_id").alias("subject"), title.alias("title"))
    services = lakehouse.read(PATTERN_SIGHTINGS).select("service")
    with steps.step("stubs"):
        _add(lakehouse, ERROR_CATALOG, patterns.dropDuplicates(["kind", "subject"]))
        _add(lakehouse, SERVICES, services.distinct())


def _take_over(lakehouse: Lakehouse, table: Table, rows: list[dict[str, Any]]) -> None:
    stored = lakehouse.fetch(table, table.column_names).to_pylist()
    listed = {tuple(row[name] for name in table.key) for row in rows}
    stubs = [row for row in stored if row["source"] == "stub" and tuple(row[name] for name in table.key) not in listed]
    wanted = [{name: row.get(name) for name in table.column_names} for row in [*rows, *stubs]]
    if _sorted(table, wanted) != _sorted(table, stored):
        lakehouse.replace_rows(table, table_of(table, wanted))


def _sorted(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [row[name] for name in table.key])


def _add(lakehouse: Lakehouse, table: Table, found: DataFrame) -> None:
    missing = found.join(lakehouse.read(table).select(*table.key), on=list(table.key), how="left_anti")
    rows = [row.asDict() | {"source": "stub"} for row in missing.collect()]
    if rows:
        lakehouse.append_rows(table, table_of(table, rows))
