"""One resource that a connection wants in Azure, and whether what is there is it already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from faultbook.connecting.azure.cli import Json

TAG = "faultbook-connect"
"""The tag of everything that a connection made; its value is the connection's name. Diagnostic settings have no tags:
they are known by their names."""
INSIGHTS = "providers/Microsoft.Insights"
DIAGNOSTICS_VERSION = "2021-05-01-preview"
ACTION_GROUP_VERSION = "2023-01-01"
RULE_VERSION = "2023-12-01"
MONITORING = "the role Monitoring Contributor"


@dataclass(frozen=True)
class Wanted:
    """A resource: its kind and name for people, its path, the body that makes it, and what making it needs."""

    kind: str
    name: str
    path: str
    version: str
    body: Json = field(repr=False)
    needs: str

    def is_in(self, found: Json) -> bool:
        """Whether what Azure has contains all that is wanted."""
        return covers(found, self.body)

    def is_own(self, found: Json) -> bool:
        """Whether a connection of the same name made what Azure has; a resource without tags always is, by its name."""
        tags = self.body.get("tags")
        return tags is None or (found.get("tags") or {}).get(TAG) == tags[TAG]


def covers(found: Any, wanted: Any) -> bool:
    """Whether `found` has every field that `wanted` has, with its value. Azure adds fields, changes the case of ids,
    and orders lists of objects as it likes; other lists must be equal.
    """
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(covers(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) < len(wanted):
            return False
        if all(isinstance(each, Mapping) for each in wanted):
            return all(any(covers(other, each) for other in found) for each in wanted)
        return len(found) == len(wanted) and all(covers(*pair) for pair in zip(found, wanted, strict=True))
    if isinstance(wanted, str) and isinstance(found, str) and wanted.startswith("/subscriptions/"):
        return found.casefold() == wanted.casefold()
    return bool(found == wanted)
