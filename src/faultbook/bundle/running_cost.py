"""What a deployed bundle runs by itself: a bundle in, runs and queries of an average day out. Nothing is measured.

The minutes of a run depend on the workspace; `faultbook doctor --workspace` shows those of the last runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from faultbook.bundle.quartz import Firing, Minute, firing
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle, Resource

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class RunningCost:
    """An average day. `scheduled`: runs by job, whatever arrives. `by_arrival`: most runs by job, none where nothing
    arrives. `alert_queries`: queries of alerts. `warehouse_starts`: how often these start the warehouse; alerts of one
    minute share one start.
    """

    scheduled: dict[str, float]
    by_arrival: dict[str, float]
    alert_queries: float
    warehouse_starts: float

    @property
    def scheduled_runs(self) -> float:
        """Runs of all jobs that a clock starts."""
        return sum(self.scheduled.values())

    def sentences(self) -> Iterator[str]:
        """What it comes to, for people; a line each."""
        by_job = ", ".join(f"{job} {_number(count)}" for job, count in sorted(self.scheduled.items()))
        yield f"{_number(self.scheduled_runs)} scheduled runs a day ({by_job})"
        for job, most in sorted(self.by_arrival.items()):
            yield f"{job} runs when logs arrive, at most {_number(most)} times a day"
        if self.alert_queries:
            starts = _number(self.warehouse_starts)
            yield f"{_number(self.alert_queries)} alert queries a day, which start the warehouse {starts} times"
        else:
            yield "no alert queries: no warehouse is started"


def running_cost(bundle: Bundle) -> RunningCost:
    """What the jobs and alerts of a bundle do on an average day; BundleError where a schedule is not valid."""
    jobs = list(bundle.resources("jobs"))
    alerts = [firing(str(alert.fields["schedule"]["quartz_cron_schedule"])) for alert in bundle.resources("alerts")]
    return RunningCost(
        scheduled={job.key: firing(_cron(job)).times_a_day for job in jobs if _cron(job)},
        by_arrival={job.key: SECONDS_A_DAY / gap for job in jobs if (gap := _gap(bundle, job))},
        alert_queries=sum(alert.times_a_day for alert in alerts),
        warehouse_starts=_starts(alerts),
    )


def _cron(job: Resource) -> str:
    return str((job.fields.get("schedule") or {}).get("quartz_cron_expression") or "")


def _gap(bundle: Bundle, job: Resource) -> int:
    """Fewest seconds between two runs that a trigger starts; 0 without a trigger."""
    triggers = [trigger for trigger in (job.fields.get("trigger") or {}).values() if isinstance(trigger, dict)]
    gaps = [str(trigger.get("min_time_between_triggers_seconds", 60)) for trigger in triggers]
    return min((int(resolved(gap, meanings(bundle))) for gap in gaps), default=0)


def _starts(alerts: list[Firing]) -> float:
    days: dict[Minute, float] = {}
    for alert in alerts:
        for minute in alert.minutes:
            days[minute] = max(days.get(minute, 0.0), alert.days)
    return sum(days.values())


def _number(count: float) -> str:
    return f"{count:.1f}".removesuffix(".0")
