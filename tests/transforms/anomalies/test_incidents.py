"""Injected incidents give one alert each, with what was injected first; quiet services give none.

One frame holds all services, keyed by seed. A loud pattern that comes every day in the hours of the incident, and one
that is loud all the time, occur beside what was injected and explain nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import ANOMALY_ALERTS, PATTERN_SIGHTINGS
from faultbook.transforms.anomalies.alerts import alert_rows
from faultbook.transforms.anomalies.baseline import baselines
from faultbook.transforms.anomalies.episodes import episode_hours, hours_of_alerts
from faultbook.transforms.anomalies.explanation import explanations
from faultbook.transforms.anomalies.hours import hour_start
from faultbook.transforms.anomalies.judgement import Rule, current_patterns, judged_hours
from faultbook.transforms.anomalies.series import hourly_series
from faultbook.transforms.anomalies.sightings import first_hours, updated_sightings
from tests.frames import frame
from tests.transforms.anomalies.rule import MONDAY, WEEK

pytestmark = pytest.mark.verify

LEARNED, JUDGED = 4 * WEEK, 24
HOURS = np.arange(MONDAY - LEARNED, MONDAY + JUDGED)
INCIDENT = slice(LEARNED + 9, LEARNED + 12)
QUIET_SEEDS = 50
INCIDENTS = 8
RATES = {"loud": 40.0, "usual": 6.0, "rare": 0.3, "failing": 2.0}


@dataclass(frozen=True)
class Service:
    """Counts per pattern over HOURS; `severities` of patterns that are no Error."""

    name: str
    counts: dict[str, np.ndarray]
    severities: dict[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, str, str, int, int]]:
        for pattern, counts in self.counts.items():
            severity = self.severities.get(pattern, "Error")
            for hour in np.nonzero(counts)[0]:
                yield self.name, f"{self.name}/{pattern}", severity, int(HOURS[hour]), int(counts[hour])


def quiet(seed: int, kind: str = "quiet") -> Service:
    dice = np.random.default_rng(seed)
    day = 1 + 0.4 * np.sin(2 * np.pi * ((HOURS - MONDAY) % 24 - 6) / 24)
    factor = dice.gamma(20, 1 / 20, len(HOURS))  # the service's load, which all its patterns share
    counts = {name: dice.poisson(rate * day * factor) for name, rate in RATES.items()}
    counts["nightly"] = np.where(np.isin((HOURS - MONDAY) % 24, (9, 10, 11)), 25 + dice.poisson(4, len(HOURS)), 0)
    return Service(f"{kind}-{seed}", counts)


def with_spike(seed: int) -> Service:
    service = quiet(seed, "spike")
    service.counts["failing"][INCIDENT] += np.random.default_rng(seed + 1).poisson(130, 3)
    return service


def with_new_error(seed: int) -> Service:
    service = quiet(seed, "new")
    injected = np.zeros(len(HOURS), dtype=int)
    injected[INCIDENT] = (8, 60, 90)  # it begins below every threshold
    service.counts["injected"] = injected
    return service


def with_silence(seed: int) -> Service:
    service = quiet(seed, "silence")
    for counts in service.counts.values():
        counts[INCIDENT] = 0
    return service


def with_return(seed: int) -> Service:
    service = quiet(seed, "return")
    old = np.zeros(len(HOURS), dtype=int)
    old[40:60], old[INCIDENT] = 4, 50
    service.counts["old"] = old
    return service


@pytest.fixture(scope="module")
def alerts(spark):
    services = [quiet(seed) for seed in range(QUIET_SEEDS)]
    services += [
        make(seed) for make in (with_spike, with_new_error, with_silence, with_return) for seed in range(INCIDENTS)
    ]
    return detected(spark, services)


def test_every_incident_gives_exactly_one_alert_of_its_kind(alerts):
    found = sorted((row["service"], row["anomaly_type"]) for row in alerts if not row["service"].startswith("quiet"))
    kinds = {"spike": "error_spike", "new": "new_pattern", "silence": "silent_service", "return": "regression"}

    assert found == sorted((f"{name}-{seed}", kind) for name, kind in kinds.items() for seed in range(INCIDENTS))


def test_the_injected_pattern_is_the_first_explanation_and_the_coincidence_is_not(alerts):
    expected = {"spike": "failing", "new": "injected", "silence": "loud", "return": "old"}
    for row in alerts:
        kind = row["service"].split("-")[0]
        if kind in expected:
            assert row["explanations"][0]["pattern_id"] == f"{row['service']}/{expected[kind]}", row


def test_an_alert_begins_and_ends_with_its_incident(alerts):
    first, last = (int(HOURS[at]) for at in (INCIDENT.start, INCIDENT.stop - 1))
    for row in alerts:
        begins = first + 1 if row["service"].startswith("new") else first  # eight records are no new pattern yet
        assert (int(row["started_at"].timestamp()) // 3_600, int(row["last_hour"].timestamp()) // 3_600) == (
            begins,
            last,
        )
        assert row["state"] == "ended"


def test_quiet_services_give_no_alert(alerts):
    assert [row["service"] for row in alerts if row["service"].startswith("quiet")] == []


def detected(spark, services: list[Service]) -> list[dict]:
    """The alerts of one run over the judged day, with nothing stored before."""

    def fetched(rows: DataFrame) -> DataFrame:
        """The rows as a table returns them: not computed again for each query."""
        return spark.createDataFrame(rows.toArrow())

    cells = [cell for service in services for cell in service.cells()]
    labels = {"environment": "prod"}
    counts = spark.createDataFrame(
        pa.table(
            {name: pa.array(column) for name, column in zip(COLUMNS, zip(*cells, strict=True), strict=True)}
            | {name: pa.array([value] * len(cells)) for name, value in labels.items()}
            | {"newest_batch": pa.array([1] * len(cells))}
        )
    )
    before, end = F.lit(MONDAY), F.lit(MONDAY + JUDGED)
    sightings = fetched(
        updated_sightings(
            frame([], PATTERN_SIGHTINGS.ddl()),
            counts.withColumn("template_hash", F.col("pattern_id")).withColumn(
                "hour", hour_start(F.col("hour_number"))
            ),
            silent_hours=14 * 24,
            through_batch=1,
        )
    )
    learned = counts.where(F.col("hour_number") < MONDAY)
    by_hour = learned.groupBy(*KEYS, "hour_number").agg(F.sum("observed").alias("observed"))
    series = hourly_series(by_hour, first_hours(sightings), before=before, window_hours=LEARNED)
    stored = frame([], ANOMALY_ALERTS.ddl())
    mapped = sightings.withColumn("pattern_id", F.col("template_hash"))
    decided = frame([], "pattern_id string, resolved_at timestamp, muted_until timestamp")
    judged = judged_hours(
        counts.where(F.col("hour_number") >= MONDAY),
        fetched(baselines(series, before=before, window_hours=LEARNED, z_above=5.0, count_from=5)),
        fetched(current_patterns(mapped, decided, stored, first=before, rule=Rule())),
        decided,
        stored,
        first=before,
        silent_before=end,
        closed_from=before,
        under_way=end,
        after_batch=0,
        rule=Rule(),
    )
    hours = fetched(episode_hours(judged, hours_of_alerts(stored), quiet_hours=6))
    texts = frame([], "pattern_id string, template string, error_code string")
    explained = explanations(hours, counts, hours, first_hours(sightings), texts, window_hours=LEARNED, most=5)
    rows = alert_rows(hours, before=end, quiet_hours=6, alert_levels={}).join(explained, on="alert_id", how="left")
    return (
        rows.select("service", "anomaly_type", "state", "started_at", "last_hour", "explanations").toArrow().to_pylist()
    )


KEYS = ("service", "environment", "severity")
COLUMNS = ("service", "pattern_id", "severity", "hour_number", "observed")
