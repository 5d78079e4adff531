"""Privileges of Unity Catalog: who holds which, and the GRANT that is missing. Reads only.

A privilege counts if the user, one of the user's groups or everybody has it, or if the user owns the object.
"""

from collections.abc import Iterable
from typing import Any

from faultbook.errors import MissingDependency

EVERYBODY = frozenset({"account users"})


class GrantsNotVisible(Exception):
    """Whether somebody has a privilege cannot be looked up: it takes the owner of the object, or MANAGE on it."""


class GrantMissing(MissingDependency):
    """A privilege is missing: who can grant it, and by which statement."""

    def __init__(self, message: str, receiver: str, statement: str) -> None:
        """`message` for the person who deploys; `statement` without `;`."""
        super().__init__(message)
        self.receiver, self.statement = receiver, statement

    @property
    def request(self) -> str:
        """What to send to whom. Not a part of the message: that is redacted, and the statement names a person."""
        return f"Send to {self.receiver}:\n  {self.statement};"


def missing_privileges(client: Any, me: Any, kind: str, name: str, needed: Iterable[str]) -> list[str]:
    """Which of `needed` the user lacks on an object; none for its owner.

    `client`: a WorkspaceClient. `kind`: CATALOG, SCHEMA or VOLUME. Raises what the SDK raises: NotFound where there is
    no such object, or none that the user may see. GrantsNotVisible where the object can be seen and its grants cannot:
    then nothing is known of those that the user has by a group.
    """
    from databricks.sdk.errors import PermissionDenied  # noqa: PLC0415  (an extra, slow to import)

    if owner(client, kind, name) in names_of(me):
        return []
    try:
        return _lacking(needed, privileges_held(client, me, kind, name))
    except PermissionDenied as denied:
        # Everybody may look up what was granted to themselves.
        try:
            own = privileges_held(client, me, kind, name, principal=me.user_name)
        except PermissionDenied:
            own = set()
        if _lacking(needed, own):
            raise GrantsNotVisible from denied
        return []


def _lacking(needed: Iterable[str], held: set[str]) -> list[str]:
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


def privileges_held(client: Any, me: Any, kind: str, name: str, principal: str | None = None) -> set[str]:
    """Every privilege that the user has on an object, also by a group or from above; or as `principal` alone."""
    mine = names_of(me) | EVERYBODY
    held: set[str] = set()
    token: str | None = None
    while True:
        page = client.grants.get_effective(kind.lower(), name, max_results=0, page_token=token, principal=principal)
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
