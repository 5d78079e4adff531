"""The values that the files of a batch are read with, from the settings."""

from datetime import UTC, datetime, timedelta

from faultbook.lakehouse.batches import Batch
from faultbook.settings import Settings
from faultbook.transforms.landed.reading_values import ReadingValues

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reading_values(settings: Settings, batch: Batch | None = None, *, earlier: bool = True) -> ReadingValues:
    """The values for one batch; without a batch, for reading that stores nothing."""
    return ReadingValues(
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        keep_bytes=settings.reject_keep_bytes,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
        redaction_rules=tuple(settings.redaction_rules),
        redaction_allow=tuple(settings.redaction_allow),
        batch_id=batch.batch_id if batch else 0,
        began_at=micros(batch.began_at) if batch else 0,
        earlier=earlier,
    )


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)
