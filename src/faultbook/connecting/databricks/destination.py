"""The notification destination: a generic webhook with user and password, which is all that Databricks can send.

The workspace gives back neither address nor password, so that a destination of the connection's name is kept as it is.
"""

from dataclasses import dataclass, field
from typing import Any

from databricks.sdk.errors.base import DatabricksError

from faultbook.connecting.credentials import Credential
from faultbook.connecting.databricks.calls import Json, call, pages, refused
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

PATH = "/api/2.0/notification-destinations"
KIND = "notification destination"
NEEDS = "a workspace admin"
UNREADABLE = "its address and password cannot be read; --replace-credential sets them again"


@dataclass(frozen=True)
class Destination:
    """What is made: name, address of the receiver, user and password."""

    name: str
    address: str
    credential: Credential = field(repr=False)

    @property
    def body(self) -> Json:
        """The request that makes it."""
        webhook = {"url": self.address, "username": self.credential.user, "password": self.credential.secret}
        return {"display_name": self.name, "config": {"generic_webhook": webhook}}


def find_destination(client: Any, progress: Progress, name: str) -> str | None:
    """The id of the destination of that name; None where there is none. SettingError where it is of another type."""
    try:
        found = [each for each in pages(client, PATH, "results", {"page_size": 100}) if each["display_name"] == name]
    except DatabricksError as failed:
        raise refused(progress, "Listing notification destinations", failed, NEEDS) from failed
    other = [each for each in found if each.get("destination_type") != "WEBHOOK"]
    if other:
        raise SettingError(
            f"--name: found a notification destination {name!r} of type {other[0].get('destination_type')}, expected "
            f"a name that is free. Fix: give another --name."
        )
    return str(found[0]["id"]) if found else None


def make_destination(client: Any, progress: Progress, destination: Destination) -> str:
    """Makes the destination; its id."""
    try:
        found = call(client, "POST", PATH, body=destination.body)
    except DatabricksError as failed:
        raise refused(progress, f"Making the {KIND} {destination.name}", failed, NEEDS) from failed
    progress.add(Change.MADE, KIND, destination.name)
    return str(found["id"])


def replace_credential(client: Any, progress: Progress, number: str, destination: Destination) -> None:
    """Sets address, user and password of a destination again."""
    try:
        call(client, "PATCH", f"{PATH}/{number}", body=destination.body)
    except DatabricksError as failed:
        raise refused(progress, f"Changing the {KIND} {destination.name}", failed, NEEDS) from failed
    progress.add(Change.CHANGED, KIND, destination.name)


def remove_destination(client: Any, progress: Progress, number: str, name: str) -> None:
    """Removes a destination."""
    try:
        call(client, "DELETE", f"{PATH}/{number}")
    except DatabricksError as failed:
        raise refused(progress, f"Removing the {KIND} {name}", failed, NEEDS) from failed
    progress.add(Change.REMOVED, KIND, name)
