"""What a workspace has that a deployment can choose: catalogs, warehouses, groups, the bill. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faultbook.clients.databricks_errors import CalledResource
from faultbook.deployment.privileges import GrantsNotVisible, grant_statement, missing_privileges, names_of
from faultbook.errors import MissingDependency

ON_CATALOG = ("USE_CATALOG", "CREATE_SCHEMA")
BILL = "billing"
SIZES = (
    *("2X-Small", "X-Small", "Small", "Medium", "Large"),
    *("X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large"),
)
MOST_CHECKED = 50
"""Catalogs whose privileges are looked up."""
INTERNAL = ("system", "samples", "__databricks_internal", "hive_metastore")
"""Catalogs that every workspace has, and that are no place for a deployment."""
_CALLED = CalledResource(
    needs="workspace access", absent="Check the address of the workspace.", retry="try again in a minute"
)


@dataclass(frozen=True)
class CatalogChoice:
    """A catalog that the user may see. `missing`: what deploying to it needs besides, as privileges; empty: nothing.

    `is_checked`: False where nobody could look that up; the deployment itself refuses then.
    """

    name: str
    missing: tuple[str, ...]
    is_checked: bool = True


@dataclass(frozen=True)
class Warehouse:
    """A SQL warehouse. `state`: RUNNING, STOPPED ...; `size`: as 2X-Small."""

    id: str
    name: str
    size: str
    state: str

    @property
    def is_running(self) -> bool:
        """Whether it answers without being started."""
        return self.state == "RUNNING"


@dataclass(frozen=True)
class Inventory:
    """What a workspace has, as the user sees it. `user`: name, or application id of a principal; `title`: how people
    call it. `own_groups`: those that the user is in. `groups`: those of the account, which grants can name.
    `bill_missing`: what reading the bill needs besides; empty: nothing.
    """

    host: str
    user: str
    title: str
    own_groups: frozenset[str]
    catalogs: tuple[CatalogChoice, ...]
    warehouses: tuple[Warehouse, ...]
    groups: tuple[str, ...]
    bill_missing: str

    def catalog(self, name: str) -> CatalogChoice | None:
        """A catalog by its name; None where the user sees none of it."""
        return next((each for each in self.catalogs if each.name == name), None)


def read_inventory(client: Any, *, with_groups: bool = False) -> Inventory:
    """Looks everything up; MissingDependency where the workspace does not answer. `client`: a WorkspaceClient.

    `with_groups`: groups too; only production needs them, and an account may have thousands.
    """
    try:
        me = client.current_user.me()
        return Inventory(
            host=client.config.host,
            user=me.user_name,
            title=me.display_name or "",
            own_groups=frozenset(names_of(me) - {me.user_name}),
            catalogs=tuple(_catalogs(client, me)),
            warehouses=tuple(_warehouses(client)),
            groups=tuple(_groups(client)) if with_groups else (),
            bill_missing=_bill_missing(client, me),
        )
    except Exception as refused:
        # The SDK raises many kinds; the hint goes by their names.
        hint = _CALLED.hint(refused)
        raise MissingDependency(
            f"The workspace {client.config.host} did not answer ({type(refused).__name__}). {hint}"
        ) from refused


def smallest(warehouses: Iterable[Warehouse]) -> Warehouse | None:
    """The smallest warehouse that runs; where none runs, the smallest; None where there is none."""
    ordered = sorted(warehouses, key=lambda each: (not each.is_running, _size(each), each.name))
    return ordered[0] if ordered else None


def chosen_warehouse(warehouses: Iterable[Warehouse], wanted: str) -> Warehouse | None:
    """The warehouse of an id or a name, or by the word `smallest`; None where there is none."""
    known = list(warehouses)
    if wanted == "smallest":
        return smallest(known)
    return next((each for each in known if wanted in (each.id, each.name)), None)


def _size(warehouse: Warehouse) -> int:
    return SIZES.index(warehouse.size) if warehouse.size in SIZES else len(SIZES)


def _catalogs(client: Any, me: Any) -> Iterable[CatalogChoice]:
    names = [catalog.name for catalog in client.catalogs.list() if catalog.name not in INTERNAL]
    for place, name in enumerate(names):
        # Two requests each.
        yield _choice(client, me, name) if place < MOST_CHECKED else CatalogChoice(name, (), is_checked=False)


def _choice(client: Any, me: Any, name: str) -> CatalogChoice:
    from databricks.sdk.errors import NotFound, PermissionDenied  # noqa: PLC0415  (an extra, slow to import)

    try:
        return CatalogChoice(name, tuple(missing_privileges(client, me, "CATALOG", name, ON_CATALOG)))
    except GrantsNotVisible:
        return CatalogChoice(name, (), is_checked=False)
    except (NotFound, PermissionDenied):
        return CatalogChoice(name, ON_CATALOG)


def _warehouses(client: Any) -> Iterable[Warehouse]:
    for each in client.warehouses.list():
        yield Warehouse(each.id, each.name, each.cluster_size or "", each.state.value if each.state else "")


def _groups(client: Any) -> Iterable[str]:
    for group in client.groups.list(attributes="displayName,meta"):
        # Groups of the workspace alone (users, admins, local ones) cannot be granted anything in Unity Catalog.
        if group.display_name and (group.meta is None or group.meta.resource_type != "WorkspaceGroup"):
            yield group.display_name


def _bill_missing(client: Any, me: Any) -> str:
    from databricks.sdk.errors import NotFound, PermissionDenied  # noqa: PLC0415

    statements = []
    needs = (("CATALOG", "system", ("USE_CATALOG",)), ("SCHEMA", f"system.{BILL}", ("USE_SCHEMA", "SELECT")))
    for kind, name, needed in needs:
        try:
            missing = missing_privileges(client, me, kind, name, needed)
        except GrantsNotVisible:
            missing = []  # the job cost finds out, and ends well
        except (NotFound, PermissionDenied):
            missing = list(needed)
        if missing:
            statements.append(grant_statement(kind, name, missing, me.user_name))
    return "; ".join(statements)
