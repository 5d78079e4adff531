"""Every knob, typed, with default and unit. Values come from arguments, then FAULTBOOK_* variables, then defaults."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from faultbook.errors import SettingError
from faultbook.faults.redaction import Redactor
from faultbook.faults.severities import DEFAULT_SEVERITIES, refused


class Settings(BaseSettings):
    """What a run may be told. Names are the same as job parameter, `--argument` and FAULTBOOK_VARIABLE."""

    model_config = SettingsConfigDict(env_prefix="FAULTBOOK_", extra="forbid", frozen=True)

    catalog: str = Field(
        ".lakehouse", description="Unity Catalog catalog, or (with a / or a leading .) a local folder of Delta tables."
    )
    schema_name: str = Field("faultbook", description="Schema of answers: counts, ledgers, views.")
    raw_schema_name: str = Field("faultbook_raw", description="Schema of rows: records and rejects.")
    landing: str = Field(".landing", description="Folder or volume that log files arrive in.")
    checkpoints: str = Field(
        ".lakehouse/checkpoints", description="Folder or volume of the stream's checkpoint; outside `landing`."
    )
    file_pattern: str = Field(
        "*.{log,log.gz,tsv,tsv.gz,jsonl,jsonl.gz,ndjson,ndjson.gz}",
        description="Names of landed files that are logs (glob).",
    )
    service: str = Field("", description="Service of all records; empty: the first sub-folder of `landing`.")
    default_service: str = Field("default", description="Service of files that lie in no sub-folder.")
    environment: str = Field("local", description="Environment that records are labelled with.")
    code_pattern: str = Field(
        r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
        description="What an error code looks like (whole, syntax shared by Java and Python).",
    )
    severities: dict[str, list[str]] = Field(
        default_factory=lambda: dict(DEFAULT_SEVERITIES),
        description="Canonical severity -> spellings, worst first, in lower case (JSON). What no spelling fits is "
        "Unknown, which no setting may name.",
    )
    redaction_rules: list[str] = Field(
        default_factory=list,
        description="More secrets to take out of texts: regular expressions; what the group `secret`, else the whole, "
        "matches is replaced (JSON).",
    )
    redaction_allow: list[str] = Field(
        default_factory=list,
        description="What is no secret although it looks like one: regular expressions over the whole of it (JSON).",
    )
    max_line_bytes: int = Field(1_048_576, ge=1_024, description="Longer lines are rejected as too_long (bytes).")
    reject_keep_bytes: int = Field(65_536, ge=256, description="How much of a rejected line is kept (bytes).")
    templates_per_code: int = Field(
        10_000, ge=1, description="Most templates of one service, code and hint; what is more is one overflow pattern."
    )
    max_files_per_batch: int = Field(10_000, ge=1, description="Most files in one batch.")
    records_retention_days: int = Field(0, ge=0, le=36_500, description="Days that records are kept; 0: for ever.")
    rejects_retention_days: int = Field(0, ge=0, le=36_500, description="Days that rejects are kept; 0: for ever.")
    vacuum_retention_hours: int = Field(
        168, ge=168, description="Hours that replaced data files are kept for time travel and running readers."
    )
    lease_seconds: int = Field(
        120, ge=10, description="A writer that does not renew its lease for so long has lost it (seconds)."
    )
    lease_wait_seconds: int = Field(0, ge=0, description="How long to wait for another writer to finish (seconds).")
    run_id: str = Field("", description="Name of the run in log lines and the lease; empty: host and process.")
    plan: bool = Field(False, description="setup only: say what would be done and do nothing (true or false).")
    reconcile_days: int = Field(
        7, ge=1, le=36_500, description="How many days back reconcile recomputes counts from records."
    )
    rebuild_days: int = Field(
        0, ge=0, le=36_500, description="reconcile only: how many days back counts are made anew from records; 0: none."
    )
    baseline_days: int = Field(28, ge=7, le=365, description="How many days a baseline is learned from.")
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
        24, ge=0, le=672, description="Hours in which a new service is learned: nothing it says is a new pattern."
    )
    errors_file: str = Field("", description="YAML file of what is known about codes and patterns; empty: none.")
    services_file: str = Field("", description="YAML file of what is known about services; empty: none.")
    analysis_endpoint: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_-]{0,63}$",
        description="Serving endpoint of a chat model that detect asks about new alerts; empty: none is asked.",
    )
    analysis_most_alerts: int = Field(10, ge=1, le=1_000, description="Most alerts that one run asks the model about.")
    system_tables: str = Field(
        "system", description="Catalog of the system tables, or (with a / or a leading .) a folder of Delta tables."
    )
    as_of: str = Field("", description="cost only: instant to compute the bill at (ISO, UTC); empty: now.")
    currency: str = Field("USD", description="Currency taken where a SKU has prices in several.")
    cost_first_days: int = Field(365, ge=1, le=36_500, description="How many days back the first cost run computes.")
    cost_settle_days: int = Field(
        3, ge=1, le=365, description="Days before the last cost run that are always computed anew, for late statements."
    )
    cost_reach_days: int = Field(
        360, ge=1, le=36_500, description="Older days are never computed anew: the platform has dropped their rows."
    )
    opportunity_days: int = Field(30, ge=1, le=365, description="Days that rules of saving look back at.")
    opportunity_thresholds: dict[str, list[float]] = Field(
        default_factory=dict,
        description="Rule -> [warn at, critical at] or [warn at, critical at, least samples] (JSON); docs/cost.md.",
    )
    inspect_shapes: int = Field(
        20_000, ge=0, description="Most shapes of statements whose text one run inspects; the rest waits for the next."
    )
    inspect_characters: int = Field(
        100_000, ge=100, description="Longer texts of statements are not inspected (characters)."
    )
    budgets_file: str = Field("", description="YAML file of budgets; empty: none.")
    forecast_days: int = Field(31, ge=1, le=92, description="How many days ahead spend is forecast.")
    cost_anomaly_days: int = Field(
        7, ge=1, le=28, description="How many days back spend is judged; older days stay as they were judged."
    )
    cost_anomaly_z: float = Field(
        5.0, ge=1, le=1_000, description="How many deviations above its expectation an hour's spend is an anomaly."
    )
    cost_anomaly_min: int = Field(
        5, ge=0, description="Least spend of an hour that can be an anomaly, in whole units of its currency."
    )
    failure_log_minutes: int = Field(
        10, ge=0, le=1_440, description="Minutes after a failure in which logs of its cluster still belong to it."
    )

    report_day: str = Field(
        "", description="Day of the nightly report, as 2026-01-31; empty: the newest day that is over."
    )

    @field_validator("severities")
    @classmethod
    def _can_be_used(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if wrong := refused(value):
            raise ValueError(wrong)
        return value

    @field_validator("opportunity_thresholds")
    @classmethod
    def _two_or_three_numbers_each(cls, value: dict[str, list[float]]) -> dict[str, list[float]]:
        for name, numbers in value.items():
            if len(numbers) not in (2, 3) or numbers[0] > numbers[1]:
                raise ValueError(
                    f"{name} has {numbers}; expected [warn at, critical at] or [warn at, critical at, least samples]"
                )
        return value

    @field_validator("code_pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as wrong:
            raise ValueError(f"it is no regular expression ({wrong})") from wrong
        return value

    @field_validator("redaction_rules")
    @classmethod
    def _are_rules(cls, value: list[str]) -> list[str]:
        Redactor(rules=value)
        return value

    @field_validator("redaction_allow")
    @classmethod
    def _are_allowed_texts(cls, value: list[str]) -> list[str]:
        Redactor(allow=value)
        return value

    @field_validator("report_day")
    @classmethod
    def _is_a_day_or_empty(cls, value: str) -> str:
        if value:
            try:
                date.fromisoformat(value)
            except ValueError as wrong:
                raise ValueError("it is no day as in 2026-01-31") from wrong
        return value

    @property
    def is_local(self) -> bool:
        """True where `catalog` names a folder, False where it names a Unity Catalog catalog."""
        return "/" in self.catalog or self.catalog.startswith(".")


def make_settings(**values: Any) -> Settings:
    """Settings from keyword values over FAULTBOOK_* variables over defaults; SettingError where one is wrong."""
    try:
        return Settings(**values)
    except SettingsError as wrong:
        raise SettingError(f'{wrong}: expected JSON, as in FAULTBOOK_SEVERITIES=\'{{"Error": ["err"]}}\'.') from wrong
    except ValidationError as wrong:
        raise SettingError("\n".join(_explain(error) for error in wrong.errors())) from wrong


def settings_from(argv: Sequence[str]) -> Settings:
    """Settings from `--name=value` or `--name value`, as a wheel task gets them; SettingError where one is wrong."""
    values: dict[str, str] = {}
    rest = list(argv)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("--"):
            raise SettingError(
                f"argument {argument!r} is none of --name=value. Known names: {', '.join(Settings.model_fields)}."
            )
        name, equals, value = argument[2:].partition("=")
        if not equals:
            if not rest:
                raise SettingError(f"argument --{name} has no value; expected --{name}=VALUE.")
            value = rest.pop(0)
        values[name.replace("-", "_")] = value
    return make_settings(**{name: _decode(name, value) for name, value in values.items()})


def _decode(name: str, value: str) -> Any:
    field = Settings.model_fields.get(name)
    if field is not None and field.annotation not in (str, int):
        import json  # noqa: PLC0415

        try:
            return json.loads(value)
        except json.JSONDecodeError as wrong:
            raise SettingError(
                f"{name}: found {value!r}, expected JSON ({wrong.msg} at character {wrong.pos})."
            ) from wrong
    return value


def _explain(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    field = Settings.model_fields.get(name)
    if field is None:
        return f"{name}: no such setting. Known names: {', '.join(Settings.model_fields)}."
    return (
        f"{name}: found {error['input']!r}, {error['msg'][0].lower()}{error['msg'][1:]}. {field.description} "
        f"Fix: give --{name}=VALUE or set FAULTBOOK_{name.upper()} "
        f"(default {field.get_default(call_default_factory=True)!r})."
    )
