"""Inhibition: an alert that is firing makes others stay quiet, by Alertmanager's rules.

A rule mutes its targets while one of its sources is firing and both have equal values of the labels in `equal`; a label
that both lack counts as equal. A target that matches the source side too is not muted by alerts that match both sides:
so no alert mutes itself. Sources are taken whether they are muted themselves or not.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from faultbook.routing.matchers import Matchers, matches

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True)
class LabelledAlert(Generic[Id]):
    """What rules know of an alert: its id, its labels, and whether it is firing (else it is resolved)."""

    id: Id
    labels: Mapping[str, str]
    is_firing: bool = True


@dataclass(frozen=True)
class InhibitRule:
    """Sources, targets, and the names of the labels whose values they share."""

    source_matchers: Matchers
    target_matchers: Matchers
    equal: tuple[str, ...] = ()

    def shared(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """The values of the labels in `equal`; empty where one is absent."""
        return tuple(labels.get(name, "") for name in self.equal)


class Inhibition(NamedTuple, Generic[Id]):
    """Why an alert is muted: the first rule that mutes it, and the id of that rule's first source."""

    rule: InhibitRule
    source: Id


def inhibited(alerts: Iterable[LabelledAlert[Id]], rules: Iterable[InhibitRule]) -> dict[Id, Inhibition[Id]]:
    """The muted alerts by id, in their order, each with its reason. Resolved alerts are muted too, but mute none.

    ValueError where two alerts have one id. The time taken grows with rules times alerts.
    """
    known = list(alerts)
    if len({alert.id for alert in known}) < len(known):
        ids = [alert.id for alert in known]
        twice = next(each for place, each in enumerate(ids) if each in ids[:place])
        raise ValueError(f"found two alerts with the id {twice!r}; expected one for each id")
    found: dict[Id, Inhibition[Id]] = {}
    for rule in rules:
        for target, source in _muted_by(rule, known):
            found.setdefault(target, Inhibition(rule, source))
    return {alert.id: found[alert.id] for alert in known if alert.id in found}


def _muted_by(rule: InhibitRule, alerts: list[LabelledAlert[Id]]) -> Iterable[tuple[Id, Id]]:
    """The targets of one rule, each with the first source that mutes it."""
    is_source = [matches(rule.source_matchers, alert.labels) for alert in alerts]
    is_target = [matches(rule.target_matchers, alert.labels) for alert in alerts]
    any_source: dict[tuple[str, ...], Id] = {}
    one_sided: dict[tuple[str, ...], Id] = {}
    for alert, source, target in zip(alerts, is_source, is_target, strict=True):
        if source and alert.is_firing:
            shared = rule.shared(alert.labels)
            any_source.setdefault(shared, alert.id)
            if not target:
                one_sided.setdefault(shared, alert.id)
    for alert, source, target in zip(alerts, is_source, is_target, strict=True):
        if target:
            sources = one_sided if source else any_source
            shared = rule.shared(alert.labels)
            if shared in sources:
                yield alert.id, sources[shared]
