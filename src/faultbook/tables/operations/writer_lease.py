"""Who may write: one row for each lease, taken by compare-and-set."""

from faultbook.tables.contract import Column, SchemaRole, Table

WRITER_LEASE = Table(
    name="writer_lease",
    role=SchemaRole.RAW,
    lease=None,
    comment="One row per lease: the run that may write the tables of that lease. Taken and renewed by UPDATE, which "
    "conflicts where two runs try at once.",
    key=("lease",),
    columns=(
        Column(
            "lease",
            "STRING",
            "logs, cost, incidents, polls or deliver; writer: the one lease of versions before leases had names.",
            nullable=False,
        ),
        Column("holder", "STRING", "Run that holds the lease; empty where no run does.", nullable=False),
        Column("acquired_at", "TIMESTAMP", "When the holder took it, UTC; NULL where no run holds it."),
        Column(
            "expires_at", "TIMESTAMP", "When it lapses unless the holder renews it, UTC; NULL where no run holds it."
        ),
    ),
    computed_from=("the runs of jobs in a catalog; in a folder, lock files take its place",),
    kept="Changed in place.",
)
