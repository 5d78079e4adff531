"""What becomes of a JSON line: the table is the format, read from top to bottom."""

from tests.oracles.spark_formats.json_lines.lines import judged

T = '"timestamp":"2026-01-31T20:26:10Z"'

CASES = [
    (f'{{{T},"message":"m"}}'.encode(), "record"),
    (f'  {{ {T} , "message" : "m" }} \r'.encode(), "record"),
    (f'{{{T},"message":""}}'.encode(), "record"),
    (f'{{{T},"message":{{"nested":[1]}}}}'.encode(), "record"),
    (f'{{{T},"message":5,"level":"warn"}}'.encode(), "record"),
    (f'{{{T},"message":"m","level":null}}'.encode(), "record"),
    (b'{"ts":1769891170,"msg":"seconds"}', "record"),
    (b'{"ts":1769891170.123456,"msg":"seconds"}', "record"),
    (b'{"time":1769891170123,"msg":"milliseconds"}', "record"),
    (b'{"time":"1769891170123456789","msg":"nanoseconds"}', "record"),
    (b'{"asctime":"2026-01-31 20:26:10,123","message":"python"}', "record"),
    (f'{{{T},"message":"m","a":1,"a":2,"b":{{"c":1,"c":2}}}}'.encode(), "record"),
    (f'{{{T},"message":"\\ud83d half a pair"}}'.encode(), "record"),
    (b"", "skipped"),
    (b" \t\r", "skipped"),
    (b"# a note", "skipped"),
    (b"-----", "skipped"),
    (b"x" * 401, "too_long"),
    (b'{"a":"\xff"}', "bad_encoding"),
    (b"{", "bad_json"),
    (b"5", "bad_json"),
    (b"null", "bad_json"),
    (b'"text"', "bad_json"),
    (b"[]", "bad_json"),
    (f'[{{{T},"message":"m"}}]'.encode(), "bad_json"),
    (f'{{{T},"message":"m"}} and more'.encode(), "bad_json"),
    (f'{{{T},"message":"m"}}{{{T},"message":"m"}}'.encode(), "bad_json"),
    (f'{{{T},"message":"m"}},{{{T},"message":"m"}}'.encode(), "bad_json"),
    (f'{{{T},"message":"m"}}]'.encode(), "bad_json"),
    (f"{{{T},'message':'m'}}".encode(), "bad_json"),
    (f'{{{T},"message":"m",}}'.encode(), "bad_json"),
    (f'{{{T},"message":NaN}}'.encode(), "bad_json"),
    (f'{{{T},"message":01}}'.encode(), "bad_json"),
    (f'{{{T},"message":"a\tb"}}'.encode(), "bad_json"),
    (b"2026-01-31T20:26:10Z\tCC-3005\tapp/a.py\tError\tNetwork socket error", "bad_json"),
    (b"{}", "missing_field"),
    (f"{{{T}}}".encode(), "missing_field"),
    (f'{{{T},"message":null}}'.encode(), "missing_field"),
    (b'{"message":"m"}', "missing_field"),
    (b'{"timestamp":"yesterday","message":"m"}', "bad_timestamp"),
    (b'{"timestamp":"12:30:00","message":"m"}', "bad_timestamp"),
    (b'{"timestamp":20260131,"message":"m"}', "bad_timestamp"),
    (b'{"timestamp":"20260131202610","message":"m"}', "bad_timestamp"),
    (b'{"timestamp":{"$date":1},"message":"m"}', "bad_timestamp"),
    (b'{"timestamp":true,"message":"m"}', "bad_timestamp"),
    (b'{"timestamp":-1769891170,"message":"m"}', "bad_timestamp"),
    (f'{{{T},"message":"m","level":"Weird"}}'.encode(), "record"),
    (f'{{{T},"message":"m","level":""}}'.encode(), "record"),
    (f'{{{T},"message":"m","level":40}}'.encode(), "record"),
]


def test_each_line_gets_the_verdict_of_the_format(spark):
    found = {
        row["source_file"]: row["verdict"]
        for row in judged([line for line, _ in CASES]).select("source_file", "verdict").collect()
    }
    assert len(found) == len(CASES)
    wrong = [
        (line, found[f"f{at:03d}"], verdict)
        for at, (line, verdict) in enumerate(CASES)
        if found[f"f{at:03d}"] != verdict
    ]
    assert wrong == []
