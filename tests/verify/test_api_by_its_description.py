"""The API against its own OpenAPI text: schemathesis makes requests from it, valid and not, and looks at each response.

No answer may have a status, a type or a shape that the text does not promise; none may be a fault of the program.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from faultbook.serve.application import application
from faultbook.serve.asking.audit import Audit
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.web.access import Access
from faultbook.serve.web.service import WebService
from faultbook.stores.opening import open_store
from tests.stores.small_lakehouse import make_lakehouse

pytestmark = pytest.mark.verify

EXAMPLES = 8


def no_fault(context, response, case):
    """No 500 and no 504; 503 only where a view is not there yet."""
    not_there_yet = response.status_code == 503 and "There is no view" in response.text
    assert response.status_code < 500 or not_there_yet, response.text


CHECKS = [no_fault, status_code_conformance, content_type_conformance, response_schema_conformance]


class Nowhere:
    """Takes audit lines and forgets them."""

    def write(self, text):
        return len(text)

    def flush(self):
        return None


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    store = open_store({}, make_lakehouse(tmp_path_factory.mktemp("described")))
    app = application(
        WebService(lambda _: store, Audit(Nowhere())),
        Access(hosts=("testserver",)),
        Preferences(":memory:"),
        TokenBuckets(0),
    )
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


def operations(described):
    return [found.ok() for found in described.get_all_operations()]


def test_every_answer_is_as_described(described):
    tried = operations(described)
    assert len(tried) > 20
    for operation in tried:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case):
            case.call_and_validate(checks=CHECKS)

        ask()
