"""What an ingest by Spark costs beyond its rows: jobs, stages, generated code, repeated work, rows in the driver."""

import pytest

from faultbook.jobs import ingest
from faultbook.settings import ReadWith
from faultbook.steps import Steps
from tests.compiled import compiled
from tests.jobs.spark_work import spark_work
from tests.jobs.test_read_with import land_everything
from tests.jobs.workspace import assert_invariants_hold, make_workspace

MOST_JOBS, MOST_STAGES = 9, 14


@pytest.mark.verify
def test_an_ingest_of_a_mixed_folder_starts_few_jobs(spark, empty_lakehouse, tmp_path, shown):
    workspace = make_workspace(tmp_path / "few", empty_lakehouse, read_with=ReadWith.SPARK)
    land_everything(workspace)
    with compiled(spark):
        work = spark_work(spark, lambda: ingest.run(spark, workspace.settings, Steps(task="ingest")))
    shown(str(work))
    assert_invariants_hold(workspace)
    assert len(work.jobs) <= MOST_JOBS, work
    assert work.stages <= MOST_STAGES, work
