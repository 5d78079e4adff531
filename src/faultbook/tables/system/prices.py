"""system.billing.list_prices and account_prices: what a unit costs, and from when to when."""

from faultbook.tables.system.contract import Leaf, SystemTable

# The platform has shown these numbers as DECIMAL and as STRING.
_LEAVES = (
    Leaf("sku_name", "STRING", "What is sold."),
    Leaf("cloud", "STRING", "AWS, AZURE or GCP, in any case."),
    Leaf("currency_code", "STRING", "Currency of the price."),
    Leaf("usage_unit", "STRING", "Unit that the price is for."),
    Leaf("price_start_time", "TIMESTAMP", "From when on it holds, UTC."),
    Leaf("price_end_time", "TIMESTAMP", "Until when it holds, not in it, UTC; NULL: still."),
    Leaf("effective_price", "DECIMAL(38,18)", "Price to cost with.", "pricing.effective_list.default"),
    Leaf("default_price", "DECIMAL(38,18)", "Price without promotions.", "pricing.default"),
)

LIST_PRICES = SystemTable(
    schema="billing",
    name="list_prices",
    comment="List prices of all time.",
    instant="price_start_time",
    without="every amount of money; quantities stay",
    leaves=_LEAVES,
)

ACCOUNT_PRICES = SystemTable(
    schema="billing",
    name="account_prices",
    comment="Prices of this account, in preview. Taken before list prices where there are any.",
    instant="price_start_time",
    without="discounts: amounts are at list price",
    optional=True,
    leaves=_LEAVES,
)
