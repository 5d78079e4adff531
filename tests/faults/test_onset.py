from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.onset import onset

START = datetime(2026, 2, 1, tzinfo=UTC)


def series(*counts: int) -> dict[datetime, int]:
    return {START + timedelta(hours=at): count for at, count in enumerate(counts) if count}


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def test_a_burst_begins_with_its_first_high_hour():
    assert onset(series(*[2, 1, 3] * 20, 60, 70, 65, *[2, 1] * 5)) == at(60)


def test_the_newest_of_two_episodes_counts():
    assert onset(series(*[1] * 30, 50, *[1] * 20, 40, 45, *[1] * 4)) == at(51)


def test_a_short_pause_does_not_end_an_episode():
    assert onset(series(*[1] * 40, 50, 1, 1, 50)) == at(40)


def test_nothing_stands_out_of_noise():
    assert onset(series(*[4, 6, 5, 7, 3, 5] * 10)) is None
    assert onset({}) is None


def test_a_record_of_the_year_1_does_not_make_a_series_of_millions():
    assert onset({datetime(1, 1, 1, tzinfo=UTC): 1} | series(*[1] * 48, 90)) == at(48)


def test_there_is_no_instant_before_the_year_1_and_none_is_looked_for():
    first = datetime(1, 1, 1, tzinfo=UTC)
    counts = {first + timedelta(hours=at): 1 for at in range(40)} | {first + timedelta(hours=40): 60}
    assert onset(counts) == first + timedelta(hours=40)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60))
def test_an_onset_is_an_hour_of_five_records_at_least(counts):
    found = onset(series(*counts))
    assert found is None or series(*counts)[found] >= 5
