"""A server over a lakehouse, called without a network."""

import io
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from faultbook.serve.application import application
from faultbook.serve.asking.audit import Audit
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.web.access import Access
from faultbook.serve.web.service import WebService
from faultbook.stores.opening import open_store

PAGE = {"accept": "text/html"}


def store_of(folder: Path) -> Any:
    return open_store({}, folder)


def client(
    store: Any,
    access: Access | None = None,
    *,
    preferences: Preferences | None = None,
    limit: TokenBuckets | None = None,
    audit: io.StringIO | None = None,
    seconds: float | None = None,
    **more: Any,
) -> TestClient:
    """A client of the server. `store`: a store, or a function of the principal."""
    service = WebService(store if callable(store) else lambda _: store, Audit(audit or io.StringIO()), seconds=seconds)
    app = application(service, access or Access(), preferences or Preferences(":memory:"), limit or TokenBuckets(0))
    return TestClient(app, base_url="http://127.0.0.1", **more)
