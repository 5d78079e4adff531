"""The notifications of a job: a destination is added to those that are there, or taken out. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from faultbook.connecting.databricks.calls import Json

FIELD = "webhook_notifications"
MOST = 3
"""Destinations that Databricks accepts for one event."""


class JobEvent(StrEnum):
    """What is notified of."""

    FAILURE = "failure"
    DURATION = "duration"
    BACKLOG = "backlog"


FIELD_OF = {
    JobEvent.FAILURE: "on_failure",
    JobEvent.DURATION: "on_duration_warning_threshold_exceeded",
    JobEvent.BACKLOG: "on_streaming_backlog_exceeded",
}
METRICS_OF = {JobEvent.DURATION: "RUN_DURATION", JobEvent.BACKLOG: "STREAMING_BACKLOG"}
"""How the metrics of a job's health rules begin without which an event never occurs."""


@dataclass(frozen=True)
class JobChange:
    """What changes of a job. `settings`: for jobs/update, {} where nothing does. `remarks`: what people should know."""

    settings: Json
    remarks: tuple[str, ...] = ()


def add_destination(settings: Json, destination: str, events: Iterable[JobEvent], *, to_tasks: bool) -> JobChange:
    """The change that lets a job, or each of its tasks, notify a destination too."""
    wanted = list(events)
    remarks = list(_remarks(settings, wanted, to_tasks=to_tasks))
    if not to_tasks:
        found, full = _with(settings.get(FIELD) or {}, destination, wanted)
        remarks += [f"{event} has {MOST} destinations already, the most that Databricks accepts" for event in full]
        return JobChange({FIELD: found} if found != (settings.get(FIELD) or {}) else {}, tuple(remarks))
    tasks = []
    for task in settings.get("tasks") or ():
        found, full = _with(task.get(FIELD) or {}, destination, wanted)
        remarks += [f"{event} of task {task['task_key']} has {MOST} destinations already" for event in full]
        if found != (task.get(FIELD) or {}):
            tasks.append({**task, FIELD: found})
    return JobChange({"tasks": tasks} if tasks else {}, tuple(remarks))


def without_destination(settings: Json, destination: str) -> JobChange:
    """The change that takes a destination out of a job and its tasks; all others stay."""
    changed: Json = {}
    found = _without(settings.get(FIELD) or {}, destination)
    if found != (settings.get(FIELD) or {}):
        changed[FIELD] = found
    tasks = [
        {**task, FIELD: left}
        for task in settings.get("tasks") or ()
        if (left := _without(task.get(FIELD) or {}, destination)) != (task.get(FIELD) or {})
    ]
    return JobChange({**changed, "tasks": tasks} if tasks else changed)


def _with(notifications: Json, destination: str, events: Iterable[JobEvent]) -> tuple[Json, list[JobEvent]]:
    found, full = dict(notifications), []
    for event in events:
        listed = list(notifications.get(FIELD_OF[event]) or ())
        if any(each.get("id") == destination for each in listed):
            continue
        if len(listed) >= MOST:
            full.append(event)
            continue
        found[FIELD_OF[event]] = [*listed, {"id": destination}]
    return found, full


def _without(notifications: Mapping[str, list[Json]], destination: str) -> Json:
    left = {name: [each for each in listed if each.get("id") != destination] for name, listed in notifications.items()}
    return {name: listed for name, listed in left.items() if listed or listed == notifications[name]}


def _remarks(settings: Json, events: Iterable[JobEvent], *, to_tasks: bool) -> Iterable[str]:
    if (settings.get("deployment") or {}).get("kind") == "BUNDLE":
        yield "a bundle deploys it and takes this back at its next deployment: add the lines of --print yaml to it"
    if not to_tasks and any(task.get("max_retries") for task in settings.get("tasks") or ()):
        yield "its tasks are retried, and a job reports no attempt that is: --level task reports each"
    rules = (settings.get("health") or {}).get("rules") or ()
    metrics = [str(rule.get("metric") or "") for rule in rules]
    for event in events:
        beginning = METRICS_OF.get(event)
        if beginning and not any(metric.startswith(beginning) for metric in metrics):
            yield f"it has no health rule of {beginning}, so that {event} never occurs"
