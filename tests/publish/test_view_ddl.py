"""The statements that publish views: quoted, repeatable, and blind to nothing that was changed."""

from dataclasses import replace

import pytest

from faultbook.publish.view_ddl import (
    HASH_PROPERTY,
    Schemas,
    alter_statements,
    create_statement,
    literal,
    publish_statements,
    quoted,
    statement_of_hash,
    text_hash,
    view_query,
)
from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.views import VIEWS

SCHEMAS = Schemas("prod-cat", "raw`s", "answers")
VIEW = View(
    name="some_view",
    role=SchemaRole.ANSWERS,
    comment="It's a view.",
    columns=(Column("n", "BIGINT", "How many; a back\\slash."), Column("order", "STRING", "")),
    key=("n",),
    question="select * from some_view",
)
QUERY = "SELECT CAST(1 AS BIGINT) AS `n`, 'x' AS `order`"


def test_a_new_view_is_one_statement():
    assert publish_statements(VIEW, QUERY, SCHEMAS, exists=False, stored_hash=None) == (
        "CREATE VIEW `prod-cat`.`answers`.`some_view` (\n"
        "  `n` COMMENT 'How many; a back\\\\slash.',\n"
        "  `order` COMMENT ''\n"
        ")\n"
        "COMMENT 'It\\'s a view.'\n"
        f"TBLPROPERTIES ('faultbook.text_hash' = '{text_hash(VIEW, QUERY)}')\n"
        f"AS\n{QUERY}",
    )


def test_a_view_that_is_as_it_should_be_is_left_alone():
    assert publish_statements(VIEW, QUERY, SCHEMAS, exists=True, stored_hash=text_hash(VIEW, QUERY)) == ()


@pytest.mark.parametrize("stored_hash", [None, "of another text"])
def test_a_view_with_another_text_is_altered_so_that_grants_stay(stored_hash):
    statements = publish_statements(VIEW, QUERY, SCHEMAS, exists=True, stored_hash=stored_hash)

    name = "`prod-cat`.`answers`.`some_view`"
    assert statements == (
        f"ALTER VIEW {name} AS\n{QUERY}",
        f"COMMENT ON TABLE {name} IS 'It\\'s a view.'",
        f"COMMENT ON COLUMN {name}.`n` IS 'How many; a back\\\\slash.'",
        f"COMMENT ON COLUMN {name}.`order` IS ''",
        f"ALTER VIEW {name} SET TBLPROPERTIES ('faultbook.text_hash' = '{text_hash(VIEW, QUERY)}')",
    )
    assert not any("REPLACE" in statement for statement in statements)


def test_the_hash_sees_query_comments_and_columns():
    column = VIEW.columns[0]
    others = [
        (VIEW, QUERY + " "),
        (replace(VIEW, comment="Another."), QUERY),
        (replace(VIEW, columns=(replace(column, comment="Another."), VIEW.columns[1])), QUERY),
        (replace(VIEW, columns=(column,)), QUERY),
    ]

    assert len({text_hash(*each) for each in [(VIEW, QUERY), *others]}) == len(others) + 1


def test_names_and_texts_cannot_leave_their_quotes():
    assert quoted("a`b", "c") == "`a``b`.`c`"
    assert literal("it's \\ 'x'") == "'it\\'s \\\\ \\'x\\''"


@pytest.mark.parametrize("name", VIEWS)
def test_a_views_query_names_the_schemas_it_reads(name):
    query = view_query(VIEWS[name], SCHEMAS)

    assert "`prod-cat`.`answers`.`" in query
    assert "{raw}" not in query and "{answers}" not in query


def test_spark_runs_the_statements_and_returns_their_comments(spark):
    # COMMENT ON for views and columns is Databricks' (Runtime 16.1 on); open-source Spark 4.1 has it for tables only.
    schemas = Schemas("spark_catalog", "default", "default")
    spark.sql("DROP VIEW IF EXISTS spark_catalog.default.some_view")
    spark.sql(create_statement(VIEW, QUERY, schemas))
    described = {
        row["col_name"]: row["comment"] for row in spark.sql("DESCRIBE spark_catalog.default.some_view").collect()
    }
    assert described == {"n": "How many; a back\\slash.", "order": ""}
    assert _stored_hash(spark, schemas) == text_hash(VIEW, QUERY)

    query = QUERY.replace("'x'", "'y'")
    for statement in alter_statements(VIEW, query, schemas):
        if not statement.startswith("COMMENT ON "):
            spark.sql(statement)
    assert _stored_hash(spark, schemas) == text_hash(VIEW, query)
    assert spark.table("spark_catalog.default.some_view").collect()[0]["order"] == "y"
    spark.sql("DROP VIEW spark_catalog.default.some_view")


def _stored_hash(spark, schemas: Schemas) -> str | None:
    properties = {row["key"]: row["value"] for row in spark.sql(statement_of_hash(VIEW, schemas)).collect()}
    return properties.get(HASH_PROPERTY)
