"""Matches rules with what is new in each source, and stores the matches as one batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.catalog.rule_frames import FRAMES
from faultbook.jobs.events.batches import newest_complete as newest_events
from faultbook.jobs.events.batches import next_number
from faultbook.jobs.incidents.predicates import IDENTITY, decided_rules
from faultbook.lakehouse.batches import newest_complete as newest_logs
from faultbook.lakehouse.store import Lakehouse
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Rule
from faultbook.steps import Steps
from faultbook.tables import (
    ANOMALY_ALERTS,
    BUDGET_STATUS,
    COST_ANOMALIES,
    ERROR_LOGS_PARSED,
    FAILURE_EVENTS,
    INGEST_LEDGER,
    LOGS,
    QUERY_STATEMENTS,
    RULE_MATCHES,
    RULE_RUNS,
    TEXT_LOGS,
)
from faultbook.transforms.rules import frames
from faultbook.transforms.rules.matches import counted_once, matches, unmatched
from faultbook.transforms.rules.sources import SOURCES

FIRST = timedelta(days=7)
"""How far before its newest event the first run reads a source."""
OVERLAP = timedelta(days=2)
"""How far before the newest event that was read a source without batches is read again: the platform writes late."""


@dataclass(frozen=True)
class Progress:
    """How far a source was judged: its newest batch, and the newest instant of a source without batches."""

    source: str
    through_batch: int = 0
    through_at: datetime | None = None
    events: int = 0
    rules: int = 0


def _failures(lakehouse: Lakehouse) -> DataFrame:
    return frames.failures(lakehouse.read(FAILURE_EVENTS).where(F.col("batch_id") <= newest_events(lakehouse)))


def _logs(lakehouse: Lakehouse) -> DataFrame:
    tables = (lakehouse.read(table) for table in (ERROR_LOGS_PARSED, LOGS, TEXT_LOGS, INGEST_LEDGER))
    return frames.logs(*tables)


_ROWS: Mapping[str, Callable[[Lakehouse], DataFrame]] = {
    "failures": _failures,
    "logs": _logs,
    "statements": lambda lakehouse: frames.statements(lakehouse.read(QUERY_STATEMENTS)),
    "anomalies": lambda lakehouse: frames.anomalies(lakehouse.read(ANOMALY_ALERTS)),
    "budgets": lambda lakehouse: frames.budgets(lakehouse.read(BUDGET_STATUS)),
    "spend": lambda lakehouse: frames.spend(lakehouse.read(COST_ANOMALIES)),
}
"""Source -> its rows, of complete batches."""
_NEWEST_BATCH: Mapping[str, Callable[[Lakehouse], int]] = {
    "failures": newest_events,
    "logs": lambda lakehouse: newest_logs(lakehouse) or 0,
}


def read_sources(rules: Sequence[Rule]) -> list[str]:
    """The sources that some rule reads, in the order of SOURCES."""
    wanted = {rule.source for rule in rules if rule.correlation is None}
    return [name for name in SOURCES if name in wanted and name in _ROWS]


def match_sources(
    lakehouse: Lakehouse, rules: Sequence[Rule], batch_id: int, steps: Steps
) -> tuple[list[Progress], list[Mistake]]:
    """Stores the matches of what is new, in one commit; returns how far each source was read, and failed predicates.

    Sources without anything new are left out. An event is matched once per rule: what is known is left out.
    """
    before = progress(lakehouse)
    found: list[DataFrame] = []
    read: list[Progress] = []
    mistakes: list[Mistake] = []
    for name in read_sources(rules):
        with steps.step("read source", source=name) as step:
            rows, made = _new_rows(lakehouse, before.get(name, Progress(name)))
            step.note(events=made.events)
        if made.events:
            of_source = [rule for rule in rules if rule.correlation is not None or rule.source == name]
            known = lakehouse.read(RULE_MATCHES).where(F.col("source") == name)
            frame = _with_identity(FRAMES[name])
            decided, wrong = decided_rules(rows, frame, rules)
            mistakes += wrong
            new = unmatched(matches(rows, frame, decided), known)
            # The records of a batch are judged once; a failure comes again when more is known of it.
            found.append(new if SOURCES[name].is_counted else counted_once(new, known))
            read.append(Progress(name, made.through_batch, made.through_at, made.events, len(of_source)))
    if found:
        with steps.step("match rules", batch=batch_id, rules=len(rules)):
            every = reduce(DataFrame.unionByName, found).withColumn("batch_id", F.lit(batch_id).cast("bigint"))
            # Not the batch: a run that died may have appended no rows under it, and the next one has the same.
            lakehouse.append(RULE_MATCHES, every, version=next_number(batch_id))
    return read, mistakes


def progress(lakehouse: Lakehouse) -> dict[str, Progress]:
    """Source -> how far the runs that ended have judged it."""
    rows = lakehouse.fetch(RULE_RUNS, ("source", "through_batch", "through_at")).to_pylist()
    found: dict[str, Progress] = {}
    for row in rows:
        name, at = row["source"], row["through_at"]
        old = found.get(name, Progress(name))
        instants = [each for each in (old.through_at, at.astimezone(UTC) if at else None) if each]
        found[name] = Progress(name, max(old.through_batch, row["through_batch"]), max(instants, default=None))
    return found


def _with_identity(frame: Frame) -> Frame:
    """The frame with the column by which all rows of sources are known."""
    return replace(frame, columns={**frame.columns, IDENTITY: "STRING"})


def _new_rows(lakehouse: Lakehouse, before: Progress) -> tuple[DataFrame, Progress]:
    """The rows that may be new, and how far they reach; no events where nothing can be new."""
    source = SOURCES[before.source]
    newest = _NEWEST_BATCH[source.name](lakehouse) if source.name in _NEWEST_BATCH else 0
    is_first = before.through_batch == 0 and before.through_at is None
    if source.name in _NEWEST_BATCH and newest <= before.through_batch:
        return _ROWS[source.name](lakehouse).limit(0), before
    rows = _ROWS[source.name](lakehouse)
    changed = F.col("happened_at" if source.changes == "source_batch" else source.changes)
    if not is_first:
        since = F.lit(None if before.through_at is None else before.through_at - OVERLAP).cast("timestamp")
        rows = frames.newer(rows, source, after_batch=F.lit(before.through_batch), since=since)
    events, latest, newest_at = rows.agg(
        F.count(F.lit(1)), F.unix_micros(F.max(changed)), F.unix_micros(F.max("happened_at"))
    ).collect()[0]
    if is_first and newest_at is not None:
        rows = rows.where(F.unix_micros("happened_at") > newest_at - FIRST // timedelta(microseconds=1))
    at = None if latest is None else datetime.fromtimestamp(latest / 1_000_000, UTC)
    is_same = source.name not in _NEWEST_BATCH and at == before.through_at and not is_first
    through_at = at if source.changes != "source_batch" else None
    return rows, Progress(source.name, newest, through_at, 0 if is_same else int(events))
