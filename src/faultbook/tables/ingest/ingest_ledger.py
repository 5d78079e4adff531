"""The ledger: lines of every landed file, counted by result."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INGEST_LEDGER = Table(
    name="ingest_ledger",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Per landed file: lines = headers + blanks + parsed + rejected. Written last: it completes the batch.",
    key=("batch_id", "source_file", "entry"),
    version=5,
    columns=(
        Column("batch_id", "BIGINT", "Batch of the entry.", nullable=False),
        Column(
            "source_file",
            "STRING",
            "Landed file, relative to its landing root; //root_id/ comes before it where the root is not the first.",
            nullable=False,
        ),
        Column(
            "entry",
            "STRING",
            "ingest: read, wholly or what was new of it. duplicate: a content that was read under another name. "
            "unchanged: written again, its content is what was read. replaced: the end of what was read before, which "
            "had gone on: subtracted here and read again. left_out, unreadable: not read, with the reason. archive: "
            "its members are landed files. known: read by an earlier version. reprocess, purge.",
            nullable=False,
        ),
        Column("file_bytes", "BIGINT", "Size of the landed file; 0 for reprocess and purge.", nullable=False),
        Column(
            "file_modified_at", "TIMESTAMP", "When the landed file was last written, UTC; NULL for reprocess and purge."
        ),
        Column(
            "compressed",
            "BOOLEAN",
            "True where the file is compressed: its size is not that of its lines.",
            nullable=False,
        ),
        Column(
            "line_bytes",
            "BIGINT",
            "Bytes of all lines without their line feeds; 0 for reprocess and purge.",
            nullable=False,
        ),
        Column("lines", "BIGINT", "Lines read; 0 for reprocess and purge.", nullable=False),
        Column(
            "headers",
            "BIGINT",
            "Lines that are headers: # lines with fewer than four tabs, dash lines.",
            nullable=False,
        ),
        Column("blanks", "BIGINT", "Lines of white space only.", nullable=False),
        Column(
            "parsed",
            "BIGINT",
            "Lines of records. Reprocess adds here the lines that it subtracts from rejected.",
            nullable=False,
        ),
        Column(
            "rejected",
            "BIGINT",
            "Lines that became rejects; negative where reprocess turned rejects into records, or a file's end replaced "
            "them.",
            nullable=False,
        ),
        Column("purged", "BIGINT", "Records that retention removed.", nullable=False),
        Column("purged_rejects", "BIGINT", "Rejects that retention removed.", nullable=False),
        Column(
            "first_occurrence",
            "TIMESTAMP",
            "Earliest instant among the entry's records, UTC; NULL where there are none.",
        ),
        Column(
            "last_occurrence", "TIMESTAMP", "Latest instant among the entry's records, UTC; NULL where there are none."
        ),
        Column("detail", "STRING", "Why a file was not read, or what to know of one that was; else NULL."),
        Column("recorded_at", "TIMESTAMP", "When the batch was completed, UTC.", nullable=False),
        Column(
            "unknown_severity",
            "BIGINT",
            "Records among `parsed` whose level is missing or not known; NULL in entries of versions before this.",
        ),
        Column("root_id", "STRING", "Landing root of the file, see landing_roots; NULL for the first one."),
        Column(
            "records",
            "BIGINT",
            "Records made of the lines in `parsed`: several lines may be one record, and one line several; NULL in "
            "entries of versions before this, where it equals `parsed`.",
        ),
        Column(
            "part_rejects",
            "BIGINT",
            "Bad parts of lines that are counted in `parsed`; rows of error_logs_rejected beside `rejected`.",
        ),
        Column("format", "STRING", "Format that the file was read as; NULL for reprocess and purge, and before this."),
        Column("encoding", "STRING", "Encoding that the file was read in, e.g. utf-8; NULL as for format."),
        Column(
            "family",
            "STRING",
            "Folder and name of the log that the file is a part of, without what rotation and compression add to it.",
        ),
        Column(
            "content_from",
            "BIGINT",
            "Where reading began, in bytes of the decompressed content: 0, or where an earlier entry ended. NULL, as "
            "in the following columns, where nothing was read.",
        ),
        Column("content_to", "BIGINT", "Where reading ended."),
        Column("content_hash", "STRING", "SHA-256 of the content from content_from to content_to."),
        Column("head_hash", "STRING", "SHA-256 of the first 4 KiB of the content up to content_to."),
        Column("end_hash", "STRING", "SHA-256 of the last 64 KiB of the content up to content_to."),
        Column("last_line", "BIGINT", "Number of the last line up to content_to."),
        Column(
            "tail_from",
            "BIGINT",
            "Where the last records begin, which may go on when the file grows; content_to where none may.",
        ),
        Column("tail_line", "BIGINT", "Number of the line at tail_from."),
        Column("tail_hash", "STRING", "SHA-256 of what the tail was read as; NULL where there is none."),
        Column(
            "continues_batch",
            "BIGINT",
            "Batch of the entry that this one goes on from, or whose content it is; NULL for a new content.",
        ),
        Column("continues_file", "STRING", "Landed file of that entry: another name after a rotation; NULL as before."),
    ),
    computed_from=(
        "landed files",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "error_logs_rejected",
    ),
)
