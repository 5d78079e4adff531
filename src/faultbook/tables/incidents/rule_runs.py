"""How far rules have judged each source."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

RULE_RUNS = Table(
    name="rule_runs",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per run of judge and source: what was read, what matched, what was refused.",
    key=("batch_id", "source"),
    statistics=("batch_id",),
    columns=(
        Column("batch_id", "BIGINT", "Run of judge, counted from 1.", False),
        Column("source", "STRING", "Frame that was judged.", False),
        Column("through_batch", "BIGINT", "Newest batch of the source that was judged; 0: it had none.", False),
        Column("through_at", "TIMESTAMP", "Of a source without batches: its newest judged change, UTC; else NULL."),
        Column("events", "BIGINT", "Rows of the source that were judged.", False),
        Column("matches", "BIGINT", "Rows of rule_matches that were added.", False),
        Column("without_group", "BIGINT", "Matches whose group key lacks a part: they open nothing.", False),
        Column("without_fingerprint", "BIGINT", "Matches whose fingerprint is empty: they open nothing.", False),
        Column("rules", "BIGINT", "Rules that judged it.", False),
        Column("recorded_at", "TIMESTAMP", "When the run completed it, UTC.", False),
        Column("run_id", "STRING", "Run of the job.", False),
    ),
    computed_from=("rule_matches",),
)
