"""The demonstration of the bill: writes a sample account's system tables, runs the bundle's job over them.

A folder goes in, what happened comes out as values; `faultbook demo cost` prints them.
"""

import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import LocalStore
from faultbook_samples import bill
from faultbook_samples.bill.truth import Truth
from faultbook_samples.demo.errors import Demo, prepare
from faultbook_samples.demo.running import Comparison

STATEMENTS_PER_DAY = 300
BUDGETS = """\
budgets:
  whole account:
    scope: account
    monthly: 7500
  team data:
    scope: tag
    key: team
    value: data
    monthly: 2700
    owner: team-data
  nightly_marts:
    scope: job
    workspace: "7001002003004001"
    job: "4402"
    monthly: 150
  who loads:
    scope: user
    user: sp-etl@example.com
    monthly: 2500
"""


@dataclass(frozen=True)
class CostDemo:
    """Folder of the demonstration, and how many days the account has."""

    folder: Path
    days: int = 24

    @property
    def options(self) -> bill.AccountOptions:
        """Options of the account."""
        return bill.AccountOptions(days=self.days, statements=STATEMENTS_PER_DAY)

    @property
    def system_tables(self) -> Path:
        """The folder of the account's system tables."""
        return self.folder / "system_tables"

    @property
    def lakehouse(self) -> Path:
        """The folder of Delta tables, shared with the demonstration of logs."""
        return self.folder / "lakehouse"

    @property
    def parameters(self) -> list[str]:
        """Parameters of the job `cost`."""
        return [
            f"system_tables={self.system_tables.absolute()}",
            f"as_of={self.options.as_of.isoformat()}",
            f"cost_first_days={self.days + 1}",
            f"budgets_file={self.budgets.absolute()}",
        ]

    @property
    def budgets(self) -> Path:
        """The file of the account's budgets."""
        return self.folder / "budgets.yml"


def land_account(demo: CostDemo, *, fresh: bool) -> bill.Account:
    """Writes the account's system tables; with `fresh` all that earlier runs made is removed first."""
    prepare(Demo(demo.folder), fresh=fresh)
    if fresh:
        shutil.rmtree(demo.system_tables, ignore_errors=True)
    demo.folder.mkdir(parents=True, exist_ok=True)
    demo.budgets.write_text(BUDGETS, encoding="utf-8")
    return bill.write_account(demo.system_tables, demo.options)


def dollar_checks(store: LocalStore, truth: Truth) -> list[Comparison[Decimal]]:
    """The invariants, and the ledger against the generator's own sums: each with both of its sides."""
    rows = store.ask(Query("ledger_check", limit=0)).records()
    zero = Decimal(0)

    def summed(name: str, key: str, value: str) -> Decimal:
        return sum((row[name] for row in rows if row[key] == value and row[name] is not None), zero)

    checks: list[Comparison[Decimal]] = []
    for unit in sorted({row["usage_unit"] for row in rows}):
        names = ("allocated", "idle", "unattributed", "unpriced")
        parts = sum((summed(f"{name}_quantity", "usage_unit", unit) for name in names), zero)
        billed = summed("billed_quantity", "usage_unit", unit)
        checks.append(Comparison(f"{unit} = allocated + idle + unattributed + unpriced", billed, parts))
        checks.append(Comparison(f"{unit}, added up by the generator", billed, truth.billed.get(unit, zero)))
    for currency in sorted({row["currency_code"] for row in rows if row["currency_code"]}):
        kinds = ("direct", "idle", "unattributed")
        parts = sum((summed(f"{kind}_amount", "currency_code", currency) for kind in kinds), zero)
        billed = summed("billed_amount", "currency_code", currency)
        shared = summed("statement_cost", "currency_code", currency) + summed(
            "residual_cost", "currency_code", currency
        )
        warehouses = summed("warehouse_amount", "currency_code", currency)
        checks.append(Comparison(f"{currency} = direct + idle + unattributed", billed, parts))
        checks.append(Comparison(f"{currency}, added up by the generator", billed, truth.amounts.get(currency, zero)))
        checks.append(Comparison(f"{currency} of warehouses = statements + residual rows", warehouses, shared))
    counted = sum(row["record_count"] for row in rows)
    return [*checks, Comparison("usage records, each in one place", Decimal(counted), Decimal(truth.records))]
