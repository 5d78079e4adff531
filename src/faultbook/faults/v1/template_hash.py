"""The identity of an error: version, and a hash of what it is called and how its message reads.

A function of one record only, so that a replay, another machine or another year gives the same hash.
"""

from hashlib import sha256

HASH_VERSION = "v1"
UNIT_SEPARATOR = "\x1f"
HASH_LENGTH = 16
"""Hexadecimal digits behind the version: 64 bits."""


def template_hash(  # noqa: PLR0917  (six slots are the definition)
    service: str | None,
    error_code: str | None,
    code_hint: str | None,
    exception_type: str | None,
    template: str | None,
    top_frames: str | None,
) -> str:
    """`v1:` and 16 hexadecimal digits. All six slots take part; None counts as empty."""
    slots = (service, error_code, code_hint, exception_type, template, top_frames)
    text = UNIT_SEPARATOR.join(slot or "" for slot in slots)
    return f"{HASH_VERSION}:{sha256(text.encode()).hexdigest()[:HASH_LENGTH]}"
