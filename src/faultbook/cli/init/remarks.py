"""What the answers of `init` leave open: rights that only others can give, and what people may not expect."""

from collections.abc import Iterator

from faultbook.bundle.app_names import BY_NUMBER, usual_name_in_dev
from faultbook.bundle.deployment import Deployment
from faultbook.bundle.deployment_file import FILE
from faultbook.bundle.parts import Part
from faultbook.clients.profiles import plain_host
from faultbook.deployment.inventory import Inventory
from faultbook.deployment.privileges import grant_statement

_READS_THE_CATALOG = ("catalog", "readers_group", "operators_group", "admins_group")


def remarks(inventory: Inventory, before: Deployment | None, answered: Deployment, target: str) -> Iterator[str]:
    """A sentence for each. `before`: what was decided for this target; None: nothing yet."""
    if before and before.host and plain_host(before.host) != plain_host(answered.host):
        yield f"{FILE} deployed to {before.host} until now; from now on it deploys to {answered.host}."
    if target != "dev":
        yield from _of_groups(inventory, before, answered)
        if answered.row_filters:
            yield "Row filters are on: a reader sees nothing until catalog/access.yml names a group of theirs."
    if answered.dev_app_name == BY_NUMBER:
        usual = usual_name_in_dev(inventory.user, inventory.title)
        yield f"The console of dev is named after your number, because no app can be named {usual}."
    if Part.BILL in answered.parts and inventory.bill_missing:
        yield (
            "The bill cannot be read yet, and the job cost ends with NOT_ASSESSED until an account admin runs: "
            f"{inventory.bill_missing}"
        )


def _of_groups(inventory: Inventory, before: Deployment | None, answered: Deployment) -> Iterator[str]:
    if answered.admins_group not in inventory.own_groups:
        yield (
            f"You are not in {answered.admins_group}, which changes and deploys: what this deployment makes may "
            f"not be yours to change. Ask an account admin to add {inventory.user} to it."
        )
    if before is None or any(getattr(before, name) != getattr(answered, name) for name in _READS_THE_CATALOG):
        groups = (answered.readers_group, answered.operators_group, answered.admins_group)
        grants = "; ".join(grant_statement("CATALOG", answered.catalog, ("USE_CATALOG",), group) for group in groups)
        yield (
            f"The bundle cannot grant USE CATALOG on {answered.catalog}, without which the groups see no row. Send to "
            f"the owner of the catalog, unless they have it: {grants}"
        )
