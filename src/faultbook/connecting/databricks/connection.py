"""Makes a connection of jobs, as often as wanted with the same result, and removes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from databricks.sdk.errors.base import DatabricksError

from faultbook.connecting.databricks.calls import refused
from faultbook.connecting.databricks.destination import find_destination, remove_destination
from faultbook.connecting.databricks.failing_job import FailingJob
from faultbook.connecting.databricks.jobs import Job, forget, notify
from faultbook.connecting.databricks.notifications import JobEvent
from faultbook.connecting.progress import Progress


@dataclass(frozen=True)
class JobsConnection:
    """What notifies what: jobs or their tasks, and of which events."""

    jobs: Sequence[Job]
    events: Sequence[JobEvent]
    to_tasks: bool

    def apply(self, client: Any, progress: Progress, destination: str) -> None:
        """Lets the jobs notify the destination."""
        notify(client, progress, self.jobs, destination, self.events, to_tasks=self.to_tasks)


def remove(client: Any, progress: Progress, name: str, user: str) -> None:
    """Takes the destination of that name out of every job, then removes it, and what a killed test left."""
    try:
        FailingJob(client, name, user).clear()
    except DatabricksError as failed:
        raise refused(progress, "Removing the job that fails on purpose", failed, "CAN MANAGE on it") from failed
    destination = find_destination(client, progress, name)
    if destination:
        forget(client, progress, destination)
        remove_destination(client, progress, destination, name)
