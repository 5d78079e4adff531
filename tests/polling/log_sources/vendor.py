"""A vendor of logs in memory: rows that arrive late, answers that are cut, refusals; and a naive poller beside it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from faultbook.polling.log_sources.port import LogSource, Row, TooManyRows, Window, written

BEGIN = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Arrival:
    """A row: when it happened, when the vendor took it in, from when on queries find it."""

    text: str
    happened: datetime
    arrived: datetime
    visible: datetime


@dataclass
class Vendor:
    """Rows and what goes wrong. `failures`: raised by the next requests, one each, None for none."""

    now: datetime = BEGIN
    rows_: list[Arrival] = field(default_factory=list)
    failures: list[Exception | None] = field(default_factory=list)
    most_rows: int = 4
    requests: int = 0
    has_row_ids: bool = True

    repeats_rows: bool = False
    counts: bool = True

    def add(self, text: str, *, late: timedelta = timedelta(), hidden: timedelta = timedelta()) -> None:
        """A row that arrives now, happened `late` ago and is found from `hidden` after now on."""
        self.rows_.append(Arrival(text, self.now - late, self.now, self.now + hidden))

    def rows(self, window: Window) -> Iterator[Row]:
        self._fail()
        found = self._found(window)
        if len(found) > self.most_rows:
            raise TooManyRows(f"{len(found)} rows")
        return (self._row(row) for row in (found * 2 if self.repeats_rows else found))

    def count(self, window: Window) -> int | None:
        if not self.counts:
            return None
        self._fail()
        return len(self._found(window))

    def row_id(self, row: Row) -> str:
        return str(row["text"])

    def fields(self, row: Row) -> dict[str, Any]:
        return {"timestamp": row["happened"], "message": row["text"], "level": "Error"}

    def _fail(self) -> None:
        self.requests += 1
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure

    def _found(self, window: Window) -> list[Arrival]:
        return [row for row in self.rows_ if window.contains(row.arrived) and row.visible <= self.now]

    def _row(self, row: Arrival) -> dict[str, Any]:
        return {"text": row.text, "happened": written(row.happened)}


class Texts:
    """Watermarks in memory."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def read(self, source: str) -> str | None:
        return self.texts.get(source)

    def write(self, source: str, state: str) -> None:
        self.texts[source] = state


def source_of(vendor: Vendor, **times: Any) -> LogSource:
    given = {
        "every": timedelta(minutes=10),
        "settle": timedelta(minutes=5),
        "recheck": timedelta(hours=1),
        "start": timedelta(0),
    } | times
    return LogSource(name="app", reader=lambda: vendor, **given)


def landed_lines(folder: Path) -> list[bytes]:
    return [line for path in sorted(folder.rglob("*.jsonl")) for line in path.read_bytes().splitlines()]


def landed_texts(folder: Path) -> Counter[str]:
    return Counter(json.loads(line)["message"] for line in landed_lines(folder))


class NaivePoller:
    """What is written first everywhere: rows that happened after the last row that was seen."""

    def __init__(self) -> None:
        self.last = BEGIN - timedelta(days=1)
        self.texts: Counter[str] = Counter()

    def poll(self, vendor: Vendor) -> None:
        found = [row for row in vendor.rows_ if row.happened > self.last and row.visible <= vendor.now]
        self.texts.update(row.text for row in found)
        self.last = max([self.last, *(row.happened for row in found)])
