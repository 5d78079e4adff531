"""What an entry of the ledger counts, for entries of every version."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def records_of_entry() -> Column:
    """Records of an entry of ingest_ledger; entries older than the column had one record in each line of records."""
    return F.coalesce("records", "parsed")
