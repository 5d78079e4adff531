"""Houses for tests of jobs: tables are made once per process and copied."""

from pathlib import Path

import pytest

from tests.jobs.house import WITHOUT_COMPILING, House, build_house, make_tables


@pytest.fixture(scope="session")
def empty_lakehouse(spark, tmp_path_factory) -> Path:
    return make_tables(spark, tmp_path_factory.mktemp("empty"))


@pytest.fixture(autouse=True)
def without_compiling(request):
    if "spark" not in request.fixturenames:
        yield
        return
    spark = request.getfixturevalue("spark")
    for name, value in WITHOUT_COMPILING.items():
        spark.conf.set(name, value)
    yield
    for name in WITHOUT_COMPILING:
        spark.conf.unset(name)


@pytest.fixture
def house(spark, empty_lakehouse, tmp_path) -> House:
    return build_house(tmp_path, empty_lakehouse)
