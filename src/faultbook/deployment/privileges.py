"""Privileges of Unity Catalog: who holds which, and the GRANT that is missing. Reads only.

A privilege counts if the user, one of the user's groups or everybody has it, or if the user owns the object.
"""

from collections.abc import Iterable
from typing import Any

EVERYBODY = frozenset({"account users"})


def missing_privileges(client: Any, me: Any, kind: str, name: str, needed: Iterable[str]) -> list[str]:
    """Which of `needed` the user lacks on an object; none for its owner.

    `client`: a WorkspaceClient. `kind`: CATALOG, SCHEMA or VOLUME. Raises what the SDK raises: NotFound where there is
    no such object, or none that the user may see.
    """
    if owner(client, kind, name) in names_of(me):
        return []
    held = privileges_held(client, me, kind, name)
    return [privilege for privilege in needed if privilege not in held and "ALL_PRIVILEGES" not in held]


def owner(client: Any, kind: str, name: str) -> str | None:
    """Who owns an object; None where the platform does not name anybody."""
    if kind == "VOLUME":
        found = client.volumes.read(name).owner
    else:
        found = (client.catalogs if kind == "CATALOG" else client.schemas).get(name).owner
    return str(found) if found else None


def names_of(me: Any) -> set[str]:
    """The user and the user's groups, as grants name them."""
    return {me.user_name, *(group.display for group in me.groups or [] if group.display)}


def privileges_held(client: Any, me: Any, kind: str, name: str) -> set[str]:
    """Every privilege that the user has on an object, also by a group or from above."""
    mine = names_of(me) | EVERYBODY
    held: set[str] = set()
    token: str | None = None
    while True:
        page = client.grants.get_effective(kind.lower(), name, max_results=0, page_token=token)
        for assignment in page.privilege_assignments or []:
            if assignment.principal in mine:
                held |= {grant.privilege.value for grant in assignment.privileges or [] if grant.privilege}
        token = page.next_page_token
        if not token:
            return held


def spelled(privileges: Iterable[str]) -> str:
    """Privileges as SQL spells them, with commas."""
    return ", ".join(privilege.replace("_", " ") for privilege in privileges)


def grant_statement(kind: str, name: str, privileges: Iterable[str], principal: str) -> str:
    """The GRANT that gives privileges on an object to a principal."""
    quoted = ".".join(f"`{part}`" for part in name.split("."))
    return f"GRANT {spelled(privileges)} ON {kind} {quoted} TO `{principal}`"
