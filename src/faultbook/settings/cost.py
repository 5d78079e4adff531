"""Settings of cost: the bill, savings rules, budgets, forecasts, anomalies of spend."""

from pydantic import Field, field_validator

from faultbook.settings.group import Group


class CostSettings(Group):
    """The bill, savings rules, budgets, forecasts, anomalies of spend."""

    system_tables: str = Field(
        "system", description="Catalog of the system tables, or (with a / or a leading .) a folder of Delta tables."
    )
    as_of: str = Field("", description="cost only: instant to compute the bill at (ISO, UTC); empty: now.")
    currency: str = Field("USD", description="Currency taken where a SKU has prices in several.")
    cost_first_days: int = Field(365, ge=1, le=36_500, description="How many days back the first cost run computes.")
    cost_settle_days: int = Field(
        3, ge=1, le=365, description="Days before the last cost run that are always recomputed, for late statements."
    )
    cost_reach_days: int = Field(
        360, ge=1, le=36_500, description="Older days are never recomputed: the platform has dropped their rows."
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

    @field_validator("opportunity_thresholds")
    @classmethod
    def _two_or_three_numbers_each(cls, value: dict[str, list[float]]) -> dict[str, list[float]]:
        for name, numbers in value.items():
            if len(numbers) not in (2, 3) or numbers[0] > numbers[1]:
                raise ValueError(
                    f"{name} has {numbers}; expected [warn at, critical at] or [warn at, critical at, least samples]"
                )
        return value
