"""Log records: columns of the contract, whatever the names are; nothing of a line is lost."""

import hashlib
import json
from datetime import UTC, datetime

from pyspark.sql.types import StructType

from faultbook.tables import LOGS
from tests.oracles.spark_formats.json_lines.lines import judged
from tests.oracles.spark_formats.json_lines.logs import NO_CODE, log_records

AT = "2026-01-31T20:26:10.5Z"
JAVA = """java.lang.IllegalStateException: no
\tat com.acme.shop.Pool.take(Pool.java:7)
Caused by: java.io.IOException: gone
\tat com.acme.shop.Db.read(Db.java:1)
\tat java.base/java.lang.Thread.run(Thread.java:840)
"""

ECS = {
    "@timestamp": AT, "log.level": "ERROR", "log.logger": "com.acme.Shop", "message": "HTTP 503 from 10.0.0.1",
    "service.name": "shop", "service.environment": "prod", "trace.id": "t", "span.id": "s", "parent.id": "p",
    "host.name": "h", "kubernetes.pod.name": "shop-1", "container.id": "c", "process.thread.name": "main",
    "error.stack_trace": JAVA, "labels": {"region": "eu", "shard": 7}, "user.id": 42, "http.request.method": "GET",
    "url.path": "/v1/orders", "http.response.status_code": 503, "client.ip": "10.0.0.9",
    "user_agent.original": "curl", "log.origin.file.name": "Shop.java", "log.origin.file.line": 17,
    "ecs.version": "1.2",
}  # fmt: skip
PINO = {
    "level": "warn", "time": 1769891170500, "msg": "slow", "hostname": "h", "name": "web", "pid": 7,
    "req": {"id": "r-1", "method": "GET", "url": "https://x.example/v1/orders/4711?f=1", "remoteAddress": "10.0.0.9"},
    "res": {"statusCode": 200}, "responseTime": 12.5, "err": {"type": "TypeError", "stack": "no frames"},
}  # fmt: skip
PLAIN = {"timestamp": AT, "message": "request req-4f9a8b7c6d5e for user 'alice' failed", "error_code": "E-7"}


def records(objects, source_file="web/a.jsonl", **given):
    lines = [line if isinstance(line, str) else json.dumps(line) for line in objects]
    values = {"batch_id": 7, "environment": "local", "service": "", "default_service": "main", **given}
    found = log_records(
        judged([line.encode() for line in lines], source_file=source_file, max_line_bytes=10_000),
        parsed_at=datetime(2026, 2, 1, tzinfo=UTC),
        **values,
    )
    rows = {row["log_id"]: row for row in found.collect()}
    ids = [hashlib.sha256(f"{source_file}\x1f{line}".encode()).hexdigest()[:32] for line in lines]
    return [rows[log_id] for log_id in ids]


def picked(row, names):
    return {name: row[name] for name in names.split()}


def test_records_have_columns_of_the_contract(spark):
    found = log_records(
        judged([json.dumps(PLAIN).encode()]),
        batch_id=1, parsed_at=datetime(2026, 2, 1, tzinfo=UTC), environment="prod", service="", default_service="main",
    )  # fmt: skip
    of_contract = {field.name: field.dataType for field in StructType.fromDDL(LOGS.ddl())}
    assert {field.name: field.dataType for field in found.schema}.items() <= of_contract.items()
    assert of_contract.keys() - set(found.columns) == {"line_number", "line_count", "process_id"}


def test_a_record_is_read_under_the_names_of_several_libraries(spark):
    ecs, pino, plain = records([ECS, PINO, PLAIN])
    names = "service environment level severity error_code code_hint host pod_name container_id logger_name thread_name"
    assert list(picked(ecs, names).values()) == [
        "shop", "prod", "ERROR", "Error", "IOException", "HTTP 503", "h", "shop-1", "c", "com.acme.Shop", "main",
    ]  # fmt: skip
    names = "exception_type trace_id span_id parent_span_id user_id labels source_file source_line landed_file metadata"
    assert list(picked(ecs, names).values()) == [
        "java.io.IOException", "t", "s", "p", "42", {"region": "eu", "shard": "7"}, "Shop.java", 17, "web/a.jsonl",
        '{"ecs.version":"1.2"}',
    ]  # fmt: skip
    names = "http_method http_endpoint http_status http_duration_ms http_remote_address http_user_agent"
    assert list(picked(ecs, names).values()) == ["GET", "/v1/orders", 503, None, "10.0.0.9", "curl"]
    assert list(picked(pino, names).values()) == ["GET", "/v1/orders/<*>", 200, 12.5, "10.0.0.9", None]
    assert (pino["error_code"], pino["exception_type"], pino["service"]) == ("TypeError", "TypeError", "web")
    assert json.loads(pino["metadata"]) == {"pid": 7, **{name: PINO[name] for name in ("req", "res", "err")}}
    assert pino["timestamp"] == ecs["timestamp"] == plain["timestamp"]
    assert (plain["request_id"], plain["user_id"], plain["error_code"]) == ("req-4f9a8b7c6d5e", "alice", "E-7")
    assert (plain["severity"], plain["level"], plain["environment"]) == ("Unknown", None, "local")


UNKNOWN = [
    ('{"msg":"m","ts":1769891170}', None),
    ('{"msg":"m","ts":1769891170,"a":{"b":[1,"2",null,true]},"c":null}', '{"a":{"b":[1,"2",null,true]},"c":null}'),
    ('{"msg":"m","ts":1769891170,"metadata":{"x":1}}', '{"metadata":{"x":1}}'),
    ('{"msg":"m","ts":1769891170,"level":null,"trace_id":""}', '{"level":null,"trace_id":""}'),
    ('{"msg":"m","ts":1769891170,"severity":"info","level":"error"}', '{"severity":"info"}'),
    ('{"msg":"m","ts":1769891170,"":1}', '{"":1}'),
    ('{"msg":"m","ts":1769891170,"status_code":"many","labels":["a"]}', '{"status_code":"many","labels":["a"]}'),
    ('{"msg":"m","ts":1769891170,"error_code":503}', '{"error_code":503}'),
]
WHOLE = [
    '{"msg":"m","ts":1769891170,"a":1,"a":2}',
    '{"msg":"m","ts":1769891170,"msg":"other"}',
    '{"msg":"m","ts":1769891170,"a":{"b":1,"b":2}}',
    '{"msg":"m","ts":1769891170,"a":1e400}',
    '{"msg":"m","ts":1769891170,"a":[12345678901234567890123456789012345678901234567890]}',
    '{"msg":"half a pair \\udd25","ts":1769891170}',
]


def test_fields_without_a_column_are_kept_as_they_are(spark):
    rows = records([line for line, _ in UNKNOWN] + WHOLE)
    assert [row["metadata"] for row in rows] == [metadata for _, metadata in UNKNOWN] + WHOLE
    assert {row["error_code"] for row in rows} == {NO_CODE}


def test_a_service_that_is_set_is_the_service_of_all_and_the_line_keeps_its_own(spark):
    (row,) = records([{**PLAIN, "service": "own"}], service="set")
    assert (row["service"], json.loads(row["metadata"])) == ("set", {"service": "own"})


def test_what_varies_does_not_vary_the_template_hash_and_the_root_cause_does(spark):
    traces = [JAVA, JAVA.replace(":1)", ":2)"), JAVA.replace("java.io.IOException", "java.net.SocketException"), None]
    rows = records([{**PLAIN, "n": place, "stack_trace": trace} for place, trace in enumerate(traces)])
    first, moved, other, bare = (row["template_hash"] for row in rows)
    assert first == moved
    assert len({first, other, bare}) == 3
    assert rows[0]["stack_hash_all_frames"] == rows[1]["stack_hash_all_frames"] != None  # noqa: E711
    assert rows[3]["stack_hash_all_frames"] is None
