"""All that is known of one pattern, gathered for a page: what it is, since when, where, what goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from faultbook.faults.onset import onset
from faultbook.faults.similarity import most_alike
from faultbook.stores.answers import Question
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.lakehouse_store import LakehouseStore

Row = dict[str, Any]

BUILDS = ("version", "build", "release", "deployment", "app_version", "image", "commit", "git_sha")
"""Labels that name what was deployed."""
LEAST_LIFT = 1.5
FEWEST = 3
MOST_VALUES = 8
MOST_STEPS = 12


@dataclass(frozen=True)
class Value:
    """A value that goes with the pattern: its share among the pattern's records, and among all."""

    dimension: str
    value: str
    pattern_count: int
    share: float
    share_of_all: float
    first_seen: datetime

    @property
    def lift(self) -> float:
        """How many times as often as among all records."""
        return self.share / self.share_of_all


@dataclass(frozen=True)
class Explanation:
    """One pattern. `pattern` is its row of `patterns`; `hours` are records by start of the hour; `companions` are the
    patterns that rise with it, each with its row of pattern_pairs, the most surprising first; `decisions` are those
    about the pattern and its predecessors; `predecessors` and `successors` are rows of `patterns` of another identity
    version that it continues, or that continue it.
    """

    pattern: Row
    asked: str
    hours: dict[datetime, int]
    onset: datetime | None
    builds: tuple[Row, ...]
    values: tuple[Value, ...]
    walk: tuple[Row, ...]
    templates: tuple[Row, ...]
    examples: tuple[str, ...]
    similar: tuple[tuple[Row, float], ...]
    companions: tuple[tuple[Row, Row], ...]
    decisions: tuple[Row, ...]
    predecessors: tuple[Row, ...] = ()
    successors: tuple[Row, ...] = ()


def explain(store: LakehouseStore, asked: str) -> Explanation:
    """The explanation of the pattern with this id, or this beginning of an id; InvalidQuery where there is none."""
    patterns = {row["pattern_id"]: row for row in store.ask(Question("patterns", limit=0)).records()}
    mapped = store.ask(Question("pattern_map", limit=0)).records()
    pattern = patterns[_id_of(asked, patterns, mapped)]
    name = pattern["pattern_id"]
    templates = tuple(row for row in mapped if row["pattern_id"] == name)
    earlier = [row["template_hash"] for row in mapped if row["pattern_id"] in pattern["predecessors"]]
    hashes = [row["template_hash"] for row in templates] or [name]
    hours = _hours(store, name)
    found = store.ask(Question("pattern_values", where=(f"pattern_id={name}",), limit=0)).records()
    # Predecessors and successors are alike by nature, and are told apart from what could be merged.
    known = {name, *pattern["predecessors"], *pattern["successors"]}
    texts = {key: row["normalized_message"] or "" for key, row in patterns.items() if key not in known}
    alike = most_alike(pattern["normalized_message"] or "", texts)
    return Explanation(
        pattern=pattern,
        asked=asked,
        hours=hours,
        onset=onset(hours),
        builds=_builds(found),
        values=over_represented(found),
        walk=_walk(store, hashes),
        templates=templates,
        examples=_examples(store, hashes),
        similar=tuple((patterns[key], score) for key, score in alike),
        companions=_companions(store, name, patterns),
        decisions=_decisions(store, [*hashes, *earlier]),
        predecessors=_rows_of(patterns, pattern["predecessors"]),
        successors=_rows_of(patterns, pattern["successors"]),
    )


def pattern_id_of(store: LakehouseStore, asked: str) -> str:
    """The id of the pattern with this id, or this beginning of an id; InvalidQuery where there is none."""
    patterns = store.ask(Question("patterns", limit=0)).records()
    mapped = store.ask(Question("pattern_map", limit=0)).records()
    return _id_of(asked, {row["pattern_id"]: row for row in patterns}, mapped)


def over_represented(found: Sequence[Row]) -> tuple[Value, ...]:
    """Values that go with the pattern more than with all records, the most telling first. In: rows of pattern_values.

    Ordered by the value's part of the likelihood ratio, n ln(lift): a rare value that happens to lift high, and a
    frequent one that hardly lifts, both say little.
    """
    values = [
        Value(
            row["dimension"],
            row["value"],
            row["pattern_count"],
            row["pattern_count"] / row["pattern_total"],
            row["value_count"] / row["total"],
            row["first_seen"],
        )
        for row in found
    ]
    telling = [value for value in values if value.pattern_count >= FEWEST and value.lift >= LEAST_LIFT]
    telling.sort(key=lambda value: (-value.pattern_count * log(value.lift), value.dimension, value.value))
    return tuple(telling[:MOST_VALUES])


def _id_of(asked: str, patterns: dict[str, Row], mapped: Sequence[Row]) -> str:
    leads_to = {name: name for name in patterns} | {str(row["template_hash"]): str(row["pattern_id"]) for row in mapped}
    if asked in leads_to:
        return leads_to[asked]
    found = {leads_to[name] for name in leads_to if name.startswith(asked) or name.partition(":")[2].startswith(asked)}
    if len(found) != 1 or not asked:
        what = "no pattern has that id" if not found else f"{len(found)} patterns have ids that begin so"
        raise InvalidQuery(
            f"pattern {asked!r}: {what}. `faultbook show patterns --columns pattern_id,state` lists them."
        )
    return found.pop()


def _rows_of(patterns: dict[str, Row], names: Sequence[str]) -> tuple[Row, ...]:
    """The patterns' rows, the most frequent first."""
    found = [patterns[name] for name in names if name in patterns]
    return tuple(sorted(found, key=lambda row: (-row["occurrence_count"], row["pattern_id"])))


def _hours(store: LakehouseStore, name: str) -> dict[datetime, int]:
    rows = store.ask(Question("pattern_hourly", where=(f"pattern_id={name}",), limit=0)).records()
    hours: dict[datetime, int] = {}
    for row in rows:
        hours[row["hour"]] = hours.get(row["hour"], 0) + row["occurrence_count"]
    return dict(sorted(hours.items()))


def _builds(found: Sequence[Row]) -> tuple[Row, ...]:
    """For each kind of build the first that the pattern was seen in."""
    first: dict[str, Row] = {}
    for row in sorted(found, key=lambda each: (each["first_seen"], each["value"])):
        if row["is_label"] and row["dimension"] in BUILDS:
            first.setdefault(row["dimension"], row)
    return tuple(first[name] for name in BUILDS if name in first)


_RECORDS = """
SELECT timestamp, service, severity, error_code, message, event_id AS record_id, request_id, NULL AS trace_id,
  template_hash, batch_id FROM {raw}.error_logs_parsed
UNION ALL BY NAME
SELECT timestamp, service, severity, error_code, message, log_id AS record_id, request_id, trace_id,
  template_hash, batch_id FROM {raw}.logs
"""
_COMPLETE = f"(SELECT * FROM ({_RECORDS}) WHERE batch_id <= (SELECT max(batch_id) FROM {{answers}}.ingest_ledger))"
_NEWEST = f"""
SELECT trace_id, request_id FROM {_COMPLETE}
WHERE list_contains($hashes, template_hash) AND coalesce(trace_id, request_id) IS NOT NULL
ORDER BY trace_id IS NULL, timestamp DESC, trace_id, request_id LIMIT 1
"""
_STEPS = f"""
SELECT timestamp, service, severity, error_code, message, record_id, template_hash FROM {_COMPLETE}
WHERE {{by}} = $key ORDER BY timestamp, record_id LIMIT {MOST_STEPS}
"""
_READS = ("error_logs_parsed", "logs", "ingest_ledger")


def _walk(store: LakehouseStore, hashes: Sequence[str]) -> tuple[Row, ...]:
    """The records of the trace, or else of the request, of the pattern's newest record that has one, in their order."""
    newest = store.run(_NEWEST, reads=_READS, values={"hashes": list(hashes)}).records()
    if not newest:
        return ()
    [row] = newest
    by, key = ("trace_id", row["trace_id"]) if row["trace_id"] else ("request_id", row["request_id"])
    return tuple(store.run(_STEPS.replace("{by}", by), reads=_READS, values={"key": key}).records())


def _examples(store: LakehouseStore, hashes: Sequence[str]) -> tuple[str, ...]:
    statement = """
SELECT DISTINCT ON (example_message) example_message FROM {answers}.error_templates
WHERE list_contains($hashes, template_hash) AND batch_id <= (SELECT max(batch_id) FROM {answers}.ingest_ledger)
ORDER BY example_timestamp, example_message LIMIT 3
"""
    reads = ("error_templates", "ingest_ledger")
    rows = store.run(statement, reads=reads, values={"hashes": list(hashes)}).records()
    return tuple(row["example_message"] for row in rows)


def _companions(store: LakehouseStore, name: str, patterns: dict[str, Row]) -> tuple[tuple[Row, Row], ...]:
    found: dict[str, Row] = {}
    # Ids in pattern_pairs are of the day that it was made: a pattern that was merged since then is no companion.
    for pair in store.ask(Question("pattern_pairs", limit=0)).records():
        if name in (pair["pattern_a"], pair["pattern_b"]):
            other = pair["pattern_b"] if pair["pattern_a"] == name else pair["pattern_a"]
            if other in patterns:
                found[other] = max(found.get(other, pair), pair, key=lambda row: row["surprise"])
    telling = sorted(found.items(), key=lambda item: (-item[1]["surprise"], item[0]))
    return tuple((patterns[other], pair) for other, pair in telling[:MOST_VALUES])


def _decisions(store: LakehouseStore, hashes: Sequence[str]) -> tuple[Row, ...]:
    rows = store.ask(Question("pattern_decisions", limit=0)).records()
    about = [row for row in rows if row["pattern_id"] in hashes or row["other_id"] in hashes]
    return tuple(sorted(about, key=lambda row: (row["decided_at"], row["decision_id"])))
