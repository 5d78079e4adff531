"""Refuses requests of a client that sends more than its rate limit."""

from starlette.types import ASGIApp, Receive, Scope, Send

from faultbook.serve.asking.rate_limit import RateLimited, TokenBuckets
from faultbook.serve.web.problems import refuse
from faultbook.serve.web.request_headers import forwarded_user, request_headers

REQUESTS_PER_MINUTE = 600
"""Of each client."""


class RateLimiting:
    """ASGI middleware. A client is an address; behind a proxy, the user that the proxy signed in."""

    def __init__(self, app: ASGIApp, buckets: TokenBuckets, *, behind_proxy: bool) -> None:
        """`buckets`: one per client."""
        self._app = app
        self._buckets = buckets
        self._behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 429 where the client's bucket is empty."""
        if scope["type"] == "http":
            try:
                self._buckets.take(client_of(scope, behind_proxy=self._behind_proxy))
            except RateLimited as refused:
                await refuse(refused, scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_of(scope: Scope, *, behind_proxy: bool) -> str:
    """The client's name: an address, `unknown` where there is none; behind a proxy the user, where there is one."""
    address = (scope.get("client") or ("unknown", 0))[0]
    return (forwarded_user(request_headers(scope)) if behind_proxy else "") or str(address)
