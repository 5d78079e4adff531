"""The values that files are read with. No settings object: they travel to Spark's workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faultbook.formats.source_rules import SourceRules

NO_RULES = SourceRules()


@dataclass(frozen=True)
class ReadingValues:
    """How the files of a batch are read and their records labelled.

    `service`: of all records, where given; `default_service`: of files in no sub-folder. `keep_bytes`: how much of a
    rejected line is kept. `rules`: how the files of each source are read. `batch_id` and `began_at` (microseconds since
    1970, UTC) label every row. `earlier`: hashes of identity version 1 are computed too. `max_unpacked_bytes`: of a
    compressed file, at most.
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
    rules: SourceRules = NO_RULES
    batch_id: int = 0
    began_at: int = 0
    earlier: bool = True
    max_unpacked_bytes: int = 8 * 2**30
