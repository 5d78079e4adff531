"""Lines of a file from which its format is detected."""

import os
import re
from itertools import islice
from typing import BinaryIO

from faultbook.formats.compression import chunks, compression_of
from faultbook.formats.encodings import encoding_of, is_bytewise, named_encoding
from faultbook.formats.port import Sample, is_blank

SAMPLED_LINES = 200
SAMPLED_BYTES = 256 * 2**10
_MOST_SAMPLED_BYTES = 8 * 2**20
_FEW_LINES = 20
_CUT_SAMPLE = 4 * 2**10
"""Characters of a sampled line that are looked at."""
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_MOST_NO_TEXT = 0.1
_MAGIC_BYTES = 8


def sample_of(name: str, file: BinaryIO, encoding: str | None = None) -> tuple[Sample, str]:
    """The sample that a file's format is detected from, and its encoding: `encoding` with its byte order, where given.

    The file is read from where it stands.
    DamagedFile where its beginning cannot be decompressed.
    """
    start = bytearray()
    whole = True
    for chunk in chunks(file, SAMPLED_BYTES):
        start += chunk
        # A line that is too long to be a record may come first.
        if len(start) >= SAMPLED_BYTES and (start.count(b"\n") >= _FEW_LINES or len(start) >= _MOST_SAMPLED_BYTES):
            whole = False
            break
    begins = bytes(start[:8_192])
    found, mark = encoding_of(begins) if encoding is None else named_encoding(begins, encoding)
    text = bytes(start[mark:]).decode(found, "replace")
    lines = text.split("\n")
    if not whole and len(lines) > 1:
        lines.pop()
    seen = (line.removesuffix("\r")[:_CUT_SAMPLE] for line in lines)
    sampled = tuple(islice((line for line in seen if not is_blank(line)), SAMPLED_LINES))
    return Sample(name, sampled, whole=whole and len(lines) <= SAMPLED_LINES), found


def later_sample_of(name: str, file: BinaryIO, encoding: str) -> Sample | None:
    """A sample from the middle and the end of a file that begins unlike it goes on; None for one that is small or
    compressed.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size <= SAMPLED_BYTES or compression_of(file.read(_MAGIC_BYTES)) is not None or not is_bytewise(encoding):
        return None
    lines: list[str] = []
    for place in (size // 2, size - SAMPLED_BYTES // 4):
        file.seek(place)
        # The first and the last of them may be parts of lines.
        found = file.read(SAMPLED_BYTES // 4).decode(encoding, "replace").split("\n")[1:-1]
        lines += [line.removesuffix("\r")[:_CUT_SAMPLE] for line in found if not is_blank(line)][: SAMPLED_LINES // 2]
    return Sample(name, tuple(lines)) if lines else None


def is_binary(sample: Sample) -> bool:
    """True where a sample is no text: more than a tenth of its characters are control characters or no characters."""
    # Zero bytes in front are what a file that was cut while it was written begins with.
    text = "".join(sample.lines).lstrip("\0")
    return len(_NO_TEXT.findall(text)) > _MOST_NO_TEXT * len(text)
