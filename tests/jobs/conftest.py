"""Houses for tests of jobs: tables are made once and copied."""

import pytest

from tests.interpreted import interpreted
from tests.jobs.house import House, build_house


@pytest.fixture(autouse=True)
def short_queries(request):
    if "spark" not in request.fixturenames:
        yield
        return
    with interpreted(request.getfixturevalue("spark")):
        yield


@pytest.fixture
def house(spark, empty_lakehouse, tmp_path) -> House:
    return build_house(tmp_path, empty_lakehouse)
