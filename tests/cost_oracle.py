"""The bill once more, second by second, in plain Python and decimals: nothing shared with faultbook.

Rows of system tables are dicts with the leaves' names; all instants and waits are whole seconds.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

DIGIT = Decimal(1).scaleb(-10)
ORDER = ["STARTING", "RUNNING", "SCALED_UP", "SCALED_DOWN", "STOPPING", "STOPPED"]


def bill(tables: dict, *, until: datetime, currency: str = "USD") -> tuple[dict, dict]:
    """The ledger by (hour, workspace, kind, resource, parent, sku, unit, currency), statements by (hour, workspace,
    warehouse, statement, sku, currency)."""
    pools = billed(tables, currency)
    statements = newest(tables.get("query.history", []))
    lives = Lives(tables, statements, until)
    ledger, queries = {}, {}
    for key, (quantity, amount) in pools.items():
        hour, workspace, kind, resource, _, _, _, money = key
        parts, work, idle = None, None, None
        if money is None:
            parts = (0, 0, 0, quantity, None, None, None)
        elif kind == "NONE":
            parts = (0, 0, quantity, 0, 0, 0, amount)
        elif kind != "WAREHOUSE":
            parts = (quantity, 0, 0, 0, amount, 0, 0)
        else:
            total = sum(units(one[0]) for other, one in pools.items() if other[:4] == key[:4] and other[7] is not None)
            share = lives.share(workspace, resource, hour, total)
            if share is None:
                parts = (0, 0, quantity, 0, 0, 0, amount)
            else:
                work, worth = cut(quantity, share), cut(amount, share)
                idle = quantity - work
                parts = (work, idle, 0, 0, worth, amount - worth, 0)
                queries |= shared(key, lives, (work, cut(idle, Fraction(1)), worth, amount - worth))
        ledger[key] = (quantity, *parts[:4], amount, *parts[4:])
    return ledger, queries


class Lives:
    """What each warehouse did in each hour, found out by looking at every second."""

    def __init__(self, tables: dict, statements: list, until: datetime) -> None:
        self.until, self.statements = until, statements
        self.events, self.native = defaultdict(list), defaultdict(lambda: defaultdict(int))
        for event in tables.get("compute.warehouse_events", []):
            self.events[event["workspace_id"], event["warehouse_id"]].append(event)
        for row in tables.get("billing.attributed_usage", []):
            length = seconds(row["end_time"] - row["start_time"])
            for hour in hours(row["start_time"], row["end_time"]):
                begun = max(row["start_time"], hour)
                before, through = (
                    int(units(row["active_usage_quantity"]) * Fraction(seconds(at - row["start_time"]), length))
                    for at in (begun, min(row["end_time"], hour + timedelta(hours=1)))
                )
                self.native[row["workspace_id"], row["warehouse_id"], hour][row["statement_id"]] += through - before

    def is_native(self, workspace: str, warehouse: str, hour: datetime) -> bool:
        return any(key[:2] == (workspace, warehouse) and key[2].date() == hour.date() for key in self.native)

    def work(self, workspace: str, warehouse: str, hour: datetime) -> dict[str, int]:
        """Microseconds of task time of each statement in the hour."""
        found = {}
        for statement in self.statements:
            start, end, weight = span(statement)
            if (statement["workspace_id"], statement["warehouse_id"]) != (workspace, warehouse) or not weight:
                continue
            length, low, high = seconds(end - start), max(start, hour), min(end, hour + timedelta(hours=1))
            if length == 0 and low == start < hour + timedelta(hours=1):
                found[statement["statement_id"]] = weight
            elif length and low < high:
                before, through = (weight * seconds(at - start) // length for at in (low, high))
                found[statement["statement_id"]] = through - before
        return found

    def seconds(self, workspace: str, warehouse: str, hour: datetime) -> tuple[int, int]:
        """Running and busy seconds of an hour."""
        busy = [False] * 3600
        for statement in self.statements:
            start, end, weight = span(statement)
            if (statement["workspace_id"], statement["warehouse_id"]) == (workspace, warehouse) and weight:
                for second in range(max(0, seconds(start - hour)), min(3600, seconds(end - hour))):
                    busy[second] = True
        runs, now = list(busy), hour
        events = sorted(
            self.events[workspace, warehouse],
            key=lambda one: (one["event_time"], ORDER.index(one["event_type"]), -one["cluster_count"]),
        )
        for second in range(3600):
            now = hour + timedelta(seconds=second)
            past = [event for event in events if event["event_time"] <= now]
            up = bool(past) and past[-1]["event_type"] != "STOPPED" and past[-1]["cluster_count"] > 0
            runs[second] = busy[second] or (up and now < self.until)
        return sum(runs), sum(busy)

    def share(self, workspace: str, warehouse: str, hour: datetime, billed_units: int) -> Fraction | None:
        """Which part of the hour was work; None where nothing worked."""
        if self.is_native(workspace, warehouse, hour):
            active = sum(self.native[workspace, warehouse, hour].values())
            return Fraction(min(active, billed_units), billed_units or 1) if active else None
        if not self.work(workspace, warehouse, hour):
            return None
        running, busy = self.seconds(workspace, warehouse, hour)
        return Fraction(busy, running) if running else Fraction(1)

    def weights(self, workspace: str, warehouse: str, hour: datetime) -> dict[str, int]:
        if self.is_native(workspace, warehouse, hour):
            return dict(self.native[workspace, warehouse, hour])
        return self.work(workspace, warehouse, hour)


def shared(key: tuple, lives: Lives, wholes: tuple) -> dict:
    """Each statement's part of the wholes: differences of cut running shares, in the order of their ids."""
    hour, workspace, _, warehouse, _, sku, _, money = key
    weights = sorted(lives.weights(workspace, warehouse, hour).items())
    total, through, found = sum(weight for _, weight in weights), 0, {}
    for name, weight in weights:
        before, through = through, through + weight
        found[hour, workspace, warehouse, name, sku, money] = tuple(
            cut(whole, Fraction(through, total)) - cut(whole, Fraction(before, total)) for whole in wholes
        )
    return found


def billed(tables: dict, currency: str) -> dict[tuple, tuple[Decimal, Decimal | None]]:
    """Net quantity and amount by hour and resource."""
    found = {}
    for row in tables["billing.usage"]:
        price = price_of(row, tables["billing.list_prices"], currency)
        with localcontext(prec=60):
            worth = (row["usage_quantity"] * price["effective_price"]).quantize(DIGIT, ROUND_HALF_UP) if price else None
        start, end = row["usage_start_time"], row["usage_end_time"]
        left = (row["usage_quantity"], worth)
        for hour in hours(start, end):
            low, high = max(start, hour), min(end, hour + timedelta(hours=1))
            shares = [Fraction(seconds(at - start), seconds(end - start) or 1) for at in (low, high)]
            piece = tuple(
                None if whole is None else cut(whole, shares[1]) - cut(whole, shares[0])
                for whole in (row["usage_quantity"], worth)
            )
            if high == end:
                piece = left
            left = tuple(None if all_ is None else all_ - part for all_, part in zip(left, piece, strict=True))
            key = (hour, row["workspace_id"], *resource(row), row["sku_name"], row["usage_unit"],
                   price["currency_code"] if price else None)  # fmt: skip
            before = found.get(key, (Decimal(0), Decimal(0) if worth is not None else None))
            found[key] = tuple(None if part is None else old + part for old, part in zip(before, piece, strict=True))
    return found


def price_of(row: dict, prices: list, currency: str) -> dict | None:
    held = [
        price
        for price in prices
        if (price["sku_name"], price["cloud"], price["usage_unit"])
        == (row["sku_name"], row["cloud"], row["usage_unit"])
        and price["price_start_time"] <= row["usage_end_time"]
        and (price["price_end_time"] is None or row["usage_end_time"] < price["price_end_time"])
    ]
    mine = [price for price in held if price["currency_code"] == currency]
    others = [price for price in held if price["currency_code"] == min(other["currency_code"] for other in held)]
    return max(mine or others, key=lambda price: (price["price_start_time"], price["effective_price"]), default=None)


def resource(row: dict) -> tuple[str, str | None, str | None]:
    if row.get("warehouse_id"):
        return "WAREHOUSE", row["warehouse_id"], None
    if row.get("job_id"):
        return "JOB_RUN", row.get("job_run_id"), row["job_id"]
    return "NONE", None, None


def newest(history: list) -> list:
    found = {}
    for row in sorted(history, key=lambda one: one["update_time"]):
        found[row["workspace_id"], row["statement_id"]] = row
    return list(found.values())


def span(statement: dict) -> tuple[datetime, datetime, int]:
    """When a statement worked, and its weight in microseconds."""
    waits = sum(
        statement.get(name) or 0
        for name in ("waiting_for_compute_duration_ms", "waiting_at_capacity_duration_ms", "compilation_duration_ms")
    )
    end = statement["end_time"] or statement["update_time"]
    weight = statement.get("total_task_duration_ms")
    weight = weight if weight is not None else statement.get("execution_duration_ms") or 0
    return (
        min(statement["start_time"] + timedelta(milliseconds=waits), end),
        end,
        0 if statement.get("from_result_cache") else weight * 1000,
    )


def hours(start: datetime, end: datetime) -> list[datetime]:
    at = start.replace(minute=0, second=0, microsecond=0)
    found = [at]
    while at + timedelta(hours=1) < end:
        at += timedelta(hours=1)
        found.append(at)
    return found


def seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def units(amount: Decimal) -> int:
    return int((amount / DIGIT).to_integral_value(ROUND_DOWN))


def cut(whole: Decimal, share: Fraction) -> Decimal:
    """A share of a whole, cut at the tenth digit."""
    product = Fraction(units(whole)) * share
    return Decimal(int(product)) * DIGIT
