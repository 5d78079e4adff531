"""Every setting of a run, typed, with default and unit, in groups: one file for each.

Values come from arguments, then FAULTBOOK_* variables, then defaults.
"""

from faultbook.settings.folder_names import require_readable_name
from faultbook.settings.group import Group
from faultbook.settings.ingest import Duplicates, ReadWith
from faultbook.settings.log_level import configure_logging, spark_log_level
from faultbook.settings.reading import argument_text, make_settings, settings_from
from faultbook.settings.run import LogLevel
from faultbook.settings.settings import GROUPS, Settings, group_of

__all__ = [
    "GROUPS",
    "Duplicates",
    "Group",
    "LogLevel",
    "ReadWith",
    "Settings",
    "argument_text",
    "configure_logging",
    "group_of",
    "make_settings",
    "require_readable_name",
    "settings_from",
    "spark_log_level",
]
