"""The system whose logs are written: seven services that call each other, and what each logs, as its library spells it.

An event's `{slots}` are the parts that vary (logs/slots.py). Codes are stated here by hand: they are the truth that a
parser is measured against.
"""

from dataclasses import dataclass

ENVIRONMENT = "prod"
NO_CODE = "(none)"
"""What a record is counted under that names neither a code nor an exception (docs/format.md)."""

REGIONS = ("eu-west-1", "eu-central-1", "us-east-1")


@dataclass(frozen=True)
class Raised:
    """An exception: its type, the application's frames from innermost out, and what it was caused by."""

    type: str
    frames: tuple[str, ...]
    cause: "Raised | None" = None


@dataclass(frozen=True)
class Event:
    """One log statement: severity, logger, message, where in the code it is, its further fields.

    `weight` is its share among the service's events; 0 for one that only an incident brings. `http` is the method, the
    route and the status codes of a request that it is about.
    """

    severity: str
    logger: str
    message: str
    file: str
    line: int
    weight: int
    code: str | None = None
    raised: Raised | None = None
    http: tuple[str, str, tuple[int, ...]] | None = None

    @property
    def counted_code(self) -> str:
        """The code that the record counts under: its own, else the exception's simple name, else NO_CODE."""
        return self.code or (self.raised.type.rpartition(".")[2] if self.raised else NO_CODE)


@dataclass(frozen=True)
class Service:
    """A service: how its library spells a line, its share of lines outside traces, whom it calls, what it logs."""

    name: str
    style: str
    weight: int
    pods: int
    calls: tuple[str, ...]
    events: tuple[Event, ...]


_TIMEOUT = Raised("java.net.SocketTimeoutException", ("com.acme.net.HttpClient.read", "com.acme.net.HttpClient.send"))
_NO_CONNECTION = Raised(
    "java.sql.SQLTransientConnectionException", ("com.acme.db.Pool.take", "com.acme.db.Session.open")
)

SERVICES = (
    Service(
        "api-gateway",
        "node",
        30,
        4,
        ("orders", "accounts", "search"),
        (
            Event(
                "Info",
                "gateway.access",
                "request completed",
                "src/access.js",
                31,
                50,
                http=("GET", "/v1/orders/{id}", (200, 200, 200, 304)),
            ),
            Event(
                "Info", "gateway.access", "order accepted", "src/access.js", 44, 20, http=("POST", "/v1/orders", (201,))
            ),
            Event(
                "Warning",
                "gateway.limits",
                "rate limit of client {ip} reached, {count} requests",
                "src/limits.js",
                12,
                8,
                http=("GET", "/v1/search", (429,)),
            ),
            Event(
                "Error",
                "gateway.proxy",
                "upstream {host} answered HTTP {status}",
                "src/proxy.js",
                77,
                4,
                "GW-502",
                http=("GET", "/v1/orders/{id}", (502, 503)),
            ),
            Event("Error", "gateway.tls", "certificate of {host} cannot be verified", "src/tls.js", 9, 0, "GW-525"),
        ),
    ),
    Service(
        "orders",
        "java",
        22,
        3,
        ("billing", "inventory"),
        (
            Event("Info", "com.acme.orders.OrderService", "order {id} placed", "OrderService.java", 88, 50),
            Event(
                "Warning", "com.acme.orders.StockCheck", "stock of item {id} below {count}", "StockCheck.java", 25, 8
            ),
            Event(
                "Error",
                "com.acme.orders.OrderService",
                "order {id} failed after {ms} ms",
                "OrderService.java",
                112,
                5,
                raised=Raised("com.acme.orders.OrderException", ("com.acme.orders.OrderService.place",), _TIMEOUT),
            ),
            Event(
                "Error",
                "com.acme.orders.PriceRules",
                "no price rule for currency in version {version}",
                "PriceRules.java",
                51,
                0,
                raised=Raised(
                    "com.acme.orders.MissingRuleException",
                    ("com.acme.orders.PriceRules.find", "com.acme.orders.OrderService.price"),
                ),
            ),
        ),
    ),
    Service(
        "billing",
        "java",
        18,
        3,
        ("payments",),
        (
            Event("Info", "com.acme.billing.Invoices", "invoice {id} sent", "Invoices.java", 40, 40),
            Event("Warning", "com.acme.billing.Retry", "charge {id} tried again, attempt {few}", "Retry.java", 19, 9),
            Event(
                "Error",
                "com.acme.billing.Ledger",
                "ledger entry {id} not written",
                "Ledger.java",
                63,
                5,
                "BL-4001",
                _NO_CONNECTION,
            ),
            Event(
                "Critical",
                "com.acme.billing.Ledger",
                "ledger out of balance by {count} cents",
                "Ledger.java",
                90,
                1,
                "BL-9001",
            ),
        ),
    ),
    Service(
        "inventory",
        "python",
        15,
        2,
        (),
        (
            Event("Info", "inventory.sync", "synced {count} items in {ms} ms", "inventory/sync.py", 54, 40),
            Event("Warning", "inventory.cache", "cache miss ratio {percent}% for {table}", "inventory/cache.py", 17, 9),
            Event(
                "Error",
                "inventory.sync",
                "cannot read {path}",
                "inventory/sync.py",
                71,
                5,
                raised=Raised("FileNotFoundError", ("inventory/files:read", "inventory/sync:load")),
            ),
        ),
    ),
    Service(
        "accounts",
        "python",
        10,
        2,
        (),
        (
            Event(
                "Info",
                "accounts.login",
                "login of user_id={id}",
                "accounts/login.py",
                33,
                40,
                http=("POST", "/v1/login", (200,)),
            ),
            Event(
                "Warning",
                "accounts.login",
                "wrong password for user '{user}' from {ip}",
                "accounts/login.py",
                47,
                10,
                http=("POST", "/v1/login", (401,)),
            ),
            Event(
                "Error",
                "accounts.tokens",
                "token store {host}:{port} refused the connection",
                "accounts/tokens.py",
                21,
                4,
                "AC-3005",
                Raised("ConnectionRefusedError", ("accounts/tokens:connect", "accounts/login:issue")),
            ),
        ),
    ),
    Service(
        "payments",
        "python",
        8,
        2,
        (),
        (
            Event("Info", "payments.provider", "payment {id} captured", "payments/provider.py", 60, 40),
            Event("Warning", "payments.provider", "provider answered in {ms} ms", "payments/provider.py", 72, 8),
            Event(
                "Error",
                "payments.provider",
                "payment {id} declined by provider, exit code {exit}",
                "payments/provider.py",
                81,
                5,
                "PAY-2201",
            ),
        ),
    ),
    Service(
        "search",
        "node",
        12,
        2,
        (),
        (
            Event("Info", "search.query", "query answered in {ms} ms", "src/query.js", 14, 50),
            Event("Error", "search.index", "index {uuid} is read-only", "src/index.js", 29, 3, "SR-1403"),
        ),
    ),
)

ROOT_SERVICE = "api-gateway"
NUMBER_OF = {service.name: number for number, service in enumerate(SERVICES)}
