"""Runs of deliver: each has a number above all earlier ones, by which a run notices that another one took over."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

OUTBOX_RUNS = Table(
    name="outbox_runs",
    role=SchemaRole.ANSWERS,
    lease=Lease.DELIVER,
    comment="Two rows per run of deliver: one when it takes its lease, one when it ends well.",
    key=("fence", "state"),
    statistics=("fence",),
    columns=(
        Column("fence", "BIGINT", "Number of the run, from 1.", False),
        Column("state", "STRING", "began or ended.", False),
        Column("holder", "STRING", "Run of the job.", False),
        Column(
            "through_number",
            "BIGINT",
            "ended: the newest entry of the journal whose wishes are in outbox; 0 where it began.",
            False,
        ),
        Column("recorded_at", "TIMESTAMP", "When the row was made, UTC.", False),
    ),
    computed_from=("runs of the job",),
)
