"""JSON lines: the written files, the manifest and the plan agree."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest
from faultbook_samples.logs.structured import (
    KINDS,
    Incident,
    JsonOptions,
    drawn_incidents,
    hourly_truth,
    planned_records,
    write_json,
)

from faultbook.errors import SettingError
from tests.json_oracle import read

ALL = drawn_incidents(KINDS, seed=7, hours=168, records=4_000)


def written(folder):
    return sorted(path for path in folder.iterdir() if not path.name.startswith(("_", ".")))


def objects(folder):
    return [json.loads(line) for path in written(folder) for line in path.read_text("utf-8").splitlines()]


def first(found, *names):
    return next((found[name] for name in names if name in found), None)


@pytest.mark.parametrize("hostile", [False, True])
def test_a_plain_reader_agrees_with_the_manifest(tmp_path, hostile):
    options = JsonOptions(files=6, records=1_200, hostile=hostile, incidents=ALL)
    manifest = write_json(tmp_path, options).read()
    hours: Counter = Counter()
    for path, entry in zip(written(tmp_path), manifest["files"], strict=True):
        kinds, records = read(path)
        assert path.name == entry["path"]
        assert kinds.pop("record") == entry["records"]
        assert (kinds.pop("header", 0), kinds.pop("blank", 0)) == (entry["headers"], entry["blanks"])
        assert dict(kinds) == entry["rejected"]
        hours += records
    stated = {(datetime.fromisoformat(hour), *key): count for hour, *key, count in manifest["hours"]}
    assert hours == stated
    assert manifest["totals"]["lines"] == sum(entry["lines"] for entry in manifest["files"])


def test_the_plan_alone_gives_what_is_written(tmp_path):
    options = JsonOptions(files=3, records=800, incidents=ALL)
    manifest = write_json(tmp_path, options).read()
    counts: Counter = Counter()
    for row in hourly_truth(options):
        counts[f"{row.hour:%Y-%m-%dT%H:%M:%SZ}", *row[1:5]] += row.record_count
    assert counts == {tuple(key): count for *key, count in manifest["hours"]}
    planned = Counter(
        (record.pod_name, record.host, tuple(record.labels.values())) for record in planned_records(options)
    )
    found = Counter(
        (
            first(line, "pod_name", "pod", "kubernetes.pod.name"),
            first(line, "host", "hostname", "host.name"),
            tuple(line["labels"].values()),
        )
        for line in objects(tmp_path)
    )
    assert planned == found


def test_equal_options_give_equal_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_json(tmp_path / name, JsonOptions(files=2, records=60, seed=seed, hostile=True))
    texts = [[path.read_bytes() for path in written(tmp_path / name)] for name in "abc"]
    assert texts[0] == texts[1] != texts[2]


def test_seven_of_ten_lines_are_in_traces_whose_parents_are_in_them(tmp_path):
    write_json(tmp_path, JsonOptions(files=2, records=3_000))
    lines = objects(tmp_path)
    spans, parents = defaultdict(dict), []
    for line in lines:
        if trace := first(line, "trace_id", "traceId", "trace.id"):
            span = first(line, "span_id", "spanId", "span.id")
            service = first(line, "service", "service.name")
            assert span not in spans[trace]
            spans[trace][span] = service
            if parent := first(line, "parent_span_id", "parentSpanId", "parent.id"):
                parents.append((trace, parent, service))
    assert 0.68 < sum(map(len, spans.values())) / len(lines) < 0.72
    assert len(parents) > 800
    found = [spans[trace].get(parent) for trace, parent, _ in parents]
    assert found.count(None) <= len(lines) // 1_000  # cut at the end of an hour
    calls = {(caller, service) for caller, (_, _, service) in zip(found, parents, strict=True) if caller}
    assert ("orders", "billing") in calls and ("billing", "orders") not in calls


def test_incidents_have_their_effect():
    quiet, loud = JsonOptions(records=4_000), JsonOptions(records=4_000, incidents=ALL)
    count = {}
    for name, options in (("quiet", quiet), ("loud", loud)):
        count[name] = Counter()
        for row in hourly_truth(options):
            hour = (row.hour - options.start).total_seconds() // 3600
            count[name][hour, row.service, row.message] += row.record_count
    for incident in ALL:
        for hour in range(incident.first_hour, incident.end_hour):
            if incident.kind == "silence":
                assert not [key for key in count["loud"] if key[:2] == (hour, incident.service)]
            else:
                key = (hour, incident.service, incident.what.message)
                assert count["loud"][key] - count["quiet"][key] == incident.counts(7)[hour]
    changed = {key[1] for key in count["quiet"] | count["loud"] if count["quiet"][key] != count["loud"][key]}
    assert changed <= {incident.service for incident in ALL}


def test_a_new_error_begins_with_its_version_and_nobody_logged_it_before():
    incident = Incident("new_error", "orders", 20, 4, event=3, extra=30, version="9.0.0")
    options = JsonOptions(records=2_000, hours=48, incidents=(incident,))
    began = datetime(2026, 1, 28, 20, tzinfo=UTC)
    found = [record for record in planned_records(options) if record.message == incident.what.message]
    assert min(record.at for record in found) >= began
    assert {record.labels["version"] for record in found} == {"9.0.0"}
    others = [r for r in planned_records(options) if r.service == "orders"]
    assert {record.at >= began for record in others if record.labels["version"] == "9.0.0"} == {True}
    most = Counter(record.host for record in found).most_common(1)[0]
    assert most[1] > 0.8 * len(found)


def test_incidents_that_cannot_be_are_named():
    for kinds, words in ((("boom",), "boom"), (KINDS * 3, "at most"), (KINDS, "hours")):
        with pytest.raises(SettingError, match=words):
            drawn_incidents(kinds, seed=1, hours=168 if words != "hours" else 10, records=100)
    with pytest.raises(SettingError, match="nowhere"):
        Incident("burst", "nowhere", 1, 1)


def test_files_that_are_there_are_not_overwritten(tmp_path):
    write_json(tmp_path, JsonOptions(files=1, records=10))
    with pytest.raises(SettingError, match="never overwritten"):
        write_json(tmp_path, JsonOptions(files=1, records=10))
    write_json(tmp_path, JsonOptions(files=1, records=10, first_file=2))
    assert len(written(tmp_path)) == 2
