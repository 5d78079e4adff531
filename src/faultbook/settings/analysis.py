"""Settings of analysis: what is unusual, what is known about errors and services, the nightly report."""

from datetime import date

from pydantic import Field, field_validator

from faultbook.settings.group import Group


class AnalysisSettings(Group):
    """What is unusual, what is known about errors and services, the nightly report."""

    baseline_days: int = Field(28, ge=7, le=365, description="How many days a baseline is learned from.")
    baselines_every_days: int = Field(
        0,
        ge=0,
        le=365,
        description="Days between two trainings: a run of baselines that comes earlier learns nothing; 0: none.",
    )
    detection_days: int = Field(
        7,
        ge=1,
        le=28,
        description="How many days back late records can still make an alert; older hours are not judged.",
    )
    alert_z: float = Field(
        5.0, ge=1, le=1_000, description="How many deviations above its expectation an hour is an error_spike."
    )
    alert_min_count: int = Field(5, ge=1, description="Fewest records in an hour that can be an error_spike.")
    new_pattern_min_count: int = Field(
        10, ge=1, description="Fewest records in an hour that make a pattern that is new or back an alert."
    )
    silent_min_expected: int = Field(
        20, ge=1, description="Fewest expected records in an hour whose absence is a silent_service."
    )
    silent_lag_hours: int = Field(
        1, ge=1, le=168, description="How long newer records of others must be there before a silence counts (hours)."
    )
    episode_quiet_hours: int = Field(
        6, ge=1, le=168, description="Quiet hours after which the next unusual hour is a new alert."
    )
    regression_silent_days: int = Field(
        14, ge=1, le=365, description="Days of silence after which a pattern that comes back is a regression."
    )
    learning_hours: int = Field(
        24, ge=0, le=672, description="Hours in which a new service is learned: nothing that it logs is a new pattern."
    )
    alert_silent_hours: int = Field(
        24, ge=1, description="How long no log file may arrive before that makes an alert (hours)."
    )
    alert_silent_again_hours: int = Field(
        168,
        ge=0,
        description="How long after that, while still none arrives, alerts are evaluated again (hours); 0: never.",
    )
    errors_file: str = Field("", description="YAML file of what is known about codes and patterns; empty: none.")
    services_file: str = Field("", description="YAML file of what is known about services; empty: none.")
    analysis_endpoint: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_-]{0,63}$",
        description="Serving endpoint of a chat model that explains new alerts in detect; empty: none.",
    )
    analysis_most_alerts: int = Field(10, ge=1, le=1_000, description="Most alerts that one run sends to the model.")
    report_day: str = Field(
        "", description="Day of the nightly report, as 2026-01-31; empty: the newest day that is over."
    )

    @field_validator("report_day")
    @classmethod
    def _is_a_day_or_empty(cls, value: str) -> str:
        if value:
            try:
                date.fromisoformat(value)
            except ValueError as wrong:
                raise ValueError("expected a day, as 2026-01-31") from wrong
        return value
