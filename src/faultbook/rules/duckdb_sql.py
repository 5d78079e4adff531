"""The SQL of a condition for DuckDB: the text for Spark through sqlglot, with regular expressions as RE2 has them."""

from functools import lru_cache

import sqlglot
from sqlglot import exp

from faultbook.rules.regexes.java import re2_regex


@lru_cache(maxsize=4096)
def duckdb_sql(spark_sql: str) -> str:
    """Boolean SQL of DuckDB for what `sql_of` returns."""
    tree = sqlglot.parse_one(spark_sql, dialect="spark")
    for found in list(tree.find_all(exp.RegexpLike, exp.RegexpExtract)):
        pattern = found.expression
        found.set("expression", exp.Literal.string(re2_regex(pattern.this)))
    return tree.sql(dialect="duckdb")
