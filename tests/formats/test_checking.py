"""Examples are compared field by field, and every line of them is counted."""

from dataclasses import replace

import pytest

from faultbook.formats.checking import differences, lines_of
from faultbook.formats.port import Example
from faultbook.formats.tab_separated import TAB_SEPARATED

RIGHT = Example(
    about="one",
    text="2026-02-03T10:00:00Z\tA-1\tx\tError\tone\nnothing\n",
    records=[{"line": 1, "lines": 1, "timestamp": "2026-02-03T10:00:00+00:00", "message": "one", "host": None}],
    rejects=[(2, "too_few_fields")],
)


WRONG = {
    "records: found 1, expected 0": {"records": []},
    "record 1, message: found 'one', expected 'two'": {"records": [{"message": "two"}]},
    "record 1, lines: found 1, expected 2": {"records": [{"lines": 2}]},
    "record 1, timestamp: found 2026-02-03T10:00:00+00:00, expected 2026-02-03T09:00:00+00:00": {
        "records": [{"timestamp": "2026-02-03T10:00:00+01:00"}]
    },
    "rejects: found line 2 too_few_fields, expected none": {"rejects": []},
}


@pytest.mark.parametrize(("sentence", "change"), WRONG.items())
def test_a_difference_names_what_was_found_and_what_is_expected(sentence, change):
    assert differences(TAB_SEPARATED, RIGHT) == []
    assert differences(TAB_SEPARATED, replace(RIGHT, **change)) == [sentence]


def test_lines_have_no_ends():
    assert lines_of("a\r\nb\r\r\n\nc") == ["a", "b\r", "", "c"]
    assert lines_of("a\n") == ["a"]
    assert lines_of("") == []
