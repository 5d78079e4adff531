"""Several records within one object: Azure's `{"records": [...]}`, CloudTrail's, CloudWatch's."""

from collections.abc import Mapping
from typing import Any

from faultbook.formats.json_fields.writing import metadata_of

ENVELOPES = ("records", "Records", "logEvents")
_OWN = frozenset(("timestamp", "@timestamp", "time", "ts", "message", "msg", "TimeGenerated"))
"""Fields of a record: an object that has one of them is one, whatever else it holds."""

_MOST_SHARED = 64 * 2**20
"""Characters that records of one object have in common, counted with each of them."""
_FEW = 64
"""Records that are not counted: what they have in common is of one line."""


def shared_by_all(shared: Mapping[str, Any], records: int) -> bool:
    """False where fields in common would take too much with each of so many records: only the first has them then.

    A line of a megabyte may be thousands of records beside one long field.
    """
    return records <= _FEW or records * len(metadata_of(dict(shared), has_odd_floats=True)) <= _MOST_SHARED


def parts_of(found: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The objects that an envelope holds, each with what the envelope has beside them; None for any other object."""
    name = next((name for name in ENVELOPES if name in found), None)
    if name is None or not _OWN.isdisjoint(found):
        return None
    parts = found[name]
    if type(parts) is not list or not parts or not all(type(part) is dict for part in parts):
        return None
    if len(found) == 1:
        return parts
    beside = {other: value for other, value in found.items() if other != name}
    if not shared_by_all(beside, len(parts)):
        return [{**beside, **parts[0]}, *parts[1:]]
    return [{**beside, **part} for part in parts]
