"""In which repository the issue of an incident is made."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from faultbook.delivery.code_owners import CodeOwners
from faultbook.delivery.place import Target
from faultbook.incidents.incident import Incident

TAG = "tag."
"""Facts of a rule that begin with this are tags of its job: `tag.team`."""
PATHS = ("path", "file_path", "notebook_path", "source_file")
"""Facts of a rule that are paths of code, relative to the root of the repository."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_NONE: Mapping[str, Target] = MappingProxyType({})


@dataclass(frozen=True)
class OwnersOfPaths:
    """A file CODEOWNERS, and the repository of each owner."""

    paths: CodeOwners
    targets: Mapping[str, Target]


@dataclass(frozen=True)
class Repositories:
    """Which repository has which incidents; the first that fits, in this order, and `default` where none does.

    | field | meaning |
    |---|---|
    | `rules` | by name of the rule |
    | `services` | by service |
    | `job_tags` | by tag of the job, as `team=orders`; the first in this order |
    | `paths` | by owner of a path in the facts of its rule |
    | `hosts` | host of a tracker's pages -> its name, for the repository of the service in catalog/services.yml |
    """

    rules: Mapping[str, Target] = field(default_factory=lambda: _NONE)
    services: Mapping[str, Target] = field(default_factory=lambda: _NONE)
    job_tags: Mapping[str, Target] = field(default_factory=lambda: _NONE)
    paths: tuple[OwnersOfPaths, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    default: Target | None = None


def repository_of(incident: Incident, repositories: Repositories, services: Mapping[str, str | None]) -> Target | None:
    """Where the issue of an incident is made; None: nowhere.

    `services`: service -> its repository in catalog/services.yml, an address or `owner/name`.
    """
    service = incident.service or ""
    found = repositories.rules.get(incident.rule) or repositories.services.get(service)
    tagged = (target for tag, target in repositories.job_tags.items() if tag in set(_tags(incident)))
    return (
        found
        or next(tagged, None)
        or next(_by_path(incident, repositories), None)
        or target_of(services.get(service) or "", repositories.hosts)
        or repositories.default
    )


def target_of(text: str, hosts: Mapping[str, str]) -> Target | None:
    """The repository that an address or `owner/name` means; None where no tracker has it.

    `hosts`: host of a tracker's pages -> its name. `owner/name` without a host is of the only tracker.
    """
    if "://" in text:
        try:
            parts = urlsplit(text)
            tracker = hosts.get(parts.netloc.rpartition("@")[2].lower())
        except ValueError:
            return None
        name = "/".join(parts.path.removesuffix(".git").split("/")[1:3])
    else:
        tracker, name = next(iter(hosts.values()), None) if len(set(hosts.values())) == 1 else None, text.strip()
    return Target(tracker, name) if tracker and _NAME.fullmatch(name) else None


def _tags(incident: Incident) -> Iterator[str]:
    return (f"{name.removeprefix(TAG)}={value}" for name, value in incident.facts.items() if name.startswith(TAG))


def _by_path(incident: Incident, repositories: Repositories) -> Iterator[Target]:
    paths = [incident.facts[name] for name in PATHS if name in incident.facts]
    for file in repositories.paths:
        for path in paths:
            yield from (file.targets[owner] for owner in file.paths.owners(path) if owner in file.targets)
