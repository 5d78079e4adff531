"""The truth about lines: how many of which kind, counted from what was planned, never from what was rendered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from faultbook_samples.logs.population import Head

EPOCH = datetime(1970, 1, 1)
SECOND = 1_000_000


@dataclass
class Tally:
    """Counts of one file, or of many. Instants are microseconds since 1970, UTC.

    lines = headers + blanks + records + rejected. `line_bytes` counts carriage returns, but neither line feeds
    nor a byte-order mark.
    """

    lines: int = 0
    line_bytes: int = 0
    headers: int = 0
    blanks: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    heads: Counter[Head] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)
    first: dict[tuple[str, str], int] = field(default_factory=dict)
    last: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """Lines that are records."""
        return self.heads.total()

    def see(self, head: Head, first: int, last: int) -> None:
        """Widen the span of the head's code and severity."""
        key = (head.code, head.severity)
        self.first[key] = min(first, self.first.get(key, first))
        self.last[key] = max(last, self.last.get(key, last))

    def add(self, other: "Tally") -> None:
        """Count another's lines too."""
        self.lines += other.lines
        self.line_bytes += other.line_bytes
        self.headers += other.headers
        self.blanks += other.blanks
        self.rejected.update(other.rejected)
        self.heads.update(other.heads)
        self.templates.update(other.templates)
        for (code, severity), first in other.first.items():
            self.see(Head(code, "", severity), first, other.last[code, severity])

    def facts(self) -> dict[str, Any]:
        """The counts as JSON values, sorted, so that equal truths are equal texts."""
        return {
            "lines": self.lines,
            "line_bytes": self.line_bytes,
            "headers": self.headers,
            "blanks": self.blanks,
            "records": self.records,
            "rejected": dict(sorted(self.rejected.items())),
            "by_severity": self._by("severity"),
            "by_code": self._by("code"),
            "by_code_severity": self._by_code_severity(),
            "by_template": dict(sorted(self.templates.items())),
        }

    def _by(self, part: str) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for head, count in self.heads.items():
            counts[getattr(head, part)] += count
        return dict(sorted(counts.items()))

    def _by_code_severity(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for head in sorted(self.heads, key=lambda head: (head.code, head.severity)):
            of_code = counts.setdefault(head.code, {})
            of_code[head.severity] = of_code.get(head.severity, 0) + self.heads[head]
        return counts

    def frequency(self) -> list[dict[str, Any]]:
        """Per code and severity: records, the source code files they come from, first and last instant."""
        files: dict[tuple[str, str], set[str]] = {}
        for head in self.heads:
            files.setdefault((head.code, head.severity), set()).add(head.file_path)
        counts = self._by_code_severity()
        return [
            {
                "code": code,
                "severity": severity,
                "records": counts[code][severity],
                "files": sorted(paths),
                "first": instant_text(self.first[code, severity]),
                "last": instant_text(self.last[code, severity]),
            }
            for (code, severity), paths in sorted(files.items())
        ]


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """One tally of all."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def instant_text(microseconds: int) -> str:
    """`2026-01-31T20:26:10.000000Z`: UTC with six digits, years from 0001 to 9999."""
    return (EPOCH + timedelta(microseconds=microseconds)).isoformat(timespec="microseconds") + "Z"
