"""Runs of the generator beside what the plain reader finds in the files."""

import gzip
import zlib
from collections import Counter
from datetime import datetime
from pathlib import Path

from tests.oracle import read

UNREADABLE = (EOFError, gzip.BadGzipFile, zlib.error)
FORMAT_NAMES = ("*.log", "*.log.gz", "*.tsv", "*.tsv.gz")


def landed(directory: Path) -> dict[str, Path]:
    """Files that match the landing pattern, by their path below `directory`."""
    found = {path for pattern in FORMAT_NAMES for path in directory.rglob(pattern) if path.is_file()}
    paths = {path.relative_to(directory): path for path in found}
    return {str(name): path for name, path in paths.items() if not any(part[0] in "._" for part in name.parts)}


def file_facts(path: Path) -> dict:
    """Counts of the plain reader for one file, by the names of the manifest."""
    counts, records = read(path)
    return {
        "lines": counts["lines"],
        "line_bytes": counts["line_bytes"],
        "headers": counts["header"],
        "blanks": counts["blank"],
        "records": counts["record"],
        "rejected": {
            kind: count
            for kind, count in sorted(counts.items())
            if kind not in ("lines", "line_bytes", "header", "blank", "record")
        },
        "by_severity": dict(sorted(Counter(severity for _, _, _, severity, _ in records).items())),
        "by_code": dict(sorted(Counter(code for _, code, _, _, _ in records).items())),
        "by_code_severity": _by_code_severity(records),
    }


def frequency(directory: Path) -> list[dict]:
    """Per code and severity what the plain reader finds in all readable files."""
    groups: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for path in landed(directory).values():
        try:
            for at, code, file, severity, _ in read(path)[1]:
                groups.setdefault((code, severity), []).append((at, file))
        except UNREADABLE:
            continue
    return [
        {
            "code": code,
            "severity": severity,
            "records": len(rows),
            "files": sorted({file for _, file in rows}),
            "first": min(rows)[0].isoformat(timespec="microseconds") + "Z",
            "last": max(rows)[0].isoformat(timespec="microseconds") + "Z",
        }
        for (code, severity), rows in sorted(groups.items())
    ]


def _by_code_severity(records: list) -> dict:
    counts: dict[str, Counter] = {}
    for _, code, _, severity, _ in records:
        counts.setdefault(code, Counter())[severity] += 1
    return {code: dict(sorted(of_code.items())) for code, of_code in sorted(counts.items())}


def contents(directory: Path) -> dict[str, bytes]:
    """Every file's bytes, by its path below `directory`."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}
