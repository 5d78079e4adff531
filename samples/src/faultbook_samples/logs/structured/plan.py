"""The plan of a run: hour by hour which service logs what, in which trace, drawn from the seed alone.

Drawn in chunks, each from a random stream of its own, so that memory stays the same at ten million records and a chunk
can be drawn twice: once to count the truth, once to render it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, groupby
from math import ceil
from random import Random
from typing import NamedTuple

from faultbook_samples.logs.dressing import PLAIN, Dressing
from faultbook_samples.logs.structured.catalogue import NUMBER_OF, REGIONS, ROOT_SERVICE, SERVICES
from faultbook_samples.logs.structured.incidents import Incident
from faultbook_samples.logs.structured.oddities import ODDITIES, JsonOddity
from faultbook_samples.logs.structured.options import JsonOptions

HOUR_MS = 3_600_000
_CHUNK_RECORDS = 5_000
_HOUR_OF_DAY = (10, 9, 8, 8, 8, 9, 11, 14, 17, 19, 20, 20, 19, 20, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11)
_WEEKEND = 0.7
_SPANS = (2, 3, 4)
_TRACED_SHARE = 0.7
_MEAN_SPANS = sum(_SPANS) / len(_SPANS)
_TRACES_PER_UNIT = _TRACED_SHARE / (_TRACED_SHARE + (1 - _TRACED_SHARE) * _MEAN_SPANS)
_POD_OF_INCIDENTS = 0
_ON_ONE_POD = 0.9
_HOURS_BETWEEN_DEPLOYMENTS = 100
_ODD_SHARE = 0.1
_DRESSINGS = (
    PLAIN,
    Dressing(newline="\r\n"),
    Dressing(mark=True),
    Dressing(last_feed=False),
    Dressing(newline="\r\n", mark=True, last_feed=False, compressed=True),
)
_ODD_SUFFIXES = (".jsonl", ".ndjson")


class Line(NamedTuple):
    """One record: when (ms since 1970), which service, event and pod by number, its place in a trace (-1: in none).

    `trace` counts within the chunk, `span` and `parent` within the trace; the first span has the parent -1.
    """

    at: int
    service: int
    event: int
    pod: int
    trace: int = -1
    span: int = 0
    parent: int = -1


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records of one hour, by instant; `odd`: odd lines and the record that each comes before."""

    number: int
    file: int
    lines: list[Line]
    odd: list[tuple[int, JsonOddity]]


@dataclass(frozen=True, slots=True)
class JsonFile:
    """One file: its number, its path and its wrapping."""

    number: int
    path: str
    dressing: Dressing


class JsonPlan:
    """Everything that will be written, as a function of the options alone."""

    def __init__(self, options: JsonOptions) -> None:
        """Draw how many usual records each hour has; nothing is drawn per record yet."""
        self.options = options
        self.start_ms = int(options.start.timestamp() * 1_000)
        self._counts = _hourly_counts(options)
        self._extra = [incident.counts(options.seed) for incident in options.incidents]
        self._services = list(accumulate(service.weight for service in SERVICES))
        self._events = [list(accumulate(event.weight for event in service.events)) for service in SERVICES]
        self._deployed = [self._deployments(service.name) for service in SERVICES]

    def files(self) -> Iterator[tuple[JsonFile, Iterator[Chunk]]]:
        """The files with any record, with their chunks, in order; drawn anew each time."""
        for number, chunks in groupby(self._chunks(), key=lambda chunk: chunk.file):
            yield self._file(number), chunks

    def paths(self) -> Iterator[str]:
        """The paths of all files that the run may need."""
        return (self._file(number).path for number in range(self.options.files))

    def version(self, service: int, at: int) -> str:
        """The version of a service that runs at an instant."""
        hours, versions = self._deployed[service]
        return versions[bisect_right(hours, (at - self.start_ms) // HOUR_MS) - 1]

    def labels(self, line: Line) -> dict[str, str]:
        """The labels of a record: region, cluster, version, deployment."""
        service, version = SERVICES[line.service].name, self.version(line.service, line.at)
        deployment = f"{service}-{version.replace('.', '-')}"
        return {**_place(line.pod), "version": version, "deployment": deployment}

    def host(self, line: Line) -> str:
        """The host that a record's pod runs on."""
        return f"node-{line.service * 4 + line.pod + 1:02d}.{_place(line.pod)['region']}.example.internal"

    def pod_name(self, line: Line) -> str:
        """The pod, whose name changes with each deployment as Kubernetes' do."""
        service = SERVICES[line.service].name
        digest = hex_of(f"{service}:{self.version(line.service, line.at)}", 9)
        return f"{service}-{digest}-{hex_of(f'{digest}:{line.pod}', 5)}"

    def ids(self, chunk: int, line: Line) -> tuple[str, str, str] | None:
        """trace, span and parent span ('' for the first) of a record; None where it is in no trace."""
        if line.trace < 0:
            return None
        trace = hex_of(f"{self.options.seed}:{chunk}:{line.trace}", 32)
        parent = hex_of(f"{trace}:{line.parent}", 16) if line.parent >= 0 else ""
        return trace, hex_of(f"{trace}:{line.span}", 16), parent

    def skewed_labels(self, incident: Incident) -> dict[str, str]:
        """What nine of ten records of an incident have in common: host, pod, region, cluster, and version."""
        at = self.start_ms + incident.first_hour * HOUR_MS
        line = Line(at, NUMBER_OF[incident.service], incident.event, _POD_OF_INCIDENTS)
        return {"host": self.host(line), "pod_name": self.pod_name(line), **self.labels(line)}

    def hour_of(self, at: int) -> int:
        """The hour of the run that a time is in."""
        return (at - self.start_ms) // HOUR_MS

    def _file(self, number: int) -> JsonFile:
        options = self.options
        suffix, dressing = ".jsonl", PLAIN
        if options.hostile:
            rng = Random(f"{options.seed}:file:{number}")
            suffix, dressing = rng.choice(_ODD_SUFFIXES), rng.choice(_DRESSINGS)
        name = f"{options.prefix}logs-{options.first_file + number:04d}{suffix}"
        return JsonFile(number, name + (".gz" if dressing.compressed else ""), dressing)

    def _chunks(self) -> Iterator[Chunk]:
        total = max(sum(self._counts), 1)
        size = max(1, min(_CHUNK_RECORDS, total // self.options.files))
        before = number = 0
        for hour, count in enumerate(self._counts):
            extra = [counts.get(hour, 0) for counts in self._extra]
            parts = max(ceil(count / size), 1 if any(extra) else 0)
            for part in range(parts):
                first, end = (count * place // parts for place in (part, part + 1))
                file = min((before + first) * self.options.files // total, self.options.files - 1)
                share = [many * (part + 1) // parts - many * part // parts for many in extra]
                yield self._chunk(number, file, hour, end - first, share)
                number += 1
            before += count

    def _chunk(self, number: int, file: int, hour: int, count: int, extra: list[int]) -> Chunk:
        rng = Random(f"{self.options.seed}:{number}")
        begin = self.start_ms + hour * HOUR_MS
        lines = self._usual(rng, begin, count)
        for incident, many in zip(self.options.incidents, extra, strict=True):
            service = NUMBER_OF[incident.service]
            for _ in range(many):
                pod = _POD_OF_INCIDENTS if rng.random() < _ON_ONE_POD else rng.randrange(SERVICES[service].pods)
                trace = len(lines) if rng.random() < _TRACED_SHARE else -1
                lines.append(Line(begin + rng.randrange(HOUR_MS), service, incident.event, pod, trace))
        lines = sorted(line for line in lines if not self._is_silent(line))
        return Chunk(number, file, lines, self._odd(rng, len(lines)))

    def _usual(self, rng: Random, begin: int, count: int) -> list[Line]:
        lines: list[Line] = []
        while len(lines) < count:
            at = begin + rng.randrange(HOUR_MS)
            if rng.random() < _TRACES_PER_UNIT:
                lines += self._trace(rng, at, trace=len(lines), last_at=begin + HOUR_MS - 1)
            else:
                (service,) = rng.choices(range(len(SERVICES)), cum_weights=self._services)
                lines.append(Line(at, service, self._event(rng, service), rng.randrange(SERVICES[service].pods)))
        return lines[:count]

    def _trace(self, rng: Random, at: int, *, trace: int, last_at: int) -> Iterator[Line]:
        services = [NUMBER_OF[ROOT_SERVICE]]
        for span in range(rng.choice(_SPANS)):
            parent = -1
            if span:
                parent = rng.choice([place for place, each in enumerate(services) if SERVICES[each].calls])
                services.append(NUMBER_OF[rng.choice(SERVICES[services[parent]].calls)])
            service = services[-1]
            pod = rng.randrange(SERVICES[service].pods)
            yield Line(min(at, last_at), service, self._event(rng, service), pod, trace, span, parent)
            at += rng.randrange(1, 80)

    def _event(self, rng: Random, service: int) -> int:
        (event,) = rng.choices(range(len(self._events[service])), cum_weights=self._events[service])
        return event

    def _is_silent(self, line: Line) -> bool:
        return any(
            incident.kind == "silence"
            and incident.service == SERVICES[line.service].name
            and incident.first_hour <= self.hour_of(line.at) < incident.end_hour
            for incident in self.options.incidents
        )

    def _odd(self, rng: Random, count: int) -> list[tuple[int, JsonOddity]]:
        if not self.options.hostile or not count:
            return []
        several = int(count * _ODD_SHARE + rng.random())
        found = ((rng.randrange(count), rng.choice(ODDITIES)) for _ in range(several))
        return sorted(found, key=lambda pair: pair[0])

    def _deployments(self, service: str) -> tuple[list[int], list[str]]:
        rng = Random(f"{self.options.seed}:deployments:{service}")
        minor = rng.randrange(1, 30)
        found = {-(10**9): f"2.{minor}.0"}
        for hour in range(self.options.hours):
            if rng.randrange(_HOURS_BETWEEN_DEPLOYMENTS) == 0:
                minor += 1
                found[hour] = f"2.{minor}.0"
        for incident in self.options.incidents:
            if incident.version and incident.service == service:
                found = {hour: version for hour, version in found.items() if hour < incident.first_hour}
                found[incident.first_hour] = incident.version
        return list(found), list(found.values())


def hex_of(text: str, length: int) -> str:
    """So many hexadecimal digits that are a function of the text."""
    return sha256(text.encode()).hexdigest()[:length]


def _place(pod: int) -> dict[str, str]:
    region = REGIONS[pod % len(REGIONS)]
    return {"region": region, "cluster": f"{region}-k8s-{pod // len(REGIONS) + 1}"}


def _hourly_counts(options: JsonOptions) -> list[int]:
    first = int(options.start.timestamp()) // 3600
    weights = [
        _HOUR_OF_DAY[hour % 24] * (_WEEKEND if (hour // 24 + 3) % 7 >= 5 else 1.0)
        for hour in range(first, first + options.hours)
    ]
    rng, counts = Random(f"{options.seed}:hours"), [0] * options.hours
    ends = list(accumulate(weights))
    for _ in range(0, options.records, _CHUNK_RECORDS):
        left = min(_CHUNK_RECORDS, options.records - sum(counts))
        for hour in rng.choices(range(options.hours), cum_weights=ends, k=left):
            counts[hour] += 1
    return counts
