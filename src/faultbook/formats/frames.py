"""Frames of zstd and lz4, read by pyarrow's codecs: Python has none for them before 3.14."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from faultbook.errors import MissingDependency
from faultbook.formats.damage import TRUNCATED, DamagedFile


def frames(file: BinaryIO, start: bytes, codec: str, size: int) -> Iterator[bytes]:
    """What the frames of a file contain, in pieces of at most `size` bytes. `start`: what was read of it already.

    `codec`: zstd or lz4. OSError without a number where a frame is damaged, DamagedFile where the last one is cut.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - only these two kinds need it
    except ModuleNotFoundError as wrong:
        raise MissingDependency(
            f"pyarrow is not installed; {codec} files are read with it. Fix: pip install 'faultbook[local]'"
        ) from wrong
    source = pa.PythonFile(_Rest(start, file), mode="r")
    try:
        with pa.CompressedInputStream(source, codec) as stream:
            while piece := stream.read(size):
                yield piece
    except OSError as wrong:
        if wrong.errno is None and "Truncated" in str(wrong):
            raise DamagedFile(TRUNCATED) from wrong
        raise


class _Rest(io.RawIOBase):
    """What was read of a file, and the rest of it. The file stays open where this is closed."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start = io.BytesIO(start)
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._start.read(size) or self._file.read(size)
