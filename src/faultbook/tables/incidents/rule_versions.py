"""Every text of a rule that was read, and what is wrong with those that cannot be used."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

RULE_VERSIONS = Table(
    name="rule_versions",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per rule and version that a run of judge read first. The last good one goes on where the file is "
    "wrong.",
    key=("rule", "rule_version"),
    columns=(
        Column("rule", "STRING", "Name of the rule; of a file that cannot be read its path.", False),
        Column("rule_version", "STRING", "Hash of the text.", False),
        Column("file", "STRING", "File in the folder of rules.", False),
        Column("text", "STRING", "The text of the file, YAML.", False),
        Column("mistake", "STRING", "Why it cannot be used; NULL where it can."),
        Column("first_read_at", "TIMESTAMP", "When a run first read it, UTC.", False),
        Column("run_id", "STRING", "That run.", False),
    ),
    computed_from=("the files of the setting `rules_folder`",),
)
