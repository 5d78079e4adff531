"""What an entry of the ledger counts, for entries of every version."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def is_first_reading() -> Column:
    """True for the entry of a landed file that was read from its beginning: others are of what was added to it."""
    return (F.col("entry") == "ingest") & (F.coalesce("content_from", F.lit(0)) == 0)


def records_of_entry() -> Column:
    """Records of an entry of ingest_ledger; entries older than the column had one record in each line of records."""
    return F.coalesce("records", "parsed")
