"""Logs of platforms: written as planned, and read as planned by the formats, which share no code with the generator."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from faultbook_samples.logs.platforms import PlatformOptions, planned_files, write_platforms

from faultbook.errors import SettingError
from faultbook.formats.choice import choose
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRules
from tests.formats.reading import OPTIONS, lines_of, read

RUN = PlatformOptions()
FILES = {file.path: file for file in planned_files(RUN)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landed")
    write_platforms(folder, RUN)
    return folder


@pytest.mark.parametrize("path", FILES)
def test_formats_read_what_was_planned(landed, path):
    planned = FILES[path]
    written = (landed / path).stat().st_mtime_ns // 1_000
    with (landed / path).open("rb") as file:
        options = replace(OPTIONS, file_time=written)
        choice = choose(path, file, SourceRules(()), formats=FORMATS, options=options)
    content = (landed / path).read_bytes()
    text = (gzip.decompress(content) if path.endswith(".gz") else content).decode()
    found = read(choice.format, lines_of(text), choice.options)

    assert choice.format.name == planned.format
    assert found.rejects == []
    assert found.blanks == planned.facts()["blanks"]
    assert [record.text.count("\n") + 1 for record in found.records] == [len(one.lines) for one in planned.records]
    assert [record.fields["severity"] for record in found.records] == [one.severity for one in planned.records]
    assert [bool(record.fields.get("stack_trace")) for record in found.records] == [
        one.is_traced for one in planned.records
    ]
    instants = [EPOCH + timedelta(microseconds=record.fields["timestamp"]) for record in found.records]
    late = [abs(at - one.at) for at, one in zip(instants, planned.records, strict=True)]
    assert max(late) < timedelta(seconds=1)


def test_the_manifest_counts_what_was_written(landed):
    manifest = json.loads((landed / "_platforms.json").read_text())

    assert [file["path"] for file in manifest["files"]] == list(FILES)
    assert manifest["totals"]["records"] == sum(len(file.records) for file in FILES.values())
    assert Counter(manifest["totals"]["by_severity"]).total() == manifest["totals"]["records"]
    for facts in manifest["files"]:
        content = (landed / facts["path"]).read_bytes()
        text = gzip.decompress(content) if facts["path"].endswith(".gz") else content
        assert text.count(b"\n") == facts["lines"]


def test_the_same_options_give_the_same_bytes(landed, tmp_path):
    write_platforms(tmp_path, RUN)

    for path in FILES:
        assert (tmp_path / path).read_bytes() == (landed / path).read_bytes()


def test_nothing_that_landed_is_overwritten(tmp_path):
    write_platforms(tmp_path, RUN)

    with pytest.raises(SettingError, match="exists already"):
        write_platforms(tmp_path, RUN)


@pytest.mark.parametrize("wrong", [{"hours": 1}, {"start": datetime(2026, 2, 3)}])
def test_wrong_options_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        PlatformOptions(**wrong)
