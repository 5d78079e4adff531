"""Ten incidents of different kinds with all that a ticket contains of them, as rules of catalog/rules make them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from faultbook.catalog.rules import load_rules
from faultbook.delivery.firing import why, window_of_rule
from faultbook.delivery.texts.subject import Subject
from faultbook.incidents.canonical import digest
from faultbook.incidents.incident import Incident, Memory, ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind
from pages.outputs import ROOT

AT = datetime(2026, 11, 14, 1, 12, tzinfo=UTC)
CONSOLE = "https://faultbook.example.com"
WORKSPACE = "https://adb-4411.11.azuredatabricks.net"


@dataclass(frozen=True)
class Ticket:
    """An incident, and what was done last in its issue: `note` as of the texts, `is_commented`: it has the comment."""

    name: str
    subject: Subject
    note: str | None = None
    is_commented: bool = False
    closed: str = ""


def _subject(title: str, rule: str, *, first: int = 1, hours: tuple[int, ...] = (1,), **given: Any) -> Subject:
    """A subject of a rule of catalog/rules; what `given` names of an incident is the incident's."""
    known = load_rules(str(ROOT / "catalog" / "rules")).rules[rule]
    of_incident = {name: given.pop(name) for name in list(given) if name in Incident.__dataclass_fields__}
    name = f"inc-{digest(title)[:16]}"
    last = of_incident.get("last_seen", AT + timedelta(hours=len(hours) - 1, minutes=9))
    instants = {"opened_at": AT, "detected_at": AT, "last_seen": last, "updated_at": last}
    incident = Incident(
        **{
            **{"incident_id": name, "title": title, "fingerprint": f"fp1:{digest(rule)[:16]}", "rule": rule},
            **{"source": known.source or "failures", "severity": known.severity, "through_number": 1},
            **{**instants, "occurrence_count": sum(hours), "environment": "prod", "facts": {}},
            **of_incident,
        }
    )
    began = Entry("e", name, 1, Kind.OCCURRED, AT, AT, rule, events=first, first_at=AT, last_at=AT)
    given = {"why": why(known, began), "window": window_of_rule(known), **given}
    return Subject(incident, hours=hours, console_url=f"{CONSOLE}/incidents/{name}", **given)


JOB = _subject(
    "orders_daily: KeyError: 'order_total'",
    "task_run_failed",
    hours=(1, 0, 2, 1),
    service="orders",
    resource="orders_daily",
    owner="team-orders",
    message="KeyError: 'order_total'",
    build="orders 1.18.0",
    facts={"task_key": "load", "run_id": "88231", "attempt": "2", "termination_code": "RUN_EXECUTION_ERROR"},
    cost=Decimal("41.87"),
    currency="USD",
    run_url=f"{WORKSPACE}/jobs/1207/runs/88231",
    stack_trace="""Traceback (most recent call last):
  File "/Workspace/orders/load.py", line 118, in <module>
    main()
  File "/Workspace/orders/load.py", line 97, in main
    totals = [row["order_total"] for row in read(source)]
KeyError: 'order_total'""",
)
FACTORY = _subject(
    "copy_customers: ErrorCode=UserErrorUnauthorizedFileOperation, 'Type=HybridDeliveryException, Message=The request "
    "is not authorized to perform this operation on lake/customers, status 403",
    "pipeline_failed",
    hours=(1, 1, 1),
    service="customers",
    resource="copy_customers",
    message="ErrorCode=UserErrorUnauthorizedFileOperation, 'Type=HybridDeliveryException, Message=The request is not "
    "authorized to perform this operation on lake/customers, status 403.'",
    facts={"activity": "Copy customers", "error_code": "2200", "pipeline_run_id": "5f0c9d1e-77aa"},
    run_url="https://adf.azure.com/monitoring/pipelineruns/5f0c9d1e-77aa",
    log_query_url="https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade",
)
RECORD = _subject(
    "checkout: Uncaught exception: java.lang.IllegalStateException: cart 8841 is closed",
    "unhandled_exception_in_logs",
    hours=(6, 18, 9),
    first=6,
    service="checkout",
    owner="team-shop",
    message="Uncaught exception: java.lang.IllegalStateException: cart 8841 is closed",
    facts={"logger_name": "com.acme.checkout.CartService"},
    stack_trace="""java.lang.IllegalStateException: cart 8841 is closed
    at com.acme.checkout.Cart.add(Cart.java:74)
    at com.acme.checkout.CartService.addItem(CartService.java:131)
    at com.acme.checkout.api.CartController.post(CartController.java:52)
    ... 31 more""",
    context="""  01:11:58 INFO  POST /cart/8841/items from 10.4.0.17
  01:11:59 INFO  payment of cart 8841 is confirmed
  01:12:00 WARN  cart 8841: closed by payment, one request is still open
> 01:12:00 ERROR Uncaught exception: java.lang.IllegalStateException: cart 8841 is closed
  01:12:01 INFO  POST /cart/8842/items from 10.4.0.21""",
)
WEBHOOK = _subject(
    'payments: POST /v2/charges failed: 503 {"error": "upstream connect error or disconnect/reset before headers"}',
    "http_5xx",
    hours=(3, 41, 12, 5),
    first=3,
    service="payments",
    owner="team-money",
    severity="critical",
    message='POST /v2/charges failed: 503 {"error": "upstream connect error or disconnect/reset before headers"}',
    facts={"http_status": "503", "request_id": "9b1e-77c0", "user_id": "17"},
    memory=Memory(priority="P1"),
    log_query_url="https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade",
)
SPIKE = _subject(
    "search: SR-503: 240 errors in an hour, 31 or fewer were to be expected",
    "log_anomaly",
    hours=(1,),
    service="search",
    message="SR-503: 240 errors in an hour, 31 or fewer were to be expected",
    facts={
        "anomaly_type": "spike",
        "description": "SR-503: 240 errors in an hour, 31 or fewer were to be expected",
        "observed": "240",
        "expected": "31",
    },
)
BUDGET = _subject(
    "analytics: The month's spend of team=analytics is 12,400.00 USD by 13 November; 10,000.00 are planned.",
    "budget_exceeded",
    environment=None,
    message="The month's spend of team=analytics is 12,400.00 USD by 13 November; 10,000.00 are planned.",
    facts={"budget": "analytics", "budget_amount": "10000", "actual_amount": "12400", "expected_amount": "28600"},
)
_STORM = _subject(
    "Storm: more than 20 incidents of platform within 10 minutes",
    "many_failures",
    hours=(61, 12),
    is_umbrella=True,
    service="platform",
    severity="critical",
    children=tuple(
        f"{name}_daily: java.net.SocketException: Connection reset" for name in ("orders", "stock", "returns")
    )
    + tuple(f"copy_{name}: The request is not authorized, status 403" for name in ("customers", "prices", "shops")),
    waiting=14,
)
STORM = replace(_STORM, incident=replace(_STORM.incident, rule="storm"), why="")
REOPENED = replace(
    JOB,
    incident=replace(
        JOB.incident, reopened=1, build="orders 1.19.1", occurrence_count=7, last_seen=AT + timedelta(days=2)
    ),
)
FLAPPING = _subject(
    "etl-shared: SPOT_INSTANCE_TERMINATION: the cloud provider took the driver's instance back",
    "cluster_failed",
    hours=(1, 0, 1, 1, 0, 1, 0, 1),
    reopened=5,
    is_flapping=True,
    service="platform",
    resource="etl-shared",
    message="SPOT_INSTANCE_TERMINATION: the cloud provider took the driver's instance back",
    facts={"cluster_id": "1113-220931-x7", "termination_code": "SPOT_INSTANCE_TERMINATION"},
    cost=Decimal("3.10"),
    currency="USD",
)
NOT_PLANNED = _subject(
    "statement: [TABLE_OR_VIEW_NOT_FOUND] The table or view `tmp`.`jane_test` cannot be found. SQLSTATE: 42P01",
    "statement_failed",
    hours=(2,),
    state=State.RESOLVED,
    resolved_by=ResolvedBy.PERSON,
    resolved_at=AT + timedelta(hours=6),
    memory=Memory(not_planned=True),
    environment="dev",
    message="[TABLE_OR_VIEW_NOT_FOUND] The table or view `tmp`.`jane_test` cannot be found. SQLSTATE: 42P01",
    facts={"sqlstate": "42P01", "warehouse_id": "8f2c41"},
)

TICKETS: Mapping[str, Ticket] = {
    each.name: each
    for each in (
        Ticket("job", JOB, is_commented=True),
        Ticket("factory", FACTORY),
        Ticket("record", RECORD),
        Ticket("webhook", WEBHOOK, is_commented=True),
        Ticket("spike", SPIKE),
        Ticket("budget", BUDGET),
        Ticket("storm", STORM),
        Ticket("reopened", REOPENED, note="reopened", is_commented=True),
        Ticket("flapping", FLAPPING, is_commented=True),
        Ticket("not_planned", NOT_PLANNED, note="closed", is_commented=True, closed="Closed as not planned"),
    )
}
"""By name: what an on-call engineer finds in the morning."""
