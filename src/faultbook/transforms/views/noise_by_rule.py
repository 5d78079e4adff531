"""What each rule is worth: matches, incidents, false alarms, and the delay from failure to incident."""

from pyspark.sql import DataFrame

from faultbook.tables import SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.rule_figures import COLUMNS, figures_of_rules

VIEW = View(
    name="noise_by_rule",
    role=SchemaRole.ANSWERS,
    comment="One row for each rule and source of events: matches, incidents, false alarms, delay. A rule that matched "
    "nothing has a row, too.",
    key=("rule", "source"),
    columns=COLUMNS,
    question=(
        "select rule, source, incidents, false_alarms, delay_p95_seconds from noise_by_rule order by incidents desc"
    ),
)


def noise_by_rule(
    rule_matches: DataFrame, incidents: DataFrame, incident_journal: DataFrame, rule_versions: DataFrame
) -> DataFrame:
    """Figures of rules. In: the tables of these names. Out: the columns of VIEW."""
    return contracted(figures_of_rules(rule_matches, incidents, incident_journal, rule_versions), VIEW)
