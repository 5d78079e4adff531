"""Each odd line: the outcome that is stated beside it is what a plain reader makes of it."""

import pytest
from faultbook_samples.logs.oddities import COMMON_ODDITIES, LONG_ODDITIES

from tests.oracle import judge


@pytest.mark.parametrize("end", [b"", b"\r"], ids=["LF", "CRLF"])
def test_common_odd_lines_are_as_declared_under_both_line_ends(end):
    for oddity in COMMON_ODDITIES:
        outcome, record = judge((oddity.line + end).removesuffix(b"\r"))
        assert outcome == oddity.outcome, oddity
        if record:
            assert record[:4] == (oddity.at, *oddity.head), oddity


def test_long_lines_are_as_declared():
    for oddity in LONG_ODDITIES:
        assert judge(oddity.line.removesuffix(b"\r"))[0] == oddity.outcome, oddity.line[:60]


def test_no_odd_line_holds_a_line_feed_and_none_stands_twice():
    lines = [oddity.line for oddity in COMMON_ODDITIES]
    assert not any(b"\n" in line for line in lines)
    assert len(set(lines)) == len(lines)
