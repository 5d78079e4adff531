"""What was tried in vain: how often, when again, and why, as one text for each alert in the row of a poll."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MOST_ATTEMPTS = 6
"""After this number of attempts an alert is left."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)
_LEFT = "left"


@dataclass(frozen=True)
class Attempt:
    """The attempts at one alert. next_at: when it is tried again; None: it is left. reason: of the last attempt."""

    event_id: str
    count: int
    next_at: datetime | None
    reason: str

    @classmethod
    def after(cls, before: "Attempt | None", event_id: str, now: datetime, reason: str, *, for_good: bool) -> "Attempt":
        """The state after one more attempt in vain. for_good: no later attempt can succeed."""
        count = (before.count if before else 0) + 1
        if for_good or count >= MOST_ATTEMPTS:
            return cls(event_id, count, None, reason)
        return cls(event_id, count, now + min(_FIRST_PAUSE * 2 ** (count - 1), _LONGEST_PAUSE), reason)

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be tried now."""
        return self.next_at is not None and self.next_at <= now

    def to_text(self) -> str:
        """The text that is stored."""
        at = _LEFT if self.next_at is None else self.next_at.astimezone(UTC).isoformat(timespec="seconds")
        return f"{self.event_id} {self.count} {at} {self.reason}"


def attempts_of(texts: Iterable[str]) -> dict[str, Attempt]:
    """The attempts of stored texts, by event. A text that is none counts as no attempt."""
    found = {}
    for text in texts:
        event_id, _, rest = text.partition(" ")
        count, _, rest = rest.partition(" ")
        at, _, reason = rest.partition(" ")
        try:
            next_at = None if at == _LEFT else datetime.fromisoformat(at).astimezone(UTC)
            found[event_id] = Attempt(event_id, int(count), next_at, reason)
        except ValueError:
            continue
    return found
