"""The command `faultbook`: one app, the groups of commands beside this file, and how a failure is told.

A FaultbookError is one clear message and its exit code. Anything else is a fault of this program: one line, exit 70. A
traceback comes only with --debug, which is understood anywhere on the line.
"""

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer
from typer.main import get_command

from faultbook import __version__
from faultbook.errors import FaultbookError

INTERNAL_FAULT = 70  # EX_SOFTWARE
INTERRUPTED = 130
LONGEST_SURPRISE = 300

GROUPS = {
    "demo": ("demo",),
    "ingest": ("ingest",),
    "generate": ("generate",),
    "run": ("jobs", "run", "replay"),
    "show": ("show", "tables", "rejects"),
    "report": ("report",),
    "explain": ("explain",),
    "changed": ("changed",),
    "decide": ("merge", "split", "rename", "resolve", "reopen", "mute"),
    "mcp": ("mcp",),
    "serve": ("serve",),
    "doctor": ("doctor",),
}
"""The files beside this one and their commands, in the order of the help."""

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

[bold]Exit codes[/bold]

  0 done, 1 failed, 2 wrong usage or setting, 3 something is missing,

  4 counts do not add up, 6 table contract broken,

  70 fault of this program, 75 another run is writing, 130 interrupted
"""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"faultbook {__version__} (Python {platform.python_version()})")
        raise typer.Exit


def faultbook(
    debug: Annotated[  # main takes it from the line, so that it may stand anywhere
        bool, typer.Option("--debug", help="Show the traceback of a failure. May stand anywhere on the line.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Error logs in tables and views whose counts add up: on this machine, with the same code as on Databricks."""


def build_app(wanted: str = "") -> typer.Typer:
    """The app with the commands of every group; of one only, where `wanted` is a command of it.

    An assistant waits for `mcp` to start, and half of what the commands import is not for it.
    """
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=EXAMPLES)(faultbook)
    groups = [group for group, commands in GROUPS.items() if wanted in commands] or list(GROUPS)
    for group in groups:
        import_module(f"faultbook.cli.{group}").register(app)
    return app


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the command line `argv` (default: this process's) and exits with its code."""
    sys.exit(run_command_line(list(sys.argv[1:] if argv is None else argv)))


def run_command_line(arguments: list[str], app: typer.Typer | None = None) -> int:
    """Runs one command line and returns its exit code; failures are told on standard error, never raised."""
    debug = "--debug" in arguments or os.environ.get("FAULTBOOK_DEBUG", "") not in ("", "0")
    try:
        command = get_command(app or build_app(next((word for word in arguments if word[:1] != "-"), "")))
        command.main(args=[word for word in arguments if word != "--debug"], prog_name="faultbook")
    except SystemExit as end:
        return _code(end)
    except FaultbookError as failure:
        return _tell(str(failure), failure, failure.exit_code, debug)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as surprise:
        return _tell(_one_line(surprise), surprise, INTERNAL_FAULT, debug)
    return 0


def _code(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1


def _one_line(surprise: Exception) -> str:
    first = (str(surprise).strip().splitlines() or [""])[0][:LONGEST_SURPRISE]
    return f"Unexpected {type(surprise).__name__}: {first}\nRun again with --debug to see where it comes from."


def _tell(message: str, failure: BaseException, code: int, debug: bool) -> int:
    # rich costs 50 ms; only a failure pays for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from faultbook.faults.redaction import redact  # noqa: PLC0415

    if debug:
        sys.stderr.write(redact("".join(traceback.format_exception(failure))))
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text("Error: ", style="bold red").append(redact(message), style="default not bold"))
    return code
