"""Fixtures of all tests: one Spark session per process, never stopped between tests, and tables made once."""

import gc
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples import register_profiles
from tests.fixture_files import fixture_path

register_profiles()


@pytest.fixture(scope="session")
def fixture_file() -> Callable[[str], Path]:
    """`fixture_file("cases/01/auth.log")`: the path of an input below `fixtures/`."""
    return fixture_path


@pytest.fixture(scope="session")
def spark():
    """The session. Views and settings that a test leaves in it stay: take names of your own, reset what you set."""
    from faultbook.engine.session import open_session  # noqa: PLC0415  (tests without Spark start quickly)
    from tests.compiled import compile_queries  # noqa: PLC0415

    session = open_session(app="faultbook-tests", master="local[2]", short=True)
    if os.environ.get("SPARK_API_MODE") == "connect":
        compile_queries(session)  # transforms are tested in both sessions: once each way
    return session


@pytest.fixture(scope="session")
def empty_lakehouse(spark, tmp_path_factory) -> Path:
    """A lakehouse as setup makes it, to copy from: once per run of the tests, however many processes there are."""
    from filelock import FileLock  # noqa: PLC0415

    from tests.jobs.workspace import make_tables  # noqa: PLC0415

    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "empty"
    made = root / "made"
    with FileLock(root.with_suffix(".lock")):
        if not made.exists():
            make_tables(spark, root)
            made.touch()
    return root / "lakehouse"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """The folder of a lakehouse with rows in every table, for tests that only read."""
    from tests.stores.seeded_lakehouse import seeded_lakehouse  # noqa: PLC0415

    return seeded_lakehouse(tmp_path_factory.mktemp("seeded"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """The folder of a lakehouse without a row; nobody writes it."""
    from tests.stores.small_lakehouse import make_lakehouse  # noqa: PLC0415

    return make_lakehouse(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def shown(record_property):
    """A function whose text is shown at the end of the run, also when the test passes, from any process."""
    return lambda text: record_property("shown", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        for name, text in report.user_properties:
            if name == "shown" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}\n{text}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.spark)
    if moving := [item.nodeid for item in items if _ADDRESS.search(item.nodeid)]:
        raise pytest.UsageError(f"ids differ from process to process, so that no two can share the tests: {moving[0]}")
    items.sort(key=_place)


def pytest_collection_finish() -> None:
    # Some million objects of modules and tests stay until the end: each collection would walk through all of them.
    gc.collect()
    gc.freeze()


_ADDRESS = re.compile(r"<.* at 0x[0-9a-f]+>")
"""An object without a name of its own, in the id of a test."""
LONGEST = (
    *("test_kills.py", "test_detect.py", "test_cost.py", "test_interrupted_runs.py", "test_maintenance.py"),
    *("test_upgrade.py", "test_generate.py", "jobs", "test_parity.py"),
)
"""Files and folders that begin, the longest first: else one process would end alone with them."""


def _place(item: pytest.Item) -> int:
    parts = item.path.parts
    return next((place for place, name in enumerate(LONGEST) if name in parts), len(LONGEST))
