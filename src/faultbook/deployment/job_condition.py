"""How a deployed job is: paused, fresh by its own schedule, and what its last run failed with. Reads only."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.quartz import firing
from faultbook.deployment.resource_condition import ResourceCondition
from faultbook.deployment.troubles import remedies

MOST_RUNS = 20
_NO_FAULT = ("SUCCESS", "EXCLUDED", "UPSTREAM_FAILED", "UPSTREAM_CANCELED")
"""Results of tasks that did not fail themselves. EXCLUDED: a condition did not hold."""
LATE_AFTER = 2.5
"""A scheduled job is late after so many of its intervals without a success."""
_NOBODY = "no recipient of its failures: faultbook init, or failure_emails in databricks.yml"


def job_condition(client: Any, row: ResourceCondition, now: datetime, target: str) -> ResourceCondition:
    """The row of a job, from its settings and its last 20 runs; raises what the SDK raises."""
    settings = client.jobs.get(int(row.resource.id)).settings
    runs = [run for run in _last_runs(client, int(row.resource.id)) if _result(run)]
    success = next((run for run in runs if _result(run) == "SUCCESS"), None)
    row = replace(row, paused=_paused(settings), fresh=_age(success, now) if success else "never ran well")
    if runs and _result(runs[0]) != "SUCCESS":
        words = _words(client, runs[0])
        known = " ".join(remedies(words)) or f"read the run: {runs[0].run_page_url}"
        return replace(row, failed=words, remedy=f"{row.resource.name}: {known}", is_bad=True)
    if row.paused == "no" and (interval := _interval(settings)) and _is_late(success, now, interval):
        remedy = (
            f"{row.resource.name} runs every {_span(interval)} and did not: "
            f"databricks bundle run {row.resource.key} --target {target}"
        )
        return replace(row, remedy=remedy, is_bad=True)
    if row.paused == "no" and not _hears(settings):
        return replace(row, remedy=_NOBODY)
    return row


def _last_runs(client: Any, number: int) -> Iterable[Any]:
    for place, run in enumerate(client.jobs.list_runs(job_id=number, limit=MOST_RUNS)):
        if place >= MOST_RUNS:
            return
        yield run


def _result(run: Any) -> str:
    """SUCCESS, FAILED, TIMEDOUT ...; '' while it runs."""
    return str(run.state.result_state.value) if run.state and run.state.result_state else ""


def _words(client: Any, run: Any) -> str:
    """The first line of what the first failed task printed, or the run's own message."""
    whole = client.jobs.get_run(run.run_id)
    for task in whole.tasks or []:
        if task.state and task.state.result_state and task.state.result_state.value not in _NO_FAULT:
            error = client.jobs.get_run_output(task.run_id).error or task.state.state_message
            return _first_line(f"{task.task_key}: {error}")
    return _first_line(whole.state.state_message or _result(run))


def _paused(settings: Any) -> str:
    timed = settings.schedule or settings.trigger or settings.continuous
    if timed is None:
        return "by hand"
    return "yes" if timed.pause_status is not None and timed.pause_status.value == "PAUSED" else "no"


def _interval(settings: Any) -> timedelta | None:
    """The usual time between two scheduled runs; None where no clock starts the job."""
    if settings.schedule is None:
        return None
    try:
        return timedelta(days=1 / firing(settings.schedule.quartz_cron_expression).times_a_day)
    except (BundleError, ZeroDivisionError):
        return None


def _is_late(success: Any, now: datetime, interval: timedelta) -> bool:
    """A job that never ran is not late: it may have been deployed a minute ago."""
    return success is not None and now - _ended(success) > LATE_AFTER * interval


def _hears(settings: Any) -> bool:
    emails, webhooks = settings.email_notifications, settings.webhook_notifications
    return bool((emails and emails.on_failure) or (webhooks and webhooks.on_failure))


def _ended(run: Any) -> datetime:
    return datetime.fromtimestamp((run.end_time or run.start_time or 0) / 1000, UTC)


def _age(run: Any, now: datetime) -> str:
    took = (run.end_time - run.start_time) / 1000 if run.end_time and run.start_time else None
    lasted = f", took {_span(timedelta(seconds=took))}" if took else ""
    return f"{_span(now - _ended(run))} ago{lasted}"


def _span(time: timedelta) -> str:
    seconds = max(int(time.total_seconds()), 0)
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:200]
