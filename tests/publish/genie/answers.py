"""What every question of the Genie spaces answers in the office (tests/publish/office.py), added up by hand.

A new question needs its rows here. Columns stand in the order of the question's SQL.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.publish.office import (
    LAST_FRIDAY,
    LAST_TUESDAY,
    LAST_WEDNESDAY,
    MONDAY,
    TODAY,
    WEEK_BEFORE,
    YESTERDAY,
    instant,
)

ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    # error_answers
    "What broke today?": [
        ("CC-3005", "Error", 100, 1, instant(TODAY, 10, 30)),
        ("WEB-9", "Error", 12, 1, instant(TODAY, 11, 30)),
        ("DB-1", "Critical", 7, 1, instant(TODAY, 10, 30)),
    ],
    "Which services had errors yesterday?": [
        ("api", 20),
    ],
    "How do last week's errors compare with the week before?": [
        ("api", 10, 0),
        ("db", 4, 6),
    ],
    "Which error patterns are new today?": [
        ("unexpected token <*>", ["WEB-9"], ["web"], 12, "Error"),
    ],
    "Which alerts are open?": [
        ("error_spike", "api", "prod", "critical", instant(TODAY, 9), 100, 20.0, "error_spike of api"),
        ("new_pattern", "web", "prod", "high", instant(TODAY, 11), 12, 0.0, "new_pattern of web"),
    ],
    "How many errors per hour did a service have in the last 24 hours?": [
        (instant(TODAY, 9), 40),
        (instant(TODAY, 10), 60),
    ],
    "Which source files report an error code?": [
        ("app/api.py",),
    ],
    "What is escalating or back since yesterday?": [
        (YESTERDAY, "connection refused after <*> ms", "escalating", 20, 10),
        (TODAY, "connection refused after <*> ms", "escalating", 100, 30),
        (TODAY, "connection lost", "escalating", 7, 2),
    ],
    "What are the most frequent error patterns?": [
        (
            "connection refused after <*> ms",
            "escalating",
            "Error",
            130,
            instant(LAST_WEDNESDAY, 10),
            instant(TODAY, 10, 30),
        ),
        ("unexpected token <*>", "new", "Error", 12, instant(TODAY, 11), instant(TODAY, 11, 30)),
        ("disk <*> is full", "ongoing", "Error", 10, instant(WEEK_BEFORE, 8), instant(LAST_FRIDAY, 12, 30)),
        ("connection lost", "escalating", "Critical", 9, instant(MONDAY, 8), instant(TODAY, 10, 30)),
        ("answer took <*> ms", "ongoing", "Warning", 8, instant(LAST_FRIDAY, 11), instant(YESTERDAY, 15, 30)),
    ],
    "Are all log lines of the last seven days accounted for?": [
        (179, 169, 169, 4, 6, 0, 0, 0),
    ],
    "When did logs last arrive?": [
        (instant(TODAY, 11, 5), instant(TODAY, 11)),
    ],
    "Why are lines rejected?": [
        ("bad_timestamp", 3, ["api"], instant(YESTERDAY, 16)),
        ("too_few_fields", 1, ["web"], instant(TODAY, 11)),
    ],
    "How many critical errors were there yesterday?": [
        (0,),
    ],
    "Which error code occurred most often last week?": [
        ("CC-3005", 10),
    ],
    "How many errors happened today?": [
        (119,),
    ],
    "Which services have errors today but had none yesterday?": [
        ("db",),
        ("web",),
    ],
    "How many alerts started today, by type?": [
        ("error_spike", 1),
        ("new_pattern", 1),
    ],
    "Which pattern occurred most often yesterday?": [
        ("connection refused after <*> ms", 20),
    ],
    "Which hour of today had the most errors?": [
        (instant(TODAY, 10), 67),
    ],
    "How many lines were rejected yesterday, and what share of the lines is that?": [
        (3, 0.1),
    ],
    "Show the errors of service db by day this month.": [
        (MONDAY, 2),
        (TODAY, 7),
    ],
    "Which patterns were last seen before this week?": [
        ("disk <*> is full", instant(LAST_FRIDAY, 12, 30)),
    ],
    "How many warnings did service pay log last week?": [
        (3,),
    ],
    "How many patterns does each service have?": [
        ("db", 2),
        ("api", 1),
        ("pay", 1),
        ("web", 1),
    ],
    # cost_answers
    "What did we spend yesterday?": [
        ("EUR", Decimal("1.4"), False),
        ("USD", Decimal("13.5"), False),
    ],
    "How does last week's spend compare with the week before, by product?": [
        ("SQL", "USD", Decimal("21"), Decimal("14")),
        ("JOBS", "USD", Decimal("6"), Decimal("0")),
    ],
    "Who spent the most last week?": [
        ("ada@example.com", "USD", Decimal("9")),
        ("chen@example.com", "USD", Decimal("6")),
        ("nightly-etl", "USD", Decimal("6")),
    ],
    "What did idle warehouses cost yesterday?": [
        ("w1", "Reports", "USD", Decimal("2"), 0.25),
        ("w2", "Ad hoc", "USD", Decimal("2"), 0.5),
        ("w3", None, "EUR", Decimal("0"), None),
    ],
    "Which statements cost the most last week?": [
        ("s1", "ada@example.com", "SELECT s1", "USD", Decimal("12.6"), 9000),
        ("s2", "chen@example.com", "SELECT s2", "USD", Decimal("8.4"), 6000),
    ],
    "Which kinds of statement cost the most this month?": [
        ("scan", "SELECT s3", "USD", 5, Decimal("8.8")),
        ("join", "SELECT s5", "USD", 1, Decimal("3.5")),
    ],
    "What did failed job runs cost last week?": [
        ("2", "j7", "nightly", "USD", 1, Decimal("2")),
    ],
    "Which statements waited longest today?": [
        ("s7", "ada@example.com", "w1", 0, 700),
        ("s8", "chen@example.com", "w1", 300, 0),
    ],
    "Which statements spilled to disk yesterday?": [
        ("s3", "ada@example.com", "w1", 5000000, 1000),
    ],
    "How much of the bill was idle time, week by week?": [
        (date(2026, 1, 19), "USD", Decimal("14"), Decimal("4"), Decimal("0")),
        (date(2026, 1, 26), "USD", Decimal("27"), Decimal("6"), Decimal("0")),
        (MONDAY, "EUR", Decimal("1.4"), Decimal("0"), Decimal("0")),
        (MONDAY, "USD", Decimal("16.3"), Decimal("4.8"), Decimal("1")),
    ],
    "What does a user cost by day?": [
        (LAST_TUESDAY, "USD", Decimal("9"), Decimal("0")),
        (YESTERDAY, "USD", Decimal("3"), Decimal("0")),
        (TODAY, "USD", Decimal("2"), Decimal("0")),
    ],
    "Where can we save money?": [
        (
            "IDLE_WAREHOUSE",
            "HIGH",
            "WAREHOUSE",
            "Reports",
            "USD",
            Decimal("3.5"),
            "evidence of idle_warehouse",
            "guidance of idle_warehouse",
        ),
        (
            "SELECT_ALL_OPTIMIZATION",
            "MEDIUM",
            "WAREHOUSE",
            "Reports",
            "USD",
            Decimal("0.5"),
            "evidence of select_all",
            "guidance of select_all",
        ),
    ],
    "What could not be assessed?": [
        ("CLUSTER_RIGHT_SIZING", "compute.node_timeline is denied"),
    ],
    "What did each team spend yesterday?": [
        ("search", "USD", Decimal("7")),
        ("<UNTAGGED>", "USD", Decimal("4.75")),
        ("shop", "USD", Decimal("1.75")),
        ("<UNTAGGED>", "EUR", Decimal("1.4")),
    ],
    "What did workspace 1 cost yesterday?": [
        ("USD", Decimal("10")),
    ],
    "How much did idle time cost last week?": [
        ("USD", Decimal("6")),
    ],
    "Who ran the most expensive statement yesterday?": [
        ("ada@example.com", "s3", Decimal("4.5"), "USD"),
    ],
    "How many statements failed yesterday?": [
        (1,),
    ],
    "What is the bill of this month so far?": [
        ("EUR", Decimal("1.4"), False),
        ("USD", Decimal("16.3"), True),
    ],
    "Which job wasted the most money on failed attempts?": [
        ("nightly", "USD", Decimal("2")),
    ],
    "How many DBU did we use yesterday?": [
        (Decimal("37"),),
    ],
    "What was the utilization of the warehouse Reports yesterday?": [
        (0.25,),
    ],
    "Which dashboards' statements cost the most last week?": [
        ("d1", "USD", Decimal("12.6")),
    ],
    "Is today's bill complete?": [
        (False,),
    ],
    "How much could we save in total?": [
        ("USD", Decimal("4")),
    ],
    "How much of yesterday's bill had no tag at all?": [
        ("EUR", Decimal("1.4")),
        ("USD", Decimal("4.75")),
    ],
    "How many statements came from the result cache yesterday?": [
        (1,),
    ],
    # failure_answers
    "Which incidents are open?": [
        ("critical", "nightly: Cluster was terminated", "nightly", 2, instant(TODAY, 9), "data"),
        ("high", "reports: answer took 30000 ms", "reports", 1, instant(YESTERDAY, 15), "bi"),
    ],
    "How long did it take to resolve last week's incidents?": [
        ("CPU above 90 %", instant(LAST_FRIDAY, 12), instant(LAST_FRIDAY, 14), 7200.0),
    ],
    "What did the incidents of this month cost?": [
        ("USD", Decimal("1.5"), 1, 0),
        (None, None, 2, 2),
    ],
    "How many incidents are open, by severity?": [
        ("critical", 1),
        ("high", 2),
    ],
    "Which open incidents are not acknowledged?": [
        ("nightly: Cluster was terminated", "data"),
        ("nightly: disk 7 is full", None),
    ],
    "Which rule opened the most incidents this month?": [
        ("failed_runs", 2),
    ],
    "Which runs and pipelines failed today?": [
        (instant(TODAY, 9), "run", "nightly", "Cluster was terminated", ["azure-monitor", "databricks-runs"]),
    ],
    "Which sources of failures are not assessed?": [
        ("databricks-runs", "no right to list runs", None),
    ],
    "What failed most often in the last seven days?": [
        ("nightly", "run", 3, instant(TODAY, 9)),
        ("CPU above 90 %", "alert", 1, instant(LAST_FRIDAY, 12)),
        ("reports", "statement", 1, instant(YESTERDAY, 15)),
    ],
    "Which failures are not over yet?": [
        (instant(TODAY, 9), "run", "nightly", None, "Cluster was terminated"),
        (instant(YESTERDAY, 15), "statement", "reports", None, "answer took 30000 ms"),
        (instant(YESTERDAY, 4), "run", "nightly", None, "disk 7 is full"),
        (instant(LAST_FRIDAY, 12), "alert", "CPU above 90 %", "high", None),
    ],
    "Which failures have a pattern that logs show, too?": [
        (instant(YESTERDAY, 4), "nightly", "disk 7 is full", 10, instant(WEEK_BEFORE, 8)),
    ],
    "What did the failures of the last seven days cost?": [
        ("reports", "USD", Decimal("1.5"), 1, 0),
        ("CPU above 90 %", None, None, 1, 1),
        ("nightly", None, None, 3, 3),
    ],
    "How often did a job fail, day by day?": [
        (YESTERDAY, 1),
        (TODAY, 2),
    ],
    "How many failures did each sender report this month?": [
        ("databricks-runs", 3),
        ("azure-monitor", 2),
        ("system.query.history", 1),
    ],
    "How many failures were there yesterday, by kind?": [
        ("run", 1),
        ("statement", 1),
    ],
    "How many failures were there today?": [
        (2,),
    ],
    "Which failures of today are over?": [
        ("nightly", instant(TODAY, 9), instant(TODAY, 10)),
    ],
    "Which jobs failed today and yesterday?": [
        ("nightly",),
    ],
    "Why did the job nightly fail yesterday?": [
        (instant(YESTERDAY, 4), "disk 7 is full", "DB-2"),
    ],
    "How many critical or high failures were there last week?": [
        ("high", 1),
    ],
    "Which failures did more than one sender report today?": [
        ("nightly", "failed", ["azure-monitor", "databricks-runs"]),
        ("nightly", "recovered", ["azure-monitor", "databricks-runs"]),
    ],
    "How many sources are assessed, and how many are not?": [
        ("NOT_ASSESSED", 1),
    ],
    "Which sources were denied at their last poll?": [
        ("databricks-runs", "denied", "no right to list runs"),
    ],
    "What did yesterday's failures cost?": [
        ("USD", Decimal("1.5")),
    ],
    "Which error codes do failures of this month have?": [
        ("DB-2", 1),
    ],
}
