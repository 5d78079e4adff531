"""The last step of every view: its contract's columns, in their order and with their types."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables.view import View


def contracted(rows: DataFrame, view: View) -> DataFrame:
    """Exactly the view's columns, each cast to its type: engines differ in what a sum or a row number is."""
    return rows.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in view.columns))
