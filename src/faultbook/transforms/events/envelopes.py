"""Lines of the events folder in, envelopes out: as `events.envelope` reads them, as columns."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.events.envelope import ID_LENGTH, VERSION
from faultbook.events.fields import longest
from faultbook.transforms.events.variants import instant, with_columns

_SHAPE = (
    "v INT, id STRING, source STRING, received_at STRING, sent_at STRING, delivery_id STRING, content_type STRING, "
    "headers MAP<STRING,STRING>, remote STRING, auth STRING, body STRING, body_base64 STRING"
)
_SOURCE = "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"


def envelopes(lines: DataFrame) -> DataFrame:
    """The envelope of each line.

    In: landed_file STRING, line BIGINT, value STRING. Out: landed_file, line, is_envelope BOOLEAN, and the columns of
    raw_events but definition, wrapped_in and batch_id; all NULL where the line is no envelope: no JSON of its shape, or
    an id that is not the hash of its content.
    """
    rows = lines.withColumn("_row", F.from_json("value", _SHAPE))
    rows = with_columns(rows, {name: f"_row.{name}" for name in ("source", "delivery_id", "body", "body_base64")})
    rows = with_columns(rows, {"_received": "_row.received_at", "_sent": "_row.sent_at"})
    rows = with_columns(rows, {"_received_at": instant("_received"), "_sent_at": instant("_sent")})
    row = {name: F.col(name) for name in ("source", "delivery_id", "body", "body_base64")}
    content = F.coalesce(F.try_to_binary(row["body_base64"], F.lit("base64")), F.encode(row["body"], "UTF-8"))
    received = F.col("_received_at")
    made = _hash(
        F.encode(row["source"], "UTF-8"), F.encode(F.coalesce(row["delivery_id"], F.lit("")), "UTF-8"), content
    )
    is_envelope = (
        (F.col("_row.v") == VERSION) & row["source"].rlike(_SOURCE) & received.isNotNull() & (F.col("_row.id") == made)
    )
    known = rows.withColumn("is_envelope", F.coalesce(is_envelope, F.lit(False)))

    def of_envelope(column: Column) -> Column:
        return F.when(F.col("is_envelope"), column)

    return known.select(
        "landed_file",
        "line",
        "is_envelope",
        of_envelope(F.col("_row.id")).alias("envelope_id"),
        of_envelope(row["source"]).alias("source"),
        of_envelope(received).alias("received_at"),
        of_envelope(F.col("_sent_at")).alias("sent_at"),
        of_envelope(F.substring(row["delivery_id"], 1, longest("alert_id"))).alias("delivery_id"),
        of_envelope(F.col("_row.content_type")).alias("content_type"),
        of_envelope(F.coalesce(F.col("_row.headers"), F.expr("cast(map() as map<string,string>)"))).alias("headers"),
        of_envelope(F.col("_row.remote")).alias("remote"),
        of_envelope(F.coalesce(F.col("_row.auth"), F.lit("none"))).alias("auth"),
        of_envelope(F.when(row["body_base64"].isNull(), row["body"])).alias("body"),
        of_envelope(row["body_base64"]).alias("body_base64"),
        of_envelope(F.octet_length(content).cast("bigint")).alias("body_bytes"),
        of_envelope(F.to_date(received)).alias("received_on"),
    )


def _hash(*parts: Column) -> Column:
    """The id of a content: SHA-256 of the parts, each after its length in eight bytes."""
    pieces = [piece for part in parts for piece in (_length(part), part)]
    return F.substring(F.sha2(F.concat(*pieces), 256), 1, ID_LENGTH)


def _length(part: Column) -> Column:
    return F.unhex(F.lpad(F.hex(F.octet_length(part)), 16, "0"))
