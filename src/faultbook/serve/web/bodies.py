"""Bodies of requests: small ones, read as a whole."""

from starlette.requests import Request

from faultbook.stores.errors import InvalidQuery

MOST_BYTES = 16_384


async def whole_body(request: Request) -> bytes:
    """The body; InvalidQuery where it is larger than MOST_BYTES."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise InvalidQuery(f"The body is larger than {MOST_BYTES:,} bytes.")
    return bytes(data)
