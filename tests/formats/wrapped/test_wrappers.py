"""Wrapped logs are detected with the format of the lines inside, and read by it."""

import json
from dataclasses import replace

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.detection import detect
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import RecordTable, Sample
from faultbook.formats.registered import FORMATS
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.formats.wrapped.cri import CRI
from faultbook.formats.wrapped.docker import DOCKER
from faultbook.formats.wrapped.reading import MOST_STREAMS
from faultbook.formats.wrapped.wrappers import WRAPPINGS, around, format_named, wrappers_of
from tests.formats.reading import read

TIME = "2026-02-03T10:00:00.123456789Z"
OUTER = 1_770_112_800_123_456
KLOG = [
    'E0203 10:00:02.123456    1234 pod_workers.go:1300] "Error syncing pod" err="failed"',
    "panic: boom",
    "\tx.go:1",
]
LOG4J = [
    "2026-02-03 10:00:00,123 ERROR [main] com.acme.Pay - failed",
    "java.io.IOException: no",
    "\tat com.acme.Pay.run(Pay.java:1)",
    "Caused by: com.acme.NoDisk: full",
    "\t... 3 more",
]
JSON = ['{"level":"error","ts":"2026-02-03T10:00:00Z","msg":"failed"}', '{"level":"info","msg":"undated"}']
LOGFMT = ["level=error ts=2026-02-03T10:00:00Z msg=failed err=EOF"]
COLUMNS = ["2026-02-03T10:00:00Z\tA-1\tx.py\tError\tfailed"]
OTHER = {"stream": "stdout", "time": TIME}
TEXT = ["Starting up", "ready"]
INSIDE = {
    **{"klog": KLOG, "log4j": LOG4J, "json_lines": JSON, "logfmt": LOGFMT, "tab_separated": COLUMNS, "plain": TEXT},
}


def cri(lines, stream="stderr", time=TIME):
    """The lines as containerd writes them."""
    return [f"{time} {stream} F {line}" for line in lines]


def docker(lines, stream="stderr"):
    """The lines as docker's driver json-file writes them."""
    return [json.dumps({"log": f"{line}\n", "stream": stream, "time": TIME}) for line in lines]


def detected(lines):
    """The format that is detected from lines."""
    return detect(Sample("0.log", tuple(lines)), FORMATS, wrappers_of(FORMATS)).format


@pytest.mark.parametrize("inner", INSIDE)
@pytest.mark.parametrize(("outer", "wrap"), [("cri", cri), ("docker", docker)])
def test_the_format_inside_is_detected_and_reads(outer, wrap, inner):
    lines = wrap(INSIDE[inner])
    format_ = detected(lines)
    assert format_.name == f"{outer}/{inner}"
    assert format_.table is FORMATS[inner].table
    found = read(format_, lines)
    alone = read(FORMATS[inner], INSIDE[inner], replace(EXAMPLE_OPTIONS, takes_undated=True))
    assert [(record.line, record.lines) for record in found.records] == [
        (record.line, record.lines) for record in alone.records
    ]
    assert [record.fields["message"] for record in found.records] == [
        record.fields["message"] for record in alone.records
    ]
    assert found.rejects == []
    assert all('"stream": "stderr"' in record.fields["metadata"] for record in found.records)


def test_a_log_of_a_kubelet_in_a_journal():
    lines = [f"Feb 03 10:00:02 node-1 kubelet[17]: {line}" for line in KLOG]
    lines.append("Feb 03 10:00:03 node-1 systemd[1]: Stopped.")
    format_ = detected(lines)
    assert format_.name == "journal/klog"
    error, panic, other = read(format_, lines).records
    assert (error.fields["severity"], error.fields["source_file"]) == ("Error", "pod_workers.go")
    assert (error.fields["host"], error.fields["process_id"]) == ("node-1", "1234")
    assert (panic.lines, panic.fields["severity"]) == (2, "Critical")
    assert (other.fields["message"], other.fields["logger_name"]) == ("Stopped.", "systemd")
    assert other.fields["timestamp"] == OUTER // 1_000_000 * 1_000_000 + 3_000_000


def test_a_journal_of_text_is_syslog():
    assert detected(["Feb 03 10:00:02 node-1 sshd[17]: Failed password for root"]).name == "syslog_3164"


def test_herokus_router_and_app():
    router = 'at=error code=H12 desc="Request timeout" method=GET path="/" status=503'
    lines = [f"{TIME} heroku[router]: {router}", f"{TIME} app[web.1]: ready"]
    format_ = detected(lines)
    assert format_.name == "heroku/logfmt"
    assert [record.fields["message"] for record in read(format_, lines).records] == ["Request timeout", "ready"]


def test_an_inner_record_without_an_instant_has_that_of_the_runtime():
    records = read(detected(cri(JSON)), cri(JSON)).records
    assert [record.fields["timestamp"] for record in records] == [OUTER - 123_456, OUTER]
    assert all("timestamp_from" not in record.fields for record in records)


def test_streams_are_never_joined():
    error, trace = cri(LOG4J, "stderr"), cri(["GET /"] * len(LOG4J), "stdout")
    lines = [line for pair in zip(error, trace, strict=True) for line in pair]
    records = read(around(CRI, FORMATS["log4j"]), lines).records
    failed = [record for record in records if record.fields["message"] == "failed"]
    assert [record.lines for record in failed] == [len(LOG4J)]
    assert failed[0].text == "\n".join(error)
    assert sum(record.fields["message"] == "GET /" for record in records) == len(LOG4J)


def test_what_a_program_prints_by_its_logs_is_plain_text_but_damaged_records_are_rejects():
    lines = cri([*JSON, "Traceback (most recent call last):", '  File "a.py", line 3', "ValueError: x", '{"cut'])
    found = read(around(CRI, FORMATS["json_lines"]), lines)
    assert [(record.line, record.lines, record.fields["message"]) for record in found.records] == [
        (1, 1, "failed"), (2, 1, "undated"), (3, 3, "ValueError: x"),
    ]  # fmt: skip
    assert [(reject.line, reject.reason) for reject in found.rejects] == [(6, "bad_json")]
    found = read(around(CRI, FORMATS["klog"]), cri([*JSON, KLOG[0]]))
    assert [record.fields["message"] for record in found.records[:2]] == JSON
    found = read(around(CRI, TAB_SEPARATED), cri([*COLUMNS, "text"]))
    assert [(reject.line, reject.reason) for reject in found.rejects] == [(2, "too_few_fields")]


def test_the_year_of_a_copied_file_is_that_of_the_runtime():
    lines = cri(["E1231 23:59:59.000000 1 a.go:1] x"], time="2019-12-31T23:59:59Z")
    lines += cri(["E0101 00:00:01.000000 1 a.go:1] y"], time="2020-01-01T00:00:01Z")
    before, after = read(around(CRI, FORMATS["klog"]), lines).records
    assert after.fields["timestamp"] - before.fields["timestamp"] == 2_000_000


def test_parts_that_are_too_long_together_are_rejects():
    lines = [f"{TIME} stdout P {'x' * 60}"] * 3 + [f"{TIME} stdout F end", f"{TIME} stdout F ok"]
    found = read(around(CRI, PLAIN), lines, replace(EXAMPLE_OPTIONS, max_record_bytes=100))
    assert [(reject.line, reject.reason) for reject in found.rejects] == [
        (number, "record_too_long") for number in (1, 2, 3, 4)
    ]
    assert [record.fields["message"] for record in found.records] == ["ok"]


def test_streams_that_are_held_are_bounded():
    lines = [f"Feb 03 10:00:02 node-1 a{number}: x" for number in range(MOST_STREAMS + 10)]
    format_ = format_named("journal", FORMATS)
    assert len(read(format_, lines).records) == len(lines)


def test_formats_by_name():
    assert format_named("cri", FORMATS).name == "cri/plain"
    assert format_named("docker/json_lines", FORMATS).table is RecordTable.LOGS
    assert format_named("logfmt", FORMATS) is FORMATS["logfmt"]
    assert format_named("cri/none", FORMATS) is None
    assert format_named("none", FORMATS) is None


def test_files_of_all_other_formats_are_not_wrapped():
    for format_ in (*definition_formats(), FORMATS["logfmt"], FORMATS["delimited"]):
        for example in format_.examples():
            sample = Sample("x", tuple(example.text.splitlines()))
            found = [wrapper(sample) for wrapper in wrappers_of(FORMATS)]
            assert [each.name for each in found if each] in ([], [f"journal/{format_.name}"]), example.about


def test_names_of_wrappings_are_no_names_of_formats():
    assert {wrapping.name for wrapping in WRAPPINGS}.isdisjoint(FORMATS)


def test_records_within_one_line_have_their_own_text_but_for_the_first():
    line = json.dumps({"log": "first\nsecond\nthird\n", "stream": "stdout", "time": TIME})
    records = read(around(DOCKER, PLAIN), [line]).records
    assert [(record.lines, record.part, record.text) for record in records] == [
        (1, 0, line),
        (0, 1, "second"),
        (0, 2, "third"),
    ]


def test_a_bad_part_of_a_line_is_shown_alone():
    found = read(around(DOCKER, FORMATS["tab_separated"]), [json.dumps({"log": f"{COLUMNS[0]}\nx y\n", **OTHER})])
    assert [(reject.part, reject.text) for reject in found.rejects] == [(1, "x y")]


@pytest.mark.parametrize(
    ("more", "stream"), [({"stream": "own"}, "own"), ({"a": {"stream": "x"}}, "stderr"), ({"n": 1}, "stderr")]
)
def test_the_stream_is_in_the_metadata_unless_the_record_names_one(more, stream):
    line = json.dumps({"ts": "2026-02-03T10:00:00Z", "msg": "m", **more}, separators=(",", ":"))
    (record,) = read(around(DOCKER, FORMATS["json_lines"]), docker([line])).records
    assert json.loads(record.fields["metadata"])["stream"] == stream


def test_a_header_within_a_record_is_none_of_its_lines():
    lines = cri([COLUMNS[0], "# a comment", "\tat a.B(C.java:1)"])
    found = read(around(CRI, TAB_SEPARATED), lines)
    assert [(record.lines, record.text) for record in found.records] == [(2, f"{lines[0]}\n{lines[2]}")]
    assert found.lines == len(lines)
