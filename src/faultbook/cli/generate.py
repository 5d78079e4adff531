"""The command `generate`: writes realistic error logs, and a manifest of what they contain."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from faultbook.cli.options import requires
from faultbook.errors import SettingError

INCIDENT_KINDS = ("burst", "new_error", "slow_rise", "silence")
"""Kinds of incidents of faultbook_samples, for the help where that is not installed; a test compares."""


class LineFormat(StrEnum):
    """What lines look like."""

    TSV = "tsv"
    JSON = "json"


def generate(  # noqa: PLR0917 - one argument per option of the command
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made if it is not there.")],
    files: Annotated[int, typer.Option(help="How many log files.")] = 200,
    records: Annotated[int, typer.Option(help="How many records, over all files.")] = 1500,
    seed: Annotated[int, typer.Option(help="The same seed, start and options give the same bytes.")] = 7,
    start: Annotated[
        str,
        typer.Option(
            metavar="ISO",
            help="Instant of the first hour; UTC unless it has an offset. Not given: the last hour ends now.",
        ),
    ] = "",
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
    names: Annotated[
        str, typer.Option(metavar="PATTERN", help="tsv only: how files are named, {:03} for the number of the file.")
    ] = "",
    flat: Annotated[
        bool, typer.Option("--flat", help="tsv only: all files in DIR itself, none in a sub-folder.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
    format_: Annotated[
        LineFormat, typer.Option("--format", help="Tab-separated lines, or JSON lines.")
    ] = LineFormat.TSV,
    incidents: Annotated[
        str, typer.Option(metavar="KINDS", help=f"json only: incidents to put in, of {', '.join(INCIDENT_KINDS)}.")
    ] = "",
) -> None:
    """Writes error logs like those of a real application, and the truth about them.

    The truth is a manifest, _manifest.json: per file and in total, how many
    lines, records and rejects of each kind there are. It is written before the
    first line is, so that every table and view can be compared with it.

    Without --start the last hour ends now, so that questions about today have
    an answer.

    Add files to a folder later:

    faultbook generate logs --first-file 201 --files 5 --records 40 --seed 8

    JSON lines of services that call each other, with incidents:

    faultbook generate logs --format json --incidents burst,silence

    Two hundred files in one folder, named as an application names them:

    faultbook generate logs --names 'app_error_log_{:03}.log' --flat

    Everything that goes wrong in logs:

    faultbook generate logs --hostile

    The same bytes, whenever it runs:

    faultbook generate logs --start 2026-01-28

    Data for a benchmark:

    faultbook generate logs --records 10000000 --hours 8760 --spread
    """
    with requires("demo", "sample logs come from it"):
        from faultbook_samples.logs import Options, write  # noqa: PLC0415  (a distribution of its own)
        from faultbook_samples.logs.structured import JsonOptions, drawn_incidents, write_json  # noqa: PLC0415

    common: dict[str, Any] = {
        "files": files,
        "records": records,
        "seed": seed,
        "start": _time(start) if start else start_that_ends_at(datetime.now(UTC), hours),
        "hours": hours,
        "hostile": hostile,
        "first_file": first_file,
        "prefix": prefix,
    }
    with _progress(records) as advance:
        if format_ is LineFormat.JSON:
            _refuse(
                "--format json",
                {
                    "--independent-codes": independent_codes,
                    "--spread": spread,
                    "--names": bool(names),
                    "--flat": flat,
                },
            )
            kinds = [kind.strip() for kind in incidents.split(",") if kind.strip()]
            drawn = drawn_incidents(kinds, seed=seed, hours=hours, records=records)
            json_options = JsonOptions(**common, incidents=drawn)
            manifest = write_json(directory, json_options, force=force, progress=advance)
        else:
            _refuse("--format tsv", {"--incidents": bool(incidents)})
            options = Options(**common, independent_codes=independent_codes, spread=spread, names=names, flat=flat)
            manifest = write(directory, options, force=force, progress=advance)
    console = Console()
    console.print(_summary(manifest.totals))
    console.print(f"truth: {manifest.path}", soft_wrap=True, markup=False, highlight=False)


def _refuse(format_: str, given: dict[str, bool]) -> None:
    if wrong := [name for name, is_given in given.items() if is_given]:
        raise SettingError(f"{', '.join(wrong)}: found with {format_}, which has no such option. Fix: leave it out.")


def start_that_ends_at(now: datetime, hours: int) -> datetime:
    """The start of `hours` hours of which the last ends at `now`, in whole minutes; `now` itself for less than one."""
    last = now.replace(second=0, microsecond=0)
    try:
        return last - timedelta(hours=max(hours, 0))
    except OverflowError as wrong:
        raise SettingError(
            f"hours: found {hours}, more than there are before {last:%Y-%m-%d}. Fix: fewer hours."
        ) from wrong


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingError(
            f"start: found {text!r}, expected an ISO date and time. Fix: give --start like 2026-01-28T00:00:00Z."
        ) from wrong


@contextmanager
def _progress(records: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("planning", total=records)
        yield lambda written: bar.update(task, advance=written, description="writing")


def _summary(totals: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("files", f"{totals['files']:,}")
    table.add_row("records", f"{totals['records']:,}")
    table.add_row("severities", _counts(totals["by_severity"]))
    if totals["rejected"]:
        table.add_row("rejects", _counts(totals["rejected"]))
    if totals["unreadable"]:
        table.add_row("unreadable files", f"{totals['unreadable']:,}")
    if "traced" in totals:
        table.add_row("in traces", f"{totals['traced']:,}")
    if "line_bytes" in totals:
        table.add_row("bytes of lines", f"{totals['line_bytes']:,}")
    return table


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
