"""A line and a count for each request. Outermost, so that no failure inside is logged or answered with its text."""

import time
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faultbook.receive.logs import log
from faultbook.receive.metrics import Metrics
from faultbook.receive.refusals import Refused

GONE = 499
"""Logged where the sender went away before an answer."""
_UNEXPECTED = Refused(500, "unexpected", "A fault of the receiver. Its log has the class of the error.")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class AccessLog:
    """ASGI middleware. The line has the endpoint's name, never the address that was called."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """`app` names the endpoint in scope["state"]["endpoint"]."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and logs it when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        began = time.monotonic()
        status = 0
        error = None

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting_status)
        except ClientDisconnect:
            status = status or GONE
        except Exception as failure:
            error = type(failure).__name__
            if not status:
                await _UNEXPECTED.response()(scope, receive, noting_status)
        finally:
            seconds = time.monotonic() - began
            endpoint = state.get("endpoint", "none")
            self._metrics.requests.labels(endpoint, str(status)).inc()
            self._metrics.seconds.labels(endpoint).observe(seconds)
            log(
                "request",
                endpoint=endpoint,
                method=scope["method"] if scope["method"] in _METHODS else "other",
                status=status,
                ms=round(seconds * 1_000, 1),
                remote=(scope.get("client") or (None,))[0],
                auth=state.get("auth"),
                envelope=state.get("envelope_id"),
                **({"error": error} if error else {}),
            )
