"""What `doctor --workspace` prints: a table of what is deployed and how it is, then what to do, a line each."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.bundle.deployment_file import read_deployment
from faultbook.cli.init.running import clone
from faultbook.clients.workspace import signed_in
from faultbook.deployment.bundle_cli import BundleCli
from faultbook.deployment.condition import Look, conditions
from faultbook.deployment.deployed import deployed_resources
from faultbook.deployment.inventory import read_inventory
from faultbook.deployment.resource_condition import ResourceCondition
from faultbook.faults.redaction import redact

COLUMNS = ("what", "name", "deployed", "reachable", "granted", "fresh", "paused", "failed last")


def print_deployment(folder: Path, target: str, profile: str, now: datetime | None = None) -> int:
    """Prints table and remedies, and returns how many resources need something done."""
    console = Console(highlight=False, soft_wrap=True)
    root = clone(folder)
    cli = BundleCli(root, target, profile)
    cli.require()
    client = signed_in(profile)
    inventory = read_inventory(client)
    look = Look(client, client.current_user.me(), now or datetime.now(UTC), target)
    rows = list(conditions(look, deployed_resources(cli.summary())))
    console.print(f"Target {target} in {inventory.host} as {inventory.user}")
    console.print(_table(rows))
    for remedy in dict.fromkeys(row.remedy for row in rows if row.remedy):
        console.print(Text(f"-> {remedy}", style="cyan"))
    deployment = read_deployment(root)
    if deployment is not None and "bill" in deployment.parts and inventory.bill_missing:
        console.print(Text(f"-> the bill cannot be read: {inventory.bill_missing}", style="cyan"))
    bad = sum(row.is_bad for row in rows)
    console.print(f"{len(rows)} resources, {bad} of them need something done.")
    return bad


def _table(rows: list[ResourceCondition]) -> Table:
    table = Table(*COLUMNS, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        style = "red" if row.is_bad else ""
        cells = (row.resource.kind_word, row.resource.name, row.deployed, row.reachable)
        more = (row.granted, row.fresh, row.paused, redact(row.failed))
        table.add_row(*(Text(cell) for cell in (*cells, *more)), style=style)
    return table
