"""Why the text of a statement cannot be assessed."""

from pyspark.sql import Column
from pyspark.sql import functions as F

HIDDEN = "the platform hides the text (grant: docs/grants.md)"


def hidden_or_unread() -> Column:
    """Why a shape's text was not inspected; NULL where it was."""
    return (
        F.when(~F.col("text_known"), F.lit(HIDDEN))
        .when(F.col("inspection").isNull(), F.lit("its text was not inspected yet (setting inspect_shapes)"))
        .when(F.col("inspection") == "TOO_LONG", F.lit("its text is too long (setting inspect_characters)"))
        .when(F.col("inspection") == "UNPARSED", F.lit("its text is no single statement that can be parsed"))
    )
