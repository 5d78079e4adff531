"""Lakehouses that several tests of serve only read: made once."""

import pytest

from tests.serve.seeded_lakehouse import seeded_lakehouse
from tests.serve.small_lakehouse import make_lakehouse


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory):
    return seeded_lakehouse(tmp_path_factory.mktemp("seeded"))


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory):
    return make_lakehouse(tmp_path_factory.mktemp("empty"))
