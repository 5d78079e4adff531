"""Realistic, seeded JSON log lines of a system of services, with incidents put into them and the truth written first.

`write_json(directory, JsonOptions(...))` plans, writes the manifest of what it planned, then renders. `planned_records`
and `hourly_truth` give the plan itself, for tests that need counts and no files. Nothing here knows how lines are
parsed.
"""

from faultbook_samples.logs.structured.incidents import KINDS, Incident, drawn_incidents
from faultbook_samples.logs.structured.options import JsonOptions
from faultbook_samples.logs.structured.truth import HourCount, PlannedRecord, hourly_truth, planned_records
from faultbook_samples.logs.structured.writing import write_json

__all__ = [
    "KINDS",
    "HourCount",
    "Incident",
    "JsonOptions",
    "PlannedRecord",
    "drawn_incidents",
    "hourly_truth",
    "planned_records",
    "write_json",
]
