"""What a file of a platform contains, as it was planned: its records, the lines of each, and the counts of both."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from faultbook_samples.logs.dressing import PLAIN, Dressing


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One record: when it happened, its severity, its lines. `is_traced`: its lines contain a stack trace."""

    at: datetime
    severity: str
    lines: tuple[str, ...]
    is_traced: bool = False


@dataclass(frozen=True)
class PlannedFile:
    """A file: its path below the directory, the format of its lines, its records in their order."""

    path: str
    format: str
    records: tuple[PlannedRecord, ...]
    dressing: Dressing = PLAIN

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return [line for record in self.records for line in record.lines]

    def facts(self) -> dict[str, Any]:
        """The truth about the file, for the manifest."""
        lines, severities = self.lines, Counter(record.severity for record in self.records)
        return {
            "path": self.path,
            "format": self.format,
            "lines": len(lines),
            "blanks": lines.count(""),
            "records": len(self.records),
            "traced": sum(record.is_traced for record in self.records),
            "by_severity": dict(sorted(severities.items())),
        }
