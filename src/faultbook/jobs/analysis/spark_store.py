"""The store of a job: Spark runs the statements over the job's own lakehouse.

For small answers only: every row comes to the driver.
"""

import inspect
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.stores.answers import Answer, AnswerColumn, Query
from faultbook.stores.completeness import source
from faultbook.stores.store import Row, Statement, Value, with_tables
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from faultbook.transforms.views import FUNCTIONS


class SparkStore:
    """Queries to one lakehouse."""

    kind = "spark"

    def __init__(self, lakehouse: Lakehouse) -> None:
        """The lakehouse's session runs the statements."""
        self._lakehouse = lakehouse

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The statement's rows."""
        return _answer(self._frame(statement, values)).records()

    def ask(self, query: Query) -> Answer:
        """The answer; conditions are Spark SQL, the order is as given, `total` is the number of rows returned."""
        rows = self._frame(source(query.source, published_views()), {})
        for condition in query.where:
            rows = rows.where(condition)
        if query.order:
            rows = rows.orderBy(*map(_directed, query.order))
        if query.limit:
            rows = rows.limit(query.limit)
        return _answer(rows.select(*(query.columns or rows.columns)))

    def _frame(self, statement: Statement, values: Mapping[str, Value]) -> DataFrame:
        frames = {name: self._lakehouse.read(TABLES[name]) for name in statement.reads}
        if statement.view is not None:
            reads = inspect.signature(FUNCTIONS[statement.view]).parameters
            frames[statement.view] = FUNCTIONS[statement.view](*(self._lakehouse.read(TABLES[name]) for name in reads))
        # Spark's own formatting names a frame as {name}.
        text = with_tables(statement.databricks, {name: f"{{{name}}}" for name in frames})
        bound = {name: values.get(name) for name in statement.parameters}
        return self._lakehouse.spark.sql(text, bound or None, **frames)


def _directed(text: str) -> SparkColumn:
    name, _, direction = text.partition(":")
    return F.desc_nulls_last(name) if direction == "desc" else F.asc_nulls_last(name)


def _answer(rows: DataFrame) -> Answer:
    found = rows.toArrow()
    columns = tuple(AnswerColumn(field.name, field.dataType.simpleString()) for field in rows.schema)
    values = [[_in_utc(value) for value in found[column.name].to_pylist()] for column in columns]
    return Answer(columns, tuple(zip(*values, strict=True)), found.num_rows)


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
