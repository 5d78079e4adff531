"""The rules at their edges, on baselines written by hand."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from pyspark.sql import functions as F

from faultbook.tables import ANOMALY_ALERTS, ANOMALY_BASELINES
from faultbook.transforms.anomalies.detection import fresh_patterns, silences, spikes
from faultbook.transforms.anomalies.judgement import Rule, current_patterns, judged_hours
from tests.frames import frame
from tests.transforms.anomalies.rule import MONDAY

COUNTS = (
    "service string, environment string, severity string, pattern_id string, hour_number bigint, observed bigint, "
    "newest_batch bigint"
)
CLAIMS = "service string, environment string, severity string, pattern_id string, from_hour bigint"
MU, ALPHA = 9.0, 0.25
DEVIATION = math.sqrt(MU + ALPHA * MU**2)

# service, records by pattern, hours of history -> anomaly or not; None where it is not judged
CASES = {
    "as expected": ({"p": 9}, 672, False),
    "just below five deviations": ({"p": math.floor(MU + 5 * DEVIATION)}, 672, False),
    "just above": ({"p": math.floor(MU + 5 * DEVIATION) + 1}, 672, True),
    "above, of two patterns": ({"p": 20, "q": 20}, 672, True),
    "above, of a pattern that has its own alert": ({"p": 9, "reported": 40}, 672, False),
    "six days known": ({"p": 500}, 144, None),
    "seven days known": ({"p": 500}, 168, True),
}


def test_an_hour_is_a_spike_above_five_deviations_of_a_known_series(spark):
    counts = [
        (name, "prod", "Error", pattern, MONDAY, count, 1)
        for name, (by_pattern, _, _) in CASES.items()
        for pattern, count in by_pattern.items()
    ]
    counts.append(("few records", "prod", "Error", "p", MONDAY, 4, 1))
    learned = [baseline_row(name, history) for name, (_, history, _) in CASES.items()]
    learned.append(baseline_row("few records", 672, mu=0.1, alpha=0.001))
    claims = [(name, "prod", "Error", "reported", MONDAY - 1) for name in CASES]

    judged = spikes(
        frame(counts, COUNTS),
        frame(learned, ANOMALY_BASELINES.ddl()),
        frame(claims, CLAIMS),
        z_above=5.0,
        count_from=5,
        history_hours_from=168,
    )

    found = {row["service"]: row for row in judged.toArrow().to_pylist()}
    assert {name: found[name]["is_anomaly"] if name in found else None for name in CASES} == {
        name: expected for name, (_, _, expected) in CASES.items()
    }
    assert found["just above"]["z"] == pytest.approx((CASES["just above"][0]["p"] - MU) / DEVIATION)
    assert (found["few records"]["z"] > 5, found["few records"]["is_anomaly"]) == (True, False)


def test_a_service_is_silent_where_all_its_severities_are_and_much_was_expected(spark):
    learned = [
        baseline_row("api", 672, mu=15.0),
        baseline_row("api", 672, mu=6.0, severity="Warning"),
        baseline_row("db", 672, mu=19.0),
        baseline_row("web", 672, mu=30.0),
        baseline_row("web", 672, mu=30.0, severity="Unknown"),
        baseline_row("young", 100, mu=90.0),
    ]
    counts = [("web", "prod", "Warning", "p", MONDAY, 1, 1)]

    judged = silences(
        frame(counts, COUNTS),
        frame(learned, ANOMALY_BASELINES.ddl()),
        first=F.lit(MONDAY - 3),
        before=F.lit(MONDAY + 1),
        expected_from=20.0,
        history_hours_from=168,
    ).toArrow()

    assert sorted(
        (row["service"], row["severity"], row["expected"], row["is_anomaly"]) for row in judged.to_pylist()
    ) == [
        ("api", "all", 21.0, True),
        ("web", "all", 60.0, False),
    ]


SIGHTINGS = (
    "service string, environment string, severity string, template_hash string, pattern_id string, "
    "first_hour timestamp, last_hour timestamp, returned_hour timestamp, silent_hours bigint"
)

# pattern, templates as (first, last, returned, silence) -> kind and hour since when
FRESH = {
    "from the start": ([(0, 900, None, None)], None),
    "while the service was learned": ([(23, 900, None, None)], None),
    "new": ([(500, 510, None, None), (505, 520, None, None)], ("new_pattern", 500)),
    "back": ([(3, 900, 890, 400)], ("regression", 890)),
    "one template back, the other never away": ([(3, 900, 890, 400), (5, 899, None, None)], None),
    "both back": ([(3, 900, 890, 400), (5, 899, 891, 350)], ("regression", 891)),
    "back with a new template": ([(3, 900, 890, 400), (895, 899, None, None)], ("regression", 890)),
}


def test_a_pattern_is_fresh_as_a_whole(spark):
    rows = [
        ("api", "prod", "Error", f"{name}{at}", name, *map(instant, template[:3]), template[3])
        for name, (templates, _) in FRESH.items()
        for at, template in enumerate(templates)
    ]

    found = fresh_patterns(frame(rows, SIGHTINGS), silent_hours=336, learning_hours=24).toArrow().to_pylist()

    assert {row["pattern_id"]: (row["anomaly_type"], row["fresh_hour"]) for row in found} == {
        name: expected for name, (_, expected) in FRESH.items() if expected
    }


def baseline_row(service: str, history: int, *, mu: float = MU, alpha: float = ALPHA, severity: str = "Error") -> dict:
    """A baseline of the first hour of the week."""
    labels = {"service": service, "environment": "prod", "severity": severity, "hour_of_week": 0}
    return labels | {"mu": mu, "alpha": alpha, "history_hours": history}


def instant(hour: int | None) -> str | None:
    return None if hour is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)).isoformat()


DECIDED = "pattern_id string, resolved_at timestamp, muted_until timestamp"


def test_decisions_about_a_pattern_win(spark):
    """A muted one raises no alert and no spike, one that was called resolved raises one with its first record."""
    hour = datetime.fromtimestamp(MONDAY * 3_600, UTC)
    counts = [("api", "prod", "Error", "muted", MONDAY, 400, 1), ("api", "prod", "Error", "resolved", MONDAY, 1, 1)]
    counts.append(("api", "prod", "Error", "resolved", MONDAY - 5, 3, 1))
    counts.append(("api", "prod", "Error", "other", MONDAY, 9, 1))
    decided = [("muted", None, hour + timedelta(hours=1)), ("resolved", hour - timedelta(hours=3), None)]

    stored = frame([], ANOMALY_ALERTS.ddl())
    latest = frame(decided, DECIDED)
    fresh = current_patterns(frame([], SIGHTINGS), latest, stored, first=F.lit(MONDAY - 9), rule=Rule())
    judged = judged_hours(
        frame(counts, COUNTS),
        frame([baseline_row("api", 672)], ANOMALY_BASELINES.ddl()),
        fresh,
        latest,
        stored,
        first=F.lit(MONDAY - 9),
        silent_before=F.lit(MONDAY),
        closed_from=F.lit(MONDAY - 9),
        under_way=F.lit(MONDAY + 1),
        after_batch=0,
        rule=Rule(),
    ).toArrow()

    shown = ("anomaly_type", "pattern_id", "observed", "is_anomaly")
    assert sorted(tuple(row[name] for name in shown) for row in judged.to_pylist()) == [
        ("error_spike", None, 9, False),
        ("regression", "resolved", 1, True),
    ]
