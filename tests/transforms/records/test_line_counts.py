"""The light scan: lines, bytes, headers and blanks per landed file."""

from pyspark.sql import functions as F

from faultbook.transforms.records.line_counts import line_counts
from tests.frames import frame

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
    found = line_counts(lines).orderBy("file_uri").drop("file_modified_at").collect()
    assert [row.asDict() for row in found] == [
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
