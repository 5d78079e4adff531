"""Which open incident speaks for another one: a cluster for what ran on it, a task for those after it, and rules.

Recomputed in each run: a cover that no longer holds is released. Sources count whether they are covered themselves or
not, as in Alertmanager; two incidents never cover each other.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from faultbook.events.fields import Kind as FailureKind
from faultbook.incidents.book import Book
from faultbook.incidents.facts import Fact
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Kind
from faultbook.incidents.policy import Policy

InhibitedByRules = Callable[[Mapping[str, Mapping[str, str]]], Mapping[str, str]]
"""Configured rules: labels of the open incidents by id in; id of each inhibited one -> id of its source out."""


def no_rules(labels: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:  # noqa: ARG001
    """No configured rules: nothing is inhibited by them."""
    return {}


class _Cover(NamedTuple):
    by: str
    why: str


def labels_of(incident: Incident) -> dict[str, str]:
    """What rules know of an incident: its columns that have a value, and the facts that its rule keeps."""
    named = {
        "incident_id": incident.incident_id,
        "rule": incident.rule,
        "source": incident.source,
        "severity": incident.severity,
        "service": incident.service,
        "environment": incident.environment,
        "resource": incident.resource,
        "fingerprint": incident.fingerprint,
        "kind": incident.memory.kind,
        "cluster_id": incident.memory.cluster_id,
        "workspace_id": incident.memory.workspace_id,
    }
    return {**incident.facts, **{name: value for name, value in named.items() if value is not None}}


def cover(book: Book, policy: Policy, inhibited_by_rules: InhibitedByRules = no_rules) -> None:
    """Writes which incidents are inhibited from now on, and which no more."""
    open_ones = [incident for incident in book if incident.is_open and not incident.is_umbrella]
    by_rules = inhibited_by_rules({incident.incident_id: labels_of(incident) for incident in open_ones})
    clusters = _by(open_ones, _failed_cluster)
    tasks = _by(open_ones, _failed_parent)
    found = {each.incident_id: list(_covers(each, clusters, tasks, by_rules, policy)) for each in open_ones}
    for incident in open_ones:
        before = incident.inhibited_by
        if before is not None and before not in (each.by for each in found[incident.incident_id]):
            cause = f"{book.batch_id}/{before}"
            book.write(Kind.RELEASED, incident, incident.last_seen, cause, facts={Fact.BY: before})
    for incident in open_ones:
        current = book.get(incident.incident_id) or incident
        if current.inhibited_by is None:
            _inhibit(book, current, found[incident.incident_id])


def _inhibit(book: Book, incident: Incident, covers: Iterable[_Cover]) -> None:
    for each in covers:
        if not _leads_to(book, each.by, incident.incident_id):
            cause = f"{book.batch_id}/{each.by}"
            facts = {Fact.BY: each.by, Fact.WHY: each.why}
            book.write(Kind.INHIBITED, incident, incident.last_seen, cause, facts=facts)
            return


def _covers(
    incident: Incident,
    clusters: Mapping[str, list[Incident]],
    tasks: Mapping[str, list[Incident]],
    by_rules: Mapping[str, str],
    policy: Policy,
) -> Iterable[_Cover]:
    memory = incident.memory
    if memory.cluster_id is not None and memory.kind != FailureKind.CLUSTER:
        for source in clusters.get(memory.cluster_id, []):
            if source.opened_at - policy.inhibit_span <= incident.last_seen <= source.last_seen + policy.inhibit_span:
                yield _Cover(source.incident_id, Fact.CLUSTER)
    if memory.is_upstream and memory.parent is not None:
        for source in tasks.get(memory.parent, []):
            yield _Cover(source.incident_id, Fact.UPSTREAM_TASK)
    if incident.incident_id in by_rules:
        yield _Cover(by_rules[incident.incident_id], Fact.RULE)


def _failed_cluster(incident: Incident) -> str | None:
    return incident.memory.cluster_id if incident.memory.kind == FailureKind.CLUSTER else None


def _failed_parent(incident: Incident) -> str | None:
    return None if incident.memory.is_upstream else incident.memory.parent


def _by(incidents: Iterable[Incident], key: Callable[[Incident], str | None]) -> dict[str, list[Incident]]:
    found: dict[str, list[Incident]] = {}
    for incident in incidents:
        name = key(incident)
        if name is not None:
            found.setdefault(name, []).append(incident)
    return found


def _leads_to(book: Book, source: str, target: str) -> bool:
    """Whether a source is the target, or is covered by it, directly or through others."""
    passed: set[str] = set()
    at: str | None = source
    while at is not None and at not in passed:
        if at == target:
            return True
        passed.add(at)
        known = book.get(at)
        at = known.inhibited_by if known is not None and known.is_open else None
    return False
