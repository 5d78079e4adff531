"""How tickets are delivered, from catalog/incidents.yml: the values of what people wrote. Page: docs/tickets.md."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.incidents import DeliveryFile
from faultbook.catalog.tickets import (
    FOLDER,
    AlternateEntry,
    AssignmentEntry,
    ClaudeEntry,
    CopilotEntry,
    LabelsEntry,
    PathsEntry,
    PersonEntry,
    RateLimitsEntry,
    RepositoriesEntry,
    RotationEntry,
    TrackerEntry,
    repository_name,
)
from faultbook.delivery.assignment import (
    Assigned,
    Assignee,
    AssigneeKind,
    Assignment,
    ClaudeTrigger,
    CopilotChoice,
    Rotation,
    person,
)
from faultbook.delivery.code_owners import read_code_owners
from faultbook.delivery.configured import READ_EVERY, Delivery, TrackerAccount
from faultbook.delivery.labels import LabelRoute, Labels
from faultbook.delivery.place import Target
from faultbook.delivery.policy import Limits
from faultbook.delivery.repositories import OwnersOfPaths, Repositories
from faultbook.delivery.texts.instructions import NAME as INSTRUCTIONS
from faultbook.delivery.tied import host_of_pages
from faultbook.errors import InvalidCatalog

PAGE = "docs/tickets.md"
Trackers = Mapping[str, TrackerEntry]


def read_delivery(path: str) -> Delivery:
    """How tickets are delivered; for an empty path, and for a file without trackers, nothing is.

    InvalidCatalog where the file is missing or wrong, or a file CODEOWNERS that it names.
    """
    context = {FOLDER: str(Path(path).parent)}
    file = read_catalog_file(path, DeliveryFile, page=PAGE, context=context) or DeliveryFile()
    trackers = file.trackers or {}
    limits, templates = file.rate_limits or RateLimitsEntry(), file.templates or {}
    return Delivery(
        trackers=MappingProxyType({name: _account(name, entry) for name, entry in trackers.items()}),
        repositories=_repositories(path, file.repositories or RepositoriesEntry(), trackers),
        labels=_labels(file.labels or LabelsEntry()),
        assignment=_assignment(file.assignment, trackers) if file.assignment is not None else None,
        templates=MappingProxyType({name: text for name, text in templates.items() if name != INSTRUCTIONS}),
        instructions=templates.get(INSTRUCTIONS),
        link_hosts=file.link_hosts or (),
        limits=Limits(
            issues=limits.max_issues_per_hour,
            issues_of_repository=limits.max_issues_per_repository_and_hour,
            updates=limits.max_updates_per_hour,
        ),
        read_every=file.read_every or READ_EVERY,
        console_url=file.console_url,
    )


def _account(name: str, entry: TrackerEntry) -> TrackerAccount:
    return TrackerAccount(
        name,
        entry.kind,
        entry.api,
        entry.token,
        entry.user_token,
        account=entry.account or "",
        hosts=entry.hosts,
        networks=entry.networks,
        ca_file=entry.ca_file or "",
    )


def _repositories(path: str, entry: RepositoriesEntry, trackers: Trackers) -> Repositories:
    return Repositories(
        rules=_targets(entry.rules, trackers),
        services=_targets(entry.services, trackers),
        job_tags=_targets(entry.job_tags, trackers),
        paths=tuple(_owners_of_paths(Path(path).parent, each, trackers) for each in entry.paths or ()),
        hosts=MappingProxyType({host_of_pages(each.api): name for name, each in trackers.items()}),
        default=_target(entry.default, trackers) if entry.default is not None else None,
    )


def _targets(named: Mapping[str, Any] | None, trackers: Trackers) -> Mapping[str, Target]:
    return MappingProxyType({name: _target(each, trackers) for name, each in (named or {}).items()})


def _target(named: Any, trackers: Trackers) -> Target:
    return Target(named.found_in(trackers), named.name)


def _owners_of_paths(folder: Path, entry: PathsEntry, trackers: Trackers) -> OwnersOfPaths:
    file = folder / entry.codeowners
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidCatalog(
            f"{file}: found no text file; expected a file CODEOWNERS. Fix: make it, or correct repositories.paths: "
            f"{PAGE} shows one."
        ) from None
    try:
        return OwnersOfPaths(read_code_owners(text), _targets(entry.owners, trackers))
    except ValueError as wrong:
        raise InvalidCatalog(f"{file}: {wrong}. Fix the file and run the job again.") from wrong


def _labels(entry: LabelsEntry) -> Labels:
    return Labels(
        managed=entry.managed,
        severity_prefix=entry.severity_prefix,
        rule_prefix=entry.rule_prefix,
        always=entry.always,
        routes=tuple(LabelRoute(each.matchers, each.labels) for each in entry.routes),
    )


def _assignment(entry: AssignmentEntry, trackers: Trackers) -> Assignment:
    return Assignment(
        rules=MappingProxyType({name: _assigned(each) for name, each in (entry.rules or {}).items()}),
        repositories=MappingProxyType(
            {
                _target(repository_name(name), trackers): _assigned(each)
                for name, each in (entry.repositories or {}).items()
            }
        ),
        default=_assigned(entry.default),
        claude=_claude(entry.claude),
        copilot=_copilot(entry.copilot or CopilotEntry()),
    )


def _claude(entry: ClaudeEntry | None) -> ClaudeTrigger:
    return ClaudeTrigger(entry.label or "", entry.mention or "") if entry is not None else ClaudeTrigger()


def _copilot(entry: CopilotEntry) -> CopilotChoice:
    return CopilotChoice(entry.base_branch or "", entry.custom_agent or "", entry.model or "")


def _assigned(entry: Any) -> Assigned:
    match entry:
        case PersonEntry():
            return person(entry.person)
        case RotationEntry():
            members = tuple(map(person, entry.rotation))
            if entry.start is None:
                return Rotation(members, entry.every)
            return Rotation(members, entry.every, datetime.combine(entry.start, time(), UTC))
        case AlternateEntry():
            return Rotation(tuple(Assignee(AssigneeKind(each)) for each in entry.alternate))
        case _:
            return Assignee(AssigneeKind(entry))
