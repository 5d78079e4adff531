"""What is known about a service."""

from faultbook.tables.contract import Column, SchemaRole, Table

SERVICES = Table(
    name="services",
    role=SchemaRole.ANSWERS,
    comment="What people know about a service: written in a YAML file, with a stub for each service that logs.",
    key=("service",),
    columns=(
        Column("service", "STRING", "Name of the service, as in its records.", nullable=False),
        Column("title", "STRING", "What it does; NULL where nobody wrote it."),
        Column("owner", "STRING", "Who runs it; NULL where nobody wrote it."),
        Column("repository", "STRING", "Where its code lies; NULL where nobody wrote it."),
        Column("tier", "BIGINT", "How important it is, 1 is most; NULL where nobody wrote it."),
        Column("link", "STRING", "Where to read on; NULL where nobody wrote it."),
        Column(
            "source", "STRING", "yaml (the file of the users) or stub (made for a service that logs).", nullable=False
        ),
    ),
)
