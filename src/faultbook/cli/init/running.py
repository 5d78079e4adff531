"""What `init` and `deploy` do: look up, ask, write, deploy in order, show where things are and what runs by itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.bundle.deployment import Deployment, deployment_from
from faultbook.bundle.deployment_file import FILE, read_deployment, render
from faultbook.bundle.parts import PRODUCT
from faultbook.bundle.running_cost import running_cost
from faultbook.bundle.tree import read_bundle
from faultbook.cli.init.interview import Given, GrantMissing, Interview
from faultbook.cli.init.prompts import TerminalAnswers, UsualAnswers
from faultbook.clients.workspace import signed_in
from faultbook.deployment.bundle_cli import BundleCli
from faultbook.deployment.deployed import DeployedResource, deployed_resources, landing_folder
from faultbook.deployment.inventory import read_inventory
from faultbook.deployment.steps_of_deployment import deploy_in_order
from faultbook.deployment.vendoring import build_environment
from faultbook.errors import MissingDependency

SHOWN = ("genie_spaces", "dashboards", "apps", "jobs")


def run_init(
    folder: Path, target: str, given: Given, *, profile: str, interactive: bool, deploy: bool, **overrides: Any
) -> None:
    """The whole command. `overrides`: fields of BundleCli."""
    console = Console(highlight=False, soft_wrap=True)
    root = clone(folder)
    before = read_deployment(root)
    cli = BundleCli(root, target, profile, **overrides)
    if deploy:
        console.print(f"Databricks CLI {cli.require()}")
    inventory = read_inventory(signed_in(profile), with_groups=target != "dev")
    console.print(f"Workspace {inventory.host} as {inventory.user}")
    prompter = TerminalAnswers(console) if interactive else UsualAnswers()
    interview = Interview(inventory, given, before, prompter)
    try:
        deployment = deployment_from(interview.answers(target))
    except GrantMissing as missing:
        # Not as a part of the error: that is redacted, and the statement names a person.
        console.print(Text(f"Send to {missing.receiver}:\n  {missing.statement};"))
        raise
    text = render(deployment, root)
    for remark in interview.remarks(deployment.parts):
        console.print(Text(f"Note: {remark}", style="yellow"))
    (root / FILE).write_text(text, encoding="utf-8")
    console.print(Text(f"Wrote {root / FILE}: {_described(deployment, target)}"))
    if deploy:
        run_deploy(root, target, profile=profile, console=console, cli=cli)
    else:
        console.print(f"Next: faultbook deploy --target {target}")


def run_deploy(
    folder: Path,
    target: str,
    *,
    profile: str,
    allow_removal: bool = False,
    console: Console | None = None,
    cli: BundleCli | None = None,
) -> None:
    """Deploys what databricks.yml holds, and shows what came of it."""
    console = console or Console(highlight=False, soft_wrap=True)
    root = clone(folder)
    cli = cli or BundleCli(root, target, profile)
    cli.require()
    cli = replace(cli, environment={**build_environment(root), **cli.environment})

    def line(style: str, indent: str = "") -> Callable[[str], None]:
        return lambda text: console.print(Text(f"{indent}{text}", style=style))

    deploy_in_order(cli, line("bold"), line("dim", "    "), allow_removal=allow_removal)
    _show(console, root, target, cli.summary())


def clone(folder: Path) -> Path:
    """The folder of a bundle that can be deployed; MissingDependency where it is none."""
    root = folder.expanduser().resolve()
    absent = [name for name in (FILE, PRODUCT, "pyproject.toml", "resources") if not (root / name).exists()]
    if absent:
        raise MissingDependency(
            f"{root} is no clone of faultbook: {', '.join(absent)} is not there. Fix: run the command in a clone, "
            f"or give --folder."
        )
    return root


def _described(deployment: Deployment, target: str) -> str:
    parts = ", ".join(["logs", *sorted(deployment.parts)])
    return f"catalog {deployment.catalog}, target {target}, parts {parts}"


def _show(console: Console, root: Path, target: str, summary: dict[str, Any]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for resource in deployed_resources(summary):
        if resource.kind in SHOWN and resource.id:
            # Texts, because [dev ...] in a name would be markup.
            table.add_row(resource.kind_word, Text(resource.name), Text(_address(resource, target)))
    console.print()
    console.print(table)
    landing = landing_folder(summary)
    console.print(
        Text(
            f"\nLand log files in {landing} (docs/formats.md): databricks fs cp --recursive logs dbfs:{landing}/SERVICE"
        )
    )
    if target == "dev":
        console.print("Schedules and triggers are paused in dev: databricks bundle run ingest")
        return
    console.print("What runs by itself:")
    for sentence in running_cost(read_bundle(root, target)).sentences():
        console.print(Text(f"  {sentence}"))


def _address(resource: DeployedResource, target: str) -> str:
    # A deployment does not start an app.
    start = f"databricks bundle run {resource.key} --target {target}" if resource.kind == "apps" else ""
    return resource.url or start
