"""What `init` and `deploy` do: look up, ask, write, deploy in order, show where things are and what runs by itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.bundle.deployment import Deployment, deployment_from
from faultbook.bundle.deployment_file import FILE, as_in_dev, host_of, read_deployment, with_dev, write_deployment
from faultbook.bundle.parts import PRODUCT
from faultbook.bundle.running_cost import running_cost
from faultbook.bundle.tree import read_bundle
from faultbook.cli.init.interview import Given, Interview
from faultbook.cli.init.prompts import TerminalAnswers, UsualAnswers
from faultbook.cli.init.remarks import remarks
from faultbook.clients.profiles import meant_profile
from faultbook.clients.workspace import signed_in
from faultbook.deployment.bundle_cli import BundleCli
from faultbook.deployment.deployed import DeployedResource, deployed_resources, landing_folder
from faultbook.deployment.inventory import read_inventory
from faultbook.deployment.privileges import GrantMissing
from faultbook.deployment.steps_of_deployment import deploy_in_order
from faultbook.deployment.vendoring import build_environment
from faultbook.deployment.wheel_builder import require_builder
from faultbook.errors import MissingDependency

SHOWN = ("genie_spaces", "dashboards", "apps", "jobs")


def run_init(
    folder: Path, target: str, given: Given, *, profile: str, interactive: bool, deploy: bool, **overrides: Any
) -> None:
    """The whole command. `overrides`: fields of BundleCli."""
    console = Console(highlight=False, soft_wrap=True)
    root = clone(folder)
    before = read_deployment(root)
    profile = meant_profile(profile, host_of(root, target))
    cli = BundleCli(root, target, profile, **overrides)
    if deploy:
        version = cli.require()
        console.print(f"Databricks CLI {version}; the wheel is built by {require_builder()}")
    inventory = read_inventory(signed_in(profile), with_groups=target != "dev")
    console.print(f"Workspace {inventory.host} as {inventory.user}")
    prompter = TerminalAnswers(console) if interactive else UsualAnswers()
    # Dev is one's own: its answers leave production as it is, and those of production leave dev.
    of_dev = as_in_dev(before) if before and target == "dev" else None
    interview = Interview(inventory, given, of_dev or before, prompter)
    try:
        answered = deployment_from(interview.answers(target))
    except GrantMissing as missing:
        console.print(Text(missing.request))
        raise
    deployment = answered
    if before and target == "dev" and before.has_production:
        deployment = with_dev(before, answered)
    elif before and target != "dev" and not before.has_production:
        deployment = with_dev(answered, before.model_copy(update={"parts": answered.parts}))
    for remark in remarks(inventory, of_dev or before, answered, target):
        console.print(Text(f"Note: {remark}", style="yellow"))
    write_deployment(deployment, root)
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
    if cli is None:
        cli = BundleCli(root, target, meant_profile(profile, host_of(root, target)))
        cli.require()
        require_builder()
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
