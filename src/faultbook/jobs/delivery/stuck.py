"""Whether something in the outbox is stuck, as the alert `outbox_stuck` counts it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.delivery.attempts import AttemptState
from faultbook.delivery.rows import DUE, LOOKED_UP, NOT_ENDED, WAITING
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import OUTBOX

LATE = timedelta(minutes=30)
"""What is due for longer is stuck."""
REFUSED_FOR = timedelta(days=1)
"""What was refused is stuck for so long; a person has to act."""
_COLUMNS = ("state", "due_at", "attempts", "ended_at")


def is_stuck(lakehouse: Lakehouse, now: datetime) -> bool:
    """Whether a row of outbox is stuck."""
    states = [*NOT_ENDED, AttemptState.REFUSED.value]
    return any(_is_stuck(row, now) for row in lakehouse.fetch(OUTBOX, _COLUMNS, ("state", "in", states)).to_pylist())


def _is_stuck(row: Mapping[str, Any], now: datetime) -> bool:
    state = row["state"]
    if state in (DUE, LOOKED_UP):
        return bool(row["due_at"].astimezone(UTC) < now - LATE)
    if state == WAITING:
        return bool(row["attempts"] > 0)
    return row["ended_at"] is not None and bool(row["ended_at"].astimezone(UTC) > now - REFUSED_FOR)
