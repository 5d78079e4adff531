"""What people decided about patterns; it wins over the machine."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

PATTERN_DECISIONS = Table(
    name="pattern_decisions",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per decision, never changed: a later one wins over an earlier one.",
    key=("decision_id",),
    columns=(
        Column("decision_id", "STRING", "Identity of the decision.", False),
        Column("kind", "STRING", "merge, split, rename, resolve, reopen or mute.", False),
        Column("pattern_id", "STRING", "The pattern it is about, by an id it had at that time.", False),
        Column(
            "other_id", "STRING", "merge: the pattern that is the same; split: the template that is not; else NULL."
        ),
        Column("title", "STRING", "rename: the pattern's name; else NULL."),
        Column("until", "TIMESTAMP", "mute: the pattern is silent before this instant, UTC; else NULL."),
        Column("author", "STRING", "Who decided.", False),
        Column("reason", "STRING", "Why.", False),
        Column("decided_at", "TIMESTAMP", "When, UTC.", False),
    ),
    computed_from=("decisions of people",),
)
