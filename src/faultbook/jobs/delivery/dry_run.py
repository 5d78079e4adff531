"""What a delivery would write now. Nothing is sent, and nothing is stored. No Spark, no Java."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from faultbook.catalog.delivery import read_delivery
from faultbook.delivery.assigner import Assigner
from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.intent import Action, Answer, Intent
from faultbook.delivery.intents import with_other
from faultbook.delivery.place import Link
from faultbook.delivery.port import Tracker
from faultbook.delivery.rendered import Rendered
from faultbook.incidents.incident import Incident
from faultbook.jobs.delivery.configured import equipment_of
from faultbook.jobs.delivery.deliveries import Equipment, plan_now
from faultbook.jobs.delivery.outbox_store import people_links
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.stores.store import Store


@dataclass(frozen=True)
class Text:
    """What would be written about one incident: where, and the whole of it."""

    heading: str
    written: str


@dataclass(frozen=True)
class DryRun:
    """The texts in their order, and a sentence about the rest."""

    texts: tuple[Text, ...]
    remark: str


class _NoTracker:
    """In place of a tracker, to which a dry run sends nothing."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"a dry run called {name} of a tracker")


def dry_run(catalog: str, store: Store, incidents_file: str) -> DryRun:
    """What is due in the lakehouse of a folder. InvalidCatalog and TemplateFailed where the file is wrong.

    `store` answers queries about it.
    """
    delivery = read_delivery(incidents_file)
    if not delivery.trackers:
        return DryRun((), f"{incidents_file} has no trackers: nothing is sent. docs/tickets.md shows how to add one.")
    lakehouse = Lakehouse(cast(Any, None), make_settings(catalog=catalog))  # what is read needs no session
    lakehouse.require_tables()
    equipment = equipment_of(lakehouse, store, delivery, _closed, lambda *_: cast(Assigner, _NoTracker()))
    plan, work, log = plan_now(lakehouse, equipment)
    links = log.links(people_links(lakehouse))
    equipment.prepare(plan)
    texts = []
    for intent in plan.due:
        if intent.answer is not None:
            texts.append(_answer(intent, intent.answer))
            continue
        if intent.action is Action.ASSIGN:
            texts.append(_assignment(equipment, intent, work.incidents[intent.incident_id], links))
            continue
        made = equipment.render(with_other(intent, links), work.incidents[intent.incident_id])
        link = links.get(intent.incident_id)
        place = f"{link.place.repository}#{link.place.number}" if link is not None and link.place is not None else ""
        texts.append(_text(intent, place or intent.repository, made))
    left = len(plan.waiting) + len(plan.lookups)
    return DryRun(tuple(texts), f"{len(texts):,} to send, {left:,} that wait (faultbook outbox). Nothing was sent.")


def _text(intent: Intent, where: str, made: Rendered) -> Text:
    heading = f"{intent.action.value} · {intent.tracker} {where} · {intent.incident_id}"
    parts = [made.title, f"labels: {', '.join(made.labels)}", made.body]
    if made.comment is not None:
        parts.append(f"comment:\n{made.comment}")
    return Text(heading, "\n\n".join(parts))


def _answer(intent: Intent, answer: Answer) -> Text:
    place = f"{answer.place.repository}#{answer.place.number}"
    heading = f"answer · {intent.tracker} {place} · {intent.incident_id}"
    return Text(heading, f"thumbs-up on the comment {answer.comment_id}" if answer.is_done else answer.text)


def _assignment(equipment: Equipment, intent: Intent, incident: Incident, links: Mapping[str, Link]) -> Text:
    place = links[intent.incident_id].place
    assert place is not None and equipment.assigning is not None, "an assignment is due once its issue is there"
    heading = f"assign · {intent.tracker} {place.repository}#{place.number} · {intent.incident_id}"
    made = equipment.assigning.instructions(intent, incident, place) if intent.assignee.is_assistant else ""
    return Text(heading, f"{intent.assignee.text}\n\n{made}".rstrip())


def _closed(_: TrackerAccount) -> Tracker:
    return cast(Tracker, _NoTracker())
