"""The identity of an error, version 2: the six slots of version 1.

The version takes part in the digits, so that the same slots have other digits than in version 1: an id that people
write without its version leads to one pattern.
"""

from hashlib import sha256

HASH_VERSION = "v2"
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
    """`v2:` and 16 hexadecimal digits. All six slots take part; None counts as empty."""
    slots = (service, error_code, code_hint, exception_type, template, top_frames)
    return versioned_hash(UNIT_SEPARATOR.join(slot or "" for slot in slots))


def versioned_hash(text: str) -> str:
    """`v2:` and the first 16 hexadecimal digits of the SHA-256 of version and text."""
    versioned = f"{HASH_VERSION}{UNIT_SEPARATOR}{text}".encode(errors="surrogatepass")
    return f"{HASH_VERSION}:{sha256(versioned).hexdigest()[:HASH_LENGTH]}"
