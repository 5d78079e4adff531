"""The command that writes realistic error logs and the truth about them: `generate`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from faultbook.errors import SettingError
from faultbook.loggen import Manifest, Options, write, writing
from faultbook.loggen.options import DEFAULT_START


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("generate")(generate)


def generate(  # noqa: PLR0917 - one argument per option of the command
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made if it is not there.")],
    files: Annotated[int, typer.Option(help="How many log files.")] = 200,
    records: Annotated[int, typer.Option(help="How many records, over all files.")] = 1500,
    seed: Annotated[int, typer.Option(help="The same seed and options give the same bytes.")] = 7,
    start: Annotated[
        str, typer.Option(metavar="ISO", help="Instant of the first hour; UTC unless it has an offset.")
    ] = f"{DEFAULT_START:%Y-%m-%dT%H:%M:%SZ}",
    hours: Annotated[int, typer.Option(help="How many hours the records are spread over.")] = 168,
    hostile: Annotated[bool, typer.Option("--hostile", help="Mix in every kind of bad line and bad file.")] = False,
    independent_codes: Annotated[
        bool, typer.Option("--independent-codes", help="Draw code, file and severity without regard to the message.")
    ] = False,
    spread: Annotated[
        bool, typer.Option("--spread", help="Every file covers all hours; otherwise each has its own part of them.")
    ] = False,
    first_file: Annotated[int, typer.Option(help="Number of the first file; a higher one adds to an earlier run.")] = 1,
    prefix: Annotated[str, typer.Option(help="What file names begin with.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
) -> None:
    """Writes error logs like those of a real application, and the truth about them.

    The truth is a manifest, _manifest.json: per file and in total, how many
    lines, records and rejects of each kind there are. It is written before the
    first line is, so that every table and view can be held against it.

    Add files to a folder later:

    faultbook generate logs --first-file 201 --files 5 --records 40 --seed 8

    Everything that goes wrong in logs:

    faultbook generate logs --hostile

    Data for a benchmark:

    faultbook generate logs --records 10000000 --hours 8760 --spread
    """
    options = Options(
        files=files,
        records=records,
        seed=seed,
        start=_instant(start),
        hours=hours,
        hostile=hostile,
        independent_codes=independent_codes,
        spread=spread,
        first_file=first_file,
        prefix=prefix,
    )
    with _progress(records) as told:
        manifest = write(directory, options, force=force, progress=told)
    console = Console()
    console.print(_summary(manifest))
    console.print(f"truth: {manifest.path}", soft_wrap=True, markup=False, highlight=False)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingError(
            f"start: found {text!r}, expected an ISO date and time. Fix: give --start like 2026-01-28T00:00:00Z."
        ) from wrong


@contextmanager
def _progress(records: int) -> Iterator[writing.Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("planning", total=records)
        yield lambda written: bar.update(task, advance=written, description="writing")


def _summary(manifest: Manifest) -> Table:
    totals = manifest.totals
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("files", f"{totals['files']:,}")
    table.add_row("records", f"{totals['records']:,}")
    table.add_row("severities", _counts(totals["by_severity"]))
    if totals["rejected"]:
        table.add_row("rejects", _counts(totals["rejected"]))
    if totals["unreadable"]:
        table.add_row("unreadable files", f"{totals['unreadable']:,}")
    table.add_row("bytes of lines", f"{totals['line_bytes']:,}")
    return table


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
