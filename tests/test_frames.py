"""What the comparison of frames and rows refuses, and that its message shows the row."""

import pytest
from chispa import DataFramesNotEqualError
from chispa.schema_comparer import SchemasNotEqualError

from tests.frames import assert_same_frame, assert_same_rows, frame


def test_equal_rows_pass_and_another_value_row_or_order_does_not():
    rows = [{"code": "A", "count": 1}, {"code": "B", "count": 2}]
    assert_same_rows(rows, [dict(row) for row in rows])
    for other in (rows[:1], rows[::-1], [rows[0], {"code": "B", "count": 3}], []):
        with pytest.raises(DataFramesNotEqualError, match=r"code.*B"):
            assert_same_rows(other, rows)


def test_frames_are_equal_in_any_order_and_differ_by_rows_and_types(spark):
    rows = [("A", 1), ("B", 2)]
    found = frame(rows, "code string, count bigint")
    assert_same_frame(found, frame(rows[::-1], "code string, count bigint"))
    with pytest.raises(DataFramesNotEqualError, match="count=3"):
        assert_same_frame(found, frame([("A", 1), ("B", 3)], "code string, count bigint"))
    with pytest.raises(SchemasNotEqualError):
        assert_same_frame(found, frame(rows, "code string, count int"))
