"""Alert rules for failed activities and pipelines of data factories, whose alerts carry the error text.

An alert on a metric carries only names, and a log search alert does not contain the rows that it found. It contains the
values by which the rule is split, six at most, so that one alert is one failed run with its text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from faultbook.connecting.azure.cli import AzureResource, Json
from faultbook.connecting.azure.wanted import INSIGHTS, MONITORING, RULE_VERSION, TAG, Wanted

KIND = "alert rule"
MOST_DIMENSIONS = 6
FREQUENCY, WINDOW = "PT5M", "PT15M"
"""A row may arrive ten minutes after its time, so that each is looked for three times; it is one event all the same."""


@dataclass(frozen=True)
class RuleSubject:
    """What a rule looks for: a table, the column of the run's id, the columns by which it is split."""

    suffix: str
    title: str
    table: str
    dimensions: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)


ACTIVITIES = RuleSubject(
    "activities",
    "failed activity",
    "ADFActivityRun",
    ("PipelineName", "ActivityName", "ActivityRunId", "ErrorCode", "FailureType", "ErrorMessage"),
)
PIPELINES = RuleSubject(
    "pipelines",
    "failed pipeline",
    "ADFPipelineRun",
    ("PipelineName", "PipelineRunId", "ErrorCode", "FailureType", "ErrorMessage"),
    {"PipelineRunId": "RunId"},
)
SUBJECTS = (ACTIVITIES, PIPELINES)


@dataclass(frozen=True)
class RuleOptions:
    """What all rules share. `custom`: properties of the alert, such as service and environment."""

    severity: int = 2
    message_length: int = 1_000
    custom: Mapping[str, str] = field(default_factory=dict)


def query_of(subject: RuleSubject, factories: Sequence[AzureResource], length: int) -> str:
    """The search of a rule: one row for each failed run. Columns without a value are '', which a rule can split by."""
    ids = ", ".join(f'"{each.id}"' for each in sorted(factories, key=lambda each: each.id))
    text = "iff(isempty(ErrorMessage), Error, ErrorMessage)" if subject is ACTIVITIES else "ErrorMessage"
    extended = [f"{name} = {column}" for name, column in subject.renamed.items()]
    extended.append(f"ErrorMessage = substring({text}, 0, {length})")
    return "\n".join(
        [
            subject.table,
            '| where Status == "Failed"',
            f"| where _ResourceId in~ ({ids})",
            f"| extend {', '.join(extended)}",
            f"| project TimeGenerated, _ResourceId, {', '.join(subject.dimensions)}",
        ]
    )


def alert_rule(
    name: str,
    group_path: str,
    subject: RuleSubject,
    factories: Sequence[AzureResource],
    workspace: AzureResource,
    *,
    action_group: str,
    options: RuleOptions,
) -> Wanted:
    """The rule of a subject. `group_path`: of the resource group; `action_group`: its id."""
    full = f"{name}-{subject.suffix}"
    criterion = {
        "query": query_of(subject, factories, options.message_length),
        "timeAggregation": "Count",
        "resourceIdColumn": "_ResourceId",
        "dimensions": [{"name": each, "operator": "Include", "values": ["*"]} for each in subject.dimensions],
        "operator": "GreaterThan",
        "threshold": 0,
        "failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1},
    }
    actions: Json = {"actionGroups": [action_group]}
    properties: Json = {
        "displayName": f"{name}: {subject.title}",
        "description": f"One alert for each {subject.title} of a data factory, with its error text. Made by faultbook.",
        "severity": options.severity,
        "enabled": True,
        "evaluationFrequency": FREQUENCY,
        "windowSize": WINDOW,
        "scopes": [workspace.id],
        "criteria": {"allOf": [criterion]},
        # A failed run does not become a run that did not fail: the platform has nothing to resolve.
        "autoMitigate": False,
        # The tables come into being with the first run that a factory sends.
        "skipQueryValidation": True,
        "actions": {**actions, "customProperties": dict(options.custom)} if options.custom else actions,
    }
    return Wanted(
        KIND,
        full,
        f"{group_path}/{INSIGHTS}/scheduledQueryRules/{full}",
        RULE_VERSION,
        {"location": workspace.location, "kind": "LogAlert", "tags": {TAG: name}, "properties": properties},
        f"Microsoft.Insights/scheduledQueryRules/write on the resource group ({MONITORING}) and "
        f"Microsoft.OperationalInsights/workspaces/query/read on workspace {workspace.name} (the role Log Analytics "
        f"Reader)",
    )
