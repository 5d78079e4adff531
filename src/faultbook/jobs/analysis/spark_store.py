"""Answers questions from Spark, as the local store does from files: the views' functions over the stored tables.

For small answers only: every row comes to the driver. Conditions are SQL; `NAME=VALUE` is the terminal's.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.batches import newest_complete
from faultbook.lakehouse.store import Lakehouse
from faultbook.stores.answers import Answer, Column, Question
from faultbook.tables import INGEST_BATCHES, INGEST_LEDGER, TABLES
from faultbook.transforms.views import FUNCTIONS

_NO_BATCH_OF_THEIR_OWN = {INGEST_LEDGER.name, INGEST_BATCHES.name}


def answers_of(lakehouse: Lakehouse) -> Callable[[Question], Answer]:
    """What answers questions about a lakehouse. `total` is the number of rows of the answer, never of what is left out.

    A question names its order: the largest counts first is what the terminal shows.
    """

    def ask(question: Question) -> Answer:
        rows = _source(lakehouse, question.source)
        for condition in question.where:
            rows = rows.where(condition)
        if question.order:
            rows = rows.orderBy(*map(_directed, question.order))
        if question.limit:
            rows = rows.limit(question.limit)
        return _answer(rows.select(*(question.columns or rows.columns)))

    return ask


def _source(lakehouse: Lakehouse, name: str) -> DataFrame:
    """The rows of a view or table, of complete batches only."""
    if name in FUNCTIONS:
        reads = inspect.signature(FUNCTIONS[name]).parameters
        return FUNCTIONS[name](*(lakehouse.read(TABLES[table]) for table in reads))
    rows = lakehouse.read(TABLES[name])
    if name in _NO_BATCH_OF_THEIR_OWN or "batch_id" not in TABLES[name].column_names:
        return rows
    return rows.where(F.col("batch_id") <= (newest_complete(lakehouse) or 0))


def _directed(text: str) -> SparkColumn:
    name, _, direction = text.partition(":")
    return F.desc_nulls_last(name) if direction == "desc" else F.asc_nulls_last(name)


def _answer(rows: DataFrame) -> Answer:
    found = rows.toArrow()
    columns = tuple(Column(field.name, field.dataType.simpleString()) for field in rows.schema)
    values = [[_in_utc(value) for value in found[column.name].to_pylist()] for column in columns]
    return Answer(columns, tuple(zip(*values, strict=True)), found.num_rows)


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
