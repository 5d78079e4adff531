"""What the log generator injects gives one alert each, the injected error first; without incidents few are false.

The generator's plan is counted, not rendered: what parsing adds is tested where it is parsed.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from faultbook_samples.logs.structured.incidents import drawn_incidents
from faultbook_samples.logs.structured.options import JsonOptions
from faultbook_samples.logs.structured.truth import hourly_truth

from tests.transforms.anomalies.rule import MONDAY, WEEK, baseline, is_unusual
from tests.transforms.anomalies.test_incidents import HOURS, JUDGED, LEARNED, Service, detected

pytestmark = pytest.mark.verify

RECORDS = 400_000
KINDS = {"burst": "error_spike", "new_error": "new_pattern", "silence": "silent_service"}
SEEDS = (3, 4)
QUIET_SEEDS = range(5, 11)


def options(seed: int, *, incidents: bool) -> JsonOptions:
    found = drawn_incidents(tuple(KINDS), seed=seed, hours=len(HOURS), records=RECORDS) if incidents else ()
    return JsonOptions(
        seed=seed,
        records=RECORDS,
        hours=len(HOURS),
        start=datetime.fromtimestamp(int(HOURS[0]) * 3_600, UTC),
        # In the day that is judged, each at its own hour.
        incidents=tuple(replace(one, first_hour=LEARNED + 8 + at) for at, one in enumerate(found)),
    )


def counted(stream: JsonOptions, name: str) -> list[Service]:
    services: dict[str, Service] = {}
    for row in hourly_truth(stream):
        service = services.setdefault(
            row.service, Service(f"{name}-{stream.seed}-{row.service}", defaultdict(lambda: np.zeros(len(HOURS), int)))
        )
        service.severities[row.message] = row.severity
        service.counts[row.message][int(row.hour.timestamp()) // 3_600 - int(HOURS[0])] += row.record_count
    return list(services.values())


def test_each_injected_incident_gives_one_alert_with_what_was_injected_first(spark):
    disturbed = [options(seed, incidents=True) for seed in SEEDS]
    alerts = detected(spark, [one for stream in disturbed for one in counted(stream, "disturbed")])

    assert sorted((row["service"], row["anomaly_type"]) for row in alerts) == sorted(
        (f"disturbed-{stream.seed}-{one.service}", KINDS[one.kind]) for stream in disturbed for one in stream.incidents
    )
    injected = {
        f"disturbed-{stream.seed}-{one.service}": one
        for stream in disturbed
        for one in stream.incidents
        if one.kind != "silence"
    }
    for row in alerts:
        if row["service"] in injected:
            one = injected[row["service"]]
            assert row["explanations"][0]["pattern_id"] == f"{row['service']}/{one.what.message}"
            assert int(row["started_at"].timestamp()) // 3_600 == MONDAY - LEARNED + one.first_hour


def test_quiet_runs_stay_within_the_limit_of_false_alerts():
    """In numpy, which finds what Spark finds. Series of about one record an hour have the few that there are."""
    series, false_alerts = 0, 0
    for seed in QUIET_SEEDS:
        for service in counted(options(seed, incidents=False), "quiet"):
            for severity in set(service.severities.values()):
                own = [counts for message, counts in service.counts.items() if service.severities[message] == severity]
                counts = np.sum(own, axis=0)[None, :].astype(float)
                learned = baseline(HOURS[:LEARNED], counts[:, :LEARNED])
                judged = counts[:, LEARNED:]
                false_alerts += int(is_unusual(learned.z(HOURS[LEARNED:], judged), judged).sum())
                series += 1

    assert false_alerts / (series * JUDGED / WEEK) <= 0.2
