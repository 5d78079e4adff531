"""What a deployed bundle runs by itself: a bundle in, runs and queries of a day out. Nothing is measured.

A day is busy (logs arrive all day long) or quiet (nothing new arrives). The minutes of a run depend on the workspace;
`faultbook doctor --workspace` shows those of the last runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from faultbook.bundle.quartz import Firing, Minute, firing
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle, Resource, Tree

SECONDS_A_DAY = 86_400
ON_A_WAREHOUSE = ("alert_task", "sql_task", "dashboard_task")
"""Kinds of tasks that run on a warehouse. Those of one run share a start of it."""


@dataclass(frozen=True)
class Day:
    """What comes to pass on a day, at most: runs of jobs, queries of alerts, starts of the warehouse by both."""

    runs: float
    alert_queries: float
    warehouse_starts: float


@dataclass(frozen=True)
class RunningCost:
    """Runs a day by job. `scheduled`: by the clock, on an average day. `by_tables`: most runs after a table changed,
    none on a quiet day. `by_files`: most runs for arriving files; not in the runs of `busy`, as senders decide on them.
    """

    scheduled: dict[str, float]
    by_tables: dict[str, int]
    by_files: dict[str, int]
    busy: Day
    quiet: Day

    def sentences(self) -> Iterator[str]:
        """What it comes to, for people; a line each."""
        by_clock = ", ".join(f"{job} {_number(count)}" for job, count in sorted(self.scheduled.items()))
        after = ", ".join(f"{job} at most {most} after logs were read" for job, most in sorted(self.by_tables.items()))
        what = ", ".join(filter(None, [by_clock and f"by the clock {by_clock}", after]))
        yield f"busy day: at most {_number(self.busy.runs)} runs ({what or 'none'})"
        for job, most in sorted(self.by_files.items()):
            yield f"and {job} when logs arrive, at most {most} times"
        yield f"and {_queries(self.busy)}"
        yield f"quiet day, nothing new arrives: {_number(self.quiet.runs)} runs ({by_clock or 'none'})"
        yield f"and {_queries(self.quiet)}"
        if self.quiet.warehouse_starts < self.busy.warehouse_starts:
            yield "logs that have stopped are news: one start, and one more after each alert_silent_again_hours"


def running_cost(bundle: Bundle) -> RunningCost:
    """What the jobs and alerts of a bundle do in a day; BundleError where a schedule is not valid."""
    jobs = {job.key: job for job in bundle.resources("jobs")}
    scheduled = {key: firing(cron).times_a_day for key, job in jobs.items() if (cron := cron_of(bundle, job))}
    by_tables = {key: most for key, job in jobs.items() if (most := _most_runs(bundle, job, "table_update"))}
    by_files = {key: most for key, job in jobs.items() if (most := _most_runs(bundle, job, "file_arrival"))}
    own = [firing(cron) for alert in bundle.resources("alerts") if (cron := _cron_of_alert(alert))]
    by_itself = sum(alert.times_a_day for alert in own), _starts(own)
    return RunningCost(
        scheduled=scheduled,
        by_tables=by_tables,
        by_files=by_files,
        busy=_day(jobs, {**scheduled, **by_tables}, {**scheduled, **by_tables, **by_files}, by_itself, has_news=True),
        quiet=_day(jobs, scheduled, scheduled, by_itself, has_news=False),
    )


def evaluated_alerts(job: Resource) -> Iterator[tuple[str, bool]]:
    """The alert of each alert task of a job, by its id as written, and whether it waits for news of another task."""
    tasks = _tasks(job)
    for task in tasks.values():
        if "alert_task" in task:
            yield str(task["alert_task"].get("alert_id", "")), _waits_for_news(task, tasks)


def _day(
    jobs: dict[str, Resource],
    runs: dict[str, float],
    runs_with_ingest: dict[str, float],
    by_itself: tuple[float, float],
    *,
    has_news: bool,
) -> Day:
    queries, starts = by_itself
    for key, times in runs_with_ingest.items():
        tasks = _tasks(jobs[key])
        on_warehouse = [task for task in tasks.values() if any(kind in task for kind in ON_A_WAREHOUSE)]
        on_warehouse = [task for task in on_warehouse if has_news or not _waits_for_news(task, tasks)]
        queries += times * sum("alert_task" in task for task in on_warehouse)
        starts += times if on_warehouse else 0
    return Day(sum(runs.values()), queries, starts)


def _tasks(job: Resource) -> dict[str, Tree]:
    return {str(task.get("task_key")): task for task in job.fields.get("tasks") or []}


def _waits_for_news(task: Tree, tasks: dict[str, Tree]) -> bool:
    """Whether a condition on a value of another task of the run comes before, at any distance."""
    before = [tasks.get(str(needed.get("task_key")), {}) for needed in task.get("depends_on") or []]
    return any(
        ".values." in str((other.get("condition_task") or {}).get("left")) or _waits_for_news(other, tasks)
        for other in before
    )


def cron_of(bundle: Bundle, job: Resource) -> str:
    """A job's Quartz expression, with the bundle's variables; empty where it has no schedule, or a paused one."""
    schedule = job.fields.get("schedule") or {}
    written = "" if schedule.get("pause_status") == "PAUSED" else str(schedule.get("quartz_cron_expression") or "")
    return resolved(written, meanings(bundle)) if written else ""


def _cron_of_alert(alert: Resource) -> str:
    schedule = alert.fields.get("schedule") or {}
    return "" if schedule.get("pause_status") == "PAUSED" else str(schedule.get("quartz_cron_schedule") or "")


def _most_runs(bundle: Bundle, job: Resource, kind: str) -> int:
    """Most runs of a day that a trigger of this kind starts; 0 without one."""
    trigger = (job.fields.get("trigger") or {}).get(kind)
    if not isinstance(trigger, dict):
        return 0
    gap = resolved(str(trigger.get("min_time_between_triggers_seconds", 60)), meanings(bundle))
    return ceil(SECONDS_A_DAY / int(gap))


def _starts(alerts: list[Firing]) -> float:
    """Alerts of one minute share one start."""
    days: dict[Minute, float] = {}
    for alert in alerts:
        for minute in alert.minutes:
            days[minute] = max(days.get(minute, 0.0), alert.days)
    return sum(days.values())


def _queries(day: Day) -> str:
    if not day.alert_queries and not day.warehouse_starts:
        return "no alert query: no warehouse is started"
    times = _number(day.warehouse_starts)
    return f"at most {_number(day.alert_queries)} alert queries, which start the warehouse {times} times"


def _number(count: float) -> str:
    return f"{count:.1f}".removesuffix(".0")
