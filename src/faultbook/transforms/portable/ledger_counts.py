"""What an entry of the ledger counts, for entries of every version."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def is_first_reading() -> Column:
    """True for the entry of a landed file that was read for the first time: others are of what was added to it, and of
    what was replaced, which may be all of it.
    """
    return (F.col("entry") == "ingest") & F.col("continues_batch").isNull()


def records_of_entry() -> Column:
    """Records of an entry of ingest_ledger; entries older than the column had one record in each line of records."""
    return F.coalesce("records", "parsed")
