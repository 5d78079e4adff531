"""The storm of a night: a cluster dies; tasks on it fail, tasks after them do not run, and the shop's alerts fire."""

from dataclasses import replace
from random import Random

from faultbook_samples.nights.messages import (
    Alert,
    Run,
    Task,
    alertmanager,
    cluster_died,
    job_notification,
    pipeline_failed,
    polled_run,
    polled_task,
)
from faultbook_samples.nights.truth import BEGIN, Decided, Expected, Plot, minute

STORY = "a cluster dies"
SERVICE, ENVIRONMENT = "checkout", "prod"
JOBS = ("load orders", "load stock", "load prices", "build features", "train ranking", "export feeds", "sync accounts")
ALERTS = ("HighErrorRate", "HighLatency", "QueueGrows", "CacheMisses", "TooManyRestarts")
SEVERITIES = ("critical", "error", "warning")
MANY_FAILURES = 5
TEN_MINUTES = 600
NOT_RUN = "The task did not run: a task before it failed."
_SEVERITY = {"critical": "critical", "error": "high", "warning": "medium"}
_GOOD_RUNS = (180, 215, 240)


def storm(rng: Random) -> Plot:
    """The story, from the loss of the driver in minute 81 to the last alert that ends in minute 200."""
    plot = Plot()
    cluster = f"1113-2{rng.randrange(10_000, 60_000)}-{rng.randrange(16**8):08x}"
    died = minute(81 + rng.random())
    [event] = plot.arrive(minute(93), cluster_died(cluster, "etl nightly", died), STORY)
    plot.incidents.append(
        Expected("cluster", STORY, frozenset({event}), 1, "critical", state="resolved", resolved_by="person")
    )
    plot.decisions += [
        Decided(minute(122.5), "cluster", "acknowledge", "ben", "looking into it"),
        Decided(minute(122.6), "cluster", "assign", "ben", "on call", {"assignee": "ben"}),
        Decided(minute(258.5), "cluster", "resolve", "ben", "the driver has a larger node now"),
    ]
    jobs = rng.sample(JOBS, rng.randint(5, 7))
    for number, job in enumerate(jobs, 1):
        _job(plot, rng, job, 700_000 + 1_000 * number, cluster, recovers=number % 2 == 0)
    _pipeline(plot, rng, cluster)
    _alerts(plot, rng)
    return plot


def _job(plot: Plot, rng: Random, job: str, run_id: int, cluster: str, *, recovers: bool) -> None:
    """A run whose tasks are on the cluster, reported by a webhook and the poller; and tasks that come after them."""
    started, ended = minute(70 + rng.random()), minute(85 + rng.random() * 3)
    run = Run(job, run_id, started, ended, "CLUSTER_ERROR")
    error = f"Cluster '{cluster}' was terminated. Reason: DRIVER_UNREACHABLE (CLOUD_FAILURE)."
    tasks = [
        Task(f"part_{number}", run_id + number, minute(83 + rng.random()), "CLUSTER_ERROR", "FAILED", error, cluster)
        for number in range(1, rng.randint(2, 4))
    ]
    after = [
        Task(name, run_id + 100 + number, minute(84 + rng.random()), "UPSTREAM_FAILED", "UPSTREAM_FAILED", NOT_RUN)
        for number, name in enumerate(("publish", "report")[: rng.randint(1, 2)])
    ]
    events: set[str] = set()
    events.update(plot.arrive(minute(88 + rng.random()), job_notification("on_failure", job, run_id), STORY))
    polled = minute(94 + rng.random())
    for task in tasks:
        events.update(plot.arrive(polled, polled_task(run, task), STORY))
    behind = {event for task in after for event in plot.arrive(polled, polled_task(run, task), STORY)}
    events.update(plot.arrive(polled, polled_run(run, tasks), STORY))
    if recovers:
        for number, at in enumerate(_GOOD_RUNS, 1):
            plot.arrive(minute(at + rng.random()), job_notification("on_success", job, run_id + 200 + number), STORY)
    job_label, after_label = f"job {job}", f"tasks after {job}"
    plot.incidents += [
        Expected(
            job_label,
            STORY,
            frozenset(events),
            len(events),
            "high",
            covered_by="cluster",
            state="resolved" if recovers else "open",
            resolved_by="good_runs" if recovers else None,
        ),
        Expected(
            after_label,
            STORY,
            frozenset(behind),
            len(behind),
            "low",
            covered_by=job_label,
            state="resolved",
            resolved_by="good_runs" if recovers else "quiet",
        ),
    ]


def _pipeline(plot: Plot, rng: Random, cluster: str) -> None:
    at = minute(83 + rng.random())
    error = f"Cluster '{cluster}' was terminated while the update was running."
    [event] = plot.arrive(
        minute(94), pipeline_failed("orders live", f"u-{rng.randrange(10**6)}", cluster, at, error), STORY
    )
    plot.incidents.append(Expected("pipeline", STORY, frozenset({event}), 1, "high", covered_by="cluster"))


def _alerts(plot: Plot, rng: Random) -> None:
    """More alerts of one service in seven minutes than the policy lets speak, and one that comes after them."""
    count = rng.randint(24, 32)
    seconds = sorted(rng.sample(range(420), count))
    firing = [
        Alert(
            ALERTS[number % len(ALERTS)],
            SERVICE,
            ENVIRONMENT,
            rng.choice(SEVERITIES),
            f"checkout-{number}",
            f"{rng.randrange(16**16):016x}",
            minute(84 + second / 60),
        )
        for number, second in enumerate(seconds)
    ]
    late = Alert("PaymentsWait", SERVICE, ENVIRONMENT, "critical", "checkout-0", "0" * 15 + "1", minute(130))
    staying = set(rng.sample([alert.fingerprint for alert in firing], 3))
    events: dict[str, str] = {}
    for first in range(0, count, 5):
        some = firing[first : first + 5]
        times = rng.choice((1, 1, 2))
        ids = plot.arrive(
            some[-1].starts.replace(microsecond=0) + (minute(0.5) - BEGIN), alertmanager(some), STORY, times
        )
        events |= dict(zip((alert.fingerprint for alert in some), ids, strict=True))
    [events[late.fingerprint]] = plot.arrive(minute(130.5), alertmanager([late]), STORY)
    every = [*firing, late]
    over = [replace(alert, ends=minute(172 + rng.random() * 25)) for alert in every if alert.fingerprint not in staying]
    for first in range(0, len(over), 6):
        some = over[first : first + 6]
        plot.arrive(max(alert.ends or minute(0) for alert in some) + (minute(0.5) - BEGIN), alertmanager(some), STORY)
    for number, alert in enumerate(every):
        is_over = alert.fingerprint not in staying
        plot.incidents.append(
            Expected(
                f"alert {alert.name} {number}",
                STORY,
                frozenset({events[alert.fingerprint]}),
                1,
                _SEVERITY[alert.severity],
                state="resolved" if is_over else "open",
                resolved_by="recovered" if is_over else None,
                umbrella="umbrella",
            )
        )
    plot.incidents += [
        Expected("umbrella", STORY, frozenset(), 0, "critical", "resolved", "quiet", is_umbrella=True),
        Expected(
            "many failures",
            STORY,
            frozenset(events.values()),
            held([int((alert.starts - BEGIN).total_seconds()) for alert in every], MANY_FAILURES, TEN_MINUTES),
            "critical",
            is_threshold=True,
            umbrella="umbrella",
        ),
    ]


def held(seconds: list[int], needed: int, span: int) -> int:
    """How many events lie in windows that held, where counting begins again after each; no two in one second."""
    total, kept = 0, list[int]()
    for at in sorted(seconds):
        kept = [*(each for each in kept if each > at - span), at]
        if len(kept) >= needed:
            total, kept = total + len(kept), []
    return total
