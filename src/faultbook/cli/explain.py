"""The command `explain`: all that is known of one pattern, on a page."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires


def explain(
    pattern: Annotated[str, typer.Argument(help="Id of the pattern, or its beginning. `faultbook show patterns`.")],
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows what is known of one pattern: trend, onset, first build, what goes with it, one trace, what was decided.

    Example: faultbook explain v1:4f2a
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.explanation_page import show  # noqa: PLC0415  (DuckDB; help does not need it)

    show(lakehouse, pattern)
