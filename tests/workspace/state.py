"""What a workspace on this machine holds: people, securables, jobs, files. The routes read and change it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zlib import crc32

Json = dict[str, Any]
EVERYBODY = "account users"


class Refused(Exception):
    """An answer that is no success: HTTP status, the platform's error code, and its message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def absent(what: str) -> Refused:
    return Refused(404, "RESOURCE_DOES_NOT_EXIST", f"{what} does not exist.")


@dataclass(frozen=True)
class Person:
    """Somebody who signs in: a user, or a principal by its application id; `title` is how people call it."""

    name: str
    groups: tuple[str, ...] = ()
    title: str = ""

    @property
    def number(self) -> str:
        """The id, as the platform makes it: digits."""
        return str(7_000_000_000_000_000 + crc32(self.name.encode()))

    @property
    def principals(self) -> set[str]:
        return {self.name, *self.groups, EVERYBODY}


@dataclass
class Securable:
    """A catalog, schema, volume, table or view."""

    owner: str
    fields: Json = field(default_factory=dict)
    grants: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One request: who, what, and what came with it."""

    who: Person
    method: str
    path: str
    query: dict[str, str]
    body: bytes
    json: Json
    agent: str = ""

    @property
    def is_of_the_cli(self) -> bool:
        """Whether the databricks CLI sent it, and not faultbook itself."""
        return self.agent.startswith("cli/")


@dataclass
class Workspace:
    """All that requests read and change. `people`: token to person. `securables`: by kind and full name.

    `denied`: beginnings of `METHOD path` that nobody may. `run_listeners`: called with a job's settings and its run,
    when the run has ended.
    """

    people: dict[str, Person]
    warehouses: list[Json] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    securables: dict[tuple[str, str], Securable] = field(default_factory=dict)
    jobs: dict[int, Json] = field(default_factory=dict)
    runs: list[Json] = field(default_factory=list)
    objects: dict[str, dict[str, Json]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    permissions: dict[str, list[Json]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    grants_are_visible: bool = True
    outputs: dict[int, Json] = field(default_factory=dict)
    clusters: list[Json] = field(default_factory=list)
    cluster_events: list[Json] = field(default_factory=list)
    library_statuses: dict[str, list[Json]] = field(default_factory=dict)
    pipelines: list[Json] = field(default_factory=list)
    pipeline_updates: list[Json] = field(default_factory=list)
    pipeline_events: list[Json] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    failing_jobs: dict[str, str] = field(default_factory=dict)
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    denied: list[str] = field(default_factory=list)
    run_listeners: list[Callable[[Json, Json], None]] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: count(101))

    def add(self, kind: str, name: str, owner: str = "root", grants: dict[str, set[str]] | None = None) -> Securable:
        """A securable that is there from the start."""
        made = Securable(owner, {}, grants or {})
        self.securables[kind, name] = made
        return made

    def find(self, kind: str, name: str) -> Securable:
        """One securable; 404 where it is absent."""
        if (kind, name) not in self.securables:
            raise absent(f"{kind.capitalize()} '{name}'")
        return self.securables[kind, name]

    def named(self, kind: str) -> list[str]:
        """The full names of a kind, sorted."""
        return sorted(name for found, name in self.securables if found == kind)

    def effective(self, kind: str, name: str) -> dict[str, set[str]]:
        """Privileges by principal, with what is inherited from above; not those of owners."""
        found: dict[str, set[str]] = {}
        parts = name.split(".")
        above = [("catalog", parts[0])] + ([("schema", ".".join(parts[:2]))] if len(parts) > 1 else [])
        for each in dict.fromkeys([*above, (kind, name)]):
            if each in self.securables:
                for principal, privileges in self.securables[each].grants.items():
                    found.setdefault(principal, set()).update(privileges)
        return found

    def require(self, who: Person, kind: str, name: str, *needed: str) -> None:
        """403 in the platform's words where somebody lacks a privilege and owns nothing on the way."""
        parts = name.split(".")
        way = [("catalog", parts[0]), ("schema", ".".join(parts[:2])), (kind, name)]
        if any(each in self.securables and self.securables[each].owner in who.principals for each in way):
            return
        held = {one for principal in who.principals for one in self.effective(kind, name).get(principal, set())}
        for privilege in needed:
            if privilege not in held and "ALL_PRIVILEGES" not in held:
                words = privilege.replace("_", " ")
                raise Refused(
                    403,
                    "PERMISSION_DENIED",
                    f"User does not have {words} on {kind.capitalize()} '{name}'.",
                )
