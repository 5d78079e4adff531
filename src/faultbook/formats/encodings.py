"""The encoding of a file, by its mark or its first bytes."""

import codecs

UTF_8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OF_EITHER_ORDER = ("utf-16", "utf-32")
_EXAMINED_BYTES = 4_096
_MOSTLY = 0.4
_HARDLY = 0.02


def encoding_of(start: bytes) -> tuple[str, int]:
    """The encoding that a file's first bytes show, and the length of its mark. UTF-8 where nothing else is shown.

    UTF-16 without a mark shows by its zero bytes: text in Latin letters has one in every pair.
    """
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    examined = start[:_EXAMINED_BYTES]
    pairs = len(examined) // 2
    if pairs:
        even, odd = examined[0 : 2 * pairs : 2].count(0) / pairs, examined[1 : 2 * pairs : 2].count(0) / pairs
        if odd > _MOSTLY and even < _HARDLY:
            return "utf-16-le", 0
        if even > _MOSTLY and odd < _HARDLY:
            return "utf-16-be", 0
    return UTF_8, 0


def named_encoding(start: bytes, encoding: str) -> tuple[str, int]:
    """A given encoding with its byte order, and the length of the mark at the beginning of the file.

    The order of utf-16 and utf-32 is that of the mark; without one what the bytes show, else the little end first.
    """
    length = mark_length(start, encoding)
    name = codecs.lookup(encoding).name
    if name not in _OF_EITHER_ORDER:
        return encoding, length
    shown, _ = encoding_of(start)
    return (shown if shown.startswith(name) else f"{name}-le"), length


def mark_length(start: bytes, encoding: str) -> int:
    """The length of the mark of a given encoding at the beginning of a file; 0 where there is none."""
    name = codecs.lookup(encoding).name
    for mark, of in _MARKS:
        if start.startswith(mark) and codecs.lookup(of).name in (name, f"{name}-le", f"{name}-be"):
            return len(mark)
    return 0


def is_bytewise(encoding: str) -> bool:
    """True where a line feed is one byte that no other character contains."""
    return not codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
