"""Columns that several tables of records share."""

from faultbook.tables.contract import Column

EARLIER_HASH = Column(
    "earlier_hash",
    "STRING",
    "template_hash under the identity version before; NULL in rows older than that pair, and where the lakehouse has "
    "no pattern of that version.",
)
LINE_NUMBER = Column("line_number", "BIGINT", "Its first line in the landed file, from 1; NULL in older rows.")
LINE_COUNT = Column(
    "line_count", "INT", "How many lines it has; 0: an earlier record of the same line counts it; NULL in older rows."
)
