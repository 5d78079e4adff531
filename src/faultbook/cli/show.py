"""The command `show`: rows of a view or table of a local lakehouse, without Spark."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, FormatOption, Lakehouse, Limit, requires
from faultbook.formatting.formats import OutputFormat
from faultbook.stores.answers import Query


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
    output: FormatOption = OutputFormat.TABLE,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows rows of a view or table, of complete batches only. No Spark, no Java.

    Example: faultbook show error_frequency --where severity=Error --order last_occurrence:desc --limit 5

    Example: faultbook show errors_by_file --where "message ilike '%timeout%' and recency_rank <= 3" --format json
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.questions import show_rows  # noqa: PLC0415  (DuckDB; help does not need it)

    show_rows(lakehouse, Query(source, tuple(where or ()), _names(columns), _names(order), limit), output)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
