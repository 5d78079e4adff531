"""What the answer of a tracker means: nothing wrong, or one of the failures of the port.

Sources: GitHub's "Best practices for using the REST API" and "Rate limits for the REST API". Gitea answers alike.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from faultbook.clients.exchange import Answer, retry_after
from faultbook.delivery.port import Gone, Moved, Refused, Throttled, TrackerFailed, Uncertain

PAUSE_SECONDS = 60.0
"""The pause where a tracker limits and does not answer for how long; GitHub documents a minute at least."""
MOST_PAUSE_SECONDS = 86_400.0
_LIMITED = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_INSTANT = re.compile(r"[0-9]{1,12}\Z")
_MOST_CODES = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_ANSWERS = {
    400: "the request is wrong for this tracker",
    401: "the token is wrong or has expired. Fix: make a new one, and store it where the configuration names it",
    403: "the account lacks a right. Fix: give it write access to issues of the repository",
    405: "this tracker has no such request. Fix: check the address of its API",
    422: "a value is refused: a label of over 50 characters, an assignee who is no collaborator, or a text too long",
    451: "it is blocked for legal reasons",
}


def failure_of(what: str, answer: Answer, now: Callable[[], float] = time.time) -> TrackerFailed | None:
    """The failure that an answer is; None where it is none. `what`: method and path. `now`: seconds since 1970."""
    status = answer.status
    if 200 <= status < 300:
        return None
    sentence = f"{what}: {status}"
    if _is_limited(answer):
        seconds = _pause(answer, now)
        return Throttled(f"{sentence}, a rate limit; the next try may be in {seconds:.0f} seconds.", seconds)
    if status in _REDIRECTS:
        return Moved(f"{sentence}: it is elsewhere now.")
    if status in (404, 410):
        return Gone(f"{sentence}: it is not there, or the account may not see it.")
    if status >= 500 or status in (408, 425) or status < 200:
        return uncertain(what, str(status))
    codes = ", ".join(_codes(answer))
    return Refused(f"{sentence}{f' ({codes})' if codes else ''}: {_ANSWERS.get(status, 'the tracker refuses it')}.")


def uncertain(what: str, why: str) -> Uncertain:
    """The failure after no clear answer. A request that writes may have been carried out."""
    return Uncertain(f"{what}: {why}." if what.startswith("GET ") else f"{what}: {why}; it may have been done.")


def _is_limited(answer: Answer) -> bool:
    """GitHub's secondary limits are a 403, which a missing right is too."""
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    headers = answer.headers
    return bool(
        headers.get("Retry-After") or headers.get("X-RateLimit-Remaining") == "0" or _LIMITED.search(_message(answer))
    )


def _pause(answer: Answer, now: Callable[[], float]) -> float:
    """Seconds, in GitHub's order: Retry-After, the reset of a limit that is used up, a minute."""
    found = retry_after(answer)
    reset = _INSTANT.match(str(answer.headers.get("X-RateLimit-Reset") or ""))
    if found is None and answer.headers.get("X-RateLimit-Remaining") == "0" and reset:
        found = int(reset[0]) - now()
    # A limit that ends now is met again by who sends at once.
    return min(max(1.0, PAUSE_SECONDS if found is None else found), MOST_PAUSE_SECONDS)


def _message(answer: Answer) -> str:
    found = _value(answer)
    return str(found.get("message") or "") if isinstance(found, dict) else ""


def _codes(answer: Answer) -> Iterator[str]:
    """Which fields are refused, and why, in GitHub's own words. Its messages may quote what was sent."""
    found = _value(answer)
    errors = found.get("errors") if isinstance(found, dict) else None
    for each in (errors if isinstance(errors, list) else [])[:_MOST_CODES]:
        words = [each.get(name) for name in ("resource", "field", "code")] if isinstance(each, dict) else []
        text = " ".join(word for word in words if isinstance(word, str) and _WORD.match(word))
        if text:
            yield text


def _value(answer: Answer) -> Any:
    try:
        return answer.value()
    except (ValueError, RecursionError):
        return None
