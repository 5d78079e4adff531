"""Records: their columns are the contract's, their identity is a function of landed file and line."""

import hashlib
from datetime import UTC, datetime

from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.tables import ERROR_LOGS_PARSED
from tests.frames import frame
from tests.oracles.spark_formats.tab_separated.parsing import judged_lines
from tests.oracles.spark_formats.tab_separated.records import error_code_numeric, records

NUMBERS = [
    ("CC-3005", 3005),
    ("E007", 7),
    ("KERNEL_PANIC", None),
    ("A1B", None),
    ("X-2147483647", 2147483647),
    ("X-2147483648", None),
    ("X-99999999999999999999", None),
    ("", None),
    (None, None),
]


def found(lines):
    judged = judged_lines(
        frame(lines, "source_file string, line string"),
        severities=DEFAULT_SEVERITIES,
        code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
        max_line_bytes=1_000,
    )
    return records(
        judged,
        batch_id=7,
        parsed_at=datetime(2026, 2, 1, tzinfo=UTC),
        environment="prod",
        service="",
        default_service="main",
    )


def test_the_number_of_a_code_is_what_ends_it_if_it_fits_an_int(spark):
    numbers = frame(NUMBERS, "code string, expected int").withColumn("found", error_code_numeric(F.col("code")))
    assert [tuple(row) for row in numbers.where(~F.col("found").eqNullSafe(F.col("expected"))).collect()] == []


def test_records_have_columns_of_the_contract(spark):
    schema = found([("api/a.log", "2026-01-31T20:26:10Z\tX\tf\tError\tm")]).schema
    of_contract = {field.name: field.dataType for field in StructType.fromDDL(ERROR_LOGS_PARSED.ddl())}
    assert {field.name: field.dataType for field in schema}.items() <= of_contract.items()
    new = {"line_number", "line_count", "stack_trace", "exception_type", "top_frames"}
    assert of_contract.keys() - set(schema.names) == new


def test_a_record_carries_service_environment_batch_and_ids_of_its_message(spark):
    line = "2026-01-31T20:26:10Z\tCC-3005\tapp/a.py\tError\trequest req-4f9a8b7c6d5e for user 'alice' failed: ORA-00942"
    row = found([("api/a.log", line)]).collect()[0]
    assert (row["service"], row["environment"], row["batch_id"], row["error_code_numeric"]) == ("api", "prod", 7, 3005)
    assert (row["request_id"], row["user_id"], row["code_hint"]) == ("req-4f9a8b7c6d5e", "alice", "ORA-00942")
    assert row["event_id"] == hashlib.sha256(f"api/a.log\x1f{line}".encode()).hexdigest()[:32]


def test_byte_identical_lines_stay_two_rows_that_share_their_event_id(spark):
    line = "2026-01-31T20:26:10Z\tX\tf\tError\tm"
    rows = found([("a.log", line), ("a.log", line + "\r"), ("b.log", line)]).collect()
    assert len(rows) == 3
    assert len({row["event_id"] for row in rows}) == 2


def test_what_varies_in_a_message_does_not_vary_its_template_hash(spark):
    line = "2026-01-31T20:26:10Z\tX\tf\tError\ttook {} ms on cluster 0612-083012-abc123d{}"
    rows = found([("a.log", line.format(number, number)) for number in range(5)]).collect()
    assert len({row["template_hash"] for row in rows}) == 1
    assert rows[0]["template_hash"].startswith("v2:")
    assert rows[0]["earlier_hash"].startswith("v1:")
