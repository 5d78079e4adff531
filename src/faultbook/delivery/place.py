"""Where things are in trackers: where an issue is made, where one is, and which incident has which one."""

from dataclasses import dataclass
from datetime import datetime

WAITING_PREFIX = "wait-"
"""The ids of issues about tickets that wait begin with it, in place of an incident's."""
MOST_MOVES = 10
"""How often in a row an issue or a repository is followed to where it was moved."""


@dataclass(frozen=True)
class Target:
    """Where the issue of an incident is made: a tracker by its name in the configuration, and a repository of it."""

    tracker: str
    repository: str


@dataclass(frozen=True, order=True)
class Place:
    """An issue of a repository."""

    repository: str
    number: int


@dataclass(frozen=True)
class Link:
    """The issue of an incident.

    `place`: None while it is not known whether there is one. `is_gone`: it was deleted. `comment_id`: the counter
    comment, where there is one. `author`, `tied_at`: the person who tied them, and when; None where the issue was made
    here.
    """

    incident_id: str
    tracker: str
    place: Place | None
    url: str | None = None
    comment_id: int | None = None
    is_gone: bool = False
    gone_after: int = 0
    author: str | None = None
    tied_at: datetime | None = None
