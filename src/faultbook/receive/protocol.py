"""HTTP/1.1 of uvicorn, with a deadline for the head of a request: uvicorn waits for it without end."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0


class BoundedProtocol(H11Protocol):
    """Closes a connection whose head is not complete after `head_seconds`.

    The first head counts from the connection, others from their first byte: a connection may rest between requests.
    """

    head_seconds = HEAD_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As uvicorn makes it."""
        super().__init__(*arguments, **named)
        self._head_ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The time of the first head begins."""
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """No deadline is left."""
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A complete head ends its deadline; the body has one of its own (bodies.py)."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._head_ends is None and not self.transport.is_closing():
            self._begin()

    def _begin(self) -> None:
        self._head_ends = self.loop.call_later(self.head_seconds, self._cut)

    def _forget(self) -> None:
        if self._head_ends is not None:
            self._head_ends.cancel()
            self._head_ends = None

    def _cut(self) -> None:
        self._head_ends = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


def protocol_with(head_seconds: float) -> type[BoundedProtocol]:
    """The protocol with another deadline; uvicorn takes a class."""
    return type("BoundedProtocol", (BoundedProtocol,), {"head_seconds": head_seconds})
