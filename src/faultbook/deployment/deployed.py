"""What the CLI's summary of a bundle lists: resources with their ids and addresses. A summary in, rows out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMES = ("name", "title", "display_name")
_WORDS = {
    "genie_spaces": "Genie space",
    "dashboards": "dashboard",
    "apps": "app",
    "jobs": "job",
    "alerts": "alert",
    "schemas": "schema",
    "volumes": "volume",
}


@dataclass(frozen=True)
class DeployedResource:
    """One resource. `kind` and `key` as in the bundle; `id` '' where it is not deployed; `url` '' where it has none.

    `is_left_out`: it is deployed, and databricks.yml does not include it any more.
    """

    kind: str
    key: str
    name: str
    id: str
    url: str
    is_left_out: bool = False

    @property
    def kind_word(self) -> str:
        """The kind as people call it."""
        return _WORDS.get(self.kind, self.kind.removesuffix("s"))


def deployed_resources(summary: Mapping[str, Any]) -> Iterator[DeployedResource]:
    """Every resource of a summary that people or jobs use, in the order of its kinds."""
    found = summary.get("resources") or {}
    for kind in _WORDS:
        for key, fields in sorted((found.get(kind) or {}).items()):
            name = next((str(fields[each]) for each in _NAMES if fields.get(each)), "")
            found_id, url = str(fields.get("id") or ""), str(fields.get("url") or "")
            # What is in the CLI's state only has an id and nothing else.
            yield DeployedResource(kind, key, name or key, found_id, url, is_left_out=bool(found_id and not name))


def landing_folder(summary: Mapping[str, Any]) -> str:
    """The path of the landing volume; '' where the bundle has none."""
    volumes = (summary.get("resources") or {}).get("volumes") or {}
    named = str((volumes.get("landing") or {}).get("id") or "")
    return f"/Volumes/{named.replace('.', '/')}" if named else ""
