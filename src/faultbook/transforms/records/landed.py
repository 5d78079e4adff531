"""What is known of a line before it is read: the landed file it lies in, and whose logs that file holds."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def decoded_path(uri: Column) -> Column:
    """The path of Spark's `_metadata.file_path`, percent-decoded ('+' stays a plus, unlike in `url_decode`)."""
    return F.when(F.contains(uri, F.lit("%")), F.url_decode(F.replace(uri, F.lit("+"), F.lit("%2B")))).otherwise(uri)


def relative_path(uri: Column, root: str) -> Column:
    """The landed file relative to `root` (an absolute path without scheme), so that laptop and workspace agree.

    Nulls: NULL where the file lies outside `root`.
    """
    folder = root.rstrip("/") + "/"
    path = decoded_path(uri)
    start = F.instr(path, folder)
    return F.when(start > 0, F.substr(path, start + len(folder)))


def service_of(source_file: Column, *, service: str, default_service: str) -> Column:
    """`service` where it is given, else the first sub-folder of the landing folder, else `default_service`."""
    if service:
        return F.lit(service)
    return F.when(F.contains(source_file, F.lit("/")), F.substring_index(source_file, "/", 1)).otherwise(
        F.lit(default_service)
    )


def is_compressed(source_file: Column) -> Column:
    """True for a gzip file: its size does not limit its lines."""
    return F.endswith(F.lower(source_file), F.lit(".gz"))


JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


def is_json_name(source_file: str) -> bool:
    """True for the name of a landed file whose lines are JSON objects, compressed or not."""
    return source_file.lower().removesuffix(".gz").endswith(JSON_SUFFIXES)


def is_json(source_file: Column) -> Column:
    """True for a landed file whose lines are JSON objects: is_json_name in Spark."""
    return F.lower(source_file).rlike(r"\.(?:jsonl|ndjson|json)(?:\.gz)?\z")
