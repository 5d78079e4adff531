"""The values that files are read with. No settings object: they travel to Spark's workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingValues:
    """How the files of a batch are read and their records labelled.

    `service`: of all records, where given; `default_service`: of files in no sub-folder. `keep_bytes`: how much of a
    rejected line is kept. `batch_id` and `began_at` (microseconds since 1970, UTC) label every row. `earlier`: hashes
    of identity version 1 are computed too.
    """

    severities: Mapping[str, Sequence[str]]
    code_pattern: str
    max_line_bytes: int
    keep_bytes: int
    environment: str
    service: str
    default_service: str
    redaction_rules: Sequence[str] = ()
    redaction_allow: Sequence[str] = ()
    batch_id: int = 0
    began_at: int = 0
    earlier: bool = True
