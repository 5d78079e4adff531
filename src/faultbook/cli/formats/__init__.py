"""The commands `formats`: lists formats, detects those of files, suggests new ones, runs their examples."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LANDING, Landing

Catalog = Annotated[
    Path | None,
    typer.Option(
        help="File of own formats and sources (default: catalog/formats.yml of the bundle).",
        envvar="FAULTBOOK_FORMATS_FILE",
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A log file, compressed or not.")]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Log files, compressed or not; of a folder, all its files."),
]
FilesToRead = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE...]", help="Files to read, and to count what their lines are."),
]


def formats(context: typer.Context) -> None:
    """Lists the formats of logs. Its commands detect them in files, suggest new ones, run their examples.

    Example: faultbook formats detect /var/log/shop
    """
    if context.invoked_subcommand is None:
        list_formats()


def list_formats(catalog: Catalog = None) -> None:
    """Lists the formats of logs: what each is, the table of its records, how many examples it has.

    Example: faultbook formats list
    """
    from faultbook.cli.formats.listing import print_formats  # noqa: PLC0415  (help does not need it)

    print_formats(catalog)


def detect(
    files: Files,
    every: Annotated[bool, typer.Option("--all", help="Show every line, not only the first 40.")] = False,
    landing: Landing = DEFAULT_LANDING,
    catalog: Catalog = None,
) -> None:
    """Shows the format of files, and what each of their lines is taken for. Nothing is stored.

    The path below the landing root decides which source of catalog/formats.yml a file belongs to.

    Example: faultbook formats detect /var/log/shop/app.log
    """
    from faultbook.cli.formats.detecting import print_detected  # noqa: PLC0415  (help does not need it)

    print_detected(files, every=every, landing=landing, catalog=catalog)


def suggest(file: File, catalog: Catalog = None) -> None:
    """Writes the YAML of a format for a file that is not read right, to be put into catalog/formats.yml.

    Example: faultbook formats suggest /var/log/shop/odd.log
    """
    from faultbook.cli.formats.suggesting import print_suggestion  # noqa: PLC0415  (help does not need it)

    print_suggestion(file, catalog)


def test(files: FilesToRead = None, landing: Landing = DEFAULT_LANDING, catalog: Catalog = None) -> None:
    """Runs the examples that every format has, own ones included; with files, counts what their lines are.

    Exit code 1 where a format reads an example in another way.

    Example: faultbook formats test --catalog catalog/formats.yml logs/*.log
    """
    from faultbook.cli.formats.testing import print_test  # noqa: PLC0415  (help does not need it)

    if not print_test(files or [], landing=landing, catalog=catalog):
        raise typer.Exit(1)
