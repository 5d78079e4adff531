"""The light scan: lines, bytes, headers and blanks per landed file."""

from pyspark.sql import functions as F

from faultbook.transforms.records.line_counts import line_counts
from tests.frames import assert_same_frame, frame

LINES = [
    ("a", b"# Header\r"),
    ("a", b"-----"),
    ("a", b""),
    ("a", b" \r"),
    ("a", b"2026-01-31T20:26:10Z\tX\tf\tError\tm"),
    ("a", b"\xff\xfe"),
    ("b", "# ä\tb\tc\td\te".encode()),
]


def test_every_line_is_counted_with_its_bytes(spark):
    lines = frame(LINES, "file_uri string, raw binary").select(
        "file_uri",
        F.col("raw").cast("string").alias("line"),
        F.lit(7).cast("bigint").alias("file_bytes"),
        F.lit("2026-01-01").cast("timestamp").alias("file_modified_at"),
    )
    found = line_counts(lines).drop("file_modified_at")
    expected = [
        {
            "file_uri": name,
            "file_bytes": 7,
            "lines": len(mine),
            "line_bytes": sum(map(len, mine)),
            "headers": headers,
            "blanks": blanks,
        }
        for name, headers, blanks in (("a", 2, 2), ("b", 0, 0))
        for mine in [[line for file, line in LINES if file == name]]
    ]
    columns = "file_uri string, file_bytes bigint, lines bigint, line_bytes bigint, headers bigint, blanks bigint"
    order = [each.split()[0] for each in columns.split(", ")]
    assert_same_frame(found.select(*order), frame(expected, columns))
