"""The command `generate`: what it writes, what it prints, and its errors."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.cli import run_command_line
from faultbook.cli.generate import start_that_ends_at


def test_it_writes_the_files_and_prints_where_the_truth_is(tmp_path, capsys):
    code = run_command_line(["generate", str(tmp_path / "logs"), "--files", "4", "--records", "50"])
    manifest = json.loads((tmp_path / "logs" / "_manifest.json").read_text(encoding="utf-8"))
    printed = capsys.readouterr().out
    assert code == 0
    assert manifest["totals"]["records"] == 50
    assert len(list((tmp_path / "logs").rglob("*.log"))) == 4
    assert f"truth: {tmp_path / 'logs' / '_manifest.json'}" in printed
    assert "50" in printed


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(1, 10 * 8760))
def test_the_last_hour_ends_within_the_minute_that_it_is(now, hours):
    end = start_that_ends_at(now, hours) + timedelta(hours=hours)
    assert timedelta(0) <= now - end < timedelta(minutes=1)


def test_more_hours_than_there_are_years_are_refused(tmp_path, capsys):
    assert run_command_line(["generate", str(tmp_path), "--hours", str(10**9)]) == 2
    assert "hours: found 1000000000" in capsys.readouterr().err


@pytest.mark.parametrize("format_", ["tsv", "json"])
def test_without_a_start_some_of_it_is_of_the_last_day_and_none_of_the_future(tmp_path, format_):
    before = datetime.now(UTC)
    assert run_command_line(["generate", str(tmp_path), "--format", format_, "--files", "7", "--records", "700"]) == 0
    name = "_manifest-json.json" if format_ == "json" else "_manifest.json"
    options = json.loads((tmp_path / name).read_text("utf-8"))["options"]
    end = datetime.fromisoformat(options["start"]) + timedelta(hours=options["hours"])
    assert before - timedelta(minutes=1) <= end <= datetime.now(UTC)


def test_every_option_reaches_the_plan(tmp_path):
    switches = ["--start", "2025-03-01T12:00:00+02:00", "--hours", "3", "--seed", "9", "--hostile", "--spread"]
    switches += ["--independent-codes", "--first-file", "12", "--prefix", "late-", "--files", "2", "--records", "30"]
    assert run_command_line(["generate", str(tmp_path), *switches]) == 0
    assert json.loads((tmp_path / "_manifest-late-errors-12.json").read_text(encoding="utf-8"))["options"] == {
        "files": 2,
        "records": 30,
        "seed": 9,
        "start": "2025-03-01T10:00:00+00:00",
        "hours": 3,
        "hostile": True,
        "independent_codes": True,
        "spread": True,
        "first_file": 12,
        "prefix": "late-",
        "names": "",
        "flat": False,
    }


def test_files_are_named_by_a_pattern_and_lie_flat(tmp_path):
    switches = ["--names", "app_error_log_{:03}.log", "--flat", "--files", "12", "--records", "120"]
    assert run_command_line(["generate", str(tmp_path), *switches]) == 0
    manifest = json.loads((tmp_path / "_manifest.json").read_text(encoding="utf-8"))
    expected = [f"app_error_log_{number:03}.log" for number in range(1, 13)]
    assert [file["path"] for file in manifest["files"]] == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_manifest.json", *expected]
    assert {"Error", "Warning", "Event"} <= set(manifest["totals"]["by_severity"])


def test_a_second_run_with_names_gets_its_first_number(tmp_path, capsys):
    command = ["generate", str(tmp_path), "--names", "log{}.tsv", "--files", "3", "--records", "9"]
    assert run_command_line(command) == 0
    assert run_command_line(command) == 2
    assert "--first-file 4" in capsys.readouterr().err
    assert run_command_line([*command, "--first-file", "4"]) == 0
    assert (tmp_path / "_manifest-log4.json").is_file()


def test_json_lines_come_with_the_requested_incidents(tmp_path, capsys):
    switches = ["--format", "json", "--files", "3", "--records", "200", "--incidents", "burst, silence"]
    assert run_command_line(["generate", str(tmp_path), *switches]) == 0
    manifest = json.loads((tmp_path / "_manifest-json.json").read_text(encoding="utf-8"))
    assert [incident["kind"] for incident in manifest["incidents"]] == ["burst", "silence"]
    assert len(list(tmp_path.glob("logs-*.jsonl"))) == 3
    assert "in traces" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        (["--format", "json", "--incidents", "boom"], "incidents: found 'boom'"),
        (["--format", "json", "--spread"], "--spread: found with --format json"),
        (["--incidents", "burst"], "--incidents: found with --format tsv"),
        (["--files", "0"], "files: found 0, expected 1 or more"),
        (["--start", "yesterday"], "start: found 'yesterday'"),
        (["--prefix", "_hidden"], "prefix: found '_hidden'"),
        (["--names", "app.log"], "expected one place for the number of the file, as in 'app_error_log_{:03}.log'"),
        (["--names", "a{}{}.log"], "names: found 'a{}{}.log'"),
        (["--names", "a{0}{0}.log"], "names: found 'a{0}{0}.log'"),
        (["--names", "a{n}.log"], "names: found 'a{n}.log'"),
        (["--names", "a{"], "names: found 'a{'"),
        (["--names", "a{:s}.log"], "names: found 'a{:s}.log'"),
        (["--names", "a{:.0e}.log", "--first-file", "1000"], "that end in .log or .tsv"),
        (["--names", "a{:.0g}.log", "--first-file", "2"], "a name of its own for each of 200 files"),
        (["--names", "a{}.txt"], "that end in .log or .tsv, not 'a1.txt'"),
        (["--names", "../a{}.log"], "names of letters, digits"),
        (["--names", "_a{}.log"], "names of letters, digits"),
        (["--names", "a{}.log", "--prefix", "b"], "no --prefix beside it"),
        (["--names", "a{}.jsonl", "--format", "json"], "--names: found with --format json"),
        (["--flat", "--format", "json"], "--flat: found with --format json"),
    ],
)
def test_an_invalid_option_is_named(tmp_path, capsys, switches, message):
    assert run_command_line(["generate", str(tmp_path), *switches]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_is_refused_with_what_to_type_and_force_replaces(tmp_path, capsys):
    command = ["generate", str(tmp_path), "--files", "2", "--records", "10"]
    assert run_command_line(command) == 0
    assert run_command_line(command) == 2
    assert "--first-file 3" in capsys.readouterr().err
    assert run_command_line([*command[:2], "--first-file", "3", "--files", "1"]) == 0
    assert run_command_line([*command, "--force"]) == 0
