"""The receiver as an ASGI application: an endpoint for each sender, /health, /ready, /metrics."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from faultbook import __version__
from faultbook.receive.access_log import AccessLog
from faultbook.receive.credentials.presented import Presented
from faultbook.receive.endpoints import ReceiverConfig
from faultbook.receive.metrics import CONTENT_TYPE, Metrics
from faultbook.receive.receiving import Load, Receiving, query_of, recognise
from faultbook.receive.refusals import Refused, unauthorized, unavailable
from faultbook.receive.sinks.sink import Sink

READY_RETRY_SECONDS = 10


def create_app(config: ReceiverConfig, sink: Sink) -> ASGIApp:
    """The application. It starts and stops the sink with the server. ValueError where an endpoint has no credential."""
    metrics = Metrics([endpoint.name for endpoint in config.endpoints], sink)
    load = Load()

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    async def ready(_: Request) -> Response:
        if problem := sink.problem():
            return unavailable(problem, READY_RETRY_SECONDS).response()
        return JSONResponse({"status": "ready"})

    async def measured(request: Request) -> Response:
        presented = Presented(request.headers, query_of(request))
        try:
            if config.metrics and await recognise(config.metrics, presented, with_body=False) is None:
                raise unauthorized(body_is_read=True)
        except Refused as refused:
            return refused.response()
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await sink.start()
        try:
            yield
        finally:
            await sink.stop()

    routes = [
        Route("/health", _named("health", health), methods=["GET"]),
        Route("/ready", _named("ready", ready), methods=["GET"]),
        Route("/metrics", _named("metrics", measured), methods=["GET"]),
    ]
    for endpoint in config.endpoints:
        if not endpoint.credentials:
            raise ValueError(f"{endpoint.name}: found no credential; an endpoint without one does not start")
        handler = Receiving(endpoint, config, sink, metrics, load)
        routes.append(Route(f"/{endpoint.name}", _named(endpoint.name, handler), methods=["POST"]))
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _refused})
    # A redirect would repeat the parameters of the address, and a token may be one of them.
    app.router.redirect_slashes = False
    return AccessLog(app, metrics)


Handler = Callable[[Request], Awaitable[Response]]


def _named(name: str, handler: Handler) -> Handler:
    """The handler, which names its endpoint for log and metrics first."""

    async def handle(request: Request) -> Response:
        request.state.endpoint = name
        return await handler(request)

    return handle


async def _refused(_: Request, failure: Exception) -> Response:
    """404 and 405, as a problem without the address. The connection ends: a body may still be coming."""
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": "See docs/receiver.md."}
    allowed = dict((failure.headers if isinstance(failure, HTTPException) else None) or {})
    return JSONResponse(problem, status, {**allowed, "Connection": "close"}, "application/problem+json")
