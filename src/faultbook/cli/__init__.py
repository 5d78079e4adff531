"""The command `faultbook`: the group of its commands, and how failures are shown.

A FaultbookError is one clear message and its exit code. Anything else is a fault of this program: one line, exit 70. A
traceback is shown only with --debug, which may be anywhere on the line.
"""

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_command

from faultbook import __version__
from faultbook.cli.commands import COMMANDS, LazyGroup, OrderedGroup, add_command
from faultbook.errors import FaultbookError

INTERNAL_FAULT = 70  # EX_SOFTWARE
INTERRUPTED = 130
LONGEST_UNEXPECTED = 300

EXAMPLES = """
[bold]A first look[/bold]

  faultbook demo

[bold]Your own logs[/bold]

  faultbook ingest /var/log/shop

  faultbook show error_frequency

[bold]Step by step[/bold]

  faultbook generate logs --files 200

  faultbook run setup --landing logs --lakehouse tables

  faultbook run ingest --landing logs --lakehouse tables

  faultbook show error_frequency --lakehouse tables

[bold]When something is odd[/bold]

  faultbook doctor

  faultbook rejects --lakehouse tables

  faultbook formats detect logs/app.log

[bold]Exit codes[/bold]

  0 done, 1 failed, 2 wrong usage or setting, 3 something is missing,

  4 counts do not add up, 6 table contract broken,

  70 fault of this program, 75 another run is writing, 130 interrupted
"""


def _version(requested: bool) -> None:
    if requested:
        typer.echo(f"faultbook {__version__} (Python {platform.python_version()})")
        raise typer.Exit


def faultbook(
    debug: Annotated[  # main takes it from the line, so that it may be anywhere
        bool, typer.Option("--debug", help="Show the traceback of a failure. May be anywhere on the line.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Error logs in tables and views whose counts add up: on this machine, with the same code as on Databricks."""


def build_app() -> typer.Typer:
    """The app with every command and all options; imports every command's module."""
    app = _app(OrderedGroup)
    for name in COMMANDS:
        add_command(app, name)
    return app


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the command line `argv` (default: this process's) and exits with its code."""
    sys.exit(run_command_line(list(sys.argv[1:] if argv is None else argv)))


def run_command_line(arguments: list[str], app: typer.Typer | None = None) -> int:
    """Runs one command line and returns its exit code; failures are printed on standard error, never raised."""
    debug = "--debug" in arguments or os.environ.get("FAULTBOOK_DEBUG", "") not in ("", "0")
    try:
        _configure_logging()
        command = get_command(app or _app(LazyGroup))
        command.main(args=[word for word in arguments if word != "--debug"], prog_name="faultbook")
    except SystemExit as end:
        return _code(end)
    except FaultbookError as failure:
        return _print_failure(str(failure), failure, failure.exit_code, debug)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as unexpected:
        return _print_failure(_one_line(unexpected), unexpected, INTERNAL_FAULT, debug)
    return 0


def _app(group: type[TyperGroup]) -> typer.Typer:
    app = typer.Typer(
        cls=group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=EXAMPLES)(faultbook)
    return app


def _configure_logging() -> None:
    """Applies FAULTBOOK_LOG_LEVEL where it is set; else nothing is imported for it."""
    if os.environ.get("FAULTBOOK_LOG_LEVEL"):
        from faultbook.settings import configure_logging, make_settings  # noqa: PLC0415

        configure_logging(make_settings().log_level)


def _code(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1


def _one_line(unexpected: Exception) -> str:
    first = (str(unexpected).strip().splitlines() or [""])[0][:LONGEST_UNEXPECTED]
    return f"Unexpected {type(unexpected).__name__}: {first}\nRun again with --debug to see where it comes from."


def _print_failure(message: str, failure: BaseException, code: int, debug: bool) -> int:
    # rich costs 50 ms; only a failure pays for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from faultbook.faults.redaction import redact  # noqa: PLC0415

    if debug:
        sys.stderr.write(redact("".join(traceback.format_exception(failure))))
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text("Error: ", style="bold red").append(redact(message), style="default not bold"))
    return code
