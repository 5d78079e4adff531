"""What the receiver serves: endpoints with their credentials, limits, and whom the metrics are for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from faultbook.receive.credentials.presented import Credential

JSON = "application/json"
PLAIN = "text/plain"
KEPT_HEADERS = (
    *("content-type", "user-agent"),
    *("x-github-event", "x-github-delivery", "x-github-hook-id", "x-gitea-event", "x-gitea-delivery"),
    *("x-github-hook-installation-target-id", "x-github-hook-installation-target-type"),
    *("webhook-id", "webhook-timestamp"),
    *("ce-id", "ce-source", "ce-type", "ce-time", "ce-specversion"),
)
"""Headers that an envelope keeps. None of them is a credential or a signature."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. name: its path without the slash; source: as envelopes name it.

    delivery_header: in lower case, the header with the sender's own id of a message; None where it sends none.
    """

    name: str
    credentials: Sequence[Credential]
    content_types: Sequence[str] = (JSON,)
    delivery_header: str | None = None

    @property
    def may_repeat_itself(self) -> bool:
        """True where equal bodies may be two failures: SQL alerts and scripts name no instant, so each hour counts."""
        return self.name == "databricks-monitor" or self.name.startswith("webhook/")

    @property
    def source(self) -> str:
        """`webhook/NAME` is the source `webhook-NAME`; others have their own name."""
        return self.name.replace("/", "-")


@dataclass(frozen=True)
class Limits:
    """Bounds of one request, and of all of them."""

    body_bytes: int = 1_048_576
    body_seconds: float = 10.0
    requests_at_once: int = 64


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ReceiverConfig:
    """All that the receiver serves. `metrics`: credentials of /metrics; none where it is open."""

    endpoints: Sequence[Endpoint]
    metrics: Sequence[Credential] = ()
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], datetime] = utc_now
