"""Several records within one object: Azure's `{"records": [...]}`, CloudTrail's, CloudWatch's."""

from collections.abc import Mapping
from typing import Any

ENVELOPES = ("records", "Records", "logEvents")
_OWN = frozenset(("timestamp", "@timestamp", "time", "ts", "message", "msg", "TimeGenerated"))
"""Fields of a record: an object that has one of them is one, whatever else it holds."""


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
    return [{**beside, **part} for part in parts]
