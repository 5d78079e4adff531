"""What is remarkable about the texts of statements, once per shape."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

STATEMENT_SHAPES = Table(
    name="statement_shapes",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="One row per shape of statements (the text without numbers, strings and spaces): traits of its syntax.",
    key=("shape",),
    columns=(
        Column("shape", "STRING", "As in query_statements.", nullable=False),
        Column("inspection", "STRING", "PARSED, UNPARSED or TOO_LONG.", nullable=False),
        Column(
            "traits", "ARRAY<STRING>", "SELECT_ALL, UNBOUNDED_SORT, CROSS_JOIN; empty: none of them.", nullable=False
        ),
        Column("inspected_with", "INT", "Version of the inspection.", nullable=False),
    ),
    computed_from=("query_statements",),
    kept="For ever; replaced when a newer version inspects the shape.",
)
