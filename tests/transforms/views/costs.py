"""Random rows of the cost tables in plain Python: NULLs, negative corrections, all digits, two currencies."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from faultbook.tables import TABLES, Table
from tests.transforms.views.rows import Row

COST_TABLES = (
    "cost_ledger",
    "query_cost",
    "query_statements",
    "warehouse_hours",
    "job_run_cost",
    "cost_daily",
    "cost_tags",
    "query_daily",
    "optimization_opportunities",
    "failure_cost",
    "system_table_checks",
)
START = datetime(2026, 2, 3, tzinfo=UTC)
WORDS = {
    "workspace_id": ("1", "2"),
    "warehouse_id": ("w", "v"),
    "resource_id": ("w", "v", "r"),
    "resource_kind": ("WAREHOUSE", "WAREHOUSE", "JOB_RUN", "NONE"),
    "row_kind": ("STATEMENT", "STATEMENT", "STATEMENT", "IDLE", "UNATTRIBUTED"),
    "currency_code": ("USD", "EUR", None),
    "usage_unit": ("DBU", "DSU"),
    "identity": ("ada", "ben", None),
    "executed_by": ("ada", "chen", None),
    "attribution_method": ("work_share", "no_work", "unpriced"),
    "idle_basis": ("events", "unknown"),
    "result_state": ("FAILED", "SUCCEEDED", "CANCELED", None),
    "billing_origin_product": ("SQL", "JOBS", None),
    "status": ("CRITICAL", "WARN", "OK", "NOT_ASSESSED"),
    "failure_kind": ("RUN", "STATEMENT"),
    "template_hash": ("v1:a", "v1:b", None),
    "tag_key": ("team", "env", "<ANY>"),
    "tag_value": ("a", ""),
    "readability": ("readable", "denied"),
    "assessment": ("ASSESSED", "NOT_ASSESSED"),
}


def random_costs(seed: int, *, rows: int = 60) -> dict[str, list[Row]]:
    """Rows of every cost table; each key is there once."""
    dice = random.Random(seed)
    return {name: _rows(TABLES[name], rows, dice) for name in COST_TABLES}


def _rows(table: Table, count: int, dice: random.Random) -> list[Row]:
    unique = {}
    for number in range(count):
        hour = START + timedelta(hours=dice.randrange(40))
        row = {column.name: _value(column.name, column.type, column.nullable, dice) for column in table.columns}
        row |= {name: value for name, value in _instants(hour, dice, number).items() if name in row}
        if row.get("row_kind", "STATEMENT") != "STATEMENT":
            row["statement_id"] = None
        unique[tuple(row[name] for name in table.key)] = row
    return list(unique.values())


def _instants(hour: datetime, dice: random.Random, number: int) -> Row:
    return {
        "usage_date": hour.date(),
        "hour": hour,
        "started_at": hour + timedelta(microseconds=dice.randrange(3_600_000_000)),
        "computed_at": START + timedelta(days=dice.randrange(2)),
        "statement_id": f"s{number % 11}",
        "system_table": f"t{number}",
        "query_id": f"s{number % 11}",
        "subject_id": f"shape{number}",
    }


def _value(name: str, type_: str, nullable: bool, dice: random.Random) -> object:
    if name in WORDS:
        return dice.choice([word for word in WORDS[name] if word is not None or nullable])
    if nullable and dice.random() < 0.15:
        return None
    if type_.startswith("DECIMAL"):
        scale = int(type_.removesuffix(")").split(",")[1])
        return Decimal(dice.randrange(-(10 ** (scale + 3)), 10 ** (scale + 5))).scaleb(-scale)
    values = {
        "STRING": lambda: dice.choice(("a", "ü😀", "")),
        "BIGINT": lambda: dice.randrange(1, 4_000_000),
        "DOUBLE": lambda: dice.randrange(1000) / 8,
        "INT": lambda: dice.randrange(100),
        "BOOLEAN": lambda: dice.choice((True, False)),
        "DATE": START.date,
        "TIMESTAMP": lambda: START + timedelta(microseconds=dice.randrange(10**11)),
        "ARRAY<STRING>": lambda: dice.choice(([], ["x.y", "z"])),
    }
    return values[type_]()
