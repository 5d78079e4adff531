"""The manifest against a plain reader of the files: they share no code and must agree."""

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from faultbook_samples.logs import Options, write
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.oracle import read
from tests.samples.logs.runs import UNREADABLE, file_facts, frequency, landed

REASONS = {
    "too_few_fields",
    "continuation",
    "bad_timestamp",
    "bad_code",
    "bad_encoding",
    "too_long",
}

RUNS = {
    "defaults": Options(),
    "more records than a chunk has": Options(files=2, records=25_000, seed=1),
    "codes drawn without the message": Options(files=3, records=3_000, seed=2, independent_codes=True),
    "every file over all hours": Options(files=3, records=3_000, seed=3, hours=5, spread=True),
    "more files than records": Options(files=20, records=5, seed=4),
    "no record at all": Options(files=3, records=0, seed=5),
    "before 1970": Options(files=3, records=100, seed=6, start=Options().start.replace(year=1), hours=30),
    "a second run beside a first": Options(files=5, records=40, seed=7, first_file=201, prefix="late-"),
    "hostile": Options(files=30, records=1_500, hostile=True),
    "hostile, many odd lines": Options(files=4, records=12_000, seed=11, hostile=True, spread=True),
    "hostile, few records": Options(files=12, records=9, seed=12, hostile=True, independent_codes=True, first_file=3),
}


@pytest.fixture(scope="module", params=RUNS.values(), ids=RUNS.keys())
def run(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp("logs")
    return directory, write(directory, request.param).read()


def test_every_count_of_every_file_is_what_a_plain_reader_finds(run):
    compare_files(*run)


@examples(20)
@given(
    seed=st.integers(),
    files=st.integers(1, 5),
    records=st.integers(0, 80),
    hours=st.integers(1, 60),
    first_file=st.integers(1, 10_000),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_the_manifest_is_true_for_any_seed(*, seed, files, records, hours, first_file, flags):
    options = Options(files, records, seed, Options().start, hours, *flags, first_file=first_file)
    with TemporaryDirectory() as name:
        manifest = write(Path(name), options).read()
        compare_files(Path(name), manifest)
        assert manifest["totals"]["frequency"] == frequency(Path(name))


def compare_files(directory, manifest):
    for entry in manifest["files"]:
        if entry["entry"] == "ingest":
            found = file_facts(directory / entry["path"])
            assert {name: entry[name] for name in found} == found, entry["path"]
        else:
            with pytest.raises(UNREADABLE):
                read(directory / entry["path"])


def test_totals_are_what_a_plain_reader_finds_in_all_files(run):
    directory, manifest = run
    assert manifest["totals"]["frequency"] == frequency(directory)
    for name in ("lines", "line_bytes", "headers", "blanks", "records"):
        assert manifest["totals"][name] == sum(entry[name] for entry in manifest["files"])
    assert manifest["totals"]["rejected"] == dict(
        sorted(sum((Counter(entry["rejected"]) for entry in manifest["files"]), Counter()).items())
    )


def test_the_manifest_knows_exactly_the_landed_files(run):
    directory, manifest = run
    assert {entry["path"] for entry in manifest["files"]} == set(landed(directory))
    assert not set(manifest["ignored"]) & set(landed(directory))
    assert all((directory / path).is_file() for path in manifest["ignored"])


def test_lines_and_bytes_add_up_per_file(run):
    directory, manifest = run
    for entry in manifest["files"]:
        whole = entry["headers"] + entry["blanks"] + entry["records"] + sum(entry["rejected"].values())
        assert entry["lines"] == whole
        if not entry["compressed"]:
            size = (directory / entry["path"]).stat().st_size
            assert entry["bytes"] == size
            beyond = 3 * entry["byte_order_mark"] - (not entry["last_line_feed"])
            assert size - entry["line_bytes"] - entry["lines"] == beyond


def test_templates_count_the_messages_that_are_made_from_them(tmp_path):
    manifest = write(tmp_path, Options(files=5, records=4_000, seed=21)).read()
    patterns = {
        name: re.compile(re.sub(r"\\{\w+\\}", r"\\S+", re.escape(template["text"])))
        for name, template in manifest["templates"].items()
    }
    found: Counter = Counter()
    for path in landed(tmp_path).values():
        for *_, message in read(path)[1]:
            (name,) = (name for name, pattern in patterns.items() if pattern.fullmatch(message))
            found[name] += 1
    assert manifest["totals"]["by_template"] == dict(sorted(found.items()))


def test_a_hostile_run_holds_every_reason_and_every_wrapping(tmp_path):
    manifest = write(tmp_path, Options(hostile=True)).read()
    assert set(manifest["totals"]["rejected"]) == REASONS
    assert set(manifest["totals"]["by_severity"]) == {"Critical", "Error", "Unknown", "Warning", "Event", "Info"}
    assert manifest["totals"]["unreadable"] == 2
    marked, unended, packed, plain = (
        [entry for entry in manifest["files"] if entry[name] is value]
        for name, value in (
            ("byte_order_mark", True),
            ("last_line_feed", False),
            ("compressed", True),
            ("compressed", False),
        )
    )
    assert all((marked, unended, packed, plain))
    assert any(b"\r\n" in (tmp_path / entry["path"]).read_bytes() for entry in plain)
    instants = [row["first"] for row in manifest["totals"]["frequency"]]
    assert min(instants) == "0001-01-01T00:00:00.000000Z"
    assert max(row["last"] for row in manifest["totals"]["frequency"]) == "9999-12-31T23:59:59.999999Z"


def test_an_ordinary_run_has_no_rejects_and_shows_every_code_and_many_source_files(tmp_path):
    manifest = write(tmp_path, Options()).read()
    totals = manifest["totals"]
    assert totals["files"] == 200
    assert totals["records"] == 1_500
    assert totals["rejected"] == {}
    assert len(totals["by_code"]) == 25
    assert len({file for row in totals["frequency"] for file in row["files"]}) >= 17
    assert set(totals["by_severity"]) == {"Critical", "Error", "Warning", "Event"}
    assert len(totals["by_template"]) >= 55
