"""Bytes compressed by each kind, for tests."""

import bz2
import gzip
import lzma
from collections.abc import Callable

import pyarrow as pa


def zstd(content: bytes) -> bytes:
    """One frame of zstd, without a checksum."""
    return pa.compress(content, codec="zstd", asbytes=True)


def lz4(content: bytes) -> bytes:
    """One frame of lz4."""
    return pa.compress(content, codec="lz4", asbytes=True)


PACKING: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
    "lz4": lz4,
}
"""Compression -> a file of it."""
WITH_CHECKSUM = ("gzip", "bzip2", "xz")
"""Those of which any damage of the content shows."""
