"""Tidied text is short, has telling names, and the same rows."""

import duckdb
import sqlglot

from faultbook.publish.tidying import tidied

COLUMNS: dict[str, object] = {
    "main": {"counts": {"code": "STRING", "n": "BIGINT", "batch": "BIGINT", "unused": "STRING"}}
}

# As SQLFrame renders: a scan that is read twice, a step that only passes columns on, names that are hashes.
RENDERED = """
with t9 as (select code, n, batch, unused from main.counts),
t3 as (select max(batch) as newest from t9),
t7 as (select t9.code, t9.n, t9.unused from t9 cross join t3 where t9.batch <= t3.newest),
t5 as (select code, n, unused from t7)
select code, cast(sum(n) as bigint) as total from t5 group by code
"""


def test_scans_steps_and_columns_that_nobody_needs_are_gone():
    text = tidied(sqlglot.parse_one(RENDERED, read="databricks"), COLUMNS).sql("databricks")

    assert text == (
        "WITH `step_1` AS (SELECT MAX(`counts`.`batch`) AS `newest` FROM `main`.`counts` AS `counts`) "
        "SELECT `counts`.`code` AS `code`, CAST(SUM(`counts`.`n`) AS BIGINT) AS `total` "
        "FROM `main`.`counts` AS `counts` CROSS JOIN `step_1` AS `step_1` "
        "WHERE `counts`.`batch` <= `step_1`.`newest` GROUP BY `counts`.`code`"
    )


def test_the_rows_are_the_same():
    tree = tidied(sqlglot.parse_one(RENDERED, read="databricks"), COLUMNS)
    with duckdb.connect() as connection:
        rows = "(values ('a', 1, 1, ''), ('a', 2, 2, ''), (null, 3, 2, ''))"
        connection.execute(f"create table counts as from {rows} t(code, n, batch, unused)")
        texts = (sqlglot.transpile(RENDERED, read="databricks", write="duckdb")[0], tree.sql("duckdb"))
        plain, short = (sorted(connection.execute(text).fetchall(), key=str) for text in texts)

    assert short == plain == [("a", 3), (None, 3)]
