"""What delivers, as a file configures it: trackers that are signed in, routes, texts and limits."""

from collections.abc import Callable

from faultbook.delivery.assigner import Assigner, Assigning
from faultbook.delivery.assignment import Assignment, assignee_of
from faultbook.delivery.configured import Delivery, TrackerAccount
from faultbook.delivery.intents import Assign
from faultbook.delivery.place import Target
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.delivery.port import Tracker
from faultbook.delivery.repositories import repository_of
from faultbook.delivery.texts.instructions import Instructions
from faultbook.delivery.texts.rendering import Texts
from faultbook.incidents.incident import Incident
from faultbook.jobs.delivery.deliveries import Equipment
from faultbook.jobs.delivery.subjects import Tickets
from faultbook.lakehouse.store import Lakehouse
from faultbook.stores.store import Store
from faultbook.tables import SERVICES

Open = Callable[[TrackerAccount], Tracker]
OpenAssigner = Callable[[TrackerAccount, Assignment], Assigner]


def equipment_of(
    lakehouse: Lakehouse, store: Store, delivery: Delivery, open_account: Open, open_assigner: OpenAssigner
) -> Equipment:
    """The equipment of a configuration. TemplateFailed where a template is wrong; nothing is sent yet.

    `store` answers queries about the lakehouse.
    """
    texts = Texts(delivery.templates, delivery.link_hosts)
    tickets = Tickets(lakehouse, store, texts, delivery.labels, delivery.console_url)
    rows = lakehouse.fetch(SERVICES, ("service", "repository")).to_pylist()
    repositories = {row["service"]: row["repository"] for row in rows}

    def route(incident: Incident) -> Target | None:
        return repository_of(incident, delivery.repositories, repositories)

    return Equipment(
        trackers={name: open_account(account) for name, account in delivery.trackers.items()},
        route=route,
        render=tickets.rendered,
        policy=DeliveryPolicy(limits=delivery.limits),
        learn=tickets.learn,
        accounts=delivery.trackers,
        read_every=delivery.read_every,
        assign=_assign(delivery.assignment) if delivery.assignment is not None else None,
        assigning=_assigning(delivery, delivery.assignment, open_assigner) if delivery.assignment is not None else None,
        prepare=tickets.prepare,
        render_waiting=tickets.waiting,
    )


def _assign(assignment: Assignment) -> Assign:
    return lambda incident, target, at: assignee_of(incident, target, assignment, at)


def _assigning(delivery: Delivery, assignment: Assignment, open_assigner: OpenAssigner) -> Assigning:
    instructions = Instructions(delivery.instructions)
    return Assigning(
        {name: open_assigner(account, assignment) for name, account in delivery.trackers.items()},
        lambda _intent, incident, place: instructions.made(incident, place),
    )
