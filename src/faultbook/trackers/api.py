"""The HTTP of trackers: reads are sent again, writes never, and no failure quotes what was sent or answered."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

import requests

from faultbook.clients.addresses import AddressRefused
from faultbook.clients.deadline import within
from faultbook.clients.exchange import Answer, AnswerTooLarge, exchange, retry_after
from faultbook.clients.guarded import NotConnected
from faultbook.clients.rest import Deadline
from faultbook.clients.retries import TryAgain, retried
from faultbook.delivery.port import Moved, Refused, Throttled, Uncertain
from faultbook.trackers.failures import PAUSE_SECONDS, failure_of, uncertain

ANSWER_SECONDS = 30.0
"""How long a tracker may take to connect, and for each piece of its answer."""
WHOLE_SECONDS = 60.0
"""How long a write, and all attempts of a read, may take."""
MOST_BYTES = 16 * 2**20
"""Of one answer, unpacked: a page of 100 issues with bodies of 65,536 characters each is below it."""
_NOT_SENDABLE = (
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidJSONError,
    requests.exceptions.InvalidURL,
    UnicodeError,
)
"""Raised before a connection is opened."""


@dataclass
class TrackerApi:
    """The API at an address of the web, such as `https://api.github.com`.

    `session`: of `guarded_session`. `headers` makes those of a request, each time: tokens expire. `sent`: requests.
    """

    address: str
    session: requests.Session
    headers: Callable[[], Mapping[str, str]]
    seconds: float = WHOLE_SECONDS
    most_bytes: int = MOST_BYTES
    now: Callable[[], float] = time.time
    sent: int = field(default=0, init=False)

    def read(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """The JSON at a path: limits, 5xx and broken connections are tried again, one redirect is followed."""
        return self._read(f"GET {path}", f"{self.address}{path}", query).value

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[list[Any]]:
        """Each page of a list, by the header Link. Uncertain where a page leads back to one that was read."""
        what, seen = f"GET {path}", set[str]()
        address, parameters = f"{self.address}{path}", query or None
        while address:
            if address in seen:
                raise uncertain(what, "its pages are a circle, so that the list may be incomplete")
            seen.add(address)
            page = self._read(what, address, parameters)
            if not isinstance(page.value, list):
                raise uncertain(what, f"the answer is a {type(page.value).__name__}, where a list is expected")
            yield page.value
            address, parameters = self._next(what, address, page.answer), None

    def write(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer to a request that is sent once, None where it has none.

        Uncertain after any answer that does not make clear whether it was done.
        """
        what = f"{method} {path}"
        answer = self._once(what, method, f"{self.address}{path}", None, body)
        failure = failure_of(what, answer, self.now)
        if failure:
            raise failure
        if not answer.content:
            return None
        try:
            return answer.value()
        except (ValueError, RecursionError):
            _uncertain(what, "the answer is no JSON")

    def _read(self, what: str, address: str, query: Mapping[str, Any] | None) -> "_Read":
        deadline = Deadline.after(self.seconds)
        first = retried(lambda: self._try(what, address, query), lambda: deadline.left)
        if first.answer.status < 300:
            return first
        there = self._same_host(what, address, str(first.answer.headers.get("Location") or ""))
        second = retried(lambda: self._try(what, there, None), lambda: deadline.left)
        if second.answer.status >= 300:
            raise Moved(f"{what}: {second.answer.status} after a redirect; at most one is followed.")
        return second

    def _try(self, what: str, address: str, query: Mapping[str, Any] | None) -> "_Read":
        """One attempt: an answer with its JSON, or a redirect. TryAgain where another attempt may succeed."""
        try:
            answer = self._once(what, "GET", address, query, None)
        except (Uncertain, Throttled) as failure:
            raise TryAgain(failure, None) from None
        failed = failure_of(what, answer, self.now)
        if isinstance(failed, Throttled):
            raise TryAgain(failed, failed.seconds)
        if isinstance(failed, Uncertain):
            raise TryAgain(failed, retry_after(answer))
        if isinstance(failed, Moved):
            return _Read(answer, None)
        if failed:
            raise failed
        try:
            return _Read(answer, answer.value())
        except (ValueError, RecursionError):
            raise TryAgain(uncertain(what, "the answer is no JSON"), None) from None

    def _once(self, what: str, method: str, address: str, query: Mapping[str, Any] | None, body: Any) -> Answer:
        self.sent += 1
        headers = self.headers()
        seconds = min(ANSWER_SECONDS, self.seconds)

        def send() -> Answer:
            return exchange(
                self.session,
                method,
                address,
                headers=headers,
                seconds=seconds,
                query=query,
                body=body,
                most_bytes=self.most_bytes,
            )

        try:
            # A time-out is of each piece: a server that sends a byte now and then never reaches it.
            return within(self.seconds, send)
        except TimeoutError:
            _uncertain(what, f"no answer within {self.seconds:g} seconds")
        except AddressRefused as failure:
            raise Refused(f"{what}: {failure}") from None
        except NotConnected as failure:
            sentence = f"{what}: no connection ({failure}), so that nothing was sent."
            raise Throttled(sentence, PAUSE_SECONDS) from None
        except AnswerTooLarge as failure:
            _uncertain(what, str(failure).rstrip("."))
        except _NOT_SENDABLE as failure:
            raise Refused(f"{what}: it cannot be written as a request ({type(failure).__name__}).") from None
        except requests.RequestException as failure:
            # Their texts quote the whole address, whose query may be a secret.
            _uncertain(what, f"no answer ({type(failure).__name__})")

    def _next(self, what: str, address: str, answer: Answer) -> str:
        """The address of the next page; empty where this is the last."""
        links = requests.utils.parse_header_links(str(answer.headers.get("Link") or ""))
        found = next((str(link["url"]) for link in links if link.get("rel") == "next"), "")
        return self._same_host(what, address, found) if found else ""

    def _same_host(self, what: str, address: str, found: str) -> str:
        """An address that a tracker answers. Refused where it is on another host: the token is not for that."""
        try:
            there = urljoin(address, found)
            own, other = urlsplit(self.address), urlsplit(there)
            same = (own.scheme, own.hostname, own.port) == (other.scheme, other.hostname, other.port)
        except ValueError:
            there, same = "", False
        if not found or not same:
            raise Refused(f"{what}: it leads to another host, where no token is sent. Fix: name its API's address.")
        return there


@dataclass(frozen=True)
class _Read:
    answer: Answer
    value: Any


def _uncertain(what: str, why: str) -> NoReturn:
    raise uncertain(what, why) from None
