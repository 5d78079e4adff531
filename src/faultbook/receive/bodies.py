"""The body of a request: read within bounds of size and time, and checked to be what its type names."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from faultbook.receive.endpoints import JSON, Limits
from faultbook.receive.refusals import Refused, too_large

_DISCARD_SECONDS = 2.0
_CHARSETS = {"utf-8", "utf8", "us-ascii"}


def require_content_type(headers: Headers, accepted: Sequence[str]) -> str:
    """The media type; Refused (415) where it is another one, compressed, or of another charset than UTF-8."""
    media_type, _, parameters = headers.get("content-type", "").lower().partition(";")
    media_type = media_type.strip()
    found = JSON if media_type.startswith("application/") and media_type.endswith("+json") else media_type
    named = (each.strip().partition("=") for each in parameters.split(";"))
    charset = next((value.strip('" ') for name, _, value in named if name == "charset"), "")
    encoding = headers.get("content-encoding", "identity").lower().strip()
    if found not in accepted or charset not in {"", *_CHARSETS} or encoding not in {"", "identity"}:
        expected = " or ".join(accepted)
        raise Refused(415, "content-type", f"Expected Content-Type: {expected}, in UTF-8, without Content-Encoding.")
    return found


def require_length(headers: Headers, limits: Limits) -> None:
    """Refused (413) where the announced length is above the limit."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limits.body_bytes:
        raise too_large(limits.body_bytes)


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body. Refused: 413 where it grows above the limit, 408 where it is not complete in time.

    ClientDisconnect where the sender went away.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size > limits.body_bytes:
                    raise too_large(limits.body_bytes)
                parts.append(part)
    except TimeoutError:
        seconds = f"{limits.body_seconds:g}"
        raise Refused(408, "too-slow", f"The body was not complete after {seconds} s.") from None
    return b"".join(parts)


async def discard_body(request: Request, limits: Limits) -> bool:
    """Reads the rest of a refused body, within bounds, so that the sender reads the answer: True where it ended.

    A connection that is closed while a body arrives is reset, and the answer is lost. A sender that waits to be let on
    (`Expect: 100-continue`) sends nothing.
    """
    if request.headers.get("expect", "").lower() == "100-continue":
        return False
    size = 0
    try:
        async with asyncio.timeout(min(_DISCARD_SECONDS, limits.body_seconds)):
            async for part in request.stream():
                size += len(part)
                if size > 2 * limits.body_bytes:
                    return False
    except (TimeoutError, ClientDisconnect, RuntimeError):
        return False
    return True


def is_of_its_type(body: bytes, content_type: str) -> bool:
    """Whether the body is UTF-8 text, and JSON where its type is."""
    try:
        text = body.decode()
        if content_type == JSON:
            # Numbers stay text: a number of 5,000 digits is JSON, and takes int a long time.
            json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return False
    return True


def _number(text: str) -> Any:
    return text


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")
