"""Reads landed files on this machine without Spark: in this process, and in one more for each core where it pays."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from faultbook.jobs.ingestion.read_files import File, ReadFiles, read_part
from faultbook.jobs.ingestion.read_process import read_elsewhere
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.transforms.landed.reading_values import ReadingValues

SHARED_BYTES = 24 * 2**20
"""From so many bytes on, starting processes costs less time than they save."""
_MOST_PROCESSES = 8
_EXPANSION = 10
"""A compressed file contains about so many times its size."""


def read_here(
    root: LandingRoot, files: Sequence[LandedFile], values: ReadingValues, most_bytes: int | None = None
) -> ReadFiles:
    """Reads files that lie on this machine. What is read is in memory at once: TooMuchContent, as read_part, where a
    part of them has more than its share of `most_bytes`.
    """
    own, *others = _parts(root, files)
    share = None if most_bytes is None else most_bytes // (1 + len(others))
    if not others:
        return read_part(values, own, share)
    with ThreadPoolExecutor(len(others)) as waiting:
        elsewhere = waiting.map(partial(read_elsewhere, values, share), others)
        found = read_part(values, own, share)
        for part, read in zip(others, elsewhere, strict=True):
            # Where a process failed, the same part fails here with its reason, or is read after all.
            found.add(read or read_part(values, part, share))
    return found


def content_bytes(file: LandedFile) -> int:
    """About how many bytes of a file are read, decompressed."""
    is_compressed = file.source_file.lower().endswith((".gz", ".bz2", ".xz", ".zst", ".lz4"))
    return max(0, file.file_bytes * (_EXPANSION if is_compressed else 1) - file.span.begin)


def _parts(root: LandingRoot, files: Sequence[LandedFile]) -> list[list[File]]:
    """The files in one part for each process, parts of about equal size."""
    count = 1
    if sum(map(content_bytes, files)) >= SHARED_BYTES:
        count = min(os.cpu_count() or 1, len(files), _MOST_PROCESSES)
    sizes = [0] * count
    parts: list[list[File]] = [[] for _ in range(count)]
    for file in sorted(files, key=lambda file: (-content_bytes(file), file.source_file)):
        place = sizes.index(min(sizes))
        sizes[place] += content_bytes(file)
        path = root.path_of(file)
        parts[place].append((file.source_file, file.file_modified_micros, path, file.file_bytes, file.span))
    return parts
