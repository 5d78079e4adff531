"""Values as they are written in a statement."""

from datetime import UTC, datetime


def text_literal(text: str) -> str:
    """A string literal of Spark SQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def timestamp_literal(instant: datetime) -> str:
    """A TIMESTAMP literal, in UTC whatever the time zone of the session. `instant` has a zone."""
    return f"TIMESTAMP '{instant.astimezone(UTC).isoformat()}'"
