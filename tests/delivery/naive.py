"""What many bots do: search for the issue, and make one where the search finds none. For comparison only."""

from faultbook.delivery.port import NewIssue, Throttled, TrackerFailed
from faultbook.incidents.incident import State
from tests.delivery.simulated import Simulation

SEARCH_LATE = 10.0


class Naive(Simulation):
    """The same history with a client that retries what failed."""

    def deliver(self, store: object = None) -> None:
        for name, incident in self.journal.incidents.items():
            if incident.state not in (State.OPEN, State.ACKNOWLEDGED):
                continue
            for _ in range(3):
                if any(issue.state == "open" for issue in self.forge.search(name, SEARCH_LATE)):
                    break
                body = f"<!-- faultbook:v1:{name}:int-0000000000000000 -->"
                try:
                    self.client.make(next(iter(self.forge.repositories), "team/etl"), NewIssue(incident.title, body))
                except Throttled:
                    break
                except TrackerFailed:
                    continue
                break

    def end(self) -> None:
        """Nothing is healed later."""

    def duplicates(self) -> int:
        """How many issues too many are open."""
        opened: dict[str, int] = {}
        for kept in self.forge.all():
            if kept.issue.state == "open":
                opened[kept.made_for] = opened.get(kept.made_for, 0) + 1
        return sum(count - 1 for count in opened.values())
