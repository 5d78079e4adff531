"""The office, made and opened once per module."""

from pathlib import Path

import pytest

from faultbook.stores.local.delta_files import LocalLakehouse
from pages.statements import LocalAnswers
from tests.publish.office import make_office
from tests.stores.small_lakehouse import SCHEMAS


@pytest.fixture(scope="session")
def office(tmp_path_factory) -> Path:
    return make_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def answers(office) -> LocalAnswers:
    return LocalAnswers(LocalLakehouse(office, SCHEMAS))
