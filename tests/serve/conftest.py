"""One seeded lakehouse for every test that only asks."""

import pytest

from tests.serve.seeded_lakehouse import seeded_lakehouse
from tests.serve.small_lakehouse import make_lakehouse


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """Its folder; who writes makes one of their own."""
    return seeded_lakehouse(tmp_path_factory.mktemp("seeded"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """The folder of a lakehouse without a row; nobody writes it."""
    return make_lakehouse(tmp_path_factory.mktemp("empty"))
