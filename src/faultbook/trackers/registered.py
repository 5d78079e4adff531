"""The kinds of trackers: what a configuration names in, a tracker out. This is where a kind is registered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from faultbook.clients.addresses import AddressRefused, AllowedHosts, Resolve, resolved
from faultbook.clients.guarded import guarded_session
from faultbook.delivery.port import Refused
from faultbook.errors import SettingError
from faultbook.registry import expected_one_of, registered
from faultbook.trackers import gitea, github
from faultbook.trackers.api import TrackerApi
from faultbook.trackers.issue_tracker import IssueTracker


@dataclass(frozen=True)
class TrackerKind:
    """A kind of tracker. `api`: its usual address, empty where each has its own. Lengths are in characters."""

    name: str
    make: Callable[[TrackerApi, str], IssueTracker]
    headers: Callable[[str], Mapping[str, str]]
    api: str = ""
    most_title: int = 255
    most_body: int = 65_535
    most_label: int = 50


TRACKERS = registered(
    "tracker",
    (
        TrackerKind("github", github.GitHub, github.headers_of, api=github.API, most_title=256, most_body=65_536),
        TrackerKind("gitea", gitea.Gitea, gitea.headers_of),
    ),
)
"""Gitea keeps longer bodies; GitHub's bound does for both."""


@dataclass(frozen=True)
class TrackerConnection:
    """What a configuration names of a tracker.

    `api`: address of its API; empty: the usual one of the kind. `account`: login of who is signed in, which an app
    cannot read; empty: it is read. `networks`, `ca_file`: of a tracker that is not public.
    """

    kind: str
    api: str = ""
    account: str = ""
    hosts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    ca_file: str = ""


def open_tracker(
    connection: TrackerConnection, token: Callable[[], str], *, resolve: Resolve = resolved
) -> IssueTracker:
    """The tracker of a connection; nothing is sent yet. `token` is called for each request.

    SettingError where the kind is unknown, the address missing or not allowed.
    """
    kind = TRACKERS.get(connection.kind)
    if kind is None:
        expected = expected_one_of(connection.kind, TRACKERS)
        raise SettingError(f"kind: found {connection.kind!r}; expected {expected}. Fix the entry of the tracker.")
    address = (connection.api or kind.api).rstrip("/")
    if not address:
        raise SettingError(f"api: found nothing; {kind.name} has no usual address. Fix: name it, https://host/api/v1.")
    try:
        allowed = AllowedHosts(connection.hosts or _host_of(kind.api), connection.networks)
        allowed.checked(address)
    except AddressRefused as refused:
        raise SettingError(f"api: {refused}") from None
    session = guarded_session(allowed, resolve=resolve, ca_file=connection.ca_file)
    return kind.make(TrackerApi(address, session, lambda: kind.headers(_credential(token()))), connection.account)


def _credential(token: str) -> str:
    """The token without blanks around it. Refused where a header cannot hold it, without its text."""
    found = token.strip()
    if not re.fullmatch(r"[!-~]+", found):
        raise Refused(
            "token: found none, or one with blanks or letters outside ASCII; expected one line as the tracker made it. "
            "Fix: store it again."
        )
    return found


def _host_of(address: str) -> tuple[str, ...]:
    host = urlsplit(address).hostname
    return (host,) if host else ()
