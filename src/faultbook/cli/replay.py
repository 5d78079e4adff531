"""The command `replay`: parses a stored batch again and compares."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from faultbook.cli.options import DEFAULT_LAKEHOUSE, DEFAULT_LANDING, Lakehouse, Landing, requires
from faultbook.cli.run import folder_setting


def replay(
    batch: Annotated[int, typer.Argument(help="Number of the batch.", min=1)],
    landing: Landing = DEFAULT_LANDING,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Parses the files of one batch again, stores nothing, and shows where that differs from what is stored.

    Example: faultbook replay 12
    """
    with requires("local", "replay runs on local Spark"):
        from faultbook.engine.session import open_session  # noqa: PLC0415  (slow to import; help does not need it)
        from faultbook.jobs.ingestion import replay as replaying  # noqa: PLC0415
        from faultbook.settings import make_settings  # noqa: PLC0415

    settings = make_settings(catalog=folder_setting(lakehouse), landing=str(landing))
    table = Table(
        "landed file",
        "lines by verdict now",
        "in the ledger",
        "",
        title=f"batch {batch}",
        title_justify="left",
        box=None,
    )
    for file in replaying.run(open_session(settings), settings, batch):
        word = "[green]agrees[/]" if file.agrees else f"[red]{escape(file.trouble or 'differs')}[/]"
        table.add_row(escape(file.source_file), _counts(file.verdicts), _counts(file.ledger or {}), word)
    Console().print(table)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
