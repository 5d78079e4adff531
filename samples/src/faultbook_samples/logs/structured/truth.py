"""The truth about a run, from its plan alone: record by record, and counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from faultbook_samples.logs.structured.catalogue import ENVIRONMENT, SERVICES
from faultbook_samples.logs.structured.incidents import Incident
from faultbook_samples.logs.structured.options import JsonOptions
from faultbook_samples.logs.structured.plan import Chunk, JsonPlan

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PlannedRecord(NamedTuple):
    """A record as planned. `at` is UTC, `message` the event's text with its {slots}; labels as they are rendered."""

    at: datetime
    service: str
    environment: str
    severity: str
    error_code: str
    message: str
    host: str
    pod_name: str
    labels: dict[str, str]
    trace: tuple[str, str, str] | None


class HourCount(NamedTuple):
    """Records of one hour (UTC) and event: `message` is the event's text with its {slots}."""

    hour: datetime
    service: str
    environment: str
    severity: str
    error_code: str
    message: str
    record_count: int


@dataclass
class JsonTally:
    """Counts of one file, or of many: lines = headers + blanks + records + rejected."""

    lines: int = 0
    headers: int = 0
    blanks: int = 0
    traced: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    hourly: Counter[tuple[datetime, str, str, str, str]] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """Lines that are records."""
        return self.hourly.total()

    def count(self, chunk: Chunk) -> None:
        """Count the lines of a chunk."""
        for line in chunk.lines:
            service = SERVICES[line.service]
            event = service.events[line.event]
            self.hourly[_hour(line.at), service.name, ENVIRONMENT, event.severity, event.counted_code] += 1
            self.traced += line.trace >= 0
        for _, odd in chunk.odd:
            if odd.outcome == "record":
                hour = odd.at.replace(minute=0, second=0, microsecond=0)
                self.hourly[hour, odd.service, odd.environment, odd.severity, odd.code] += 1
            elif odd.outcome in ("header", "blank"):
                self.headers += odd.outcome == "header"
                self.blanks += odd.outcome == "blank"
            else:
                self.rejected[odd.outcome] += 1
        self.lines += len(chunk.lines) + len(chunk.odd)

    def add(self, other: "JsonTally") -> None:
        """Count another's lines too."""
        self.lines += other.lines
        self.headers += other.headers
        self.blanks += other.blanks
        self.traced += other.traced
        self.rejected.update(other.rejected)
        self.hourly.update(other.hourly)

    def facts(self) -> dict[str, Any]:
        """The counts as JSON values, sorted."""
        return {
            "lines": self.lines,
            "headers": self.headers,
            "blanks": self.blanks,
            "records": self.records,
            "traced": self.traced,
            "rejected": dict(sorted(self.rejected.items())),
            "by_service": self._by(1),
            "by_severity": self._by(3),
            "by_code": self._by(4),
        }

    def hours(self) -> list[list[Any]]:
        """[hour, service, environment, severity, code, records] of every hour with records, sorted."""
        return [[f"{key[0]:%Y-%m-%dT%H:%M:%SZ}", *key[1:], count] for key, count in sorted(self.hourly.items())]

    def _by(self, part: int) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for key, count in self.hourly.items():
            counts[str(key[part])] += count
        return dict(sorted(counts.items()))


def planned_records(options: JsonOptions) -> Iterator[PlannedRecord]:
    """Every record of a run but odd ones, in the order of the files; nothing is rendered."""
    plan = JsonPlan(options)
    for _, chunks in plan.files():
        for chunk in chunks:
            for line in chunk.lines:
                service = SERVICES[line.service]
                event = service.events[line.event]
                yield PlannedRecord(
                    _EPOCH + timedelta(milliseconds=line.at),
                    service.name,
                    ENVIRONMENT,
                    event.severity,
                    event.counted_code,
                    event.message,
                    plan.host(line),
                    plan.pod_name(line),
                    plan.labels(line),
                    plan.ids(chunk.number, line),
                )


def hourly_truth(options: JsonOptions) -> list[HourCount]:
    """Records by hour and event, odd ones left out, sorted; nothing is rendered."""
    plan = JsonPlan(options)
    counts: Counter[tuple[datetime, str, str, str, str, str]] = Counter()
    for _, chunks in plan.files():
        for line in (line for chunk in chunks for line in chunk.lines):
            service = SERVICES[line.service]
            event = service.events[line.event]
            key = (_hour(line.at), service.name, ENVIRONMENT, event.severity, event.counted_code, event.message)
            counts[key] += 1
    return [HourCount(*key, count) for key, count in sorted(counts.items())]


def incident_facts(plan: JsonPlan, incident: Incident) -> dict[str, Any]:
    """What a reader should find of an incident: when, where, what, how much more per hour, over-represented labels."""
    start, end = (plan.options.start + timedelta(hours=hour) for hour in (incident.first_hour, incident.end_hour))
    is_silence = incident.kind == "silence"
    return {
        "kind": incident.kind,
        "service": incident.service,
        "environment": ENVIRONMENT,
        "severity": None if is_silence else incident.what.severity,
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "error_code": None if is_silence else incident.what.counted_code,
        "message": None if is_silence else incident.what.message,
        "extra_per_hour": list(incident.counts(plan.options.seed).values()),
        "version": incident.version,
        "labels": {} if is_silence else plan.skewed_labels(incident),
    }


def _hour(at: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=at - at % 3_600_000)
