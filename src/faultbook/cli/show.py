"""Commands that ask a local lakehouse without Spark: `show`, `tables`, `rejects`. Nothing is written."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from faultbook.errors import MissingDependency
from faultbook.formatting.formats import Format
from faultbook.stores.answers import Query

Lakehouse = Annotated[Path, typer.Option(help="Folder of Delta tables.", envvar="FAULTBOOK_CATALOG")]
Limit = Annotated[int, typer.Option(help="Most rows to show; 0 for all.", min=0)]
Written = Annotated[
    Format,
    typer.Option("--format", help="table; json: one array, an object per line; csv: RFC 4180, NULL is nothing."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command("show")(show)
    app.command("tables")(tables)
    app.command("rejects")(rejects)


def show(  # noqa: PLR0917 - one argument per option of the command
    source: Annotated[str, typer.Argument(metavar="VIEW_OR_TABLE", help="Its name; `faultbook tables` lists them.")],
    where: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, or a condition in SQL; may be repeated, all must be true."),
    ] = None,
    columns: Annotated[str, typer.Option(help="Columns to show, separated by commas; all if not given.")] = "",
    order: Annotated[
        str, typer.Option(help="Columns to order by, name or name:desc; else newest and most frequent first.")
    ] = "",
    limit: Limit = 20,
    written: Written = Format.TABLE,
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Shows rows of a view or table, of complete batches only. No Spark, no Java.

    Example: faultbook show error_frequency --where severity=Error --order last_occurrence:desc --limit 5

    Example: faultbook show errors_by_file --where "message ilike '%timeout%' and recency_rank <= 3" --format json
    """
    question = Query(source, tuple(where or ()), _names(columns), _names(order), limit)
    _questions().show_rows(lakehouse, question, written)


def tables(written: Written = Format.TABLE, lakehouse: Lakehouse = Path(".lakehouse")) -> None:
    """Lists views and tables: rows, data files and their bytes, version, newest batch. Reads no rows.

    Example: faultbook tables
    """
    _questions().list_tables(lakehouse, written)


def rejects(
    reason: Annotated[str | None, typer.Option(help="Only rejects of this reason, e.g. bad_timestamp.")] = None,
    file: Annotated[str | None, typer.Option(help="Only rejects of landed files whose path holds this text.")] = None,
    limit: Limit = 20,
    written: Written = Format.TABLE,
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    r"""Shows lines that are no records and why, the newest first. In `raw`, \xNN is a byte and \\ a backslash.

    Example: faultbook rejects --reason bad_timestamp
    """
    _questions().list_rejects(lakehouse, written, reason=reason, file=file, limit=limit)


def _questions() -> ModuleType:
    """The module behind the commands. It imports DuckDB, which other commands need not have or wait for."""
    try:
        return import_module("faultbook.cli.questions")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; questions need it. Fix: pip install 'faultbook[serve]'"
        ) from absent


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
