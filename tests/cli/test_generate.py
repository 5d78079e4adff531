"""The command `generate`: what it writes, what it prints, and its errors."""

import json

import pytest

from faultbook.cli import run_command_line


def test_it_writes_the_files_and_prints_where_the_truth_is(tmp_path, capsys):
    code = run_command_line(["generate", str(tmp_path / "logs"), "--files", "4", "--records", "50"])
    manifest = json.loads((tmp_path / "logs" / "_manifest.json").read_text(encoding="utf-8"))
    printed = capsys.readouterr().out
    assert code == 0
    assert manifest["totals"]["records"] == 50
    assert len(list((tmp_path / "logs").rglob("*.log"))) == 4
    assert f"truth: {tmp_path / 'logs' / '_manifest.json'}" in printed
    assert "50" in printed


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
