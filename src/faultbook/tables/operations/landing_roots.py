"""The landing folders that a lakehouse reads."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

LANDING_ROOTS = Table(
    name="landing_roots",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per landing folder that the lakehouse reads. In a workspace there is one, the volume.",
    key=("root_id",),
    columns=(
        Column(
            "root_id",
            "STRING",
            "Id of the root: 'first', or the folder's name. Landed files of other roots than the first are named "
            "//root_id/path.",
            nullable=False,
        ),
        Column("path", "STRING", "Absolute path of the folder or volume.", nullable=False),
        Column("first_seen_at", "TIMESTAMP", "When the lakehouse first read the root, UTC.", nullable=False),
    ),
    computed_from=("the setting `landing`",),
    kept="For ever; the path is changed where a folder was moved.",
)
