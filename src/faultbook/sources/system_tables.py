"""The platform's system tables, from the catalog `system` or a folder of Delta tables of the same schemas.

Leaves are read by name: what the stored schema lacks is NULL, what it has besides is not looked at. A table that is
absent or not granted has no rows and says so; whoever reads it must not take that for zero.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, StructType

from faultbook.tables.system import SYSTEM_TABLES, Leaf, SystemTable, is_folder

# Words in the error classes by which Spark and Unity Catalog say that a table is not there, or not for this reader.
_ABSENT = (
    "NOT_FOUND",
    "REQUIRES_SINGLE_PART_NAMESPACE",
    "PATH_DOES_NOT_EXIST",
    "DELTA_MISSING",
    "NO_SUCH",
    "UC_NOT_ENABLED",
    "DOES_NOT_EXIST",
)
_DENIED = ("PERMISSION", "UNAUTHORIZED", "FORBIDDEN", "ACCESS_DENIED")


class Readability(StrEnum):
    """Whether a system table could be opened."""

    READABLE = "readable"
    ABSENT = "absent"
    DENIED = "denied"


@dataclass(frozen=True)
class Reading:
    """One system table as it was found: its leaves as a frame (no rows where it is not readable), and what is odd."""

    table: SystemTable
    rows: DataFrame
    readability: Readability
    missing_leaves: tuple[str, ...] = ()
    detail: str = ""


def read_system_tables(
    spark: SparkSession, location: str, tables: Iterable[SystemTable] = tuple(SYSTEM_TABLES.values())
) -> dict[str, Reading]:
    """Opens system tables by name; `location` is a catalog (`system`) or, with a / or a leading dot, a folder."""
    wanted = list(tables)
    with ThreadPoolExecutor(len(wanted)) as at_once:
        readings = at_once.map(partial(read_system_table, spark, location), wanted)
        return {table.full_name: reading for table, reading in zip(wanted, readings, strict=True)}


def read_system_table(spark: SparkSession, location: str, table: SystemTable) -> Reading:
    """Opens one system table. Only what means absent or denied is caught; anything else is raised."""
    name = _name(location, table)
    if name is None:
        return _unreadable(spark, table, Readability.ABSENT, f"no Delta table {table.full_name} in {location}")
    try:
        stored = spark.table(name)
        schema = stored.schema
    except PySparkException as failure:
        readability = _readability(failure)
        if readability is None:
            raise
        return _unreadable(spark, table, readability, str(failure).splitlines()[0])
    missing = tuple(leaf.source for leaf in table.leaves if type_of(schema, leaf.source) is None)
    return Reading(table, stored.select(*leaves(schema, table.leaves)), Readability.READABLE, missing)


def leaves(schema: StructType, wanted: Sequence[Leaf]) -> list[Column]:
    """A column per leaf, in its contract's type; NULL where the schema has no such leaf or the value does not fit."""
    return [_leaf(type_of(schema, leaf.source), leaf) for leaf in wanted]


def type_of(schema: StructType, path: str) -> DataType | None:
    """The type at a dotted path through structs, names compared in any case; None where there is none."""
    found: DataType = schema
    for part in path.split("."):
        fields = found.fields if isinstance(found, StructType) else []
        named = next((field for field in fields if field.name.lower() == part.lower()), None)
        if named is None:
            return None
        found = named.dataType
    return found


def _leaf(stored: DataType | None, leaf: Leaf) -> Column:
    if stored is None:
        return F.lit(None).cast(leaf.type).alias(leaf.name)
    column = F.col(leaf.source)
    same = stored.simpleString() == leaf.type.lower()
    return (column if same else column.try_cast(leaf.type)).alias(leaf.name)


def _name(location: str, table: SystemTable) -> str | None:
    if not is_folder(location):
        return f"`{location}`.`{table.schema}`.`{table.name}`"
    folder = Path(location).absolute() / table.schema / table.name
    return f"delta.`{folder}`" if (folder / "_delta_log").is_dir() else None


def _readability(failure: PySparkException) -> Readability | None:
    reason = f"{failure.getCondition() or ''} {str(failure).splitlines()[0]}".upper()
    if any(word in reason for word in _DENIED):
        return Readability.DENIED
    return Readability.ABSENT if any(word in reason for word in _ABSENT) else None


def _unreadable(spark: SparkSession, table: SystemTable, readability: Readability, detail: str) -> Reading:
    nothing = spark.range(0).select(*(F.lit(None).cast(leaf.type).alias(leaf.name) for leaf in table.leaves))
    return Reading(table, nothing, readability, tuple(leaf.source for leaf in table.leaves), detail)
