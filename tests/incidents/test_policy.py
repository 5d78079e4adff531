"""Policies: their defaults, and what is refused."""

from datetime import timedelta

import pytest

from faultbook.errors import SettingError
from faultbook.incidents.policy import Policy


def test_defaults():
    policy = Policy()
    assert (policy.reopen_window, policy.good_runs) == (timedelta(days=7), 3)
    assert set(policy.quiet.values()) == {timedelta(hours=24)}
    assert (policy.flap_cycles, policy.storm_incidents, policy.storm_window) == (3, 20, timedelta(minutes=10))
    assert policy.group_window is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reopen_window": timedelta()}, "reopen_window: found 0:00:00, expected more than 0 and at most 366 days"),
        ({"calm": timedelta(days=400)}, "calm: found 400 days"),
        ({"group_window": timedelta(seconds=-1)}, "group_window: found -1 day"),
        ({"good_runs": 0}, "good_runs: found 0, expected 1 or more"),
        ({"storm_incidents": 1}, "storm_incidents: found 1, expected 2 or more"),
        ({"flap_cycles": 33}, "flap_cycles: found 33, expected at most 32"),
        ({"quiet": {"high": timedelta(1)}}, "quiet: found nothing for critical"),
        ({"quiet": {**Policy().quiet, "error": timedelta(1)}}, "quiet: found 'error', expected one of critical, high"),
        ({"quiet": {**Policy().quiet, "low": timedelta()}}, "quiet.low: found 0:00:00"),
    ],
)
def test_a_wrong_value_is_refused_by_name(values, message):
    with pytest.raises(SettingError, match=message):
        Policy(**values)
