"""The command `generate`: what it writes, what it says, and how it refuses."""

import json

import pytest

from faultbook.cli import run_command_line


def test_it_writes_the_files_and_says_where_the_truth_is(tmp_path, capsys):
    code = run_command_line(["generate", str(tmp_path / "logs"), "--files", "4", "--records", "50"])
    manifest = json.loads((tmp_path / "logs" / "_manifest.json").read_text(encoding="utf-8"))
    said = capsys.readouterr().out
    assert code == 0
    assert manifest["totals"]["records"] == 50
    assert len(list((tmp_path / "logs").rglob("*.log"))) == 4
    assert f"truth: {tmp_path / 'logs' / '_manifest.json'}" in said
    assert "50" in said


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
    }


def test_json_lines_come_with_the_incidents_that_are_asked_for(tmp_path, capsys):
    switches = ["--format", "json", "--files", "3", "--records", "200", "--incidents", "burst, silence"]
    assert run_command_line(["generate", str(tmp_path), *switches]) == 0
    manifest = json.loads((tmp_path / "_manifest-json.json").read_text(encoding="utf-8"))
    assert [incident["kind"] for incident in manifest["incidents"]] == ["burst", "silence"]
    assert len(list(tmp_path.glob("logs-*.jsonl"))) == 3
    assert "in traces" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        (["--format", "json", "--incidents", "boom"], "incidents: found 'boom'"),
        (["--format", "json", "--spread"], "--spread: found with --format json"),
        (["--incidents", "burst"], "--incidents: found with --format tsv"),
        (["--files", "0"], "files: found 0, expected 1 or more"),
        (["--start", "yesterday"], "start: found 'yesterday'"),
        (["--prefix", "_hidden"], "prefix: found '_hidden'"),
    ],
)
def test_an_option_that_cannot_be_is_told_by_name(tmp_path, capsys, switches, told):
    assert run_command_line(["generate", str(tmp_path), *switches]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_is_refused_with_what_to_type_and_force_replaces(tmp_path, capsys):
    command = ["generate", str(tmp_path), "--files", "2", "--records", "10"]
    assert run_command_line(command) == 0
    assert run_command_line(command) == 2
    assert "--first-file 3" in capsys.readouterr().err
    assert run_command_line([*command[:2], "--first-file", "3", "--files", "1"]) == 0
    assert run_command_line([*command, "--force"]) == 0
