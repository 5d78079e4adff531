"""The rule on simulated counts: few false alerts, few misses, and Spark finds what numpy finds."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyspark.sql import functions as F

from faultbook.transforms.anomalies.baseline import baselines
from faultbook.transforms.anomalies.detection import spikes
from faultbook.transforms.anomalies.series import hourly_series
from tests.transforms.anomalies.rule import MONDAY, WEEK, baseline, is_unusual
from tests.transforms.anomalies.simulation import HOURS, JUDGED, LEARNED, SCENARIOS, simulated

pytestmark = pytest.mark.verify

SERIES = 1_500
SAMPLED = 40


SEEDS = [11, *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(101, 109))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_false_alerts_and_misses_are_within_their_limits(name, seed):
    found = simulated(SCENARIOS[name], series=SERIES, seed=seed)
    learned = baseline(HOURS[:LEARNED], found.learned.astype(float))
    unusual = is_unusual(learned.z(HOURS[LEARNED:], found.judged), found.judged)

    assert (unusual & ~found.is_burst).sum() / SERIES <= 0.2
    assert (unusual & found.is_burst).any(axis=1).mean() >= 0.95


def test_spark_finds_what_numpy_finds(spark):
    """All scenarios in one frame, a sample of their series, gaps not written down."""
    sampled = {name: simulated(scenario, series=SAMPLED, seed=12) for name, scenario in SCENARIOS.items()}
    names = [f"{name}/{at}" for name in sampled for at in range(SAMPLED)]
    counts = np.concatenate([found.counts for found in sampled.values()])
    known = _as_known(counts[:, :LEARNED])
    expected = baseline(HOURS[:LEARNED], known)
    z = expected.z(HOURS[LEARNED:], counts[:, LEARNED:])

    observed, first_hours = _frames(spark, names, counts)
    before = F.lit(MONDAY)
    series = hourly_series(
        observed.where(F.col("hour_number") < MONDAY), first_hours, before=before, window_hours=LEARNED
    )
    found = baselines(series, before=before, window_hours=LEARNED, z_above=5.0, count_from=5)
    learned = {(row["service"], row["hour_of_week"]): row for row in found.toArrow().to_pylist()}
    week = observed.where(F.col("hour_number") >= MONDAY).withColumn("pattern_id", F.lit("p"))
    nothing = observed.limit(0).select(
        "service", "environment", "severity", F.lit("p").alias("pattern_id"), F.col("hour_number").alias("from_hour")
    )
    judged = spikes(week, found, nothing, z_above=5.0, count_from=5, history_hours_from=WEEK).toArrow().to_pylist()

    for at, name in enumerate(names):
        rows = [learned[(name, cell)] for cell in range(WEEK)]
        np.testing.assert_allclose([row["mu"] for row in rows], expected.mu[at], rtol=1e-9)
        np.testing.assert_allclose([row["alpha"] for row in rows], expected.alpha[at], rtol=1e-9)
        np.testing.assert_allclose([row["upper_threshold"] for row in rows], expected.threshold[at], rtol=1e-9)
    place = {name: at for at, name in enumerate(names)}
    assert len(judged) == (counts[:, LEARNED:] > 0).sum()
    unusual = is_unusual(z, counts[:, LEARNED:])
    for row in judged:
        at, hour = place[row["service"]], row["hour_number"] - MONDAY
        assert row["z"] == pytest.approx(z[at, hour], rel=1e-9, abs=1e-9)
        assert row["is_anomaly"] == unusual[at, hour]


def _as_known(counts: np.ndarray) -> np.ndarray:
    """NaN before the first event of each series, which no series has."""
    known = counts.astype(float)
    for row in known:
        row[: np.argmax(row > 0)] = np.nan
    return known


def _frames(spark, names: list[str], counts: np.ndarray) -> tuple[Any, Any]:
    at, hour = np.nonzero(counts)
    labels = {
        "service": pa.array(np.array(names)[at]),
        "environment": pa.array(["prod"] * len(at)),
        "severity": pa.array(["Error"] * len(at)),
    }
    observed = pa.table(
        labels
        | {
            "hour_number": pa.array(HOURS[hour], pa.int64()),
            "observed": pa.array(counts[at, hour], pa.int64()),
            "newest_batch": pa.array(np.ones(len(at)), pa.int64()),
        }
    )
    frame = spark.createDataFrame(observed)
    firsts = frame.groupBy("service", "environment", "severity").agg(F.min("hour_number").alias("first_hour"))
    assert JUDGED == WEEK
    return frame, firsts
