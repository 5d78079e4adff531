"""Everything known of one pattern, from any store. The command and the assistants' tool each render it their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import log
from typing import Any

from faultbook.errors import MissingDependency
from faultbook.faults.onset import onset
from faultbook.faults.similarity import most_alike
from faultbook.serve.questions.arguments import as_text
from faultbook.serve.questions.pages import data_as_of, through
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import Row, Statement, Store, Value, query

BUILDS = ("version", "build", "release", "deployment", "app_version", "image", "commit", "git_sha")
"""Labels that name what was deployed."""
LEAST_LIFT = 1.5
FEWEST = 3
"""Records that a correlated value has at least."""
MOST_LISTED = 8
MOST_STEPS = 12
MOST_EXAMPLES = 3
MOST_HOURS = timedelta(days=400)
LISTED_BY = "`faultbook show patterns --columns pattern_id,state` lists them."


@dataclass(frozen=True)
class CorrelatedValue:
    """A value that the pattern's records have more often: its share among them, and among all records."""

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


class Explanation:
    """One pattern as of one complete batch. Each part is queried when it is first read."""

    def __init__(self, store: Store, name: str, *, listed_by: str = LISTED_BY) -> None:
        """`name` is the id of the pattern or of one of its templates, or its beginning.

        InvalidQuery where there is none or several; `listed_by` is the sentence that leads to the ids.
        """
        self._store = store
        self.requested = name
        self.as_of = data_as_of(store)
        pinned: dict[str, Value] = {"through_batch": through(self.as_of)}
        self.pattern_id = _id_of(store, name, pinned, listed_by)
        self._pinned: dict[str, Value] = {**pinned, "pattern_id": self.pattern_id}

    @cached_property
    def pattern(self) -> Row:
        """Its row of the view patterns."""
        [row] = self._rows("patterns")
        return row

    @cached_property
    def hours(self) -> dict[datetime, int]:
        """Records by start of the hour, in order, of the newest MOST_HOURS."""
        rows = self._rows("hours", since=as_text(self._hours_since))
        return {row["hour"]: row["occurrence_count"] for row in sorted(rows, key=lambda row: row["hour"])}

    @property
    def _hours_since(self) -> datetime:
        # By length: 400 days before an instant of the year 1 there is no instant.
        last, first = self.pattern["last_seen"], self.pattern["first_seen"]
        since: datetime = last - min(last - first, MOST_HOURS)
        return since.replace(minute=0, second=0, microsecond=0)

    @property
    def onset(self) -> datetime | None:
        """The hour in which it began to be frequent; None where it never did."""
        return onset(self.hours, since=self._hours_since)

    @cached_property
    def carried(self) -> list[Row] | None:
        """Rows of pattern_values; None where the store may not read records, on which nothing else depends."""
        try:
            return self._rows("pattern_values")
        except MissingDependency:
            return None

    @property
    def values(self) -> tuple[CorrelatedValue, ...]:
        """Values that its records have more often than others."""
        return over_represented(self.carried or ())

    @property
    def builds(self) -> tuple[Row, ...]:
        """For each kind of build the first that the pattern was seen in."""
        first: dict[str, Row] = {}
        for row in sorted(self.carried or (), key=lambda each: (each["first_seen"], each["value"])):
            if row["is_label"] and row["dimension"] in BUILDS:
                first.setdefault(row["dimension"], row)
        return tuple(first[name] for name in BUILDS if name in first)

    @cached_property
    def sources(self) -> list[Row]:
        """Service, environment, severity and code that log it, the most frequent first."""
        names = ("service", "environment", "severity", "error_code")
        rows = self._rows("pattern_codes")
        return sorted(rows, key=lambda row: (-row["occurrence_count"], *(row[name] for name in names)))[:MOST_LISTED]

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Its oldest messages, each once."""
        rows = self._page("pattern_examples", ("example_timestamp", "example_message"), MOST_EXAMPLES)
        return tuple(row["example_message"] for row in rows)

    @cached_property
    def walk(self) -> tuple[Row, ...]:
        """The records, in order, of the trace (or else the request) of its newest record that has one."""
        newest = self._page("pattern_traces", ("-has_trace", "-timestamp", "trace_id", "request_id"), 1)
        if not newest:
            return ()
        trace, request = newest[0]["trace_id"] or None, newest[0]["request_id"]
        steps = query("trace_records").page(("timestamp", "record_id"))
        return tuple(self._of(steps, trace_id=trace, request_id=request, page_rows=MOST_STEPS, skipped=0))

    @cached_property
    def templates(self) -> tuple[Row, ...]:
        """The templates that it is made of, with why each belongs to it."""
        rows = self._rows("pattern_templates")
        return tuple(sorted(rows, key=lambda row: (row["first_seen"], row["template_hash"])))

    @cached_property
    def companions(self) -> tuple[Row, ...]:
        """Patterns that rise in the same hours, each once, in the environment where that surprises most."""
        order = ("-surprise", "companion_id", "environment")
        found: dict[str, Row] = {}
        for row in self._page("companions", order, MOST_LISTED * MOST_LISTED):
            found.setdefault(row["companion_id"], row)
        return tuple(found.values())[:MOST_LISTED]

    @cached_property
    def alerts(self) -> list[str]:
        """Ids of its alerts, the newest first."""
        return [str(row["alert_id"]) for row in self._page("anomalies", ("-started_at", "alert_id"), MOST_LISTED)]

    @cached_property
    def decisions(self) -> tuple[Row, ...]:
        """Decisions about it or its predecessors, the newest first."""
        rows = sorted(self._rows("decisions"), key=lambda row: str(row["decision_id"]))
        return tuple(sorted(rows, key=lambda row: row["decided_at"], reverse=True))

    @property
    def predecessors(self) -> tuple[Row, ...]:
        """Rows of patterns of an earlier identity version that it continues, the most frequent first."""
        return self._of_other_versions("predecessors")

    @property
    def successors(self) -> tuple[Row, ...]:
        """Rows of patterns of a later identity version that continue it, the most frequent first."""
        return self._of_other_versions("successors")

    @property
    def similar(self) -> tuple[tuple[Row, float], ...]:
        """Patterns with a similar text, and how similar, from 0 to 1; without its predecessors and successors."""
        own = {self.pattern_id, *self.pattern["predecessors"], *self.pattern["successors"]}
        texts = {name: row["normalized_message"] or "" for name, row in self.patterns.items() if name not in own}
        found = most_alike(self.pattern["normalized_message"] or "", texts)
        return tuple((self.patterns[name], score) for name, score in found)

    @cached_property
    def patterns(self) -> dict[str, Row]:
        """All patterns by id."""
        rows = self._store.rows(query("patterns"), {"through_batch": self._pinned["through_batch"]})
        return {row["pattern_id"]: row for row in rows}

    def _of_other_versions(self, name: str) -> tuple[Row, ...]:
        found = [self.patterns[other] for other in self.pattern[name] if other in self.patterns]
        return tuple(sorted(found, key=lambda row: (-row["occurrence_count"], row["pattern_id"])))

    def _rows(self, name: str, **values: Value) -> list[Row]:
        return self._of(query(name), **values)

    def _page(self, name: str, order: tuple[str, ...], most: int) -> list[Row]:
        return self._of(query(name).page(order), page_rows=most, skipped=0)

    def _of(self, statement: Statement, **values: Value) -> list[Row]:
        return self._store.rows(statement, {**self._pinned, **values})


def explain(store: Store, name: str) -> Explanation:
    """The explanation of the pattern with this id, or this beginning of an id; InvalidQuery where there is none."""
    return Explanation(store, name)


def pattern_id_of(store: Store, name: str) -> str:
    """The id of the pattern with this id, or this beginning of an id; InvalidQuery where there is none."""
    return Explanation(store, name).pattern_id


def over_represented(found: Sequence[Mapping[str, Any]]) -> tuple[CorrelatedValue, ...]:
    """Values that the pattern has more often than all records, the most informative first. In: rows of pattern_values.

    Ordered by the value's part of the likelihood ratio, n ln(lift): neither a rare value with a high lift by chance nor
    a frequent one with hardly any lift comes first.
    """
    values = [
        CorrelatedValue(
            row["dimension"],
            row["value"],
            row["pattern_count"],
            row["pattern_count"] / row["pattern_total"],
            row["value_count"] / row["total"],
            row["first_seen"],
        )
        for row in found
    ]
    kept = [value for value in values if value.pattern_count >= FEWEST and value.lift >= LEAST_LIFT]
    kept.sort(key=lambda value: (-value.pattern_count * log(value.lift), value.dimension, value.value))
    return tuple(kept[:MOST_LISTED])


def _id_of(store: Store, name: str, pinned: Mapping[str, Value], listed_by: str) -> str:
    rows = store.rows(query("pattern_names"), {**pinned, "name": name, "tail": f":{name}"}) if name else []
    exact = [str(row["pattern_id"]) for row in rows if row["is_exact"]]
    found = exact if len(exact) == 1 else [str(row["pattern_id"]) for row in rows]
    if len(found) != 1:
        what = "no pattern has that id" if not found else f"{len(found)} patterns have ids that begin so"
        raise InvalidQuery(f"pattern_id: found {ascii(name)[:80]}, {what}. {listed_by}")
    return found[0]
