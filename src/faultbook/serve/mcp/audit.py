"""The audit: one JSON line per call, of what was asked, how much came back and how it ended; never what it said."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

LONGEST = 40


@dataclass(frozen=True)
class Call:
    """One call of a tool, when it is over."""

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


class Audit:
    """Writes calls to a stream; each line is written at once."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`stream`: standard error or a file; never standard output, which is the protocol's."""
        self._stream = stream
        self._clock = clock

    def record(self, call: Call) -> None:
        """Writes the call."""
        told = {"time": self._clock().isoformat(timespec="milliseconds"), **asdict(call)}
        told["arguments"] = {str(name)[:LONGEST]: _shortened(value) for name, value in call.arguments.items()}
        self._stream.write(json.dumps(told, ensure_ascii=True) + "\n")
        self._stream.flush()


def _shortened(value: Any) -> Any:
    """Numbers and truths as they are; text by its length and hash, because it may hold what nobody should log."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return {"characters": len(text), "sha256": digest}
