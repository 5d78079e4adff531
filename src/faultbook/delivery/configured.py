"""How tickets are delivered, as catalog/incidents.yml has it: plain values, checked where they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from faultbook.delivery.assignment import Assignment
from faultbook.delivery.labels import Labels
from faultbook.delivery.policy import Limits
from faultbook.delivery.repositories import Repositories

READ_EVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class TrackerAccount:
    """A tracker and who signs in to it. `token` and `user_token` are references to secrets, never a secret.

    `kind`: github or gitea. `url`: of its API. `user_token`: of a person, which Copilot needs; None: there is none.
    `account`: login of who is signed in; empty: it is read. `hosts`: more hosts that the token may go to, beside
    that of `url`. `networks`: private ones in which they may be. `ca_file`: certificates of the authorities.
    """

    name: str
    kind: str
    url: str
    token: str
    user_token: str | None = None
    account: str = ""
    hosts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    ca_file: str = ""


@dataclass(frozen=True)
class Delivery:
    """The whole of it. Without trackers nothing is delivered.

    `assignment`: None where nothing is assigned. `templates`: by name, those that are not the package's;
    `instructions`: that for assistants, None: the package's. `link_hosts`: more hosts whose addresses become links.
    `read_every`: how often what people did in a repository is read, at most.
    `console_url`: address of the console, without a slash at its end; None: tickets have no link to it.
    """

    trackers: Mapping[str, TrackerAccount] = field(default_factory=lambda: MappingProxyType({}))
    repositories: Repositories = field(default_factory=Repositories)
    labels: Labels = field(default_factory=Labels)
    assignment: Assignment | None = None
    templates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    instructions: str | None = None
    link_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    read_every: timedelta = READ_EVERY
    console_url: str | None = None
