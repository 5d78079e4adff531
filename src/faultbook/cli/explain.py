"""The command `explain`: everything known of one pattern, on a page."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires


def explain(
    pattern: Annotated[str, typer.Argument(help="Id of the pattern, or its beginning. `faultbook show patterns`.")],
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows one pattern on a page: trend, onset, first build, correlated values, one trace, decisions.

    Example: faultbook explain v1:4f2a
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.explanation_page import show  # noqa: PLC0415  (DuckDB; help does not need it)

    show(lakehouse, pattern)
