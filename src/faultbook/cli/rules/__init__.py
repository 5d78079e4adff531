"""The commands `rules`: lists rules, runs their tests, checks them, explains them for an event, writes a schema."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import requires

Folder = Annotated[
    Path | None,
    typer.Option(help="Folder of rules (default: catalog/rules of the bundle).", envvar="FAULTBOOK_RULES_FOLDER"),
]
Name = Annotated[str, typer.Argument(metavar="RULE", help="Name of a rule.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[RULE...]", help="Names of rules; without, all.")]


def rules(context: typer.Context) -> None:
    """Lists rules. Its commands run their tests, check them, explain them for an event, write a schema for editors.

    Example: faultbook rules test
    """
    if context.invoked_subcommand is None:
        list_rules()


def list_rules(folder: Folder = None) -> None:
    """Lists the rules: what each is, what it reads, its severity, how many tests it has.

    Exit code 1 where one is wrong.

    Example: faultbook rules list
    """
    from faultbook.cli.rules.listing import print_rules  # noqa: PLC0415  (help does not need it)

    if not print_rules(folder):
        raise typer.Exit(1)


def test(names: Names = None, folder: Folder = None) -> None:
    """Runs the tests that rules have, on DuckDB and in plain Python. No Spark, no Java.

    Exit code 1 where a test fails or a rule is wrong.

    Example: faultbook rules test http_5xx
    """
    with requires("serve", "tests of rules run on DuckDB"):
        from faultbook.cli.rules.testing import print_tests  # noqa: PLC0415  (DuckDB; help does not need it)

    if not print_tests(folder, names or []):
        raise typer.Exit(1)


def lint(
    folder: Folder = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings too.")] = False,
) -> None:
    """Shows what is wrong with rules, and what is probably not meant: file, line, what to do.

    Exit code 1 where a rule is wrong.

    Example: faultbook rules lint --strict
    """
    with requires("serve", "extractors are tried on DuckDB"):
        from faultbook.cli.rules.linting import print_lint  # noqa: PLC0415  (DuckDB; help does not need it)

    if not print_lint(folder, strict=strict):
        raise typer.Exit(1)


def explain(
    rule: Name,
    file: Annotated[
        Path, typer.Argument(metavar="EVENT_FILE", help="JSON of one event, or of a list of them; - reads it here.")
    ],
    folder: Folder = None,
) -> None:
    """Shows why a rule holds for an event: each part, with the value that it compared.

    Where it does not hold: the fewest changes after which it would. For a correlation, the file has a list of events
    with their instants, and each group is shown with how far it is from the threshold. Exit code 1 where it does not
    hold.

    Example: faultbook rules explain http_5xx event.json
    """
    with requires("serve", "correlations are explained on DuckDB"):
        from faultbook.cli.rules.explaining import print_explanation  # noqa: PLC0415  (help does not need it)

    if not print_explanation(folder, rule, file):
        raise typer.Exit(1)


def schema() -> None:
    """Writes the JSON Schema of rules, for editors that complete and check YAML.

    Example: faultbook rules schema
    """
    from faultbook.cli.rules.listing import print_schema  # noqa: PLC0415  (help does not need it)

    print_schema()
