"""Spark without what pays for much data only: for tests whose rows are few and whose queries are many."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
}
"""Compiling each query is a third of a job's time, and planning it anew after each stage the half of a view's. What is
compiled is tested where the functions are (tests/transforms) and by the demo.
"""


@contextmanager
def interpreted(spark: SparkSession) -> Iterator[None]:
    """Queries run interpreted, planned once."""
    for name, value in INTERPRETED.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name in INTERPRETED:
            spark.conf.unset(name)
