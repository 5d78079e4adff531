"""Spend to come: daily sums per scope go in, forecasts and where months will end come out.

Days are summed by Spark; what remains is some hundred numbers per scope, forecast in plain Python.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.catalog.budgets import ACCOUNT_SCOPE, Budget
from faultbook.costs.forecasting import LEAST_DAYS, MOST_DAYS, Expected, Forecast, forecast
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import COST_DAILY, COST_LEDGER, COST_TAGS, QUERY_COST
from faultbook.transforms.cost.shares import PART
from faultbook.transforms.portable.user_costs import user_costs

Scope = tuple[str, str, str]
Row = dict[str, Any]
_DIGIT = Decimal(1).scaleb(-10)


@dataclass(frozen=True)
class Ahead:
    """Rows of cost_forecast and of budget_status."""

    forecast: list[Row]
    status: list[Row]


@dataclass(frozen=True)
class Spend:
    """Money per day of one scope, and the last day that no late row can change."""

    days: Mapping[date, Decimal]
    first: date
    final: date

    def history(self) -> list[float]:
        """One number per day from the first to the last final one; 0 where nothing was spent."""
        length = (self.final - self.first).days + 1
        return [float(self.days.get(self.first + timedelta(days=at), 0)) for at in range(length)]


def spend_ahead(lakehouse: Lakehouse, budgets: Sequence[Budget], *, through: date, horizon: int) -> Ahead:
    """Forecasts of the account, of each workspace and of what has a budget; `through` is today."""
    first, final = _known_days(lakehouse)
    if first is None or final is None:
        return Ahead([], [])
    rows = _daily(lakehouse, budgets, since=through - timedelta(days=MOST_DAYS + 31)).collect()
    days: dict[Scope, dict[date, Decimal]] = defaultdict(dict)
    for row in rows:
        days[row["scope_type"], row["scope_value"], row["currency_code"]][row["usage_date"]] = row["amount"]
    spends = {scope: Spend(amounts, min(amounts), final) for scope, amounts in days.items()}
    for budget in budgets:
        spends.setdefault((budget.scope_type, budget.scope_value, budget.currency), Spend({}, final, final))
    month_days = (_month_end(through) - final).days
    forecasts = {
        scope: forecast(spend.history(), horizon=max(horizon, month_days)) if spend.days else None
        for scope, spend in spends.items()
    }
    return Ahead(
        [
            row
            for scope, found in sorted(forecasts.items())
            if found
            for row in _forecast_rows(scope, found, spends, horizon)
        ],
        _status_rows(spends, forecasts, budgets, through),
    )


def _known_days(lakehouse: Lakehouse) -> tuple[date | None, date | None]:
    """The first stored day, and the last before any that late rows may still change."""
    daily = lakehouse.read(COST_DAILY)
    is_open = F.col("provisional_hours") > 0
    found = daily.agg(
        F.min("usage_date").alias("first"),
        F.max("usage_date").alias("last"),
        F.min(F.when(is_open, F.col("usage_date"))).alias("open"),
    ).collect()[0]
    if found["first"] is None:
        return None, None
    return found["first"], found["open"] - timedelta(days=1) if found["open"] else found["last"]


def _daily(lakehouse: Lakehouse, budgets: Sequence[Budget], *, since: date) -> DataFrame:
    """Money per scope, currency and day since a day."""

    def rows(table: Any) -> DataFrame:
        return lakehouse.read(table).where(F.col("usage_date") >= F.lit(since))

    daily = rows(COST_DAILY).where(F.col("currency_code").isNotNull())
    parts = [
        _scoped(daily, "ACCOUNT", F.lit(ACCOUNT_SCOPE), "billed_amount"),
        _scoped(daily.where(F.col("workspace_id").isNotNull()), "WORKSPACE", F.col("workspace_id"), "billed_amount"),
    ]
    kinds = {
        budget.scope_type: [one.scope_value for one in budgets if one.scope_type == budget.scope_type]
        for budget in budgets
    }
    if values := kinds.get("TAG"):
        name = F.concat_ws("=", "tag_key", "tag_value")
        tags = rows(COST_TAGS).where(F.col("currency_code").isNotNull() & name.isin(values))
        parts.append(_scoped(tags, "TAG", name, "billed_amount"))
    if values := kinds.get("JOB"):
        name = F.concat_ws("/", "workspace_id", "resource_id")
        jobs = daily.where((F.col("resource_kind") == "JOB") & name.isin(values))
        parts.append(_scoped(jobs, "JOB", name, "billed_amount"))
    if values := kinds.get("USER"):
        users = user_costs(rows(QUERY_COST), rows(COST_LEDGER)).where(F.col("user_id").isin(values))
        parts.append(_scoped(users, "USER", F.col("user_id"), "total_cost"))
    return reduce(DataFrame.unionByName, parts)


def _scoped(rows: DataFrame, kind: str, value: Column, amount: str) -> DataFrame:
    named = rows.select(
        F.lit(kind).alias("scope_type"), value.alias("scope_value"), "currency_code", "usage_date", F.col(amount)
    )
    return named.groupBy("scope_type", "scope_value", "currency_code", "usage_date").agg(
        F.sum(amount).cast(PART).alias("amount")
    )


def _forecast_rows(scope: Scope, found: Forecast, spends: Mapping[Scope, Spend], horizon: int) -> list[Row]:
    final = spends[scope].final
    return [
        {
            **_named(scope),
            "usage_date": final + timedelta(days=at),
            **_amounts(day, Decimal(0)),
            "history_days": found.history_days,
            "history_through": final,
            "mase": found.mase,
            "coverage": found.coverage,
        }
        for at, day in enumerate(found.days[:horizon], start=1)
    ]


def _status_rows(
    spends: Mapping[Scope, Spend], forecasts: Mapping[Scope, Forecast | None], budgets: Sequence[Budget], today: date
) -> list[Row]:
    rows = [
        _status(budget, (budget.scope_type, budget.scope_value, budget.currency), spends, forecasts, today)
        for budget in budgets
    ]
    with_budget = {(row["scope_type"], row["scope_value"], row["currency_code"]) for row in rows}
    usual = [scope for scope in sorted(spends) if scope[0] in {"ACCOUNT", "WORKSPACE"} and scope not in with_budget]
    return [*rows, *(_status(None, scope, spends, forecasts, today) for scope in usual)]


def _status(
    budget: Budget | None,
    scope: Scope,
    spends: Mapping[Scope, Spend],
    forecasts: Mapping[Scope, Forecast | None],
    today: date,
) -> Row:
    spend, month = spends[scope], today.replace(day=1)
    mine = {day: amount for day, amount in spend.days.items() if day >= month}
    actual = sum(mine.values(), Decimal(0))
    last = max(mine, default=max(month, spend.final))
    length = (_month_end(today) - month).days + 1
    expected = _month_by_forecast(spend, forecasts[scope], month, _month_end(today))
    status, reason = judge(budget, actual, expected)
    return {
        "month": month,
        "budget": budget.name if budget else "",
        **_named(scope),
        "owner": budget.owner if budget else None,
        "budget_amount": _digits(budget.monthly) if budget else None,
        "actual_amount": _digits(actual),
        "actual_through": last,
        "run_rate_amount": _digits(actual * length / ((last - month).days + 1)),
        **(expected or {}),
        "status": status,
        "reason": reason,
    }


def judge(budget: Budget | None, actual: Decimal, expected: Mapping[str, Decimal] | None) -> tuple[str, str | None]:
    """Status and reason: what is spent comes before what is expected, and that before what is possible."""
    whole = budget.monthly if budget else Decimal("Infinity")
    part = budget.warn_at_percent if budget else 100
    ends, high = (expected["expected_amount"], expected["high_amount"]) if expected else (actual, actual)
    verdicts = (
        (actual >= whole, "CRITICAL", "the budget is spent"),
        (ends >= whole, "CRITICAL", "the month is expected to end above the budget"),
        (ends >= whole * part / 100, "WARN", f"the month is expected to end above {part} % of the budget"),
        (high >= whole, "WARN", "one month in ten would end above the budget"),
        (expected is None, "NOT_ASSESSED", _TOO_SHORT),
    )
    return next(((status, reason) for holds, status, reason in verdicts if holds), ("OK", None))


_TOO_SHORT = f"fewer than {LEAST_DAYS} whole days are known: no forecast"


def _month_by_forecast(spend: Spend, found: Forecast | None, month: date, end: date) -> dict[str, Decimal] | None:
    """The month's final days as they were and the others as they are expected; None without a forecast."""
    if found is None:
        return None
    ahead = (end - spend.final).days
    before = sum((amount for day, amount in spend.days.items() if month <= day <= spend.final), Decimal(0))
    if ahead <= 0:
        return _amounts(Expected(0.0, 0.0, 0.0), before)
    rest = found.sums[ahead - 1]
    earlier = (month - spend.final).days - 1
    if earlier > 0:  # the month began after the last final day
        gone = found.sums[earlier - 1]
        rest = Expected(rest.amount - gone.amount, max(0.0, rest.low - gone.amount), rest.high - gone.amount)
    return _amounts(rest, before)


def _amounts(expected: Expected, before: Decimal) -> dict[str, Decimal]:
    return {
        "expected_amount": _digits(before + Decimal(expected.amount)),
        "low_amount": _digits(before + Decimal(expected.low)),
        "high_amount": _digits(before + Decimal(expected.high)),
    }


def _named(scope: Scope) -> Row:
    return dict(zip(("scope_type", "scope_value", "currency_code"), scope, strict=True))


def _digits(amount: Decimal) -> Decimal:
    return amount.quantize(_DIGIT, rounding=ROUND_HALF_UP)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
