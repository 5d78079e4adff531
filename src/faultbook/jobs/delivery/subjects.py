"""What tickets say about incidents, as far as the lakehouse has it: the event, the hours, who is under an umbrella."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.labels import Labels, labels_of
from faultbook.delivery.texts.neutral import Rendered
from faultbook.delivery.texts.rendering import Texts
from faultbook.delivery.texts.subject import Subject
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry, Kind
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import FAILURE_EVENTS

HOURS = 48
"""How many hours the trend of a ticket shows."""
_FAILURES = "failures"
_NOTES = {Action.CLOSE: "closed", Action.CLOSE_DUPLICATE: "closed", Action.REOPEN: "reopened"}


class Tickets:
    """Makes the texts of intents. Nothing is read before the first text is made."""

    def __init__(self, lakehouse: Lakehouse, texts: Texts, labels: Labels) -> None:
        """`learn` gives it what the run has read already."""
        self._lakehouse, self._texts, self._labels = lakehouse, texts, labels
        self._entries: dict[str, list[Entry]] = {}
        self._incidents: Mapping[str, Incident] = {}

    def learn(self, entries: Iterable[Entry], incidents: Mapping[str, Incident]) -> None:
        """The journal and the incidents that texts are made of."""
        self._entries = {}
        for entry in entries:
            self._entries.setdefault(entry.incident_id, []).append(entry)
        self._incidents = incidents

    def rendered(self, intent: Intent, incident: Incident) -> Rendered:
        """The texts of an intent. TemplateFailed where a template is wrong."""
        return self._texts.rendered(
            self._subject(intent, incident),
            intent.intent_id,
            labels=labels_of(incident, self._labels),
            note=_NOTES.get(intent.action),
            has_comment=intent.action is not Action.CREATE,
        )

    def _subject(self, intent: Intent, incident: Incident) -> Subject:
        event = self._event(incident)
        return Subject(
            incident,
            stack_trace=event.get("stack_trace") or "",
            hours=hourly(self._entries.get(incident.incident_id, ()), incident),
            run_url=event.get("link") or incident.link,
            log_query_url=event.get("search_link"),
            follows_url=intent.other.url if intent.other is not None else None,
            children=tuple(each.title for each in self._incidents.values() if each.umbrella_id == incident.incident_id),
        )

    def _event(self, incident: Incident) -> Mapping[str, str | None]:
        if incident.source != _FAILURES or incident.sample_event_id is None:
            return {}
        columns = ("stack_trace", "link", "search_link")
        rows = self._lakehouse.fetch(FAILURE_EVENTS, columns, ("event_id", "=", incident.sample_event_id), most=1)
        return next(iter(rows.to_pylist()), {})


def hourly(entries: Iterable[Entry], incident: Incident) -> tuple[int, ...]:
    """Events of an incident in each of its last hours, the newest last; at most HOURS, and none before the first."""
    counts: Counter[int] = Counter()
    for entry in entries:
        if entry.kind is Kind.OCCURRED and entry.last_at is not None:
            counts[int((incident.last_seen - entry.last_at) // timedelta(hours=1))] += entry.events
    oldest = max((age for age in counts if age < HOURS), default=-1)
    return tuple(counts[age] for age in range(oldest, -1, -1))
