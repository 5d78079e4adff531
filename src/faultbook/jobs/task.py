"""What every task does before its own work: settings from arguments, a session, step lines."""

import sys
from collections.abc import Callable, Sequence

from pyspark.sql import SparkSession

from faultbook.engine.session import open_session
from faultbook.settings import Settings, settings_from
from faultbook.steps import Steps


def run_task(run: Callable[[SparkSession, Settings, Steps], object], argv: Sequence[str] | None, *, task: str) -> None:
    """Runs a task as a wheel task of a job does: arguments `--setting=value`, step lines on standard output."""
    settings = settings_from(sys.argv[1:] if argv is None else argv)
    steps = Steps(task=task, run_id=settings.run_id)
    run(open_session(settings), settings, steps)
