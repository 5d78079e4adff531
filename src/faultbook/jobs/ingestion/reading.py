"""The values that the files of a batch are read with, from the settings."""

from datetime import UTC, datetime, timedelta

from faultbook.catalog.formats import read_formats_file
from faultbook.lakehouse.batches import Batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_TEMPLATES, PATTERN_MAP
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.patterns.templates import FIRST_VERSION

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reading_values(lakehouse: Lakehouse, batch: Batch | None = None) -> ReadingValues:
    """The values for one batch; without a batch, for reading that stores nothing."""
    settings = lakehouse.settings
    return ReadingValues(
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        max_unpacked_bytes=settings.max_unpacked_bytes,
        keep_bytes=settings.reject_keep_bytes,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
        redaction_rules=tuple(settings.redaction_rules),
        redaction_allow=tuple(settings.redaction_allow),
        rules=read_formats_file(settings.formats_file, severities=settings.severities),
        batch_id=batch.batch_id if batch else 0,
        began_at=micros(batch.began_at) if batch else 0,
        earlier=batch is not None and has_earlier_templates(lakehouse),
    )


def has_earlier_templates(lakehouse: Lakehouse) -> bool:
    """True where a pattern has a template of identity version 1, which new records may succeed."""
    of_first = (("template_hash", ">=", f"{FIRST_VERSION}:"), ("template_hash", "<", f"{FIRST_VERSION};"))
    tables = (PATTERN_MAP, ERROR_TEMPLATES)
    return any(lakehouse.fetch(table, ("template_hash",), *of_first, most=1).num_rows for table in tables)


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)
