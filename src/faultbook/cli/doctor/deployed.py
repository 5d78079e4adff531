"""What `doctor --workspace` prints: a table of what is deployed and how it is, then what to do, a line each."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.bundle.deployment_file import FILE, host_of, read_deployment
from faultbook.bundle.parts import Part, parts_of
from faultbook.bundle.yaml_file import read_yaml
from faultbook.cli.init.running import clone
from faultbook.clients.profiles import meant_profile, plain_host
from faultbook.clients.workspace import signed_in
from faultbook.deployment.bundle_cli import BundleCli
from faultbook.deployment.condition import Look, conditions
from faultbook.deployment.deployed import DeployedResource, deployed_resources
from faultbook.deployment.filter_condition import filter_troubles
from faultbook.deployment.inventory import read_inventory
from faultbook.deployment.resource_condition import ResourceCondition
from faultbook.errors import MissingDependency
from faultbook.faults.redaction import redact
from faultbook.stores.views import published_views
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import ROWS

COLUMNS = ("what", "name", "deployed", "reachable", "granted", "fresh", "paused", "failed last")


def print_deployment(folder: Path, target: str, profile: str, now: datetime | None = None) -> int:
    """Prints table and remedies, and returns how many resources need something done."""
    console = Console(highlight=False, soft_wrap=True)
    root = clone(folder)
    host = host_of(root, target)
    profile = meant_profile(profile, host)
    cli = BundleCli(root, target, profile)
    cli.require()
    client = signed_in(profile)
    if host and plain_host(host) != plain_host(client.config.host):
        raise MissingDependency(
            f"{FILE} deploys the target {target} to {host}, and you are signed in to {client.config.host}. Fix: "
            f"--profile of the first (databricks auth login --host {host})."
        )
    inventory = read_inventory(client)
    look = Look(client, client.current_user.me(), now or datetime.now(UTC), target)
    resources = list(deployed_resources(cli.summary()))
    rows = list(conditions(look, resources))
    console.print(f"Target {target} in {inventory.host} as {inventory.user}")
    console.print(_table(rows))
    for remedy in dict.fromkeys(row.remedy for row in rows if row.remedy):
        console.print(Text(f"-> {remedy}", style="cyan"))
    if _has_bill(root) and inventory.bill_missing:
        console.print(Text(f"-> the bill cannot be read: {inventory.bill_missing}", style="cyan"))
    bad = sum(row.is_bad for row in rows) + _row_filters(console, client, target, root, resources)
    console.print(f"{len(rows)} resources, {bad} of them need something done.")
    return bad


def _row_filters(console: Console, client: Any, target: str, root: Path, resources: Iterable[DeployedResource]) -> int:
    """Prints whether readers see filtered rows only, and returns how much of that needs something done."""
    schemas = {resource.key: resource.id for resource in resources if resource.kind == "schemas" and resource.id}
    deployment = None if target == "dev" else read_deployment(root)
    if deployment is None:
        return 0
    if not deployment.row_filters:
        console.print("Row filters: off. Who may read answers reads all of them (docs/grants.md).")
        return 0
    if "filtered" not in schemas:
        console.print("Row filters: on, and not deployed.")
        return 1
    closed = [name for key, name in schemas.items() if key in ("answers", "raw", "access")]
    expected = [name for name in ROWS if TABLES[name].role is SchemaRole.ANSWERS]
    expected += [name for name, view in published_views().items() if view.role is SchemaRole.ANSWERS]
    troubles = list(filter_troubles(client, schemas["filtered"], closed, deployment.readers_group, expected))
    state = "on" if troubles else f"on, {len(expected)} views in {schemas['filtered']}"
    console.print(f"Row filters: {state}.")
    for trouble in troubles:
        console.print(Text(f"-> {trouble}", style="cyan"))
    return len(troubles)


def _has_bill(root: Path) -> bool:
    return Part.BILL in parts_of(str(pattern) for pattern in read_yaml(root / FILE).get("include") or [])


def _table(rows: list[ResourceCondition]) -> Table:
    table = Table(*COLUMNS, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        style = "red" if row.is_bad else ""
        cells = (row.resource.kind_word, row.resource.name, row.deployed, row.reachable)
        more = (row.granted, row.fresh, row.paused, redact(row.failed))
        table.add_row(*(Text(cell) for cell in (*cells, *more)), style=style)
    return table
