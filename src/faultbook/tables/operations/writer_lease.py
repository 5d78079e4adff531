"""Who may write: one row, taken by compare-and-set."""

from faultbook.tables.contract import Column, SchemaRole, Table

WRITER_LEASE = Table(
    name="writer_lease",
    role=SchemaRole.RAW,
    comment="One row: the run that may write. Taken and renewed by UPDATE, which conflicts where two runs try at once.",
    key=("lease",),
    columns=(
        Column("lease", "STRING", "Always 'writer'.", nullable=False),
        Column("holder", "STRING", "Run that holds the lease; empty where nobody does.", nullable=False),
        Column("acquired_at", "TIMESTAMP", "When the holder took it, UTC; NULL where nobody holds it."),
        Column(
            "expires_at", "TIMESTAMP", "When it lapses unless the holder renews it, UTC; NULL where nobody holds it."
        ),
    ),
)
