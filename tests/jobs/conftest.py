"""Houses for tests of jobs: tables are made once and copied."""

import pytest

from tests.jobs.house import House, build_house


@pytest.fixture
def house(spark, empty_lakehouse, tmp_path) -> House:
    return build_house(tmp_path, empty_lakehouse)
