"""How bad an alert about a new pattern is follows the setting; one of severity Unknown is never more than medium."""

import pytest
from pyspark.sql import functions as F

from faultbook.faults.severities import severities_of
from faultbook.transforms.anomalies.alerts import alert_rows
from faultbook.transforms.anomalies.episodes import SUBJECT
from tests.frames import frame

OWN = {"Blocker": ["fatal"], "Major": ["error"], "Minor": ["warn"]}
KINDS = ("new_pattern", "regression")


@pytest.mark.parametrize("kind", KINDS)
def test_new_patterns_are_as_bad_as_their_severity_in_the_setting(spark, kind):
    expected = {"Blocker": "critical", "Major": "high", "Minor": "medium", "Unknown": "medium", "Error": "medium"}
    known = severities_of(OWN)
    names = ", ".join(f"{name} string" for name in SUBJECT)
    rows = [
        {**dict.fromkeys(SUBJECT, "x"), "alert_id": name, "anomaly_type": kind, "severity": name, "hour_number": 1}
        | {"observed": 1_000_000, "expected": 0.0, "z": None}
        for name in expected
    ]
    hours = frame(rows, f"alert_id string, {names}, hour_number bigint, observed bigint, expected double, z double")
    levels = {name: known.alert_level(name) for name in known.names}
    alerts = alert_rows(hours, before=F.lit(2), quiet_hours=6, alert_levels=levels)
    assert {row["severity"]: row["alert_severity"] for row in alerts.collect()} == expected
