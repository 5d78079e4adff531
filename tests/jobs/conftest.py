"""Houses for tests of jobs: tables are made once per process and copied."""

from pathlib import Path

import pytest

from tests.jobs.house import House, build_house, make_tables


@pytest.fixture(scope="session")
def empty_lakehouse(spark, tmp_path_factory) -> Path:
    return make_tables(spark, tmp_path_factory.mktemp("empty"))


@pytest.fixture(autouse=True)
def without_compiling(request):
    """Jobs plan some forty queries for a handful of rows. Compiling each is a third of their time, and what is compiled
    is tested where the functions are (tests/transforms) and by the demo.
    """
    if "spark" not in request.fixturenames:
        yield
        return
    spark = request.getfixturevalue("spark")
    names = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    for name, value in names.items():
        spark.conf.set(name, value)
    yield
    for name in names:
        spark.conf.unset(name)


@pytest.fixture
def house(spark, empty_lakehouse, tmp_path) -> House:
    return build_house(tmp_path, empty_lakehouse)
