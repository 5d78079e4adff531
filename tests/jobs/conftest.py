"""Houses for tests of jobs: tables are made once and copied."""

import pytest

from tests.jobs.workspace import LocalWorkspace, make_workspace


@pytest.fixture
def workspace(spark, empty_lakehouse, tmp_path) -> LocalWorkspace:
    return make_workspace(tmp_path, empty_lakehouse)
