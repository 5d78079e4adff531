"""What delivers, as a file configures it: trackers that are signed in, routes, texts and limits."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from faultbook.clients.secrets import secret_of
from faultbook.delivery.configured import Delivery, TrackerAccount
from faultbook.delivery.place import Target
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.delivery.port import Tracker
from faultbook.delivery.repositories import repository_of
from faultbook.delivery.texts.rendering import Texts
from faultbook.incidents.incident import Incident
from faultbook.jobs.delivery.deliveries import Equipment
from faultbook.jobs.delivery.subjects import Tickets
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import SERVICES
from faultbook.trackers.registered import TrackerConnection, open_tracker

Open = Callable[[TrackerAccount], Tracker]


def equipment_of(lakehouse: Lakehouse, delivery: Delivery, open_account: Open) -> Equipment:
    """The equipment of a configuration. TemplateFailed where a template is wrong; nothing is sent yet."""
    tickets = Tickets(lakehouse, Texts(delivery.templates, delivery.link_hosts), delivery.labels)
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
    )


def opened(account: TrackerAccount, client: Callable[[], Any]) -> Tracker:
    """The tracker of an account. SettingError where its address is not allowed; its token is read when it is needed.

    `client` makes a WorkspaceClient, where a secret scope is named.
    """
    address = urlsplit(account.url)
    hosts = (address.hostname,) if address.hostname else ()
    return open_tracker(
        TrackerConnection(account.kind, account.url, hosts=hosts), partial(secret_of, account.token, client=client)
    )
