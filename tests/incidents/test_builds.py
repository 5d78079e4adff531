"""Order of builds, by their names alone."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.incidents.builds import compare, newest

ORDERED = [
    ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"],
    ["3.25.47.21", "3.25.47.22", "3.26", "v4", "10.0"],
    ["app@388.0+388.0.6", "app@388.0+388.0.8", "app@388.0+388.0.10", "app@388.1"],
    ["9.66.2", "9.66.3", "9.66.4"],
    ["20251130.9", "20251130.10", "20251201.1"],
]


@pytest.mark.parametrize("builds", ORDERED)
def test_older_ones_are_older(builds):
    for older, newer in combinations(builds, 2):
        assert (compare(older, newer) or 0) < 0 < (compare(newer, older) or 0)
    assert newest(reversed(builds)) == builds[-1]


@pytest.mark.parametrize(
    ("build", "other"),
    [
        ("9f1c2e7", "4be02d1a"),
        ("1.0", "9f1c2e7"),
        ("app@1.0", "apptest@1.0.1"),
        ("app@1.0", "1.0.1"),
        ("1.0+abc", "1.0+abd"),
        ("", "1.0"),
        ("nightly", "1.0"),
        ("1..0", "1.0"),
    ],
)
def test_names_of_other_kinds_have_no_order(build, other):
    assert compare(build, other) is compare(other, build) is None


@pytest.mark.parametrize(("build", "other"), [("1.0", "1.0.0"), ("v1.0", "1.0"), ("abc", "abc"), ("1.0+7", "1.0+7.0")])
def test_the_same_build_in_two_spellings(build, other):
    assert compare(build, other) == 0


_BUILDS = st.from_regex(
    r"v?[0-9]{1,3}(\.[0-9]{1,3}){0,3}(-(rc|[0-9]{1,2})(\.[0-9]{1,2})?)?(\+[0-9]{1,3})?", fullmatch=True
)


@given(st.lists(_BUILDS, min_size=3, max_size=3))
def test_it_is_an_order(builds):
    one, two, three = builds
    assert (compare(one, two) or 0) == -(compare(two, one) or 0)
    if (compare(one, two) or 0) <= 0 and (compare(two, three) or 0) <= 0:
        assert (compare(one, three) or 0) <= 0


def test_the_newest_of_names_without_an_order_is_the_last():
    assert newest(["abc", None, "def"]) == "def"
    assert newest([None]) is None
