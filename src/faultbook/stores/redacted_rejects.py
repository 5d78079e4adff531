"""Redacts rejects for display: their bytes, which are stored as they landed, and their details."""

from dataclasses import replace
from functools import partial
from typing import Any

from faultbook.faults.redaction import Redactor
from faultbook.stores.answers import Answer


def without_secrets(rejects: Answer, redactor: Redactor) -> Answer:
    """The answer with every text and all bytes redacted; bytes that are not UTF-8 stay as they are."""
    safe = partial(_redacted, redactor)
    return replace(rejects, rows=tuple(tuple(map(safe, row)) for row in rejects.rows))


def _redacted(redactor: Redactor, value: Any) -> Any:
    match value:
        case str():
            return redactor.redact(value)
        case bytes():
            text = value.decode("utf-8", errors="surrogateescape")
            return redactor.redact(text).encode("utf-8", errors="surrogateescape")
    return value
