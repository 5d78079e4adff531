"""Spark's settings for much data: queries are compiled, and planned again after each stage.

The session of the tests does neither (engine/session.py): that halves the time of tests with many queries.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from faultbook.engine.session import FOR_LITTLE_DATA

COMPILED = {
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.constraintPropagation.enabled": "true",
}


@contextmanager
def compiled(spark: SparkSession) -> Iterator[None]:
    """Queries are compiled."""
    compile_queries(spark)
    try:
        yield
    finally:
        for name in COMPILED:
            spark.conf.set(name, FOR_LITTLE_DATA[name])


def compile_queries(spark: SparkSession) -> None:
    """Queries are compiled from here on."""
    for name, value in COMPILED.items():
        spark.conf.set(name, value)
