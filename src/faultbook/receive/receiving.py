"""One request of a sender: recognised, read, kept, answered. In this order, so that an unknown sender costs little."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from faultbook.events.envelope import Envelope
from faultbook.receive.bodies import discard_body, is_of_its_type, read_body, require_content_type, require_length
from faultbook.receive.credentials.presented import Credential, CredentialsUnavailable, Presented
from faultbook.receive.credentials.standard_webhooks import TIMESTAMP
from faultbook.receive.endpoints import KEPT_HEADERS, Endpoint, ReceiverConfig
from faultbook.receive.metrics import Metrics
from faultbook.receive.refusals import Refused, unauthorized, unavailable
from faultbook.receive.sinks.sink import Sink, SinkUnavailable

JWKS_RETRY_SECONDS = 30
BUSY_RETRY_SECONDS = 1
_LONGEST_HEADER = 1_024
_MOST_PARAMETERS = 100


@dataclass
class Load:
    """How many requests of senders are under way, over all endpoints."""

    requests: int = 0


class Receiving:
    """The handler of one endpoint."""

    def __init__(self, endpoint: Endpoint, config: ReceiverConfig, sink: Sink, metrics: Metrics, load: Load) -> None:
        """`sink` is started already when a request comes; `load` is shared with other endpoints."""
        self._endpoint = endpoint
        self._config = config
        self._sink = sink
        self._metrics = metrics
        self._load = load

    async def __call__(self, request: Request) -> Response:
        """Answers 202 for a new envelope, 200 for one that is there already, else a problem."""
        if self._load.requests >= self._config.limits.requests_at_once:
            headers = {"Retry-After": str(BUSY_RETRY_SECONDS)}
            return Refused(429, "busy", "Too many requests at once. Send it again.", headers).response()
        self._load.requests += 1
        try:
            return await self._received(request)
        except Refused as refused:
            if not refused.body_is_read and refused.status != 408:
                refused.body_is_read = await discard_body(request, self._config.limits)
            return refused.response()
        finally:
            self._load.requests -= 1

    async def _received(self, request: Request) -> Response:
        presented = Presented(request.headers, query_of(request))
        recognised = await recognise(self._endpoint.credentials, presented, with_body=False)
        if recognised is None and not any(
            each.needs_body and each.is_offered(presented) for each in self._endpoint.credentials
        ):
            raise unauthorized()
        require_length(request.headers, self._config.limits)
        content_type = (
            None if recognised is None else require_content_type(request.headers, self._endpoint.content_types)
        )
        body = await read_body(request, self._config.limits)
        if recognised is None:
            signed = Presented(presented.headers, presented.query, body)
            recognised = await recognise(self._endpoint.credentials, signed, with_body=True)
            if recognised is None:
                raise unauthorized(body_is_read=True)
        return await self._kept(request, recognised, content_type, body)

    async def _kept(
        self, request: Request, recognised: tuple[int, Credential], content_type: str | None, body: bytes
    ) -> Response:
        number, credential = recognised
        name = self._endpoint.name
        self._metrics.credentials.labels(name, f"{number}-{credential.kind}").inc()
        try:
            found = content_type or require_content_type(request.headers, self._endpoint.content_types)
        except Refused as refused:
            refused.body_is_read = True
            raise
        envelope = self._envelope(request, credential, body)
        request.state.envelope_id = envelope.envelope_id
        request.state.auth = credential.kind
        try:
            is_new = await self._sink.store(envelope)
        except SinkUnavailable as failure:
            raise unavailable(failure.reason, failure.retry_after) from failure
        if not is_of_its_type(body, found):
            self._metrics.kept.labels(name, "rejected").inc()
            detail = f"The body is no {found} in UTF-8. It was kept, and is reported as a reject."
            raise Refused(400, "wrong-text", detail, body_is_read=True)
        self._metrics.kept.labels(name, "new" if is_new else "repeated").inc()
        status = "kept" if is_new else "repeated"
        return JSONResponse({"status": status, "id": envelope.envelope_id}, 202 if is_new else 200)

    def _envelope(self, request: Request, credential: Credential, body: bytes) -> Envelope:
        headers = request.headers
        received_at = self._config.clock()
        delivery = headers.get(self._endpoint.delivery_header, "") if self._endpoint.delivery_header else ""
        if not delivery and self._endpoint.may_repeat_itself:
            delivery = f"received {received_at.astimezone(UTC):%Y-%m-%dT%H}"
        return Envelope(
            source=self._endpoint.source,
            received_at=received_at,
            body=body,
            content_type=headers.get("content-type", "")[:_LONGEST_HEADER],
            delivery_id=delivery[:_LONGEST_HEADER] or None,
            sent_at=_sent_at(headers.get(TIMESTAMP, "")) if credential.kind == "standard_webhooks" else None,
            headers={name: headers[name][:_LONGEST_HEADER] for name in KEPT_HEADERS if name in headers},
            remote=request.client.host if request.client else None,
            auth=credential.kind,
        )


async def recognise(
    credentials: Sequence[Credential], presented: Presented, *, with_body: bool
) -> tuple[int, Credential] | None:
    """Number and credential of the sender; None where none fits.

    Refused (503) where one might fit, and cannot be checked at the moment.
    """
    found = None
    unavailable_credentials = False
    for number, credential in enumerate(credentials, 1):
        if credential.needs_body != with_body or not credential.is_offered(presented):
            continue
        try:
            # Every credential is tried, so that the time does not depend on which one fits.
            if await credential.recognises(presented) and found is None:
                found = number, credential
        except CredentialsUnavailable:
            unavailable_credentials = True
    if found is None and unavailable_credentials:
        raise unavailable("the sender's keys cannot be fetched", JWKS_RETRY_SECONDS, body_is_read=False)
    return found


def query_of(request: Request) -> dict[str, list[str]]:
    """The parameters of the address; none where they cannot be read."""
    try:
        text = request.scope["query_string"].decode("ascii")
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except ValueError:
        return {}


def _sent_at(timestamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
