"""A local lakehouse read by DuckDB and delta-rs, without Spark."""
