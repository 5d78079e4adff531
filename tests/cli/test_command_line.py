import inspect
import subprocess
import sys

import pytest
import typer
from faultbook_samples.logs.structured import KINDS

from faultbook import __version__
from faultbook.cli import build_app, generate, run_command_line
from faultbook.cli.commands import COMMANDS, load_command, load_function
from faultbook.errors import InvariantViolated, LeaseHeld, SettingError

QUICK = [["--help"], *([name, "--help"] for name in COMMANDS)]
"""Command lines that print help only; none may import what is slow to import."""
WHAT_A_COMMAND_IMPORTS = """
import sys
from faultbook.cli import run_command_line
codes = {{run_command_line(line) for line in {lines!r}}}
print(codes, sorted({{"pyspark", "databricks", "duckdb", "pandas"}} & set(sys.modules)))
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
    printed = capsys.readouterr()
    assert (code, printed.out, printed.err) == (failure.exit_code, "", f"Error: {failure}\n")


def test_a_message_is_printed_as_it_is(capsys):
    long = "[red]no markup[/red] /a/b " + "word " * 60 + "\nFix: second line"
    run_command_line(["go"], app_that_raises(SettingError(long)))
    assert capsys.readouterr().err == f"Error: {long}\n"


def test_an_unexpected_error_is_one_line_and_what_to_do(capsys):
    code = run_command_line(["go"], app_that_raises(KeyError("x" * 1000)))
    printed = capsys.readouterr().err
    assert code == 70
    assert "--debug" in printed
    assert "Traceback" not in printed
    assert len(printed) < 500


@pytest.mark.parametrize("line", [["go", "--debug"], ["--debug", "go"]])
def test_the_traceback_comes_with_debug_wherever_it_is(line, capsys):
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
    assert set(commands) == set(COMMANDS)
    for name, command in commands.items():
        assert command.help, name
        assert f"faultbook {name}" in command.help, f"{name} shows no example"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_paragraph_of_its_help(name):
    first = inspect.getdoc(load_function(name)).split("\n\n")[0]
    assert COMMANDS[name].summary == " ".join(first.split())
    assert load_command(name).name == name


def test_the_app_with_all_options_has_every_command_in_order():
    assert list(typer.main.get_command(build_app()).commands) == list(COMMANDS)


def test_a_misspelled_command_is_answered_with_the_near_ones(capsys):
    assert run_command_line(["injest"]) == 2
    assert run_command_line(["shwo"]) == 2
    assert "Did you mean 'show'" in capsys.readouterr().err


@pytest.mark.parametrize("line", [["generate", "logs"], ["demo"]])
def test_without_the_samples_a_sentence_names_the_extra(line, capsys, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "faultbook_samples"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "faultbook_samples", None)
    assert run_command_line(line) == 3
    error = " ".join(capsys.readouterr().err.split())
    assert error.startswith("Error: faultbook_samples is not installed;")
    assert "pip install 'faultbook[demo]'" in error


def test_the_help_of_generate_has_the_samples_own_values():
    assert generate.INCIDENT_KINDS == KINDS


def test_every_command_of_the_help_text_exists(capsys):
    assert run_command_line(["--help"]) == 0
    shown = {line.split()[1] for line in capsys.readouterr().out.splitlines() if line.strip().startswith("faultbook ")}
    assert shown
    assert shown <= set(typer.main.get_command(build_app()).commands)


def test_help_starts_without_the_heavy_libraries():
    program = WHAT_A_COMMAND_IMPORTS.format(lines=QUICK)
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "{0} []"
