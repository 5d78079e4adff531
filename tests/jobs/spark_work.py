"""How much Spark does while something runs: its jobs, the stages that ran, the plans of its queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession


@dataclass(frozen=True)
class SparkWork:
    """Jobs by what they are for, and the number of stages that ran (skipped ones are those of an earlier job)."""

    jobs: list[str]
    stages: int

    def __str__(self) -> str:
        return "\n".join([f"{len(self.jobs)} jobs, {self.stages} stages", *self.jobs])


def spark_work(spark: SparkSession, run: Callable[[], object]) -> SparkWork:
    """What Spark did in `run`, in all its threads: broadcasts, Delta's reads of its own log and subqueries too."""
    context: Any = getattr(spark, "_jsc").sc()  # noqa: B009  (untyped)
    before = _last_job(context)
    run()
    context.listenerBus().waitUntilEmpty()
    jobs = [job for job in _jobs(context) if job.jobId() > before]
    stages = sum(job.numCompletedStages() for job in jobs)
    return SparkWork([_name_of(job) for job in jobs], stages)


def _last_job(context: Any) -> int:
    context.listenerBus().waitUntilEmpty()
    return max((job.jobId() for job in _jobs(context)), default=-1)


def _jobs(context: Any) -> list[Any]:
    found = context.statusStore().jobsList(None)
    return sorted((found.apply(place) for place in range(found.size())), key=lambda job: job.jobId())


def _name_of(job: Any) -> str:
    words = job.description().get() if job.description().isDefined() else ""
    return f"{job.jobId()}: {job.name()} {words} ({job.numCompletedStages()} stages)"
