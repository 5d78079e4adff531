"""The listings of one run: each repository is listed when it is first needed, and again only if more of it is."""

from datetime import datetime
from typing import NamedTuple

from faultbook.delivery.acting import Clock
from faultbook.delivery.listing import Listing, listed
from faultbook.delivery.port import Tracker, TrackerFailed


class Taken(NamedTuple):
    """A listing, from when on it has changes, and when it was begun."""

    listing: Listing
    since: datetime
    at: datetime


class Listings:
    """Listings by tracker and repository. One that failed is not tried again in this run."""

    def __init__(self, clock: Clock) -> None:
        """Without any. `clock`: gives the instant at which a listing begins."""
        self._clock = clock
        self._taken: dict[tuple[str, str], Taken] = {}
        self._failed: dict[tuple[str, str], TrackerFailed] = {}

    def of(self, name: str, tracker: Tracker, repository: str, since: datetime) -> Taken:
        """The listing of a repository with all that changed since an instant. Raises what `Tracker.listed` raises."""
        key = (name, repository)
        if key in self._failed:
            raise self._failed[key]
        known = self._taken.get(key)
        if known is not None and known.since <= since:
            return known
        at = self._clock()
        try:
            taken = Taken(listed(tracker, repository, since), since, at)
        except TrackerFailed as failed:
            self._failed[key] = failed
            raise
        self._taken[key] = taken
        return taken

    def all(self) -> list[tuple[str, Listing]]:
        """Each listing that was taken, with the name of its tracker."""
        return [(name, taken.listing) for (name, _), taken in self._taken.items()]
