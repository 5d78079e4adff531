"""Spark, which a SQL warehouse is made of, answers every statement that the bundle deploys as DuckDB does.

Genie's questions, the alerts' queries and the dashboard's datasets; over the office, with the clock stopped.
"""

from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from faultbook.publish.view_ddl import Schemas, view_query
from faultbook.tables import TABLES, Room
from faultbook.transforms.views import VIEWS
from tests.interpreted import interpreted
from tests.publish.dashboard.test_board import STATEMENTS as DATASETS
from tests.publish.genie.test_questions import QUESTIONS
from tests.publish.test_alerts import ALERTS, statement
from tests.serve.small_lakehouse import SCHEMAS

STATEMENTS = {**QUESTIONS, **DATASETS, **{name: statement(name) for name in ALERTS}}


@pytest.mark.verify
def test_spark_answers_every_statement_as_duckdb_does(spark, office, answers):
    names = on_spark(spark, office)
    try:
        with interpreted(spark):
            for name, sql in STATEMENTS.items():
                on_duckdb = answers.ask(sql)
                rows = spark.sql(sql.replace("{answers}.", "")).toArrow().to_pylist()
                assert in_order(name, rows) == in_order(name, on_duckdb), name
    finally:
        for name in names:
            spark.catalog.dropTempView(name)


def in_order(name: str, rows: list) -> list:
    """The rows; those of a statement that asks for no order in one of their own."""
    plain = [{key: plainly(value) for key, value in row.items()} for row in rows]
    is_ordered = sqlglot.parse_one(STATEMENTS[name], read="databricks").args.get("order")
    return plain if is_ordered else sorted(plain, key=repr)


def plainly(value):
    """A number as what it is worth: an engine may say 0.00 where the other says 0."""
    return Decimal(value).normalize() if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def on_spark(spark, office: Path) -> list[str]:
    """What the statements read as temporary views, under their own names; views hold rows, for they are asked often."""
    read = {
        table.name
        for sql in STATEMENTS.values()
        for table in sqlglot.parse_one(sql, read="databricks").find_all(exp.Table)
    }
    views = sorted(read & VIEWS.keys())
    for table in TABLES.values():
        path = office / SCHEMAS[table.room] / table.name
        spark.read.format("delta").load(str(path)).createOrReplaceTempView(table.name)
    schemas = Schemas("c", raw=SCHEMAS[Room.RAW], answers=SCHEMAS[Room.ANSWERS])
    for name in views:
        query = view_query(VIEWS[name], schemas)
        for room in Room:
            query = query.replace(f"{schemas.name_of(room)}.", "")
        rows = spark.sql(query)
        spark.createDataFrame(rows.toArrow(), rows.schema).createOrReplaceTempView(name)
    return [*TABLES, *views]
