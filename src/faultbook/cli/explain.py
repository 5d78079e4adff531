"""The command `explain`: everything known of one pattern, on a page."""

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
    """Shows one pattern on a page: trend, onset, first build, correlated values, one trace, decisions.

    Example: faultbook explain v1:4f2a
    """
    try:
        page = import_module("faultbook.cli.explanation_page")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; questions need it. Fix: pip install 'faultbook[serve]'"
        ) from absent
    page.show(lakehouse, pattern)
