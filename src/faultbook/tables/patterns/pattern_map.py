"""Which pattern each template belongs to."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

PATTERN_MAP = Table(
    name="pattern_map",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per template: the pattern it belongs to today. Every id that was ever shown is a template here, "
    "so that an id of a pattern that merged into another still leads to it.",
    key=("template_hash",),
    columns=(
        Column("template_hash", "STRING", "Versioned hash of template and key parts; see error_templates.", False),
        Column("pattern_id", "STRING", "template_hash of the pattern's earliest template.", False),
        Column("pattern", "STRING", "The pattern's text, <*> for what varies among its templates.", False),
        Column(
            "reason",
            "STRING",
            "Why it is in the pattern: itself (the earliest), merged (texts agree), frames (the same exception at the "
            "same place), manual (a decision of a person), overflow (too many templates under one code).",
            False,
        ),
        Column("service", "STRING", "Service of the records.", False),
        Column("error_code", "STRING", "Code of the records.", False),
        Column("code_hint", "STRING", "Code found inside the messages; NULL where none."),
        Column("exception_type", "STRING", "Root cause of the stack trace; NULL where there is none."),
        Column("top_frames", "STRING", "Its topmost frames in own code; NULL where there are none."),
        Column("template", "STRING", "The template's own text.", False),
        Column("first_seen", "TIMESTAMP", "Earliest instant among the template's records, UTC.", False),
        Column("last_seen", "TIMESTAMP", "Latest instant among the template's records, UTC.", False),
        Column("through_batch", "BIGINT", "Newest complete batch that the map had seen when it was written.", False),
        Column("is_error", "BOOLEAN", "True where one of its records is an error or worse; NULL: not known."),
        Column(
            "earlier_hashes",
            "ARRAY<STRING>",
            "Templates of the identity version before that records of this one would have had, sorted; only those that "
            "records had. NULL or empty: none.",
        ),
    ),
    version=2,
    computed_from=(
        "error_templates",
        "error_counts",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "pattern_decisions",
    ),
    kept="Replaced by each run that finds a new batch or decision; ids stay.",
)
