"""How much Spark does while something runs: its jobs and stages, and of frames their generated code and their plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class SparkWork:
    """Jobs by what they are for, and the number of stages that ran (skipped ones are those of an earlier job)."""

    jobs: list[str]
    stages: int

    def __str__(self) -> str:
        return "\n".join([f"{len(self.jobs)} jobs, {self.stages} stages", *self.jobs])


def spark_work(spark: SparkSession, run: Callable[[], object]) -> SparkWork:
    """What Spark did in `run`, in all its threads: broadcasts, Delta's reads of its own log and subqueries too."""
    context: Any = spark._jsc.sc()
    before = max((job.jobId() for job in _jobs(context)), default=-1)
    run()
    jobs = [job for job in _jobs(context) if job.jobId() > before]
    return SparkWork([_name_of(job) for job in jobs], sum(job.numCompletedStages() for job in jobs))


def method_bytes(spark: SparkSession, rows: DataFrame) -> int:
    """The size of the largest method that Spark generates for a frame, in bytes; 0 where it generates none."""
    # Where it is planned again after each stage, a plan has no generated code before it runs.
    adaptive = spark.conf.get("spark.sql.adaptive.enabled")
    spark.conf.set("spark.sql.adaptive.enabled", "false")
    plan = rows.select("*")._jdf.queryExecution().executedPlan()
    spark.conf.set("spark.sql.adaptive.enabled", adaptive)
    debug = getattr(getattr(spark._jvm.org.apache.spark.sql.execution.debug, "package$"), "MODULE$")
    parts = debug.codegenStringSeq(plan)
    return max((part._3().maxMethodCodeSize() for part in _items(parts)), default=0)


def plan_of(rows: DataFrame) -> str:
    """The physical plan of a frame."""
    return rows._jdf.queryExecution().executedPlan().toString()


def _jobs(context: Any) -> list[Any]:
    context.listenerBus().waitUntilEmpty()
    return sorted(_items(context.statusStore().jobsList(None)), key=lambda job: job.jobId())


def _items(sequence: Any) -> Iterator[Any]:
    return (sequence.apply(place) for place in range(sequence.size()))


def _name_of(job: Any) -> str:
    words = job.description().get() if job.description().isDefined() else ""
    return f"{job.jobId()}: {job.name()} {words} ({job.numCompletedStages()} stages)"
