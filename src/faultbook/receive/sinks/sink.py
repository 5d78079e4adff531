"""What a sink is. It returns when an envelope is durable, and not before."""

from typing import Protocol

from faultbook.events.envelope import Envelope


class SinkUnavailable(Exception):
    """The envelope was not kept. `reason` is a fixed text for the answer and the log."""

    def __init__(self, reason: str, retry_after: int) -> None:
        """`retry_after`: seconds after which a try may succeed."""
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Sink(Protocol):
    """Keeps envelopes, each once, however often it is sent."""

    async def start(self) -> None:
        """Called once in the server's event loop, before the first envelope."""

    async def stop(self) -> None:
        """Called once after the last envelope: what is under way is finished."""

    async def store(self, envelope: Envelope) -> bool:
        """Keeps it: True where it is new, False where it is there already. SinkUnavailable where it is not kept."""

    def problem(self) -> str:
        """Why no envelope can be kept at the moment; empty where it can."""

    def gauges(self) -> dict[str, float]:
        """Numbers for the metrics, by name."""
