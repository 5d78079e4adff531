"""Which matches of rules with windows an incident counts."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

COUNTED_MATCHES = Table(
    name="counted_matches",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per match that lay in a window that held: each is counted once, whatever arrives later.",
    key=("match_id",),
    statistics=("batch_id", "rule"),
    columns=(
        Column("match_id", "STRING", "The match, see rule_matches.", False),
        Column("rule", "STRING", "Name of the rule with the window.", False),
        Column("group_key", "STRING", "JSON object of what the rule groups by.", False),
        Column("batch_id", "BIGINT", "Run of judge that counted it.", False),
    ),
    computed_from=("rule_matches",),
)
