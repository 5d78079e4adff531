"""The command `report`: one day of a lakehouse, on the terminal, as Markdown or as a page."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires
from faultbook.errors import SettingError


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MD = "md"
    HTML = "html"


def report(
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day, UTC; that of the newest record if not given."
        ),
    ] = None,
    format_: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="text, md (Markdown) or html (a page); by the ending of --out if not given."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Reports one day: data integrity, totals, top and new patterns, regressions, anomalies, silent services, rejects, freshness.

    Example: faultbook report --day 2026-01-31

    Example: faultbook report --out report.html
    """  # noqa: E501 - the first line is the summary
    with requires("serve", "questions need it"):
        from faultbook.cli.screens.report import print_report, report_text  # noqa: PLC0415  (rich; help does not need it)
        from faultbook.report.building import build_report  # noqa: PLC0415
        from faultbook.report.markdown import report_markdown  # noqa: PLC0415
        from faultbook.report.page import report_page  # noqa: PLC0415
        from faultbook.stores.local.local_store import local_store  # noqa: PLC0415

    chosen = format_ or _format_of(out)
    found = build_report(local_store(lakehouse), None if day is None else day.date(), datetime.now(UTC))
    if out is None and chosen is ReportFormat.TEXT:
        print_report(found)
        return
    writers = {ReportFormat.TEXT: report_text, ReportFormat.MD: report_markdown, ReportFormat.HTML: report_page}
    text = writers[chosen](found)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise SettingError(f"--out {out}: it cannot be written: {failure.strerror}.") from failure
    print(f"{found.summary}\nWritten to {out}", file=sys.stderr)


def _format_of(out: Path | None) -> ReportFormat:
    endings = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}
    return ReportFormat(endings.get(out.suffix.lower(), "text")) if out is not None else ReportFormat.TEXT
