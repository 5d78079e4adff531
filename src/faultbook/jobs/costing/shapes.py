"""Reads the texts of statements whose shape is new, once per shape and in Python: a parser is no Spark function.

As a function of Spark it would run once per statement, and again whenever a plan is evaluated; a shape has the same
traits whatever its numbers and strings are. Texts pass through one at a time, so memory holds one text and the results.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.costs.statement_traits import VERSION, inspect
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import STATEMENT_SHAPES


def inspect_new_shapes(lakehouse: Lakehouse, statements: DataFrame, steps: Steps) -> None:
    """Adds rows to statement_shapes: the most frequent new shapes of `statements`, as many as one run may inspect.

    In: rows of query_statements. Shapes that an older version inspected are inspected again.
    """
    settings = lakehouse.settings
    stored = lakehouse.read(STATEMENT_SHAPES)
    today = stored.where(F.col("inspected_with") == VERSION).select("shape")
    new = (
        statements.where(F.col("shape").isNotNull())
        .join(today, on="shape", how="left_anti")
        .groupBy("shape")
        .agg(
            F.min(F.substring("statement_text", 1, settings.inspect_characters + 1)).alias("text"),
            F.count("*").alias("runs"),
        )
        .orderBy(F.col("runs").desc(), "shape")
        .limit(settings.inspect_shapes)
    )
    with steps.step("statement_shapes") as step:
        rows = [_row(row["shape"], row["text"], settings.inspect_characters) for row in new.toLocalIterator()]
        step.note(shapes=len(rows))
        if not rows:
            return
        made = rows_of(lakehouse.spark, STATEMENT_SHAPES, rows)
        # A run that died may have left some of them: each is there once.
        old = stored.join(made.select("shape"), on="shape", how="left_anti")
        lakehouse.replace(STATEMENT_SHAPES, old.unionByName(made), where="true")


def _row(shape: str, text: str, most_characters: int) -> dict[str, object]:
    found = inspect(text, most_characters=most_characters)
    return {
        "shape": shape,
        "inspection": str(found.reading),
        "traits": list(found.traits),
        "inspected_with": VERSION,
    }
