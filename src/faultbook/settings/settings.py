"""All settings of a run: the groups, composed."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from faultbook.settings.analysis import AnalysisSettings
from faultbook.settings.cost import CostSettings
from faultbook.settings.events import EventSettings
from faultbook.settings.group import Group
from faultbook.settings.ingest import IngestSettings
from faultbook.settings.lakehouse import LakehouseSettings
from faultbook.settings.run import RunSettings

GROUPS: dict[str, type[Group]] = {
    "run": RunSettings,
    "lakehouse": LakehouseSettings,
    "ingest": IngestSettings,
    "analysis": AnalysisSettings,
    "cost": CostSettings,
    "events": EventSettings,
}
"""The groups by name, in the order of the documentation."""


class Settings(
    EventSettings, CostSettings, AnalysisSettings, IngestSettings, LakehouseSettings, RunSettings, BaseSettings
):
    """Every setting of a run. Job parameter, `--argument` and FAULTBOOK_VARIABLE have the same name.

    The fields of the last base come first: they are in the order of GROUPS.
    """

    model_config = SettingsConfigDict(env_prefix="FAULTBOOK_", extra="forbid", frozen=True)


def group_of(name: str) -> str:
    """The name of the group that a setting belongs to; KeyError where there is no such setting."""
    return {field: group for group, kind in GROUPS.items() for field in kind.model_fields}[name]
