"""What a batch of matches comes to: one signal for each rule and fault."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.incidents.facts import Fact, of_rule
from faultbook.incidents.severity import worst
from faultbook.incidents.signals import Signal, Span
from faultbook.lakehouse.store import Lakehouse
from faultbook.rules.model import Rule
from faultbook.tables import COUNTED_MATCHES, RULE_MATCHES
from faultbook.transforms.incidents.signals import opening, signal_rows
from faultbook.transforms.rules.newly_held import newly_held
from faultbook.transforms.rules.window_points import GROUP


def signals_of(lakehouse: Lakehouse, rules: Mapping[str, Rule], batch_id: int) -> list[Signal]:
    """The signals of a stored batch of matches, in a fixed order.

    What rules with windows count of it is stored first, so that no match is counted twice. The caller holds the lease.
    """
    own = lakehouse.read(RULE_MATCHES).where(F.col("batch_id") == batch_id)
    correlations = [rule for rule in rules.values() if rule.correlation is not None]
    names = [rule.name for rule in correlations]
    rows = signal_rows(opening(own.where(~F.col("rule").isin(names)))).toArrow().to_pylist()
    if correlations and _count_matches(lakehouse, own, correlations, batch_id):
        counted = lakehouse.read(COUNTED_MATCHES).where(F.col("batch_id") == batch_id).select("match_id")
        held = lakehouse.read(RULE_MATCHES).join(F.broadcast(counted), on="match_id", how="left_semi")
        rows += signal_rows(opening(held.select(*RULE_MATCHES.column_names))).toArrow().to_pylist()
    return _signals(rows, rules)


def _count_matches(lakehouse: Lakehouse, own: DataFrame, correlations: Sequence[Rule], batch_id: int) -> int:
    """Stores the matches that lie in a window that holds now and that no run counted; returns how many of the batch."""
    stored = int(lakehouse.fetch(COUNTED_MATCHES, ("match_id",), ("batch_id", "=", batch_id)).num_rows)
    names = [rule.name for rule in correlations]
    touched = own.where(F.col("rule").isin(names) & F.col("group_key").isNotNull()).select(*GROUP).distinct()
    if stored or not touched.limit(1).collect():
        return stored
    before = lakehouse.read(RULE_MATCHES).where(F.col("batch_id") < batch_id)
    of_groups = before.join(F.broadcast(touched), on=list(GROUP), how="left_semi").select(*RULE_MATCHES.column_names)
    known = lakehouse.read(COUNTED_MATCHES).select("match_id")
    held = newly_held(own.select(*RULE_MATCHES.column_names), of_groups, correlations)
    new = held.select("match_id", *GROUP).join(known, on="match_id", how="left_anti")
    rows = new.withColumn("batch_id", F.lit(batch_id).cast("bigint")).select(*COUNTED_MATCHES.column_names).toArrow()
    lakehouse.append_rows(COUNTED_MATCHES, rows)
    return int(rows.num_rows)


def _signals(rows: Iterable[Mapping[str, Any]], rules: Mapping[str, Rule]) -> list[Signal]:
    by_fault: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_fault.setdefault((row["rule"], row["source"], row["fingerprint"]), []).append(row)
    return [_signal(found, rules.get(name)) for (name, _, _), found in sorted(by_fault.items())]


def _signal(rows: Sequence[Mapping[str, Any]], rule: Rule | None) -> Signal:
    ordered = sorted(rows, key=lambda row: (row["first_at"], row["build"] or ""))
    first, facts = ordered[0], dict(ordered[0]["facts"])
    window = rule.group_window if rule is not None else None
    return Signal(
        rule=first["rule"],
        source=first["source"],
        fingerprint=first["fingerprint"],
        spans=tuple(
            Span(row["events"], row["first_at"].astimezone(UTC), row["last_at"].astimezone(UTC), row["build"])
            for row in ordered
        ),
        severity=worst(row["severity"] for row in ordered),
        title=first["title"],
        service=first["service"],
        environment=first["environment"],
        workspace_id=facts.get(Fact.WORKSPACE_ID),
        resource=facts.get(Fact.RESOURCE),
        message=facts.get(Fact.MESSAGE),
        pattern_id=facts.get(Fact.PATTERN_ID),
        sample_event_id=first["sample_event_id"],
        link=facts.get(Fact.LINK),
        kind=facts.get(Fact.KIND),
        cluster_id=facts.get(Fact.CLUSTER_ID),
        parent=facts.get(Fact.PARENT),
        is_upstream=Fact.UPSTREAM in facts,
        priority=rule.priority if rule is not None else None,
        group=json.loads(first["group_key"]),
        group_window=timedelta(seconds=window) if window is not None else None,
        facts=of_rule(facts),
    )
