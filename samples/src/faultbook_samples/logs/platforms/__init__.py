"""Logs as platforms deliver them: the folder of a Databricks driver, the logs of a Kubernetes node and of Docker.

`write_platforms(directory, PlatformOptions(...))` plans the files, writes a manifest of the plan, then the lines.
Nothing here knows how lines are parsed.
"""

from faultbook_samples.logs.platforms.options import PlatformOptions
from faultbook_samples.logs.platforms.planned import PlannedFile, PlannedRecord
from faultbook_samples.logs.platforms.writing import planned_files, write_platforms

__all__ = ["PlannedFile", "PlannedRecord", "PlatformOptions", "planned_files", "write_platforms"]
