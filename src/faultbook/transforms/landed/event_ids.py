"""The identity of a record: of its landed file and its text."""

import hashlib

UNIT_SEPARATOR = "\x1f"
EVENT_ID_LENGTH = 32


def event_id(source_file: str, text: str, part: int | None = None) -> str:
    """The id of a record, 32 hexadecimal digits of a SHA-256. `part` as in Record."""
    whole = f"{source_file}{UNIT_SEPARATOR}{text}" + ("" if part is None else f"{UNIT_SEPARATOR}{part}")
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:EVENT_ID_LENGTH]
