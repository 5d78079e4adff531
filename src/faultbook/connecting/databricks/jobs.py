"""The jobs of a workspace: those that are chosen, and their notifications."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from databricks.sdk.errors.base import DatabricksError

from faultbook.connecting.databricks.calls import JOBS, PAGE, Json, call, pages, refused
from faultbook.connecting.databricks.notifications import JobChange, JobEvent, add_destination, without_destination
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

KIND = "notifications of job"


@dataclass(frozen=True)
class JobChoice:
    """Which jobs: by ids, patterns of names (`*`, `?`), tags (`key=value`, or `key`)."""

    ids: Sequence[int] = ()
    names: Sequence[str] = ()
    tags: Sequence[str] = ()

    def takes(self, row: Json) -> bool:
        """Whether a job of the list is chosen by its name or a tag."""
        settings = row.get("settings") or {}
        name, tags = str(settings.get("name") or ""), settings.get("tags") or {}
        named = any(fnmatchcase(name, pattern) for pattern in self.names)
        return named or any(_has_tag(tags, tag) for tag in self.tags)


@dataclass(frozen=True)
class Job:
    """A job with all of its settings, as JSON."""

    number: int
    settings: Json

    @property
    def name(self) -> str:
        """Its name and id, for people."""
        return f"{self.settings.get('name') or 'without a name'} ({self.number})"


def chosen_jobs(client: Any, progress: Progress, choice: JobChoice) -> list[Job]:
    """The chosen jobs, each once, by id. SettingError where a pattern or a tag chooses none."""
    numbers = set(choice.ids)
    try:
        if choice.names or choice.tags:
            listed = list(pages(client, f"{JOBS}/list", "jobs", {"limit": PAGE}))
            found = {int(row["job_id"]) for row in listed if choice.takes(row)}
            if not found:
                raise SettingError(
                    f"--job-name, --job-tag: found {', '.join([*choice.names, *choice.tags])!r}, which none of the "
                    f"{len(listed)} jobs has that you can see. Fix: give another pattern (* for all), tag or --job ID."
                )
            numbers |= found
        return [Job(number, _settings(client, number)) for number in sorted(numbers)]
    except DatabricksError as failed:
        raise refused(progress, "Reading the jobs", failed, "CAN VIEW on the jobs") from failed


def notify(
    client: Any,
    progress: Progress,
    jobs: Sequence[Job],
    destination: str,
    events: Sequence[JobEvent],
    *,
    to_tasks: bool,
) -> None:
    """Adds the destination to each job, or to each of its tasks; others stay. ConnectFailed names the job."""
    for job in jobs:
        change = add_destination(job.settings, destination, events, to_tasks=to_tasks)
        _update(client, progress, job, change, Change.CHANGED)


def forget(client: Any, progress: Progress, destination: str) -> None:
    """Takes a destination out of every job that notifies it."""
    try:
        jobs = list(_jobs_with(client, destination))
    except DatabricksError as failed:
        raise refused(progress, "Reading the jobs", failed, "CAN VIEW on the jobs") from failed
    for job in jobs:
        change = without_destination(job.settings, destination)
        if change.settings:
            _update(client, progress, job, change, Change.REMOVED)


def _update(client: Any, progress: Progress, job: Job, change: JobChange, meaning: Change) -> None:
    remark = "; ".join(change.remarks)
    if not change.settings:
        full = any("destinations already" in each for each in change.remarks)
        progress.add(Change.SKIPPED if full else Change.KEPT, KIND, job.name, remark)
        return
    try:
        call(client, "POST", f"{JOBS}/update", body={"job_id": job.number, "new_settings": change.settings})
    except DatabricksError as failed:
        raise refused(progress, f"Changing job {job.name}", failed, f"CAN MANAGE on job {job.name}") from failed
    progress.add(meaning, KIND, job.name, remark)


def _settings(client: Any, number: int) -> Json:
    """All settings of a job, with every page of its tasks."""
    found = call(client, "GET", f"{JOBS}/get", query={"job_id": number})
    settings: Json = dict(found["settings"])
    while token := found.get("next_page_token"):
        found = call(client, "GET", f"{JOBS}/get", query={"job_id": number, "page_token": token})
        settings["tasks"] = [*(settings.get("tasks") or ()), *((found.get("settings") or {}).get("tasks") or ())]
    return settings


def _jobs_with(client: Any, destination: str) -> Iterator[Job]:
    for row in pages(client, f"{JOBS}/list", "jobs", {"limit": PAGE, "expand_tasks": "true"}):
        # A list has a hundred tasks of a job at most.
        if row.get("has_more") or destination in str(row.get("settings")):
            yield Job(int(row["job_id"]), _settings(client, int(row["job_id"])))


def _has_tag(tags: Json, wanted: str) -> bool:
    key, has_value, value = wanted.partition("=")
    return key in tags and (not has_value or tags[key] == value)
