"""The command `tables`: the views and tables of a local lakehouse, without reading their rows."""

from faultbook.cli.options import DEFAULT_LAKEHOUSE, FormatOption, Lakehouse, requires
from faultbook.formatting.formats import OutputFormat


def tables(output: FormatOption = OutputFormat.TABLE, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Lists views and tables: rows, data files and their bytes, version, newest batch. Reads no rows.

    Example: faultbook tables
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.questions import list_tables  # noqa: PLC0415  (DuckDB; help does not need it)

    list_tables(lakehouse, output)
