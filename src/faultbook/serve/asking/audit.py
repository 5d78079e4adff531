"""The audit: one JSON line per question or decision: what was asked, how it ended; never the answer's text."""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

LONGEST = 40
_INCIDENT = re.compile(r"inc-[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True)
class AuditEntry:
    """One question, when it is over. None where there was no answer, or where the transport has no such thing."""

    tool: str
    arguments: Mapping[str, Any]
    backend: str
    milliseconds: int
    rows: int | None
    characters: int | None
    truncated: bool | None
    error: str | None
    protocol: str | None
    user: str | None
    statement_ids: Sequence[str] = ()
    """Of the warehouse's statements, for its query history; none where files were read."""


@dataclass(frozen=True)
class DecisionEntry:
    """One decision, when it is over: `outcome`, or `error` where nothing was stored. `key`: as it was sent."""

    decision: str
    incident_id: str
    decision_id: str
    key: str
    door: str
    user: str | None
    outcome: str | None
    error: str | None
    backend: str
    milliseconds: int
    statement_ids: Sequence[str] = ()


class Audit:
    """Writes entries to a stream; each line is written at once."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`stream`: standard error or a file; never standard output, which is the MCP protocol's."""
        self._stream = stream
        self._clock = clock

    def record(self, entry: AuditEntry) -> None:
        """Writes the entry."""
        line = {"time": self._clock().isoformat(timespec="milliseconds"), **asdict(entry)}
        line["arguments"] = {str(name)[:LONGEST]: _shortened(value) for name, value in entry.arguments.items()}
        self._stream.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._stream.flush()

    def record_decision(self, entry: DecisionEntry) -> None:
        """Writes the entry: a key as its length and hash, and so an id that was not found."""
        line = {"time": self._clock().isoformat(timespec="milliseconds"), **asdict(entry)}
        line["key"] = _shortened(entry.key)
        if not _INCIDENT.fullmatch(entry.incident_id):
            line["incident_id"] = _shortened(entry.incident_id)
        self._stream.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._stream.flush()


@contextmanager
def audit_to(file: Path | None) -> Iterator[Audit]:
    """An audit that appends to the file; to standard error where none is given."""
    if file is None:
        yield Audit(sys.stderr)
        return
    with file.open("a", encoding="utf-8") as stream:
        yield Audit(stream)


def _shortened(value: Any) -> Any:
    """Numbers and booleans as they are; text as its length and hash, because it may contain what must not be logged."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return {"characters": len(text), "sha256": digest}
