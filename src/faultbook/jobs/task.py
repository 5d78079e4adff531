"""What every task does before its own work: settings from arguments, logging, a session, step lines."""

import logging
import sys
from collections.abc import Callable, Sequence

from pyspark.sql import SparkSession

from faultbook.engine.late_session import late_session
from faultbook.jobs.task_values import TaskValues, publish
from faultbook.settings import Settings, configure_logging, settings_from
from faultbook.steps import Steps

_NOT_LOGGED = {"redaction_rules", "redaction_allow"}


def run_task(run: Callable[[SparkSession, Settings, Steps], object], argv: Sequence[str] | None, *, task: str) -> None:
    """Runs a task as a wheel task of a job does: arguments `--setting=value`, step lines on standard output.

    Task values that `run` returns are given to the later tasks of its job.
    """
    settings = task_settings(sys.argv[1:] if argv is None else argv, task=task)
    steps = Steps(task=task, run_id=settings.run_id)
    spark = late_session(settings)
    found = run(spark, settings, steps)
    if isinstance(found, TaskValues) and not settings.is_local:
        publish(found, spark, steps)


def task_settings(argv: Sequence[str], *, task: str) -> Settings:
    """The settings of a task's arguments; logging is set up with them. SettingError where one is wrong."""
    settings = settings_from(argv)
    configure_logging(settings.log_level)
    changed = settings.model_dump(mode="json", exclude_defaults=True, exclude=_NOT_LOGGED)
    logging.getLogger(__name__).info("task %s, settings other than the defaults: %s", task, changed)
    return settings
