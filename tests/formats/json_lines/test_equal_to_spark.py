"""The reader in plain Python and the Spark functions read the same from the same lines."""

import json
from datetime import UTC, datetime

from pyspark.sql import functions as F

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.json_fields.names import FIELDS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.port import ReadOptions, Record
from tests.formats.json_lines import hostile_lines
from tests.oracles.spark_formats.json_lines import test_levels, test_logs, test_parsing
from tests.oracles.spark_formats.json_lines.endpoints import endpoint
from tests.oracles.spark_formats.json_lines.lines import RULES, judged
from tests.oracles.spark_formats.json_lines.logs import _stored_names
from tests.oracles.spark_formats.json_lines.objects import other_fields

MOST_BYTES = 100_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPTIONS = ReadOptions(severities=DEFAULT_SEVERITIES, code_pattern=RULES["code_pattern"])
TRACES = ("stack_trace", "exception_type")

WRITTEN = [
    *(
        line.decode().removesuffix("\r")
        for line, verdict in test_parsing.CASES
        if not verdict.startswith(("bad_enc", "too"))
    ),
    *(json.dumps(test_levels.T | fields) for fields, _, _ in test_levels.CASES),
    *(line for line, _ in test_logs.UNKNOWN),
    *test_logs.WHOLE,
    json.dumps(test_logs.ECS),
    json.dumps({name: value for name, value in test_logs.PINO.items() if name != "pid"}),
    '{"ts":1.7435193894320688e9,"msg":"m"}',
    '{"ts":1769891170.5,"msg":"m","a":1.0,"b":1.50,"c":0.00001,"d":123456789.25,"e":-0.0,"f":-0}',
    '{"ts":1769891170.5,"msg":1.0,"host":0.00001,"pod":123456789.25,"level":50.0,"error_code":"A\\u001fB"}',
    '{"ts":1769891170.5,"msg":{"z":1.0,"a":[12345678.5,0.0001,"\\u001f\\u2028/é"]},"x":{"z":"\\u001f\\n","a":1.10}}',
    '{"ts":1769891170.5,"msg":"m","labels":{"a":1,"a":2}}',
    '{"ts":1769891170.5,"msg":"m","labels":"{\\"a\\":1.5}"}',
    '{"ts":1769891170.5,"msg":"m","a" :1,"a":2}',
    '{"ts":1769891170.5,"msg":"m","a":12345678901234567890123456789012345678}',
    '{"ts":1769891170.5,"msg":"m","user_id":12345678901234567890123456789012345678}',
    '{"ts":1769891170.5,"msg":"m","http":{"url":"https://a.example/x/4711?y"},"url.path":""}',
    '{"ts":1769891170.5,"msg":"m","http_endpoint":"/a/b","http_status":"\\n204 "}',
]


def read_in_spark(lines):
    """Verdict, detail, fields and metadata of each line."""
    rows = (
        judged([line.encode() for line in lines], max_line_bytes=MOST_BYTES)
        .withColumn("http_endpoint", F.col("fields.http_endpoint"))
        .withColumn("metadata", other_fields(F.col("text"), _stored_names("")))
        .withColumn("http_endpoint", endpoint(F.col("http_endpoint")))
        .collect()
    )
    found = []
    for row in sorted(rows, key=lambda row: int(row["source_file"][1:])):
        if row["verdict"] != "record":
            found.append((row["verdict"], row["detail"]))
            continue
        fields = row["fields"].asDict() | {"http_endpoint": row["http_endpoint"], "metadata": row["metadata"]}
        micros = (fields["timestamp"].astimezone(UTC) - EPOCH).total_seconds() * 1_000_000
        fields["timestamp"] = round(micros)
        found.append(("record", {name: value for name, value in fields.items() if value is not None}))
    return found


def read_in_python(lines):
    """The same by the reader."""
    found = []
    for line in lines:
        reader = JSON_LINES.reader(OPTIONS)
        (result,) = [*reader.read([line], 1)] or [None]
        if result is None:
            found.append(("skipped", None))
        elif isinstance(result, Record):
            found.append(("record", result.fields))
        else:
            found.append((result.reason, result.detail))
    return found


def is_compared(line: str) -> bool:
    """False for what is read in another way on purpose: docs/decisions/formats.md."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return True
    if not isinstance(found, dict):
        return True
    # Numbers of levels beside Python's names are Python's; of several levels, one that is no level gives way.
    levels = [found[name] for name in FIELDS["level"] if name in found]
    names_of_python = {"funcName", "pathname", "lineno", "processName", "levelno"}
    if len(levels) > 1 or (names_of_python & found.keys() and any(type(level) is int for level in levels)):
        return False
    tops = {name.split("/")[0] for field in TRACES for name in FIELDS[field]} | {"err", "Details", "stack"}
    return not any(isinstance(found.get(name), dict | list) for name in tops) and not {
        "@t", "short_message", "pid", "Exception", "@x", "ExceptionDetails", "records",
    } & found.keys()  # fmt: skip


def test_lines_are_read_as_in_spark(spark):
    lines = [*WRITTEN, *(line for line in hostile_lines.lines(4_000, seed=1) if is_compared(line))]
    found = list(zip(lines, read_in_python(lines), read_in_spark(lines), strict=True))
    assert [(line, difference(ours, theirs)) for line, ours, theirs in found if not is_same(ours, theirs)] == []


def is_same(ours, theirs) -> bool:
    # Spark takes some broken texts for empty objects.
    return ours == theirs or (ours[0], theirs[0]) == ("bad_json", "missing_field")


def difference(ours, theirs):
    if ours[0] != "record" or theirs[0] != "record":
        return ours, theirs
    names = ours[1].keys() | theirs[1].keys()
    return {
        name: (ours[1].get(name), theirs[1].get(name)) for name in names if ours[1].get(name) != theirs[1].get(name)
    }
