"""Partial sums: whatever the grain, they sum to the records."""

from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import functions as F

from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS
from faultbook.transforms.records.counts import counts_by_file, counts_by_hour, counts_by_landed_file, summed_counts
from tests.examples import examples
from tests.frames import assert_same_frame, frame

RECORD = (
    "timestamp timestamp, file_path string, source_file string, service string, environment string, severity string, "
    "error_code string, template_hash string, batch_id bigint, line_count int"
)
INSTANTS = ["0001-01-01T00:00:00", "2026-01-31T23:59:59.999999", "2026-02-01T00:00:00", "9999-12-31T23:59:59.999999"]

RECORDS = st.lists(
    st.tuples(
        st.sampled_from(INSTANTS),
        st.sampled_from(["a.py", "", "ä b.py"]),
        st.sampled_from(["l1", "l2"]),
        st.sampled_from(["api", "default"]),
        st.just("prod"),
        st.sampled_from(["Error", "Warning"]),
        st.sampled_from(["A-1", "B"]),
        st.sampled_from(["v1:0", "v1:1"]),
        st.just(3),
        st.just(2),
    ),
    max_size=40,
)


@examples(8)
@given(rows=RECORDS)
def test_counts_of_every_grain_sum_to_the_records(spark, rows):
    records = frame(rows, RECORD)
    for counted, name in (
        (counts_by_hour(records), "occurrence_count"),
        (counts_by_file(records), "occurrence_count"),
        (counts_by_landed_file(records), "records"),
    ):
        assert (counted.agg(F.sum(name)).collect()[0][0] or 0) == len(rows)
    lines = counts_by_landed_file(records).agg(F.sum("parsed")).collect()[0][0]
    assert (lines or 0) == 2 * len(rows)


def test_each_key_has_one_row_with_its_first_and_last_instant(spark):
    rows = [(at, "a.py", "l1", "api", "prod", "Error", "A-1", "v1:0", 3, 1) for at in INSTANTS[1:3] * 2]
    hourly = counts_by_hour(frame(rows, RECORD))
    assert hourly.columns == list(ERROR_COUNTS.column_names)
    expected = [
        ("2026-01-31T23:00:00", 2, "2026-01-31T23:59:59.999999", 3),
        ("2026-02-01T00:00:00", 2, "2026-02-01T00:00:00", 3),
    ]
    columns = "hour timestamp, occurrence_count bigint, first_occurrence timestamp, batch_id bigint"
    assert_same_frame(
        hourly.select("hour", "occurrence_count", "first_occurrence", "batch_id"), frame(expected, columns)
    )
    daily = counts_by_file(frame(rows, RECORD))
    assert daily.columns == list(ERROR_FILE_COUNTS.column_names)
    assert daily.count() == 2


def test_compacted_partials_are_one_row_per_key_with_the_same_sums(spark):
    partials = [
        ("2026-01-31T23:00:00", "api", "prod", "Error", "A-1", "v1:0", count, first, "2026-01-31T23:59:00", batch)
        for count, first, batch in ((2, "2026-01-31T23:10:00", 1), (3, "2026-01-31T23:05:00", 2))
    ]
    summed = summed_counts(frame(partials, ERROR_COUNTS.ddl()), ERROR_COUNTS, batch_id=2)
    assert_same_frame(
        summed.select("occurrence_count", "first_occurrence", "batch_id"),
        frame([(5, "2026-01-31T23:05:00", 2)], "occurrence_count bigint, first_occurrence timestamp, batch_id bigint"),
    )
