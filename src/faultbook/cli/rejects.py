"""The command `rejects`: lines of landed files that are no records, and why."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, FormatOption, Lakehouse, Limit, requires
from faultbook.formatting.formats import OutputFormat


def rejects(
    reason: Annotated[str | None, typer.Option(help="Only rejects of this reason, e.g. bad_timestamp.")] = None,
    file: Annotated[
        str | None, typer.Option(help="Only rejects of landed files whose path contains this text.")
    ] = None,
    limit: Limit = 20,
    output: FormatOption = OutputFormat.TABLE,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    r"""Shows lines that are no records and why, the newest first. In `raw`, \xNN is a byte and \\ a backslash.

    Example: faultbook rejects --reason bad_timestamp
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.questions import list_rejects  # noqa: PLC0415  (DuckDB; help does not need it)

    list_rejects(lakehouse, output, reason=reason, file=file, limit=limit)
