"""Reads JSON from a REST API: retries, Retry-After and a deadline in one place, for every vendor.

requests is what the SDKs of Databricks and of Azure send with, so that it is there already.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from faultbook.clients.deadline import within
from faultbook.clients.exchange import MOST_BYTES, Answer, AnswerTooLarge, exchange, retry_after
from faultbook.clients.retries import TryAgain, retried
from faultbook.errors import FaultbookError

ANSWER_SECONDS = 60.0
"""How long one answer may take."""
_GRACE = 0.5
"""Seconds after the deadline in which the time-out of a read ends the request with its own words."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}\Z")
_FIRST_ERROR, _NOT_SIGNED_IN, _DENIED, _ABSENT, _BUSY, _FAILED = 300, 401, 403, (404, 410), 429, 500

Json = dict[str, Any]


class RestFailed(FaultbookError):
    """A request without a usable answer. The sentence has method, path and code, never a query, header or body."""


class Throttled(RestFailed):
    """The server asks to wait for longer than the deadline allows. `seconds`: how long, as it wishes."""

    def __init__(self, message: str, seconds: float) -> None:
        """The sentence, and the seconds."""
        super().__init__(message)
        self.seconds = seconds


class SignInFailed(RestFailed):
    """401, or no credential: nothing can be read."""


class Denied(RestFailed):
    """403: this credential lacks a right on what was requested."""


class Absent(RestFailed):
    """404 or 410: what was requested is not there, or not any more."""


class Refused(RestFailed):
    """Another 4xx: the request is wrong for this server."""


class TooLarge(Refused):
    """The answer has more bytes than are read. The rest of it was not read."""


class Unavailable(RestFailed):
    """No answer, a server's error, or an answer that is no JSON, also when sent again."""


class DeadlinePassed(RestFailed):
    """The time that the caller gave is over."""


@dataclass(frozen=True)
class Deadline:
    """A moment of a clock that only goes forward."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> "Deadline":
        """The moment that many seconds from now."""
        return cls(clock() + seconds, clock)

    @property
    def left(self) -> float:
        """Seconds until then; 0 afterwards."""
        return max(0.0, self.at - self.clock())


class Api(Protocol):
    """What pollers need of an API: JSON for a method, a path, a query and a body."""

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Json:
        """The answer, an object. RestFailed where there is none."""
        ...


@dataclass
class RestApi:
    """The API of one host. `authorize` makes the headers of a request, anew for each: tokens expire.

    Redirects are not followed: a credential goes to the host that it was made for, and to no other. `most_bytes`: of
    one answer, unpacked; what has more is not read to its end.
    """

    host: str
    authorize: Callable[[], Mapping[str, str]]
    deadline: Deadline
    session: Any = None
    most_bytes: int = MOST_BYTES
    sent: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Opens a session where none is given."""
        import requests  # noqa: PLC0415  (comes with the SDKs; slow to import)

        self.session = self.session or requests.Session()

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Json:
        """The answer, an object: 429, 5xx and broken connections are tried again until the deadline."""
        what = f"{method} {path}"
        return retried(lambda: self._once(what, method, path, query, body), lambda: self.deadline.left)

    def _once(self, what: str, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> Json:
        import requests  # noqa: PLC0415

        if not self.deadline.left:
            raise DeadlinePassed(f"{what}: the time for this source is over.")
        self.sent += 1
        try:
            # A time-out is of each read: a server that sends a byte now and then never reaches it.
            read = within(self.deadline.left + _GRACE, lambda: self._read(method, path, query, body))
        except TimeoutError:
            raise DeadlinePassed(f"{what}: the time for this source ended before the answer did.") from None
        except AnswerTooLarge as failure:
            raise TooLarge(f"{what}: {failure}") from None
        except requests.RequestException as failure:
            # Their texts quote the whole address, whose query may be a secret.
            raise TryAgain(Unavailable(f"{what}: no answer ({type(failure).__name__})."), None) from None
        return _checked(what, read)

    def _read(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> Answer:
        return exchange(
            self.session,
            method,
            f"{self.host}{path}",
            headers=self.authorize(),
            seconds=max(0.1, min(ANSWER_SECONDS, self.deadline.left)),
            query=query,
            body=body,
            most_bytes=self.most_bytes,
        )


def _checked(what: str, answer: Answer) -> Json:
    status = answer.status
    if status < _FIRST_ERROR:
        return _object(what, answer)
    sentence = f"{what}: {status}{_code(answer)}"
    if status == _BUSY:
        wait = retry_after(answer)
        raise TryAgain(Throttled(f"{sentence}; it wishes {wait or 0:.0f} seconds of pause.", wait or 0.0), wait)
    if status >= _FAILED:
        raise TryAgain(Unavailable(f"{sentence}."), retry_after(answer))
    if status == _NOT_SIGNED_IN:
        raise SignInFailed(f"{sentence}.")
    if status == _DENIED:
        raise Denied(f"{sentence}.")
    if status in _ABSENT:
        raise Absent(f"{sentence}.")
    raise Refused(f"{sentence}.")


def _object(what: str, answer: Answer) -> Json:
    try:
        found = answer.value() if answer.content else {}
    except (ValueError, RecursionError):
        raise TryAgain(Unavailable(f"{what}: the answer is no JSON."), None) from None
    if not isinstance(found, dict):
        raise Unavailable(f"{what}: the answer is a {type(found).__name__}; expected an object.")
    return found


def _code(answer: Answer) -> str:
    """The error's code in the answer, after a blank; empty where it has none. Its message may quote what was sent."""
    try:
        found = answer.value()
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    error = found.get("error")
    code = error.get("code") if isinstance(error, dict) else found.get("error_code") or found.get("code")
    return f" {code}" if isinstance(code, str) and _CODE.match(code) else ""
