"""Settings of a run itself, whatever its job."""

from enum import StrEnum

from pydantic import Field, field_validator

from faultbook.settings.group import Group


class LogLevel(StrEnum):
    """How much is logged, from most to least."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class RunSettings(Group):
    """One run: its name, its log."""

    run_id: str = Field("", description="Name of the run in log lines and the lease; empty: host and process.")
    log_level: LogLevel = Field(
        LogLevel.WARNING,
        description="Lowest level that is logged on standard error: DEBUG, INFO, WARNING or ERROR. Local Spark logs "
        "its warnings from INFO on. Step lines are printed at every level.",
    )
    plan: bool = Field(False, description="setup only: print what would be done and do nothing (true or false).")

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value
