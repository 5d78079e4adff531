"""What the account contains: workspaces, warehouses, people, jobs, prices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

ACCOUNT = "5a1f0c2e-9d3b-4c61-8f7a-0e2d4b6c8a90"


@dataclass(frozen=True)
class Workspace:
    """A workspace and where it runs."""

    workspace_id: str
    name: str
    cloud: str
    region: str


@dataclass(frozen=True)
class Warehouse:
    """A SQL warehouse: its rate in DBU per hour and cluster, how long it takes to start, when it stops."""

    workspace: Workspace
    warehouse_id: str
    name: str
    kind: str
    size: str
    dbu_per_hour: Decimal
    auto_stop_minutes: int | None
    share: float
    """Part of the account's statements that it gets."""
    tells_events: bool = True
    scales: bool = False
    splits_natively: bool = False
    team: str | None = None

    @property
    def tags(self) -> dict[str, str]:
        """The tags of the resource."""
        return {"team": self.team} if self.team else {}

    @property
    def start_seconds(self) -> int:
        """Time from the first statement to running."""
        return 4 if self.kind == "SERVERLESS" else 180

    @property
    def sku(self) -> str:
        """The SKU that it is billed under."""
        what = "SERVERLESS_SQL" if self.kind == "SERVERLESS" else "SQL_PRO"
        return f"{_tier(self.workspace)}_{what}_COMPUTE_{self.workspace.region}"


@dataclass(frozen=True)
class Job:
    """A job: when it runs, its tasks in order with their usual seconds, how often a task fails."""

    workspace: Workspace
    job_id: str
    name: str
    every: timedelta
    first: timedelta
    tasks: tuple[tuple[str, int], ...]
    fails: float
    serverless: bool
    dbu_per_hour: Decimal
    run_as: str

    @property
    def sku(self) -> str:
        """The SKU that it is billed under."""
        what = "JOBS_SERVERLESS" if self.serverless else "JOBS"
        return f"{_tier(self.workspace)}_{what}_COMPUTE" + (f"_{self.workspace.region}" if self.serverless else "")


@dataclass(frozen=True)
class Price:
    """A row of list_prices."""

    sku: str
    cloud: str
    unit: str
    currency: str
    since: datetime
    until: datetime | None
    amount: Decimal


PROD = Workspace("7001002003004001", "prod-analytics", "AWS", "US_EAST_N_VIRGINIA")
DEV = Workspace("7001002003004002", "dev-analytics", "AWS", "US_EAST_N_VIRGINIA")
EUROPE = Workspace("7001002003004003", "eu-analytics", "AZURE", "EU_WEST")
WORKSPACES = (PROD, DEV, EUROPE)

PEOPLE = tuple(
    f"{name}@example.com"
    for name in ("ada", "ben", "chen", "dara", "emeka", "fatima", "goran", "hana", "ines", "jonas", "keiko", "lars")
)
ETL = "sp-etl@example.com"

WAREHOUSES = (
    Warehouse(PROD, "wh00000000000e71", "etl", "SERVERLESS", "MEDIUM", Decimal(24), 3, 0.22, scales=True, team="data"),
    Warehouse(
        PROD, "wh000000000000b1", "bi", "SERVERLESS", "SMALL", Decimal(12), 5, 0.36, scales=True, team="analytics"
    ),
    Warehouse(PROD, "wh00000000000ad0", "adhoc", "PRO", "X_SMALL", Decimal(6), 20, 0.14),
    # Left running by somebody: no statements, no stop.
    Warehouse(PROD, "wh00000000000f09", "forgotten", "PRO", "2X_SMALL", Decimal(4), None, 0.0),
    Warehouse(DEV, "wh00000000000de0", "dev", "SERVERLESS", "2X_SMALL", Decimal(4), 5, 0.10, splits_natively=True),
    # Its events are older than the platform's record of events.
    Warehouse(DEV, "wh0000000000051e", "old", "PRO", "SMALL", Decimal(12), 10, 0.04, tells_events=False),
    # The same id as in another workspace.
    Warehouse(EUROPE, "wh000000000000b1", "bi-eu", "SERVERLESS", "SMALL", Decimal(12), 4, 0.14),
)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
JOBS = (
    Job(
        PROD,
        "4401",
        "load_orders",
        2 * _HOUR,
        timedelta(minutes=5),
        (("extract", 420), ("load", 900)),
        0.06,
        False,
        Decimal("7.5"),
        ETL,
    ),
    Job(
        PROD,
        "4402",
        "nightly_marts",
        _DAY,
        timedelta(hours=1, minutes=30),
        (("stage", 1500), ("marts", 4200), ("publish", 300)),
        0.12,
        False,
        Decimal(22),
        ETL,
    ),
    Job(
        PROD,
        "4403",
        "score_customers",
        _DAY,
        timedelta(hours=3),
        (("features", 1800), ("score", 2400)),
        0.10,
        True,
        Decimal(9),
        ETL,
    ),
    # The same id as in another workspace.
    Job(
        DEV, "4401", "try_things", 6 * _HOUR, timedelta(minutes=40), (("main", 600),), 0.35, True, Decimal(3), PEOPLE[3]
    ),
    Job(EUROPE, "4410", "eu_sync", 4 * _HOUR, timedelta(minutes=20), (("sync", 1100),), 0.08, True, Decimal(5), ETL),
)

CHEAPER, DEARER = Decimal("0.70"), Decimal("0.75")


def prices(start: datetime, change: datetime) -> list[Price]:
    """List prices: two currencies, a change at midnight, a window that overlaps its successor, old ones."""
    long_ago = start - timedelta(days=400)
    serverless = f"ENTERPRISE_SERVERLESS_SQL_COMPUTE_{PROD.region}"
    usual = [
        ("ENTERPRISE_SQL_PRO_COMPUTE_" + PROD.region, "AWS", "0.55"),
        ("ENTERPRISE_JOBS_SERVERLESS_COMPUTE_" + PROD.region, "AWS", "0.45"),
        ("ENTERPRISE_ALL_PURPOSE_COMPUTE", "AWS", "0.65"),
        ("ENTERPRISE_DLT_CORE_COMPUTE", "AWS", "0.30"),
        ("ENTERPRISE_INTERACTIVE_SERVERLESS_COMPUTE_" + PROD.region, "AWS", "0.95"),
        ("ENTERPRISE_SERVERLESS_REAL_TIME_INFERENCE_" + PROD.region, "AWS", "0.07"),
    ]
    found = [Price(sku, cloud, "DBU", "USD", long_ago, None, Decimal(amount)) for sku, cloud, amount in usual]
    found += [
        Price(sku, cloud, "DBU", "EUR", long_ago, None, Decimal(amount) * Decimal("0.93"))
        for sku, cloud, amount in usual
    ]
    found += [
        Price(serverless, "AWS", "DBU", "USD", long_ago, change, CHEAPER),
        Price(serverless, "AWS", "DBU", "USD", change, None, DEARER),
        # Never closed when its successor came: both hold from then on, the later one counts.
        Price("ENTERPRISE_JOBS_COMPUTE", "AWS", "DBU", "USD", long_ago, None, Decimal("0.20")),
        Price("ENTERPRISE_JOBS_COMPUTE", "AWS", "DBU", "USD", change, None, Decimal("0.22")),
        Price(
            f"PREMIUM_SERVERLESS_SQL_COMPUTE_{EUROPE.region}", "AZURE", "DBU", "EUR", long_ago, None, Decimal("0.6731")
        ),
        Price(
            f"PREMIUM_JOBS_SERVERLESS_COMPUTE_{EUROPE.region}", "AZURE", "DBU", "EUR", long_ago, None, Decimal("0.4207")
        ),
        Price("ENTERPRISE_DATABRICKS_STORAGE_" + PROD.region, "AWS", "DSU", "USD", long_ago, None, Decimal("0.023")),
    ]
    return found


def _tier(workspace: Workspace) -> str:
    return "ENTERPRISE" if workspace.cloud == "AWS" else "PREMIUM"
