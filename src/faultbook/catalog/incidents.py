"""When incidents end, return, flap and make a storm, from the YAML file that people edit.

A file in, the policy of the judge out. The page is docs/incidents.md.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.durations import Duration
from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.names import MatcherTexts
from faultbook.catalog.tickets import TicketKeys
from faultbook.events.severities import SEVERITIES
from faultbook.incidents.policy import LONGEST, MOST_CYCLES, Policy
from faultbook.registry import expected_one_of
from faultbook.routing.inhibition import InhibitRule

PAGE = "docs/incidents.md"


def _at_most_a_year(value: timedelta) -> timedelta:
    if value > LONGEST:
        raise ValueError(f"found {value.days}d; expected at most {LONGEST.days}d")
    return value


def _by_severity(value: Any) -> Any:
    """One time for all severities, or a time for some."""
    return value if isinstance(value, Mapping) else dict.fromkeys(SEVERITIES, value)


Time = Annotated[Duration, AfterValidator(_at_most_a_year)]
Number = Annotated[int, Field(strict=True)]


class EndingEntry(YamlModel):
    """When an incident is over, and what comes after it."""

    quiet: Annotated[dict[str, Time] | None, BeforeValidator(_by_severity)] = None
    good_runs: Annotated[Number, Field(ge=1)] | None = None
    reopen_window: Time | None = None
    unknown_build_grace: Time | None = None
    group_window: Time | None = None

    @field_validator("quiet", mode="after")
    @classmethod
    def _are_severities(cls, value: dict[str, timedelta] | None) -> dict[str, timedelta] | None:
        for severity in value or {}:
            if severity not in SEVERITIES:
                raise ValueError(f"found {severity!r}; expected {expected_one_of(severity, SEVERITIES)}")
        return value


class FlappingEntry(YamlModel):
    """How often an incident returns until it flaps, and how long it stays away until it does no more."""

    cycles: Annotated[Number, Field(ge=2, le=MOST_CYCLES)] | None = None
    within: Time | None = None
    calm: Time | None = None


class StormEntry(YamlModel):
    """How many new incidents of one scope are a storm, and when it is over."""

    incidents: Annotated[Number, Field(ge=2)] | None = None
    within: Time | None = None
    calm: Time | None = None


class InhibitionEntry(YamlModel):
    """How far apart the end of a cluster and a failure on it may be."""

    cluster_span: Time | None = None


class InhibitRuleEntry(YamlModel):
    """An inhibit rule in Alertmanager's words."""

    source_matchers: MatcherTexts
    target_matchers: MatcherTexts
    equal: tuple[str, ...] = ()


class IncidentKeys(YamlModel):
    """The keys about incidents: when they end and return, and which one speaks for which."""

    ending: EndingEntry | None = None
    flapping: FlappingEntry | None = None
    storm: StormEntry | None = None
    inhibition: InhibitionEntry | None = None
    inhibit_rules: tuple[InhibitRuleEntry, ...] | None = None


class IncidentsFile(IncidentKeys):
    """catalog/incidents.yml as the judge reads it: keys of tickets are left to who delivers, wrong ones too."""

    trackers: Any = None
    repositories: Any = None
    labels: Any = None
    assignment: Any = None
    templates: Any = None
    link_hosts: Any = None
    rate_limits: Any = None
    console_url: Any = None


class DeliveryFile(TicketKeys):
    """The same file as who delivers reads it: keys about incidents are left to the judge."""

    ending: Any = None
    flapping: Any = None
    storm: Any = None
    inhibition: Any = None
    inhibit_rules: Any = None


def read_inhibit_rules(path: str) -> tuple[InhibitRule, ...]:
    """The inhibit rules of a file; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    file = read_catalog_file(path, IncidentsFile, page=PAGE) or IncidentsFile()
    return tuple(
        InhibitRule(each.source_matchers, each.target_matchers, each.equal) for each in file.inhibit_rules or ()
    )


def read_policy(path: str) -> Policy:
    """The policy of a file: what it does not name is as by default, and all of it for an empty path.

    InvalidCatalog where the file is missing or wrong.
    """
    file = read_catalog_file(path, IncidentsFile, page=PAGE) or IncidentsFile()
    ending, flapping = file.ending or EndingEntry(), file.flapping or FlappingEntry()
    storm, inhibition = file.storm or StormEntry(), file.inhibition or InhibitionEntry()
    named = {
        "good_runs": ending.good_runs,
        "reopen_window": ending.reopen_window,
        "unknown_build_grace": ending.unknown_build_grace,
        "group_window": ending.group_window,
        "flap_cycles": flapping.cycles,
        "flap_window": flapping.within,
        "calm": flapping.calm,
        "storm_incidents": storm.incidents,
        "storm_window": storm.within,
        "storm_calm": storm.calm,
        "inhibit_span": inhibition.cluster_span,
    }
    policy = Policy()
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    return replace(policy, quiet={**policy.quiet, **(ending.quiet or {})}, **given)
