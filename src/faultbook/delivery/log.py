"""All attempts by incident, with what follows of them: computed once, and again only for incidents with new rows."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from faultbook.delivery.attempts import Attempt, Status, believed_open, ends, statuses
from faultbook.delivery.links import link_of, rows_at, tied_now
from faultbook.delivery.place import WAITING_PREFIX, Link


class Story:
    """What was tried for one incident."""

    def __init__(self, rows: Iterable[Attempt] = ()) -> None:
        """Rows of one incident, in any order."""
        self.rows = list(rows)

    @cached_property
    def ends(self) -> list[Attempt]:
        """The row that each attempt ends with so far, in order."""
        return ends(self.rows)

    @cached_property
    def link(self) -> Link | None:
        """Its issue."""
        return link_of(self.rows)

    @cached_property
    def is_open(self) -> bool | None:
        """Whether its issue is open, by what was last done to it."""
        return believed_open(self.rows)

    @cached_property
    def _statuses(self) -> Mapping[str, Status]:
        return statuses(self.rows)

    def is_open_at(self, link: Link | None) -> bool | None:
        """Whether the issue of a link is open, by what was last done to it; of one that a person tied by that alone."""
        return self.is_open if link is None or link.author is None else believed_open(rows_at(self.rows, link))

    def status(self, intent_id: str) -> Status:
        """What an intent has become."""
        return self._statuses.get(intent_id, Status())

    def next_attempt(self, intent_id: str) -> int:
        """The number of the next attempt of an intent, from 1."""
        return 1 + max((row.attempt for row in self.rows if row.intent_id == intent_id), default=0)


class AttemptLog:
    """Stories by incident."""

    def __init__(self, rows: Iterable[Attempt] = ()) -> None:
        """Rows in any order."""
        self._stories: dict[str, Story] = {}
        self.add(rows)

    def add(self, rows: Iterable[Attempt]) -> None:
        """Rows that were written since."""
        new: dict[str, list[Attempt]] = {}
        for row in rows:
            new.setdefault(row.incident_id, []).append(row)
        for name, own in new.items():
            self._stories[name] = Story([*self.of(name).rows, *own])

    def of(self, incident_id: str) -> Story:
        """The story of an incident; without rows where nothing was tried."""
        return self._stories.get(incident_id, Story())

    def names(self) -> list[str]:
        """Of what something was tried: ids of incidents, and of issues about tickets that wait."""
        return list(self._stories)

    def ends(self) -> Iterator[Attempt]:
        """The row that each attempt ends with so far."""
        for story in self._stories.values():
            yield from story.ends

    def links(self, tied: Iterable[Link] = ()) -> dict[str, Link]:
        """Incident id -> its link. `tied`: links that people made; they win.

        Issues about tickets that wait are of no incident and are left out.
        """
        own = {name: story.link for name, story in self._stories.items() if not name.startswith(WAITING_PREFIX)}
        found = {name: link for name, link in own.items() if link is not None}
        return found | {link.incident_id: tied_now(link, self.of(link.incident_id).rows) for link in tied}
