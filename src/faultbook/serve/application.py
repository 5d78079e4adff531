"""The whole server: API and console behind its middleware."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from faultbook.errors import FaultbookError
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.console.pages import console, page_of_failure, wants_page
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.deciding import Deciding
from faultbook.serve.web.access import Access, Authentication
from faultbook.serve.web.api import api, failed, not_found
from faultbook.serve.web.decision_routes import decision_routes
from faultbook.serve.web.rate_limiting import REQUESTS_PER_MINUTE, RateLimiting
from faultbook.serve.web.request_metrics import RequestMetrics
from faultbook.serve.web.security_headers import SecurityHeaders
from faultbook.serve.web.service import WebService


def application(
    service: WebService,
    access: Access,
    preferences: Preferences,
    limit: TokenBuckets | None = None,
    deciding: Deciding | None = None,
) -> ASGIApp:
    """The ASGI application. `limit` by client; None: REQUESTS_PER_MINUTE. `deciding` None: as in the defaults."""
    app = api(service)
    decisions = deciding or Deciding(service)
    app.include_router(decision_routes(decisions))
    app.include_router(console(service, access, preferences, decisions))

    def on_failure(request: Request, failure: Exception) -> Response:
        respond = not_found(request, failure) if isinstance(failure, HTTPException) else failed(request, failure)
        return page_of_failure(request, failure, respond.status_code) if wants_page(request) else respond

    for kind in (FaultbookError, HTTPException, Exception):
        app.add_exception_handler(kind, on_failure)
    buckets = TokenBuckets(REQUESTS_PER_MINUTE) if limit is None else limit
    limited = RateLimiting(Authentication(app, access), buckets, behind_proxy=access.behind_proxy)
    return RequestMetrics(SecurityHeaders(limited), service.metrics)
