"""What every test may ask for: one Spark session per process, never stopped between tests."""

import pytest
from hypothesis import settings

# The same examples at every run: a failure is the code's, not the dice's.
settings.register_profile("faultbook", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("faultbook")


@pytest.fixture(scope="session")
def spark():
    """The session. What a test leaves in it (views, settings) stays: take names of your own, reset what you set."""
    from faultbook.engine.session import open_session  # noqa: PLC0415  (tests without Spark start in no time)

    return open_session(app="faultbook-tests", master="local[2]", short=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.spark)
