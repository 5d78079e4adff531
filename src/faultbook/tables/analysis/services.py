"""What is known about a service."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

SERVICES = Table(
    name="services",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="What people know about a service: written in a YAML file, with a stub for each service that logs.",
    key=("service",),
    columns=(
        Column("service", "STRING", "Name of the service, as in its records.", nullable=False),
        Column("title", "STRING", "What it does; NULL where it is not known."),
        Column("owner", "STRING", "Who runs it; NULL where it is not known."),
        Column("repository", "STRING", "Where its code lies; NULL where it is not known."),
        Column("tier", "BIGINT", "How important it is, 1 is most; NULL where it is not known."),
        Column("link", "STRING", "Where to read on; NULL where it is not known."),
        Column(
            "source", "STRING", "yaml (the file of the users) or stub (made for a service that logs).", nullable=False
        ),
    ),
    computed_from=(
        "the file of the setting `services_file`",
        "pattern_sightings",
    ),
    kept="Until the file no longer has it; stubs for ever.",
)
