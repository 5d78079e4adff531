"""Which labels the issue of an incident has."""

from collections.abc import Iterable
from dataclasses import dataclass

from faultbook.errors import SettingError
from faultbook.faults.visible_text import one_line
from faultbook.incidents.covering import labels_of as names_of
from faultbook.incidents.incident import Incident
from faultbook.routing.matchers import Matchers, matches

LONGEST_LABEL = 50
"""Of GitHub, in characters; trackers drop or refuse longer ones."""


@dataclass(frozen=True)
class LabelRoute:
    """Labels of the incidents for which all matchers hold."""

    matchers: Matchers
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Labels:
    """Labels of issues.

    | field | meaning |
    |---|---|
    | `managed` | on each issue |
    | `severity_prefix`, `rule_prefix` | what is before the severity, and the name of the rule; None: no such label |
    | `always` | more that are on each issue |
    | `routes` | more for some; all routes that match add theirs |
    """

    managed: str = "faultbook"
    severity_prefix: str | None = "severity:"
    rule_prefix: str | None = "rule:"
    always: tuple[str, ...] = ()
    routes: tuple[LabelRoute, ...] = ()


def labels_of(incident: Incident, labels: Labels) -> tuple[str, ...]:
    """The labels of an incident's issue, each once, in the order of the fields; at most 50 characters each."""
    found = [labels.managed]
    if labels.severity_prefix is not None:
        found.append(labels.severity_prefix + incident.severity)
    if labels.rule_prefix is not None and incident.rule:
        found.append(labels.rule_prefix + incident.rule)
    found += labels.always
    names = names_of(incident)
    for route in labels.routes:
        found += route.labels if matches(route.matchers, names) else ()
    unique: dict[str, str] = {}
    for each in map(_label, found):
        unique.setdefault(each.lower(), each)  # trackers compare labels without case
    return tuple(unique.values())


def check_rule_labels(rules: Iterable[str], labels: Labels) -> None:
    """SettingError where the label of a rule would be too long: it would be cut, and two could become one."""
    prefix = labels.rule_prefix
    long = [] if prefix is None else sorted(rule for rule in rules if len(prefix + rule) > LONGEST_LABEL)
    if long:
        raise SettingError(
            f"rule {long[0]}: found the label {prefix}{long[0]} with {len(f'{prefix}{long[0]}')} characters, expected "
            f"at most {LONGEST_LABEL}. Fix: shorten the name of the rule, or labels.rule_prefix."
        )


def _label(text: str) -> str:
    return one_line(text)[:LONGEST_LABEL].rstrip()
