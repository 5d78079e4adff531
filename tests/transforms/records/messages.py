"""Python and Spark side by side over many messages, in one query."""

from collections.abc import Callable, Sequence
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from tests.frames import frame


def differences(
    messages: Sequence[str], column: Callable[[Column], Column], function: Callable[[str], Any]
) -> list[tuple[str, Any, Any]]:
    """(message, Spark's answer, Python's answer) wherever the two differ."""
    rows = frame([(message,) for message in messages], "message string").select(
        "message", column(F.col("message")).alias("found")
    )
    answers = [(row["message"], row["found"], function(row["message"])) for row in rows.collect()]
    assert len(answers) == len(messages)
    return [answer for answer in answers if answer[1] != answer[2]]


def answer_to_null(column: Callable[[Column], Column]) -> Any:
    """What a column function makes of NULL."""
    return frame([(None,)], "message string").select(column(F.col("message")).alias("found")).collect()[0]["found"]
