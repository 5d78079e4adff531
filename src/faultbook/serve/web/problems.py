"""What went wrong, as HTTP says it: a status for each kind of failure, and a problem in JSON (RFC 9457)."""

import re
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from faultbook.errors import FaultbookError
from faultbook.serve.asking.rate_limit import RateLimited
from faultbook.stores.deadline import DeadlineExceeded
from faultbook.stores.errors import InvalidQuery

MEDIA_TYPE = "application/problem+json"
UNEXPECTED = "It failed for a reason that is a fault of this program. Its log has the time and the kind of failure."


class Problem(BaseModel):
    """What went wrong with a request (RFC 9457)."""

    type: str = Field(description="urn:faultbook:problem:<kind>; the kind stays, the words may change.")
    title: str
    status: int
    detail: str = Field(description="What was found, what is expected, what to do.")
    instance: str = Field(description="Path that was asked.")


class NotFound(FaultbookError):
    """What the path names does not exist."""

    exit_code = 2


class NotAllowed(FaultbookError):
    """Who asks has not shown who they are."""

    exit_code = 3


class Refused(FaultbookError):
    """The request comes from where none may come from, whoever sends it."""

    exit_code = 3


_STATUS: tuple[tuple[type[FaultbookError], int, str], ...] = (
    (NotFound, 404, "Not found"),
    (InvalidQuery, 400, "Wrong question"),
    (RateLimited, 429, "Too many requests"),
    (NotAllowed, 401, "Unauthorized"),
    (Refused, 403, "Refused"),
    (DeadlineExceeded, 504, "Took too long"),
)


def problem(failure: Exception, instance: str) -> Problem:
    """The problem: 4xx where the caller can fix it, 503 where the lakehouse cannot be reached, 500 for our own faults.

    A failure that is no FaultbookError keeps its words to itself.
    """
    status, title = _kind(failure)
    kind = type(failure).__name__ if isinstance(failure, FaultbookError) else "Unexpected"
    slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
    detail = str(failure) if isinstance(failure, FaultbookError) else UNEXPECTED
    return Problem(type=f"urn:faultbook:problem:{slug}", title=title, status=status, detail=detail, instance=instance)


async def refuse(failure: FaultbookError, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends the failure as the response of a request that a middleware does not let through."""
    await response_of(problem(failure, scope["path"]), headers_of(failure))(scope, receive, send)


def response_of(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """The response that carries the problem."""
    return Response(found.model_dump_json(), found.status, headers, MEDIA_TYPE)


def headers_of(failure: Exception) -> dict[str, str]:
    """Headers that go with the failure's status."""
    if isinstance(failure, RateLimited):
        return {"Retry-After": str(failure.seconds)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(failure, NotAllowed) else {}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses as OpenAPI has them."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {each: {"description": _WORDS[each], "content": {MEDIA_TYPE: {"schema": schema}}} for each in statuses}


_WORDS = {
    400: "An argument is wrong: which one, what was found, what is expected.",
    401: "No token, or not the right one.",
    403: "Not from there: the Host or Origin is another machine's or site's.",
    404: "There is no such thing.",
    405: "Everything is read by GET.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "A fault of this program.",
    503: "The lakehouse cannot be asked: what is missing and how to get it.",
    504: "Stopped at the deadline; ask about less.",
}


def _kind(failure: Exception) -> tuple[int, str]:
    for kind, status, title in _STATUS:
        if isinstance(failure, kind):
            return status, title
    return (503, "Not available") if isinstance(failure, FaultbookError) else (500, "Internal error")
