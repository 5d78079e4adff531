"""The issues of this account in a repository, by the incident in their mark: one listing for each run."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from faultbook.delivery.marker import markers_in
from faultbook.delivery.place import MOST_MOVES
from faultbook.delivery.port import Issue, Moved, Tracker

CLOCKS_DIFFER = timedelta(hours=1)
"""How far the clock of a tracker may be behind ours."""


@dataclass
class Listing:
    """Own issues of a repository that changed since an instant. `repository`: its name now; `names`: older ones too."""

    repository: str
    names: tuple[str, ...] = ()
    by_incident: dict[str, list[Issue]] = field(default_factory=dict)

    def of(self, incident_id: str) -> list[Issue]:
        """Issues with the mark of an incident, by number."""
        return self.by_incident.get(incident_id, [])


def listed(tracker: Tracker, repository: str, since: datetime) -> Listing:
    """Every page of the own issues of a repository that changed since an hour before an instant.

    The creator is compared again: anybody can copy a mark. Raises what `Tracker.listed` raises; a repository that was
    renamed is followed.
    """
    names = [repository]
    for _ in range(MOST_MOVES):
        try:
            return _listed(tracker, names, since)
        except Moved as moved:
            if moved.repository is None:
                raise
            names.append(moved.repository)
    return _listed(tracker, names, since)


def _listed(tracker: Tracker, names: list[str], since: datetime) -> Listing:
    found: dict[tuple[str, int], tuple[str, Issue]] = {}
    for issue in tracker.listed(names[-1], since=since - CLOCKS_DIFFER, creator=tracker.account):
        marks = markers_in(issue.body)
        if marks and issue.creator == tracker.account:
            found[issue.repository, issue.number] = (marks[0][0], issue)
    listing = Listing(names[-1], tuple(names))
    for incident_id, issue in sorted(found.values(), key=lambda each: (each[1].repository, each[1].number)):
        listing.by_incident.setdefault(incident_id, []).append(issue)
    return listing
