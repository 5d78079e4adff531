"""The whole server: API and console behind the gate."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from faultbook.errors import FaultbookError
from faultbook.serve.console.pages import console, page_of_failure, wants_page
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.web.access import Access, Gate
from faultbook.serve.web.api import api, failed, not_found
from faultbook.serve.web.asking import Asking
from faultbook.serve.web.limits import ClientLimit


def application(asking: Asking, access: Access, preferences: Preferences, limit: ClientLimit | None = None) -> ASGIApp:
    """The ASGI application. `limit` None: the usual one."""
    app = api(asking)
    app.include_router(console(asking, access, preferences))

    def on_failure(request: Request, failure: Exception) -> Response:
        respond = not_found(request, failure) if isinstance(failure, HTTPException) else failed(request, failure)
        return page_of_failure(request, failure, respond.status_code) if wants_page(request) else respond

    for kind in (FaultbookError, HTTPException, Exception):
        app.add_exception_handler(kind, on_failure)
    return Gate(app, access, limit or ClientLimit(), asking.metrics)
