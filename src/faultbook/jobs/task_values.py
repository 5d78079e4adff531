"""What a task gives to the later tasks of its job: values that a condition_task compares."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pyspark.sql import SparkSession

from faultbook.steps import Steps


@dataclass(frozen=True)
class TaskValues:
    """`has_news`: the task found what no alert has been evaluated for. Where it is false, no warehouse is started."""

    has_news: bool


def publish(
    values: TaskValues, spark: SparkSession, steps: Steps, utilities: Callable[[Any], Any] | None = None
) -> None:
    """Sets the task values of this run in a workspace, as the texts `true` and `false`.

    `utilities` makes what the platform calls dbutils from a session. Where there are none, or no run, as from an IDE,
    the step line has the reason; a condition that compares the value then fails with the platform's own message.
    """
    text = str(values.has_news).lower()
    with steps.step("task values", has_news=text) as step:
        try:
            make = utilities or import_module("pyspark.dbutils").DBUtils
            make(spark).jobs.taskValues.set(key="has_news", value=text)
        except Exception as failure:  # whatever it raises, the work of the task is done and stored
            step.note(not_set=f"{type(failure).__name__}: {failure}")
