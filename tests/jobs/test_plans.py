"""What an ingest by Spark costs beyond its rows: jobs, stages, generated code, repeated work, rows in the driver."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
import pytest
from pyspark.sql import DataFrame

from faultbook.jobs import ingest
from faultbook.jobs.ingestion import by_spark
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import ReadWith
from faultbook.steps import Steps
from tests.compiled import compiled
from tests.jobs.spark_work import SparkWork, method_bytes, plan_of, spark_work
from tests.jobs.test_read_with import land_everything
from tests.jobs.workspace import RECORD, assert_invariants_hold, make_workspace

MOST_JOBS, MOST_STAGES = 9, 14
MOST_METHOD_BYTES = 8_000
"""Methods that are larger are never compiled by HotSpot."""
PYTHON_STEPS = ("MapInArrow", "ArrowEvalPython", "BatchEvalPython", "FlatMapGroupsInArrow")


@dataclass
class Ingested:
    """What Spark did in an ingest, the frames that it appended by table, and how many rows it gave to the driver."""

    work: SparkWork = field(default_factory=lambda: SparkWork([], 0))
    appended: dict[str, DataFrame] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=list)


@pytest.fixture
def mixed(spark, empty_lakehouse, tmp_path, monkeypatch) -> Iterator[Ingested]:
    """A folder of every format, with rejects, into empty tables; queries are compiled as for much data."""
    workspace = make_workspace(tmp_path / "mixed", empty_lakehouse, read_with=ReadWith.SPARK)
    land_everything(workspace)
    found = _watched(spark, workspace, monkeypatch)
    assert_invariants_hold(workspace)
    assert {"error_logs_parsed", "logs", "text_logs", "error_logs_rejected"} <= found.appended.keys()
    with compiled(spark):
        yield found


@pytest.mark.verify
def test_an_ingest_of_a_mixed_folder_is_few_jobs_small_methods_and_each_step_once(spark, mixed, shown):
    shown(str(mixed.work))
    assert len(mixed.work.jobs) <= MOST_JOBS, mixed.work
    assert mixed.work.stages <= MOST_STAGES, mixed.work
    sizes = {name: method_bytes(spark, rows) for name, rows in mixed.appended.items()}
    shown(f"largest methods in bytes: {sizes}")
    assert 0 < max(sizes.values()) <= MOST_METHOD_BYTES, sizes
    plans = {name: plan_of(rows) for name, rows in mixed.appended.items()}
    for name, plan in plans.items():
        steps = {step: plan.count(f"{step} ") for step in PYTHON_STEPS}
        assert sum(steps.values()) <= 1, (name, plan)
    assert "MapInArrow" in plans["logs"] and "MapInArrow" not in plans["error_counts"]
    files = 110
    assert max(mixed.fetched) <= files, mixed.fetched


@pytest.mark.verify
def test_much_of_one_format_is_few_jobs_too(spark, empty_lakehouse, tmp_path, monkeypatch, shown):
    workspace = make_workspace(tmp_path / "much", empty_lakehouse, read_with=ReadWith.SPARK)
    for number in range(40):
        workspace.land(f"api/{number}.log", RECORD.format(number) * 20 + "no record\n")
    monkeypatch.setattr(by_spark, "LITTLE_BYTES", 0)
    found = _watched(spark, workspace, monkeypatch)
    shown(str(found.work))
    assert_invariants_hold(workspace)
    assert len(found.work.jobs) <= MOST_JOBS, found.work
    assert found.work.stages <= MOST_STAGES, found.work
    with compiled(spark):
        sizes = {name: method_bytes(spark, rows) for name, rows in found.appended.items()}
    shown(f"largest methods in bytes: {sizes}")
    assert 0 < max(sizes.values()) <= MOST_METHOD_BYTES, sizes
    assert max(found.fetched) <= 40


def _watched(spark, workspace, monkeypatch) -> Ingested:
    found = Ingested()
    with monkeypatch.context() as patched, compiled(spark):
        patched.setattr(Lakehouse, "append", _noting(Lakehouse.append, found.appended))
        for name in ("collect", "toArrow", "toPandas"):
            patched.setattr(type(spark.range(1)), name, _counting(getattr(type(spark.range(1)), name), found.fetched))
        run = partial(ingest.run, spark, workspace.settings, Steps(task="ingest"))
        found.work = spark_work(spark, run)
    return found


def _noting(append, appended):
    def noted(lakehouse, table, rows, **options):
        appended[table.name] = rows
        append(lakehouse, table, rows, **options)

    return noted


def _counting(fetch, fetched):
    def counted(rows, *values):
        found = fetch(rows, *values)
        fetched.append(found.num_rows if isinstance(found, pa.Table) else len(found))
        return found

    return counted
