"""The step that reads records: every text column comes out redacted, nothing else changes, rows keep their place."""

import json

from faultbook.faults.reading import Reading, Trace
from tests.frames import frame
from tests.oracles.spark_formats.reading import read_records

SECRET = "swordfish9canary"
PLAIN = "n int, service string, error_code string, message string, file_path string, at timestamp"
TRACED = (
    "n int, service string, error_code string, message string, stack_trace string, exception_type string, "
    "user_id string, request_id string, labels map<string,string>, metadata string"
)
AT = "2026-01-31T20:26:10.000001"


def by_place(found) -> dict[int, dict]:
    return {row["n"]: row.asDict() for row in found.collect()}


def test_plain_records_get_what_is_read_and_keep_the_rest(spark):
    rows = [
        (1, "api", "CC-1", f"password={SECRET} for user 'ann' refused: HTTP 503", "app/a.py", AT),
        (2, "api", "CC-1", "password=other1 for user 'bob' refused: HTTP 503", f"app/password={SECRET}/b.py", AT),
        (3, f"token={SECRET}", f"pwd={SECRET}", "slow", "", AT),
    ]
    found = read_records(frame(rows, PLAIN), short_texts=("file_path",))
    assert found.columns == [name.split()[0] for name in PLAIN.split(", ")] + [
        name for name in Reading._fields if name != "message"
    ]
    first, second, third = (by_place(found)[place] for place in (1, 2, 3))
    assert SECRET not in str((first, second, third))
    assert first["template_hash"] == second["template_hash"] != third["template_hash"]
    assert (first["code_hint"], first["user_id"], first["request_id"]) == ("HTTP 503", "ann", None)
    assert (third["file_path"], third["code_hint"]) == ("", None)
    assert first["at"] == second["at"] == third["at"]
    assert first["at"].microsecond == 1


def test_traced_records_are_redacted_in_every_column(spark):
    rows = [
        (
            1, "api", None, f"password={SECRET}", f"app.Error: password={SECRET}\n\tat a.b.C.d(C.java:1)", None,
            f"token={SECRET}", None, {"password": SECRET, "region": "eu"}, json.dumps({"password": SECRET, "n": 1.50}),
        ),
        (2, "api", "E-7", "request req-4f9a8b7c6d5e slow", None, None, "ann", None, None, None),
    ]  # fmt: skip
    found = by_place(read_records(frame(rows, TRACED), short_texts=("user_id",), json_texts=("metadata",)))
    assert SECRET not in str(found)
    assert found[1]["labels"] == {"password": "[redacted]", "region": "eu"}
    assert json.loads(found[1]["metadata"]) == {"password": "[redacted]", "n": 1.5}
    assert (found[1]["error_code"], found[1]["exception_type"]) == ("Error", "app.Error")
    assert [found[2][name] for name in ("user_id", "request_id", "labels", "metadata")] == [
        "ann", "req-4f9a8b7c6d5e", None, None,
    ]  # fmt: skip
    assert {found[2][name] for name in Trace._fields if name != "error_code"} == {None}


def test_rules_and_allowed_texts_of_the_settings_hold(spark):
    rows = [(1, "api", "CC-1", "badge B-1234-X, password=example1", "", AT)]
    found = read_records(
        frame(rows, PLAIN), redaction_rules=[r"badge (?P<secret>B-\d{4}-X)"], redaction_allow=[r"example\d"]
    )
    assert by_place(found)[1]["message"] == "badge [redacted], password=example1"


def test_no_rows_are_no_rows(spark):
    found = read_records(frame([], PLAIN))
    assert found.collect() == []
    assert set(Reading._fields) <= set(found.columns)
