"""What `demo cost` prints: that every dollar has one place, where it went, and what could not be computed.

Imports rich and DuckDB, so the command imports it when it runs.
"""

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.errors import InvariantViolated
from faultbook.faults.severities import UNKNOWN
from faultbook.formatting.terminal import bar, console, sparkline
from faultbook.steps import StepResult
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.tables import COST_LEDGER
from faultbook_samples.bill import Account
from faultbook_samples.demo.cost import CostDemo, dollar_checks, land_account
from faultbook_samples.demo.cost_comparison import Verdict, compare
from faultbook_samples.demo.running import Comparison, plain_table, run_bundle_job, run_with_status

RunJob = Callable[[str, CostDemo], None]
JOBS = ("setup", "cost")
WIDTH = 110
BAR_CELLS = 30
MOST_QUERIES = 10
TEXT_CELLS = 52
PICTURE_CELLS = 12
SMALL_CELLS = 8
NAME_CELLS = 13
EVIDENCE_CELLS = 52
MOST_DAYS = 10
MOST_OPPORTUNITIES = 12
MOST_ANOMALIES = 5
STATUS_STYLES = {"CRITICAL": "bold red", "WARN": "yellow", "OK": "green", "NOT_ASSESSED": "dim"}
# Work, idle time, unattributed: with letters where colours and blocks are not available.
PARTS = (("direct", "█", "#", "green"), ("idle", "▒", "=", "yellow"), ("unattributed", "░", "-", "red"))


def show(demo: CostDemo, *, fresh: bool, run_job: RunJob | None = None) -> None:
    """Writes, runs and prints; InvariantViolated where dollars do not agree.

    `run_job` runs a job, by default the bundle's.
    """
    began = time.monotonic()
    account = land_account(demo, fresh=fresh)
    run = run_job or _run_bundle_job
    steps = run_with_status(lambda job: run(job, demo), JOBS)
    store = local_store(demo.lakehouse)
    found = dollar_checks(store, account.truth)
    report = CostReport(_screen(), store)
    report.account(account)
    report.checks(found)
    report.by_day()
    report.by_warehouse()
    report.queries()
    report.shapes()
    report.runs()
    report.opportunities()
    report.budgets()
    report.anomalies()
    report.failures()
    report.bases()
    report.comparison(compare(demo.system_tables, store.lakehouse.folder_of(COST_LEDGER).parent, currency="USD"))
    report.provisional()
    report.coverage()
    report.rules()
    report.steps(steps, time.monotonic() - began)
    report.next(demo)
    if broken := [check.what for check in found if not check.holds]:
        raise InvariantViolated(f"Dollars do not agree: {'; '.join(broken)}. Please report it, and keep {demo.folder}.")


class CostReport:
    """Prints a demonstration section by section."""

    def __init__(self, screen: Console, store: LocalStore) -> None:
        """`screen` is written to, `store` answers the questions."""
        self.screen = screen
        self.store = store
        self.ascii_only = not screen.encoding.startswith("utf")

    def account(self, account: Account) -> None:
        """Size of the account."""
        self._title("The account")
        rows = {name: len(found) for name, found in account.tables.items()}
        self._print(
            f"{rows['billing.usage']:,} usage records, {account.truth.statements:,} statements, "
            f"{rows['compute.warehouse_events']:,} warehouse events, {rows['lakeflow.job_run_timeline']:,} slices of "
            f"runs; as of {account.options.as_of:%Y-%m-%d %H:%M} UTC."
        )

    def checks(self, checks: Sequence[Comparison[Decimal]]) -> None:
        """The invariants, each with both of its sides."""
        self._title("Every unit and every dollar has one place: ledger_check")
        table = plain_table("left", "right", "right", "left")
        for check in checks:
            table.add_row(check.what, _exact(check.left), _exact(check.right), check.verdict)
        self.screen.print(table)

    def by_day(self) -> None:
        """Both invariants by day and currency, as bars of the parts; of a long account the last days."""
        rows = self._sums("ledger_check", ("usage_date", "currency_code"), ("billed_amount IS NOT NULL",))
        last = sorted({day for day, _ in rows})[-MOST_DAYS:]
        self._bars("By day", {key: parts for key, parts in rows.items() if key[0] in last})

    def by_warehouse(self) -> None:
        """What warehouses cost, and how well they were used."""
        rows = self._sums(
            "warehouse_utilization", ("warehouse_id", "workspace_id", "currency_code"), ("billed_amount IS NOT NULL",)
        )
        names = {
            (row["warehouse_id"], row["workspace_id"]): row["warehouse_name"]
            for row in self._rows("warehouse_utilization", ("warehouse_name IS NOT NULL",), order=("hour",))
        }
        named = {
            (names.get((warehouse, workspace)) or warehouse, currency): parts
            for (warehouse, workspace, currency), parts in rows.items()
        }
        self._bars("By warehouse", dict(sorted(named.items(), key=lambda item: -item[1]["billed"])))

    def queries(self) -> None:
        """The most expensive statements."""
        self._title("The ten most expensive statements: genie_query_performance")
        rows = self._rows(
            "genie_query_performance",
            ("estimated_cost IS NOT NULL",),
            order=("direct_cost:desc", "query_id"),
            limit=MOST_QUERIES,
        )
        table = plain_table(
            "right", "right", "right", "left", "left", heads=("direct", "with idle", "seconds", "who", "text")
        )
        for row in rows:
            table.add_row(
                _money(row["direct_cost"], row["currency"]),
                _money(row["estimated_cost"], row["currency"]),
                "–" if row["duration_ms"] is None else f"{row['duration_ms'] / 1000:,.1f}",
                row["user_id"] or "–",
                Text((row["query_text"] or "(hidden by the platform)")[:TEXT_CELLS]),
            )
        self.screen.print(table)

    def shapes(self) -> None:
        """The most expensive shapes of statements."""
        self._title("The ten most expensive shapes: the same text but for numbers and strings")
        shapes: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self._rows("genie_query_performance", ("direct_cost IS NOT NULL", "query_shape IS NOT NULL")):
            if row["currency"] is None:
                continue
            found = shapes.setdefault(
                (row["query_shape"], row["currency"]), {"cost": Decimal(0), "runs": 0, "text": ""}
            )
            found["cost"] += row["direct_cost"]
            found["runs"] += 1
            found["text"] = max(found["text"], row["query_text"])
        table = plain_table("right", "right", "left", heads=("direct", "runs", "text"))
        top = sorted(shapes.items(), key=lambda item: (-item[1]["cost"], item[0]))[:MOST_QUERIES]
        for (_, currency), found in top:
            table.add_row(_money(found["cost"], currency), f"{found['runs']:,}", Text(found["text"][: TEXT_CELLS + 20]))
        self.screen.print(table)

    def runs(self) -> None:
        """What failed attempts of jobs cost."""
        self._title("Failed attempts of jobs: failed_run_cost")
        jobs: dict[tuple[str, str, str], list[Any]] = {}
        for row in self._rows("failed_run_cost", ("currency_code IS NOT NULL",)):
            key = (row["workspace_id"], row["job_name"] or row["job_id"] or "–", row["currency_code"])
            sums = jobs.setdefault(key, [0, 0, Decimal(0), Decimal(0)])
            for at, name in enumerate(("failed_attempts", "attempts", "failed_cost", "total_cost")):
                sums[at] += row[name]
        table = plain_table("left", "right", "right", "right", heads=("job", "failed / attempts", "failed", "all"))
        for (_, name, currency), (failed, attempts, cost, whole) in sorted(jobs.items(), key=lambda item: -item[1][2]):
            table.add_row(name, f"{failed} / {attempts}", _money(cost, currency), _money(whole, currency))
        self.screen.print(table)

    def bases(self) -> None:
        """Where the platform splits by itself: its split beside the share of work."""
        rows = self._rows("genie_cost_attribution", ("attribution_method = 'attributed_usage'",))
        if not rows:
            return
        native = sum((row["direct_cost"] or Decimal(0) for row in rows), Decimal(0))
        own = sum((row["work_share_cost"] or Decimal(0) for row in rows), Decimal(0))
        self._title("Two bases where the platform splits by itself: genie_cost_attribution")
        self._print(
            f"{len(rows):,} statements: {native:,.2f} by the platform's split (taken), {own:,.2f} by share of work; "
            f"{native - own:+,.2f} is the difference. Idle time is never below zero: the split is capped by the bill."
        )

    def comparison(self, verdicts: Sequence[Verdict]) -> None:
        """One account, several methods: the costs of warehouses by each."""
        self._title("One account, side by side: costs of the warehouses' statements by each public method, in USD")
        table = plain_table(
            "left", "right", "right", "left", heads=("method (seen in)", "amount", "of the bill", "because")
        )
        for verdict in verdicts:
            seen = Text(f"{verdict.method.name}\n", "bold").append(verdict.method.seen_in, "dim not bold")
            table.add_row(
                seen, f"{verdict.amount:,.2f}", f"{verdict.ratio:,.4f}", Text(verdict.method.why or "it is the bill")
            )
        table.columns[3].no_wrap = False
        table.columns[0].no_wrap = False
        self.screen.print(table)

    def provisional(self) -> None:
        """What may still change."""
        self._title("What is provisional")
        hours = self._rows("cost_ledger", ("provisional",))
        waiting = self._rows("query_cost", ("attribution_method = 'not_billed'",))
        closed = f"{len(hours):,} rows of the ledger" if hours else "No row of the ledger"
        statements = len({(row["workspace_id"], row["statement_id"]) for row in waiting})
        self._print(
            f"{closed} may still change; {statements:,} statements ran in hours that are not billed yet: their cost is "
            "unknown, not zero. Usage arrives hours late; an hour is final after 24 hours at the latest."
        )

    def coverage(self) -> None:
        """What could not be assessed, and why."""
        self._title("What could not be assessed, and why: system_table_coverage")
        table = plain_table("left", "left", "left", heads=("system table", "is", "so not computed"))
        for row in self._rows("system_table_coverage", ("assessment <> 'ASSESSED'",), order=("system_table",)):
            table.add_row(row["system_table"], f"{row['readability']}, {row['assessment']}", row["not_assessed"])
        self.screen.print(table)

    def opportunities(self) -> None:
        """What could be saved, the most first."""
        rows = self._rows(
            "genie_optimization_opportunities",
            ("priority in ('HIGH', 'MEDIUM')",),
            order=("estimated_saving:desc", "optimization_type", "resource_id", "subject_id"),
        )
        if not rows:
            return
        self._title("Opportunities by estimated saving: genie_optimization_opportunities")
        shown = [row for row in rows if row["estimated_saving"]][:MOST_OPPORTUNITIES]
        most = max((_hundredths(row["estimated_saving"]) for row in shown), default=0)
        table = plain_table("right", "left", "left", "left", "left", heads=("saves", "", "rule", "where", "because"))
        for row in shown:
            table.add_row(
                _money(row["estimated_saving"], row["currency"]),
                bar(_hundredths(row["estimated_saving"]), most, cells=SMALL_CELLS, ascii_only=self.ascii_only),
                Text(row["optimization_type"], "red" if row["priority"] == "HIGH" else "yellow"),
                Text((row["resource_name"] or row["resource_id"])[:NAME_CELLS]),
                Text((row["evidence"] or "")[:EVIDENCE_CELLS]),
            )
        self.screen.print(table)
        first, last = rows[0]["assessed_from"], rows[0]["assessed_through"]
        for currency in sorted({row["currency"] for row in rows}):
            mine = [row for row in rows if row["currency"] == currency]
            saved = sum((row["estimated_saving"] or Decimal(0) for row in mine), Decimal(0))
            alone = sum((row["rule_saving"] or Decimal(0) for row in mine), Decimal(0))
            self._print(
                f"{len(mine)} findings over {first} to {last}: {_money(saved, currency)} in all. Each rule alone would "
                f"find {_money(alone, currency)}; where rules overlap, a resource saves at most what it cost."
            )

    def budgets(self) -> None:
        """Where the month will end, and the budget."""
        rows = self._rows("budget_status", ("budget <> '' OR scope_type = 'ACCOUNT'",), order=("budget:desc",))
        if not rows:
            return
        self._title(f"Forecast against budget, {rows[0]['month']:%B %Y}: budget_status, cost_forecast")
        heads = ("", "spent", "expected (80 % of months)", "budget", "", "")
        table = plain_table("left", "right", "right", "right", "left", "left", heads=heads)
        for row in rows:
            currency = row["currency_code"]
            expected = "not assessed"
            if row["expected_amount"] is not None:
                expected = f"{row['expected_amount']:,.2f} ({row['low_amount']:,.0f} to {row['high_amount']:,.0f})"
            table.add_row(
                row["budget"] or f"(no budget, {currency})",
                f"{row['actual_amount']:,.2f}",
                expected,
                "–" if row["budget_amount"] is None else _money(row["budget_amount"], currency),
                budget_bar(row, ascii_only=self.ascii_only),
                Text(row["status"], STATUS_STYLES[row["status"]]),
            )
        self.screen.print(table)
        full, rest = ("#", "=") if self.ascii_only else ("█", "▒")
        self._print(f"{full} spent, {rest} expected until the end of the month; the bar's width is the budget.")
        self._ahead()

    def _ahead(self) -> None:
        """The account's days and those to come, one line per currency."""
        spent = self._sums("ledger_check", ("currency_code", "usage_date"), ("billed_amount IS NOT NULL",))
        rows = self._rows("cost_forecast", ("scope_type = 'ACCOUNT'",), order=("usage_date",))
        for currency in sorted({row["currency_code"] for row in rows}):
            shown = [row for row in rows if row["currency_code"] == currency][:MOST_DAYS]
            final = shown[0]["history_through"]
            past = [parts["billed"] for (of, day), parts in spent.items() if of == currency and day <= final]
            line = sparkline(
                [_hundredths(amount) for amount in (*past, *(row["expected_amount"] for row in shown))],
                ascii_only=self.ascii_only,
            )
            mase = shown[0]["mase"]
            back = "" if mase is None else f"; looking back its error is {mase:.2f} of that of repeating last week"
            self._print(f"{currency} by day {line[: len(past)]} and expected {line[len(past) :]}{back}")

    def anomalies(self) -> None:
        """Days with hours of unusual spend."""
        rows = self._rows("cost_anomalies", order=("excess_amount:desc",), limit=MOST_ANOMALIES)
        if not rows:
            return
        self._title("Unusual spend, by the rule that finds spikes of errors: cost_anomalies")
        heads = ("day", "product", "hours", "observed", "expected", "deviations")
        table = plain_table("left", "left", "right", "right", "right", "right", heads=heads)
        for row in rows:
            table.add_row(
                str(row["usage_date"]),
                row["billing_origin_product"],
                str(row["anomaly_hours"]),
                _money(row["observed_amount"], row["currency_code"]),
                _money(row["expected_amount"], row["currency_code"]),
                f"{row['max_z']:,.0f}",
            )
        self.screen.print(table)

    def failures(self) -> None:
        """Dollars per error pattern, with what no log matched."""
        patterns: dict[tuple[str, bool, str], list[Any]] = {}
        for row in self._rows("cost_by_pattern"):
            key = (row["pattern_id"], row["severity"] == UNKNOWN, row["currency_code"])
            sums = patterns.setdefault(key, [row["pattern"], 0, Decimal(0)])
            sums[1] += row["failed_runs"] + row["failed_statements"]
            sums[2] += row["failed_cost"]
        if not patterns:
            return
        self._title("Dollars per error pattern: cost_by_pattern")
        table = plain_table("right", "right", "left", heads=("failed", "failures", "first error of the run"))
        for (name, is_unknown, currency), (text, count, cost) in sorted(patterns.items(), key=lambda item: -item[1][2])[
            :MOST_QUERIES
        ]:
            level = f"(severity {UNKNOWN}) " if is_unknown else ""
            table.add_row(_money(cost, currency), f"{count:,}", Text(f"{level}{text or name}"))
        self.screen.print(table)

    def rules(self) -> None:
        """Rules that could not look everywhere, and why."""
        rows = self._rows("optimization_opportunities", ("status = 'NOT_ASSESSED'",), order=("rule",))
        if not rows:
            return
        self._title("Which savings could not be assessed, and why: optimization_opportunities")
        table = plain_table("left", "left", heads=("rule", "because"))
        table.columns[1].no_wrap = False
        for row in rows:
            table.add_row(row["rule"], Text(row["reason"]))
        self.screen.print(table)

    def steps(self, results: Sequence[StepResult], seconds: float) -> None:
        """Where the time went, in one line."""
        by_job: dict[str, float] = {}
        for result in results:
            name = "start Spark" if result.name == "start Spark" else result.job
            by_job[name] = by_job.get(name, 0.0) + result.seconds
        parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in by_job.items())
        self._title(f"{seconds:.1f} s: {parts}")

    def next(self, demo: CostDemo) -> None:
        """Commands to try."""
        there = f"--lakehouse {shlex.quote(str(demo.lakehouse))}"
        for view in ("performance_overview", "cost_trends", "cost_by_tag", "genie_optimization_opportunities"):
            self.screen.print(Text(f"faultbook show {view} {there}", "cyan"), soft_wrap=True)

    def _bars(self, title: str, rows: dict[Any, dict[str, Decimal]]) -> None:
        self._title(f"{title}: {', '.join(self._legend())}")
        table = plain_table("left", "left", "right", "left", "right", "right", "right",
                       heads=("", "", "billed", "", *(name for name, *_ in PARTS)))  # fmt: skip
        for (name, currency), parts in rows.items():
            most = max(found["billed"] for (_, other), found in rows.items() if other == currency)
            table.add_row(
                str(name),
                currency,
                f"{parts['billed']:,.2f}",
                parts_bar(parts, most, ascii_only=self.ascii_only),
                *(f"{parts[part]:,.2f}" for part, *_ in PARTS),
            )
        self.screen.print(table)

    def _legend(self) -> list[str]:
        return [f"{plain if self.ascii_only else block} {name}" for name, block, plain, _ in PARTS]

    def _sums(self, view: str, key: Sequence[str], where: tuple[str, ...]) -> dict[Any, dict[str, Decimal]]:
        """Amounts by key, added up in Python: the parts and what was billed."""
        rows: dict[Any, dict[str, Decimal]] = {}
        for row in sorted(self._rows(view, where), key=lambda row: tuple(str(row[name]) for name in key)):
            sums = rows.setdefault(
                tuple(row[name] for name in key),
                dict.fromkeys(("billed", "direct", "idle", "unattributed"), Decimal(0)),
            )
            for part in sums:
                sums[part] += row[f"{part}_amount"] or Decimal(0)
        return rows

    def _rows(
        self, source: str, where: tuple[str, ...] = (), *, order: tuple[str, ...] = (), limit: int = 0
    ) -> list[dict[str, Any]]:
        return self.store.ask(Query(source, where=where, order=order, limit=limit)).records()

    def _title(self, text: str) -> None:
        self.screen.print(Text(f"\n{text}", "bold"))

    def _print(self, text: str) -> None:
        self.screen.print(Text(text))


def parts_bar(parts: dict[str, Decimal], most: Decimal, *, ascii_only: bool = False) -> Text:
    """A bar whose length is the part of `most` that was billed, in as many pieces as it has parts."""
    drawn_bar = Text()
    if most <= 0:
        return drawn_bar
    drawn, through = 0, Decimal(0)
    for name, block, plain, colour in PARTS:
        through += max(parts[name], Decimal(0))
        end = round(BAR_CELLS * min(through / most, Decimal(1)))
        drawn_bar.append((plain if ascii_only else block) * max(0, end - drawn), colour)
        drawn = max(drawn, end)
    return drawn_bar


def budget_bar(row: dict[str, Any], *, ascii_only: bool = False) -> Text:
    """Spent and expected as parts of the budget; nothing without one. What is above it ends in an arrow."""
    drawn, budget = Text(), row["budget_amount"]
    if not budget:
        return drawn
    expected = max(row["expected_amount"] or Decimal(0), row["actual_amount"])
    spent = round(PICTURE_CELLS * min(row["actual_amount"] / budget, Decimal(1)))
    until = round(PICTURE_CELLS * min(expected / budget, Decimal(1)))
    full, rest, arrow = ("#", "=", ">") if ascii_only else ("█", "▒", "►")
    drawn.append(full * spent, "green").append(rest * (until - spent), "yellow")
    drawn.append(("." if ascii_only else "·") * (PICTURE_CELLS - until), "dim")
    return drawn.append(arrow, "red") if expected > budget else drawn


def _hundredths(amount: Decimal) -> int:
    return round(amount * 100)


def _exact(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(amount: Decimal, currency: str | None) -> str:
    return f"{amount:,.2f} {currency or ''}".rstrip()


def _run_bundle_job(job: str, demo: CostDemo) -> None:
    parameters = demo.parameters if job == "cost" else None
    run_bundle_job(job, landing=Path(".landing"), lakehouse=demo.lakehouse, param=parameters)


def _screen() -> Console:
    screen = console(sys.stdout)
    screen.width = min(screen.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return screen
