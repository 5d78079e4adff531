"""Named texts as one text, so that two different sets never give the same one. Spark can write it as well.

Each part that is not empty is `name:length:text;`, in the order of the caller. The length counts characters (code
points), as `char_length` of Spark and DuckDB and `len` of Python do. In Spark a part is
`CASE WHEN x <> '' THEN concat('name:', char_length(x), ':', x, ';') ELSE '' END`, which is `''` for NULL too.
"""

from collections.abc import Mapping
from hashlib import sha256

ID_DIGITS = 16
"""Hexadecimal digits of an identity: 64 bits."""


def canonical(parts: Mapping[str, str | None]) -> str:
    """The parts that are not empty, in order. ValueError where a name contains `:` or `;`."""
    if wrong := next((name for name in parts if ":" in name or ";" in name), None):
        raise ValueError(f"found the name {wrong!r}; expected one without ':' and ';'")
    return "".join(f"{name}:{len(text)}:{text};" for name, text in parts.items() if text)


def digest(text: str) -> str:
    """The SHA-256 of a text as 64 hexadecimal digits, as `sha2(text, 256)` of Spark."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
