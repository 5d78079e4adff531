"""What the account's bill is, added up in plain Python from what was generated."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from faultbook_samples.bill.estate import Price

Row = dict[str, Any]
_CENT_OF_A_CENT = Decimal(1).scaleb(-10)
CURRENCY = "USD"


@dataclass(frozen=True)
class Truth:
    """Quantities by unit, amounts by currency, and how many rows there are."""

    records: int
    statements: int
    billed: dict[str, Decimal]
    unpriced: dict[str, Decimal]
    amounts: dict[str, Decimal]
    warehouse_amounts: dict[str, Decimal]
    without_corrections: dict[str, Decimal]

    def described(self) -> Row:
        """The same as JSON values, for a manifest."""
        return {
            name: {key: str(amount) for key, amount in value.items()} if isinstance(value, dict) else value
            for name, value in vars(self).items()
        }


def truth_of(usage: Sequence[Row], prices: Sequence[Price], statements: int) -> Truth:
    """Adds up all visible records of any type: each at the price of its end, in dollars where there is such a price."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in usage:
        quantity, price = row["usage_quantity"], _price_of(row, prices)
        sums["billed"][row["usage_unit"]] += quantity
        if price is None:
            sums["unpriced"][row["usage_unit"]] += quantity
            continue
        amount = (quantity * price.amount).quantize(_CENT_OF_A_CENT, rounding=ROUND_HALF_UP)
        sums["amounts"][price.currency] += amount
        if row["record_type"] == "ORIGINAL":
            sums["without_corrections"][price.currency] += amount
        if row["usage_metadata"].get("warehouse_id"):
            sums["warehouse_amounts"][price.currency] += amount
    names = ("billed", "unpriced", "amounts", "warehouse_amounts", "without_corrections")
    return Truth(len(usage), statements, *(dict(sums[name]) for name in names))


def _price_of(row: Row, prices: Sequence[Price]) -> Price | None:
    at = row["usage_end_time"]
    held = [
        price
        for price in prices
        if (price.sku, price.cloud, price.unit) == (row["sku_name"], row["cloud"], row["usage_unit"])
        and price.since <= at
        and (price.until is None or at < price.until)
    ]
    return max(held, key=lambda price: (price.currency == CURRENCY, price.since), default=None)
