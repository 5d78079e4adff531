"""The command `explain`: all that is known of one pattern, on a page."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import Lakehouse
from faultbook.errors import MissingDependency


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("explain")(explain)


def explain(
    pattern: Annotated[str, typer.Argument(help="Id of the pattern, or its beginning. `faultbook show patterns`.")],
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Shows what is known of one pattern: trend, onset, first build, what goes with it, one trace, what was decided.

    Example: faultbook explain v1:4f2a
    """
    try:
        page = import_module("faultbook.cli.explanation_page")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; questions need it. Fix: pip install 'faultbook[serve]'"
        ) from absent
    page.show(lakehouse, pattern)
