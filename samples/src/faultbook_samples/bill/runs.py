"""Runs of jobs with failures, repairs and slices per hour, and the statements and usage that they make."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from faultbook_samples.bill.billing import run_usage
from faultbook_samples.bill.estate import ACCOUNT, JOBS, Job
from faultbook_samples.bill.options import AccountOptions
from faultbook_samples.bill.statements import serverless_statement

Row = dict[str, Any]
_HOUR = timedelta(hours=1)
_CLUSTER_START = timedelta(minutes=4)
_REPAIR_AFTER = timedelta(minutes=25)
_OF_RUNS = {"trigger_type": "PERIODIC", "run_type": "JOB_RUN"}


@dataclass
class Runs:
    """Rows of the timelines, of usage and of query history."""

    jobs: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    usage: list[Row] = field(default_factory=list)
    statements: list[Row] = field(default_factory=list)


def make_runs(options: AccountOptions, dice: random.Random) -> Runs:
    """Every run of every job that began before `as_of`."""
    runs = Runs()
    number = 880_000
    for job in JOBS:
        at = options.start + job.first
        while at < options.as_of - timedelta(hours=3):
            number += 1
            _run(job, str(number), at, runs, dice)
            at += job.every
    return runs


def _run(job: Job, run_id: str, begin: datetime, runs: Runs, dice: random.Random) -> None:
    cluster = None if job.serverless else f"{begin:%m%d-%H%M%S}-j{job.job_id[-2:]}{run_id[-3:]}"
    at = begin + (timedelta(0) if job.serverless else _CLUSTER_START)
    at, done = _attempts(job, run_id, at, job.tasks, cluster=cluster, runs=runs, dice=dice, attempt=1)
    first = {"result_state": "SUCCEEDED" if done == len(job.tasks) else "FAILED"}
    runs.jobs += _slices(job, begin, at, run_id, first | _OF_RUNS)
    used = [(begin, at)]
    if done < len(job.tasks) and dice.random() < 0.6:
        repaired = at + _REPAIR_AFTER
        end, more = _attempts(job, run_id, repaired, job.tasks[done:], cluster=cluster, runs=runs, dice=dice, attempt=2)
        state = "SUCCEEDED" if done + more == len(job.tasks) else "FAILED"
        runs.jobs += _slices(job, repaired, end, run_id, {"result_state": state} | _OF_RUNS)
        used.append((repaired, end))
    for since, until in used:
        metadata = {"job_id": job.job_id, "job_run_id": run_id, "job_name": job.name, "cluster_id": cluster}
        runs.usage += run_usage(
            job.workspace,
            job.sku,
            since,
            until,
            job.dbu_per_hour,
            name=f"u-{run_id}-{since:%d%H%M}",
            metadata=metadata,
            run_as=job.run_as,
            serverless=job.serverless,
        )
    if job.serverless:
        runs.statements.append(serverless_statement(job.workspace.workspace_id, job.job_id, run_id, begin))


def _attempts(
    job: Job,
    run_id: str,
    at: datetime,
    tasks: tuple[tuple[str, int], ...],
    *,
    cluster: str | None,
    runs: Runs,
    dice: random.Random,
    attempt: int,
) -> tuple[datetime, int]:
    """Runs tasks until one fails; returns when that was and how many succeeded."""
    for place, (key, seconds) in enumerate(tasks):
        end = at + timedelta(seconds=round(seconds * dice.uniform(0.7, 1.6)))
        failed = dice.random() < job.fails / attempt
        state = {"result_state": "FAILED" if failed else "SUCCEEDED"}
        names = {
            "task_key": key,
            "job_run_id": run_id,
            "parent_run_id": None,
            "compute_ids": [cluster] if cluster else [],
        }
        runs.tasks += _slices(job, at, end, f"{run_id}{place}{attempt}", state | names)
        at = end
        if failed:
            return at, place
    return at, len(tasks)


def _slices(job: Job, since: datetime, until: datetime, run_id: str, facts: Row) -> Iterator[Row]:
    """A row per clock hour; how it ended is in the last one only."""
    at = since
    while at < until:
        end = min(until, at.replace(minute=0, second=0, microsecond=0) + _HOUR)
        last = end >= until
        yield {
            "account_id": ACCOUNT,
            "workspace_id": job.workspace.workspace_id,
            "job_id": job.job_id,
            "run_id": run_id,
            "period_start_time": at,
            "period_end_time": end,
            "termination_code": ("SUCCESS" if facts["result_state"] == "SUCCEEDED" else "RUN_EXECUTION_ERROR")
            if last
            else None,
        } | (facts if last else facts | {"result_state": None})
        at = end
