"""What tickets contain of incidents, as far as the lakehouse has it: what was looked up, the hours, what an umbrella
covers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.labels import Labels, labels_of
from faultbook.delivery.plan import Plan
from faultbook.delivery.texts.neutral import Rendered
from faultbook.delivery.texts.rendering import Texts
from faultbook.delivery.texts.subject import Subject
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry, Kind
from faultbook.jobs.delivery.lookups import MOST, LookedUp, look_up
from faultbook.lakehouse.store import Lakehouse
from faultbook.stores.store import Store

HOURS = 48
"""How many hours the trend of a ticket shows."""
_NOTES = {Action.CLOSE: "closed", Action.CLOSE_DUPLICATE: "closed", Action.REOPEN: "reopened"}


class Tickets:
    """Makes the texts of intents. Incidents are looked up once in a run, those of the plan together."""

    def __init__(
        self, lakehouse: Lakehouse, store: Store, texts: Texts, labels: Labels, console_url: str | None = None
    ) -> None:
        """`learn` gives it what the run has read already. `console_url`: of the console; None: no link to it."""
        self._lakehouse, self._store, self._texts, self._labels = lakehouse, store, texts, labels
        self._console_url = console_url
        self._entries: dict[str, list[Entry]] = {}
        self._incidents: Mapping[str, Incident] = {}
        self._found: dict[str, LookedUp] = {}
        self._waiting: Counter[str] = Counter()

    def learn(self, entries: Iterable[Entry], incidents: Mapping[str, Incident]) -> None:
        """The journal and the incidents that texts are made of."""
        self._entries, self._found = {}, {}
        for entry in entries:
            self._entries.setdefault(entry.incident_id, []).append(entry)
        self._incidents = incidents

    def prepare(self, plan: Plan) -> None:
        """Looks up the incidents of what is due next, as far as they are not known."""
        self._waiting = Counter(intent.tracker for intent in plan.over_limit if intent.action is Action.CREATE)
        names = dict.fromkeys(intent.incident_id for intent in plan.due)
        self._look_up([self._incidents[name] for name in names if name not in self._found][:MOST])

    def rendered(self, intent: Intent, incident: Incident) -> Rendered:
        """The texts of an intent. TemplateFailed where a template is wrong."""
        return self._texts.rendered(
            self._subject(intent, incident),
            intent.intent_id,
            labels=labels_of(incident, self._labels),
            note=_NOTES.get(intent.action),
            has_comment=intent.action is not Action.CREATE,
        )

    def waiting(self, intent: Intent, count: int) -> Rendered:
        """The texts of the issue about tickets that wait for a limit."""
        at = intent.at
        incident = Incident(intent.incident_id, "", "", "", "", "info", at, at, at, at, 0)
        subject = Subject(incident, waiting=count)
        return self._texts.rendered_waiting(subject, intent.intent_id, labels=(self._labels.managed,))

    def _subject(self, intent: Intent, incident: Incident) -> Subject:
        if incident.incident_id not in self._found:
            self._look_up([incident])
        found = self._found[incident.incident_id]
        return Subject(
            incident,
            why=found.why,
            window=found.window,
            stack_trace=found.stack_trace,
            context=found.context,
            hours=hourly(self._entries.get(incident.incident_id, ()), incident),
            cost=found.cost,
            currency=found.currency,
            run_url=found.run_url or incident.link,
            log_query_url=found.log_query_url,
            console_url=f"{self._console_url}/incidents/{incident.incident_id}" if self._console_url else None,
            follows_url=intent.other.url if intent.other is not None else None,
            children=tuple(each.title for each in self._incidents.values() if each.umbrella_id == incident.incident_id),
            waiting=self._waiting[intent.tracker] if incident.is_umbrella else 0,
        )

    def _look_up(self, incidents: list[Incident]) -> None:
        if incidents:
            self._found |= look_up(self._lakehouse, self._store, incidents, self._entries)


def hourly(entries: Iterable[Entry], incident: Incident) -> tuple[int, ...]:
    """Events of an incident in each of its last hours, the newest last; at most HOURS, and none before the first."""
    counts: Counter[int] = Counter()
    for entry in entries:
        if entry.kind is Kind.OCCURRED and entry.last_at is not None:
            counts[int((incident.last_seen - entry.last_at) // timedelta(hours=1))] += entry.events
    oldest = max((age for age in counts if age < HOURS), default=-1)
    return tuple(counts[age] for age in range(oldest, -1, -1))
