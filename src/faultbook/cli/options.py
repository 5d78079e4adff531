"""Options that several commands share, and the guard around imports of optional packages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from faultbook.errors import MissingDependency
from faultbook.formatting.formats import OutputFormat

Landing = Annotated[Path, typer.Option(help="Folder that log files arrive in.", envvar="FAULTBOOK_LANDING")]
Lakehouse = Annotated[Path, typer.Option(help="Folder of Delta tables.", envvar="FAULTBOOK_CATALOG")]
Target = Annotated[str, typer.Option(help="Target of the bundle whose values are taken.")]
Limit = Annotated[int, typer.Option(help="Most rows to show; 0 for all.", min=0)]
FormatOption = Annotated[
    OutputFormat,
    typer.Option("--format", help="table; json: one array, an object per line; csv: RFC 4180, NULL is nothing."),
]

DEFAULT_LANDING = Path(".landing")
DEFAULT_LAKEHOUSE = Path(".lakehouse")


@contextmanager
def requires(extra: str, purpose: str) -> Iterator[None]:
    """For imports that need an extra of faultbook: MissingDependency with the pip command where a package is absent.

    `purpose` continues the sentence "X is not installed; ...".
    """
    try:
        yield
    except ModuleNotFoundError as absent:
        package = (absent.name or "").split(".", maxsplit=1)[0]
        if package == "faultbook":
            raise
        raise MissingDependency(
            f"{package} is not installed; {purpose}. Fix: pip install 'faultbook[{extra}]'"
        ) from absent
