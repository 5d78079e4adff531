"""Found once per distinct shape or once per row: the same records."""

from datetime import UTC, datetime

from pyspark.sql import functions as F

from faultbook.settings import DEFAULT_SEVERITIES
from faultbook.transforms.logs.parsing import judged_lines
from faultbook.transforms.logs.records import records
from faultbook.transforms.logs.shapes import message_shapes, read_shapes
from tests.frames import frame

MESSAGES = [
    "took 15 ms",
    "took 99 ms",
    "request req-4f9a8b7c6d5e for user 'alice' failed: ORA-00942",
    "request req-000000000000 for user 'bob' failed: ORA-12154",
    "HTTP 503 from https://a.example.com/x?id=4\r",
    "tabs\tin 12 places",
    "Ä 💥 ٣٤ 12",
    "x" * 3_000 + " 7",
    "",
]


def test_records_are_the_same_by_shape_and_by_row(spark):
    lines = [("a.log", f"2026-01-31T20:26:10Z\tX-1\tf\tError\t{message}") for message in MESSAGES]
    landed = frame([*lines, ("a.log", "just words"), ("a.log", "# header")], "source_file string, line string")
    judged = judged_lines(
        landed,
        severities=DEFAULT_SEVERITIES,
        code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
        max_line_bytes=10_000,
    )
    known = {
        "batch_id": 1,
        "parsed_at": datetime(2026, 2, 1, tzinfo=UTC),
        "environment": "prod",
        "service": "",
        "default_service": "main",
    }
    by_row = records(judged, **known)
    by_shape = records(judged, **known, shapes=read_shapes(message_shapes(landed)))
    assert by_row.count() == len(MESSAGES)
    assert by_shape.columns == by_row.columns
    assert by_row.exceptAll(by_shape).count() == by_shape.exceptAll(by_row).count() == 0
    assert by_shape.agg(F.count("request_id"), F.count("user_id")).collect()[0][:] == (2, 2)
