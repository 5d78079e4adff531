"""What is known of a line before it is parsed: its landed file, and the service whose logs the file contains."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def decoded_path(uri: Column) -> Column:
    """The path of Spark's `_metadata.file_path`, percent-decoded ('+' stays a plus, unlike in `url_decode`)."""
    return F.when(F.contains(uri, F.lit("%")), F.url_decode(F.replace(uri, F.lit("+"), F.lit("%2B")))).otherwise(uri)


ROOT_MARK = "//"
"""Begins the names of landed files of other roots than the first. No relative path begins with it."""


def relative_path(uri: Column, root: str, prefix: str = "") -> Column:
    """The landed file relative to `root` (an absolute path without scheme), so that laptop and workspace agree.

    `prefix` names the root where it is not the first, as in `//nginx/`. Nulls: NULL where the file lies outside `root`.
    """
    folder = root.rstrip("/") + "/"
    path = decoded_path(uri)
    start = F.instr(path, folder)
    relative = F.substr(path, start + len(folder))
    return F.when(start > 0, F.concat(F.lit(prefix), relative) if prefix else relative)


def path_in_root(source_file: Column) -> Column:
    """The landed file relative to its root: without the name of the root that may come before it."""
    after_name = F.substring_index(F.substr(source_file, F.lit(len(ROOT_MARK) + 1)), "/", 1)
    relative = F.substr(source_file, F.length(after_name) + (len(ROOT_MARK) + 2))
    return F.when(F.startswith(source_file, F.lit(ROOT_MARK)), relative).otherwise(source_file)


def service_of(source_file: Column, *, service: str, default_service: str) -> Column:
    """`service` where it is given, else the first sub-folder of the landing root, else `default_service`."""
    if service:
        return F.lit(service)
    path = path_in_root(source_file)
    return F.when(F.contains(path, F.lit("/")), F.substring_index(path, "/", 1)).otherwise(F.lit(default_service))


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
