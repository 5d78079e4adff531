"""Building blocks of queries that run alike in Spark, DuckDB and a SQL warehouse."""
