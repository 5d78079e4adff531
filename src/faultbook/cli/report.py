"""The command `report`: one day of a lakehouse, on the terminal, as Markdown or as a page."""

from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.show import Lakehouse
from faultbook.errors import MissingDependency


class Form(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MD = "md"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("report")(report)


def report(
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day, UTC; that of the newest record if not given."
        ),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="text, md (Markdown) or html (a page); by the ending of --out if not given."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Reports one day: laws, totals, top and new patterns, regressions, anomalies, silent services, rejects, freshness.

    Example: faultbook report --day 2026-01-31

    Example: faultbook report --out report.html
    """
    try:
        page = import_module("faultbook.cli.report_page")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; questions need it. Fix: pip install 'faultbook[serve]'"
        ) from absent
    page.write(lakehouse, None if day is None else day.date(), form or _form_of(out), out)


def _form_of(out: Path | None) -> Form:
    endings = {".md": Form.MD, ".markdown": Form.MD, ".html": Form.HTML, ".htm": Form.HTML}
    return Form.TEXT if out is None else endings.get(out.suffix.lower(), Form.TEXT)
