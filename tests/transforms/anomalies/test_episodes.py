"""One alert per episode: what joins what, by a table of cases."""

import pytest

from faultbook.transforms.anomalies.episodes import episode_hours
from tests.frames import frame

JUDGED = (
    "anomaly_type string, service string, environment string, severity string, pattern_id string, hour_number bigint, "
    "observed bigint, expected double, z double, is_anomaly boolean"
)
KNOWN = (
    "alert_id string, anomaly_type string, service string, environment string, severity string, pattern_id string, "
    "hour_number bigint, observed bigint, expected double, z double"
)

# hours of stored alerts by id, anomalies found -> hours by alert; "new" is an id that was not there
CASES = {
    "hours in a row": ({}, [1, 2, 3], [("new", [1, 2, 3])]),
    "five quiet hours between": ({}, [1, 7], [("new", [1, 7])]),
    "six quiet hours between": ({}, [1, 8], [("new", [1]), ("new", [8])]),
    "it goes on": ({"a": [1, 2]}, [3], [("a", [1, 2, 3])]),
    "it goes on through new hours": ({"a": [1]}, [6, 12], [("a", [1, 6, 12])]),
    "it is found again": ({"a": [1, 2]}, [1, 2], [("a", [1, 2])]),
    "a late hour before it": ({"a": [10]}, [5], [("a", [5, 10])]),
    "late hours bridge two": ({"a": [1], "b": [13]}, [6, 7], [("a", [1, 6, 7]), ("b", [13])]),
    "long after": ({"a": [1]}, [20], [("a", [1]), ("new", [20])]),
}
NEW_PATTERN = "a new pattern is reported once, however long it pauses"


@pytest.fixture(scope="module")
def found(spark) -> dict[str, list[tuple[str, list[int]]]]:
    judged, known = [], []
    for name, (stored, hours, _) in CASES.items():
        series = ("error_spike", name, "prod", "Error", None)
        judged += [(*series, hour, 50, 10.0, 9.0, True) for hour in hours]
        judged += [(*series, 100, 1, 10.0, -3.0, False)]
        known += [(alert_id, *series, hour, 40, 10.0, 8.0) for alert_id, of_it in stored.items() for hour in of_it]
    pattern = ("new_pattern", NEW_PATTERN, "prod", "Error", "p1")
    judged += [(*pattern, hour, 50, 0.0, None, True) for hour in (1, 60)]
    judged += [(*pattern[:-1], "p2", 1, 50, 0.0, None, True)]
    rows = episode_hours(frame(judged, JUDGED), frame(known, KNOWN), quiet_hours=6).toArrow().to_pylist()
    return {name: _by_alert(row for row in rows if row["service"] == name) for name in (*CASES, NEW_PATTERN)}


@pytest.mark.parametrize("name", CASES)
def test_hours_belong_to_their_episode(found, name):
    stored, _, expected = CASES[name]
    alerts = [
        (alert_id if alert_id in stored else "new", [hour for hour, _ in hours]) for alert_id, hours in found[name]
    ]

    assert alerts == expected
    assert len({alert_id for alert_id, _ in found[name]}) == len(expected)


def test_what_is_found_again_has_its_newest_count_and_the_rest_stays(found):
    assert found["it goes on"] == [("a", [(1, 40), (2, 40), (3, 50)])]
    assert found["it is found again"] == [("a", [(1, 50), (2, 50)])]


def test_a_pattern_is_reported_once_however_long_it_pauses_and_apart_from_others(found):
    assert sorted([hour for hour, _ in hours] for _, hours in found[NEW_PATTERN]) == [[1], [1, 60]]


def _by_alert(rows) -> list[tuple[str, list[tuple[int, int]]]]:
    hours: dict[str, list[tuple[int, int]]] = {}
    for row in sorted(rows, key=lambda row: row["hour_number"]):
        hours.setdefault(row["alert_id"], []).append((row["hour_number"], row["observed"]))
    return sorted(hours.items(), key=lambda item: item[1])
