"""What is known of the files of a batch when their rows are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faultbook.transforms.landed.file_reader import ReadFile


@dataclass(frozen=True)
class StoredFiles:
    """By landed file: facts of the scan; counts of stored records (records, parsed, unknown_severity, first_occurrence,
    last_occurrence in microseconds); counts of stored rejects (rejected, part_rejects).
    """

    read: Mapping[str, ReadFile]
    records: Mapping[str, Mapping[str, Any]]
    rejects: Mapping[str, Mapping[str, int]]
