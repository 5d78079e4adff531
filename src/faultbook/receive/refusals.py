"""Why a request is not taken: a status and a fixed text. Nothing of what was sent is repeated."""

from dataclasses import dataclass, field

from starlette.responses import JSONResponse

_TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    408: "Request timeout",
    413: "Content too large",
    415: "Unsupported media type",
    429: "Too many requests",
    500: "Internal error",
    503: "Not available",
}


@dataclass
class Refused(Exception):
    """A request that is not taken. kind: for the type of the problem; body_is_read: whether the body was read whole."""

    status: int
    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    body_is_read: bool = False

    def response(self) -> JSONResponse:
        """The problem (RFC 9457). The connection is closed where a body may still be coming."""
        problem = {
            "type": f"urn:faultbook:problem:{self.kind}",
            "title": _TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
        }
        headers = dict(self.headers) if self.body_is_read else {**self.headers, "Connection": "close"}
        return JSONResponse(problem, self.status, headers, "application/problem+json")


def unauthorized(*, body_is_read: bool = False) -> Refused:
    """No credential, or a wrong one: which of both it is stays open."""
    headers = {"WWW-Authenticate": 'Basic realm="faultbook", Bearer'}
    detail = "No credential of this endpoint was found. Fix: send one that its configuration lists."
    return Refused(401, "unauthorized", detail, headers, body_is_read=body_is_read)


def too_large(limit: int) -> Refused:
    """A body above the limit."""
    return Refused(413, "too-large", f"The body is larger than {limit} bytes, which is the limit.")


def unavailable(reason: str, retry_after: int, *, body_is_read: bool = True) -> Refused:
    """Not kept, through no fault of the sender."""
    headers = {"Retry-After": str(max(retry_after, 1))}
    return Refused(503, "unavailable", f"Not kept: {reason}. Send it again.", headers, body_is_read=body_is_read)
