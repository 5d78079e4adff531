import subprocess
import sys

import pytest
import typer

from faultbook import __version__
from faultbook.cli import GROUPS, build_app, run_command_line
from faultbook.errors import InvariantViolated, LeaseHeld, SettingError

WHAT_A_COMMAND_IMPORTS = """
import sys
from faultbook.cli import run_command_line
code = run_command_line({arguments!r})
print(code, sorted({{"pyspark", "databricks", "duckdb", "pandas"}} & set(sys.modules)))
"""


def app_that_raises(failure: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def root(debug: bool = False) -> None:
        pass

    @app.command()
    def go() -> None:
        raise failure

    return app


@pytest.mark.parametrize(
    "failure", [SettingError("a"), InvariantViolated("b"), LeaseHeld("c")], ids=lambda e: type(e).__name__
)
def test_a_known_failure_is_one_message_on_stderr_and_its_exit_code(failure, capsys):
    code = run_command_line(["go"], app_that_raises(failure))
    told = capsys.readouterr()
    assert (code, told.out, told.err) == (failure.exit_code, "", f"Error: {failure}\n")


def test_a_message_is_printed_as_it_is(capsys):
    long = "[red]no markup[/red] /a/b " + "word " * 60 + "\nFix: second line"
    run_command_line(["go"], app_that_raises(SettingError(long)))
    assert capsys.readouterr().err == f"Error: {long}\n"


def test_a_surprise_is_one_line_and_what_to_do(capsys):
    code = run_command_line(["go"], app_that_raises(KeyError("x" * 1000)))
    told = capsys.readouterr().err
    assert code == 70
    assert "--debug" in told
    assert "Traceback" not in told
    assert len(told) < 500


@pytest.mark.parametrize("line", [["go", "--debug"], ["--debug", "go"]])
def test_the_traceback_comes_with_debug_wherever_it_stands(line, capsys):
    assert run_command_line(line, app_that_raises(InvariantViolated("parts"))) == 4
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interruption_is_quiet(capsys):
    assert run_command_line(["go"], app_that_raises(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("line", [["no-such-command"], ["run"], ["doctor", "--no-such-option"]])
def test_wrong_usage_is_two(line, capsys):
    assert run_command_line(line) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_version_is_the_installed_one(capsys):
    assert run_command_line(["--version"]) == 0
    assert capsys.readouterr().out.startswith(f"faultbook {__version__} ")


def test_every_command_has_a_sentence_and_an_example_in_its_help(capsys):
    commands = typer.main.get_command(build_app()).commands
    assert {"generate", "jobs", "run", "replay", "show", "tables", "rejects", "doctor", "demo"} <= set(commands)
    for name, command in commands.items():
        assert command.help, name
        assert f"faultbook {name}" in command.help, f"{name} shows no example"


def test_a_group_has_the_commands_that_it_is_imported_for():
    for group, commands in GROUPS.items():
        for command in commands:
            assert tuple(typer.main.get_command(build_app(command)).commands) == commands, group
    everything = [command for commands in GROUPS.values() for command in commands]
    assert list(typer.main.get_command(build_app()).commands) == everything


def test_every_command_of_the_help_text_exists(capsys):
    assert run_command_line(["--help"]) == 0
    shown = {line.split()[1] for line in capsys.readouterr().out.splitlines() if line.strip().startswith("faultbook ")}
    assert shown
    assert shown <= set(typer.main.get_command(build_app()).commands)


@pytest.mark.parametrize("line", [["--help"], ["show", "--help"], ["doctor", "--help"], ["run", "--help"]])
def test_help_starts_without_the_heavy_libraries(line):
    program = WHAT_A_COMMAND_IMPORTS.format(arguments=line)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "0 []"
