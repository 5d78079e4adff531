"""One request and its answer, of bounded length. What an answer means is decided by who sends the request."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from faultbook.errors import FaultbookError

MOST_BYTES = 64 * 2**20
"""A longer answer is refused: one page of no API is near it."""
_PIECE = 65_536


class AnswerTooLarge(FaultbookError):
    """An answer has more bytes than are read. The rest of it was not read."""


@dataclass(frozen=True)
class Answer:
    """What a server answered: the content unpacked, headers by name in whatever case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def value(self) -> Any:
        """The JSON; ValueError or RecursionError where it is none."""
        return json.loads(self.content)


def exchange(
    session: Any,
    method: str,
    address: str,
    *,
    headers: Mapping[str, str],
    seconds: float,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Sends a request once, follows no redirect. `seconds`: for the connection, and for each piece of the answer.

    Raises what requests raises, whose texts quote the whole address, and AnswerTooLarge.
    """
    with session.request(
        method,
        address,
        params=_written(query),
        json=body,
        headers={"Accept": "application/json", **headers},
        timeout=seconds,
        allow_redirects=False,
        stream=True,
    ) as answer:
        content = bytearray()
        for piece in answer.iter_content(_PIECE):
            content += piece
            if len(content) > most_bytes:
                raise AnswerTooLarge(f"the answer has more than {most_bytes} bytes, and no more are read.")
        return Answer(int(answer.status_code), answer.headers, bytes(content))


def retry_after(answer: Answer) -> float | None:
    """Seconds of the header Retry-After, which is a number or a date; None without one."""
    text = str(answer.headers.get("Retry-After") or "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _seconds_until(text)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    """Not a number where the text is no date."""
    try:
        return (parsedate_to_datetime(date).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return math.nan


def _written(query: Mapping[str, Any] | None) -> dict[str, Any]:
    """Booleans as APIs write them; nothing where a value is None."""
    found = {name: value for name, value in (query or {}).items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in found.items()}
