"""Instants: however a text writes one, it is the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.instants import instant

SECONDS = st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)).map(
    lambda at: at.replace(microsecond=0)
)


@given(SECONDS, st.sampled_from("Tt "), st.sampled_from("Zz"))
def test_a_whole_second_is_the_one_that_a_fraction_or_an_offset_of_zero_name(at, separator, zulu):
    text = f"{at.isoformat()[:10]}{separator}{at.isoformat()[11:]}"
    micros = (at.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant(f"{text}{zulu}") == instant(f"{text}.0{zulu}") == instant(f"{text}+00:00") == micros
    assert instant(f"{text}{zulu}", "Europe/Berlin") == micros


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-30T10:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T10:60:00Z", "2026-02-03T10:00:60Z"),
        *("2026-02-03T10:00-00Z", "2026-02-03_10:00:00Z", "0000-02-03T10:00:00Z", "\u0662026-02-03T10:00:00Z"),
        *("2026-02-03T10:00:\u0661\u0662Z", "2026-02-03T10:00:0Z", "02026-02-03T10:00:00Z", "00Z", ""),
    ],
)
def test_what_is_no_instant_is_none(text):
    assert instant(text) is None
