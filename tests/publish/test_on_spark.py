"""Spark, which a SQL warehouse is made of, answers every statement that the bundle deploys as DuckDB does.

Genie's questions, the alerts' queries and the dashboard's datasets; over the office, with the clock stopped.
"""

from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
from pyspark.sql.types import StructType
from sqlglot import exp

from faultbook.tables import TABLES
from faultbook.transforms.views import VIEWS
from tests.publish.dashboard.test_board import STATEMENTS as DATASETS
from tests.publish.genie.test_questions import QUESTIONS
from tests.publish.test_alerts import ALERTS, statement
from tests.stores.small_lakehouse import SCHEMAS

STATEMENTS = {**QUESTIONS, **DATASETS, **{name: statement(name) for name in ALERTS}}


@pytest.mark.verify
def test_spark_answers_every_statement_as_duckdb_does(spark, office, answers):
    names = on_spark(spark, office, answers)
    try:
        for name, sql in STATEMENTS.items():
            rows = spark.sql(sql.replace("{answers}.", "")).toArrow().to_pylist()
            assert in_order(name, rows) == in_order(name, answers.ask(sql)), name
    finally:
        for name in names:
            spark.catalog.dropTempView(name)


def in_order(name: str, rows: list) -> list:
    """The rows; those of a statement without an order in one of their own."""
    plain = [{key: plainly(value) for key, value in row.items()} for row in rows]
    is_ordered = sqlglot.parse_one(STATEMENTS[name], read="databricks").args.get("order")
    return plain if is_ordered else sorted(plain, key=repr)


def plainly(value):
    """A number as what it is worth: an engine may return 0.00 where the other says 0."""
    return Decimal(value).normalize() if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def on_spark(spark, office: Path, answers) -> list[str]:
    """What the statements read as temporary views, under their own names.

    Published views hold DuckDB's rows: that both engines say the same of a view is tested where views are.
    """
    trees = [sqlglot.parse_one(sql, read="databricks") for sql in STATEMENTS.values()]
    names = sorted({table.name for tree in trees for table in tree.find_all(exp.Table)})
    for name in names:
        if name in VIEWS:
            rows = answers.connection.sql(f'FROM "{VIEWS[name].role}"."{name}"').to_arrow_table()
            frame = spark.createDataFrame(rows, StructType.fromDDL(VIEWS[name].ddl()))
        else:
            frame = spark.read.format("delta").load(str(office / SCHEMAS[TABLES[name].role] / name))
        frame.createOrReplaceTempView(name)
    return names
