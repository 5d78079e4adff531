"""Failures as HTTP responses: a status and a type for each class of errors, and problem+json (RFC 9457)."""

import re
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from faultbook.errors import FaultbookError
from faultbook.serve.asking.rate_limit import RateLimited
from faultbook.stores.deadline import DeadlineExceeded
from faultbook.stores.decisions import MayNotDecide
from faultbook.stores.errors import InvalidQuery

MEDIA_TYPE = "application/problem+json"
UNEXPECTED = "Internal error: a fault of this program. Its log contains the time and the class of the error."


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(description="urn:faultbook:problem:<kind>; the kind is stable, title and detail may change.")
    title: str
    status: int
    detail: str = Field(description="What was found, what is expected, what to do.")
    instance: str = Field(description="Path of the request.")


class Conflict(FaultbookError):
    """What is there does not allow the change: why, and what to do."""

    exit_code = 2


class NotFound(FaultbookError):
    """The path names something that does not exist."""

    exit_code = 2


class NotAllowed(FaultbookError):
    """The caller did not authenticate."""

    exit_code = 3


class Refused(FaultbookError):
    """The request's Host or Origin is not allowed, whoever sends it."""

    exit_code = 3


_STATUS: tuple[tuple[type[FaultbookError], int, str], ...] = (
    (NotFound, 404, "Not found"),
    (InvalidQuery, 400, "Invalid query"),
    (RateLimited, 429, "Too many requests"),
    (NotAllowed, 401, "Unauthorized"),
    (Refused, 403, "Refused"),
    (MayNotDecide, 403, "Refused"),
    (Conflict, 409, "Conflict"),
    (DeadlineExceeded, 504, "Deadline exceeded"),
)


_TYPES = {
    **{"NotFound": "not-there", "InvalidQuery": "wrong-question", "InvalidFilter": "wrong-filter"},
    **{"RateLimited": "too-often", "DeadlineExceeded": "took-too-long", "PreferencesError": "cannot-keep"},
}
"""Types by class name, where a class was renamed; clients compare types, so they stay."""


def problem(failure: Exception, instance: str) -> Problem:
    """The problem: 4xx where the caller can fix it, 503 where the lakehouse cannot be reached, 500 for our own faults.

    The text of a failure that is no FaultbookError is not published.
    """
    status, title = _kind(failure)
    kind = type(failure).__name__ if isinstance(failure, FaultbookError) else "Unexpected"
    slug = _TYPES.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
    detail = str(failure) if isinstance(failure, FaultbookError) else UNEXPECTED
    return Problem(type=f"urn:faultbook:problem:{slug}", title=title, status=status, detail=detail, instance=instance)


def status_of(failure: Exception) -> int:
    """The status of the failure's response."""
    return _kind(failure)[0]


async def refuse(failure: FaultbookError, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends the failure as the response of a request that a middleware does not let through."""
    await response_of(problem(failure, scope["path"]), headers_of(failure))(scope, receive, send)


def response_of(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """The response that carries the problem."""
    return Response(found.model_dump_json(), found.status, headers, MEDIA_TYPE)


def headers_of(failure: Exception) -> dict[str, str]:
    """Further headers of the failure's status."""
    if isinstance(failure, RateLimited):
        return {"Retry-After": str(failure.seconds)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(failure, NotAllowed) else {}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {each: {"description": _MEANINGS[each], "content": {MEDIA_TYPE: {"schema": schema}}} for each in statuses}


_MEANINGS = {
    400: "An argument is wrong: which one, what was found, what is expected.",
    401: "No token, or a wrong token.",
    403: "The Host or Origin is not allowed.",
    404: "It does not exist.",
    405: "Everything is read by GET; decisions are sent by POST.",
    409: "The state of the incident, or the key, does not allow it.",
    429: "Too many requests; Retry-After: seconds until the next try.",
    500: "A fault of this program.",
    503: "The lakehouse cannot be read: what is missing, and the fix.",
    504: "Stopped at the deadline; narrow the query.",
}


def _kind(failure: Exception) -> tuple[int, str]:
    for kind, status, title in _STATUS:
        if isinstance(failure, kind):
            return status, title
    return (503, "Not available") if isinstance(failure, FaultbookError) else (500, "Internal error")
