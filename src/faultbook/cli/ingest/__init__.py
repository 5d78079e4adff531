"""The command `ingest`: reads a folder of logs into a local lakehouse and shows what it found."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires


def ingest(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of log files, read with its sub-folders.")],
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Reads a folder of logs: creates the tables, stores the lines, computes patterns, shows what it found.

    A second run reads only what is new. Another DIR is a second landing root of the same lakehouse.

    Example: faultbook ingest /var/log/shop
    """
    with requires("local,serve", "ingest needs it"):
        from faultbook.cli.ingest.running import ingest_folder  # noqa: PLC0415  (Spark and DuckDB)

    ingest_folder(folder, lakehouse)
