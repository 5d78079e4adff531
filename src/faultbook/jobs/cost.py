"""Cost: the bill of the platform's system tables, split until every unit has one place, stored hour by hour.

Hours that late rows touch are computed again and replaced whole, so that the next run repairs one that dies;
tables by day are computed from the stored hours. The rows of system_table_checks are written last: with them the run is
complete, and the next one continues from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import InvariantViolated, MissingDependency
from faultbook.jobs.costing.coverage import Found, coverage_rows, is_not_assessed, probe_tables
from faultbook.jobs.costing.plan import CostPlan, instant_of_run, last_complete_run, newest_instants, plan_run
from faultbook.jobs.costing.table_writer import TableWriter
from faultbook.jobs.ingestion.batch_writer import Observer, ignore
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.literals import timestamp_literal
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.system_tables import Readability, Reading, read_system_tables
from faultbook.steps import Steps
from faultbook.tables import (
    COST_DAILY,
    COST_LEDGER,
    COST_TAGS,
    JOB_RUN_COST,
    QUERY_COST,
    QUERY_DAILY,
    QUERY_STATEMENTS,
    SYSTEM_TABLE_CHECKS,
    WAREHOUSE_HOURS,
    Lease,
)
from faultbook.tables.system import (
    ACCOUNT_PRICES,
    ATTRIBUTED_USAGE,
    JOB_RUN_TIMELINE,
    JOB_TASK_RUN_TIMELINE,
    JOBS,
    LIST_PRICES,
    PIPELINES,
    QUERY_HISTORY,
    USAGE,
    WAREHOUSE_EVENTS,
    WAREHOUSES,
    SystemTable,
    is_folder,
)
from faultbook.tables.text_columns import text_columns
from faultbook.transforms.cost.attributed import attributed_slices
from faultbook.transforms.cost.daily import cost_daily
from faultbook.transforms.cost.invariants import broken_days
from faultbook.transforms.cost.job_runs import job_run_cost
from faultbook.transforms.cost.ledger import cost_ledger
from faultbook.transforms.cost.prices import price_windows
from faultbook.transforms.cost.query_cost import query_cost
from faultbook.transforms.cost.query_daily import query_daily
from faultbook.transforms.cost.running import running_slices
from faultbook.transforms.cost.statements import latest_statements, query_statements, with_work, work_slices
from faultbook.transforms.cost.tags import cost_tags
from faultbook.transforms.cost.touched import overlapping
from faultbook.transforms.cost.usage import billed_hours
from faultbook.transforms.cost.warehouse_hours import warehouse_hours
from faultbook.transforms.records.redact_columns import redacted_columns


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="cost")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Computes the touched hours and stores them; where the bill is not granted, stores NOT_ASSESSED and ends well.

    InvariantViolated, with nothing completed, where the parts do not add up to the whole.
    """
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    computed_at = instant_of_run(settings.as_of)
    with writer_lease(lakehouse, Lease.COST) as holder:
        with steps.step("read system tables") as step:
            readings = read_system_tables(spark, settings.system_tables)
            found = probe_tables(readings)
            step.note(tables=len(readings), readable=len(found))
        if readings[USAGE.full_name].readability is not Readability.READABLE:
            _store_not_assessed(lakehouse, steps, readings, found, computed_at)
            return
        with steps.step("plan") as step:
            plan = plan_run(
                readings,
                last_complete_run(lakehouse),
                computed_at=computed_at,
                first_days=settings.cost_first_days,
                settle_days=settings.cost_settle_days,
                reach_days=settings.cost_reach_days,
                newest=newest_instants(list(found.values())),
            )
            step.note(days=len(plan.days), hours=plan.hours)
        bill = Bill(readings, plan, settings.currency, settings.redaction_rules, settings.redaction_allow)
        writer = TableWriter(lakehouse, steps, observe, holder, {"days": len(plan.days)})
        writer.replace(QUERY_STATEMENTS, bill.statements(), where=plan.of_received)
        writer.replace(WAREHOUSE_HOURS, bill.hours(), where=plan.of_hours)
        hours = writer.stored(WAREHOUSE_HOURS, where=plan.of_hours)
        writer.replace(COST_LEDGER, bill.ledger(hours), where=plan.of_hours)
        touched = writer.stored(COST_LEDGER, where=plan.of_hours)
        writer.replace(QUERY_COST, bill.queries(hours, touched), where=plan.of_hours)
        runs = bill.runs(writer.stored(COST_LEDGER, where=plan.of_run_days))
        writer.replace(JOB_RUN_COST, runs, where=plan.of_run_days)
        ledger = writer.stored(COST_LEDGER, where=plan.of_days)
        writer.replace(COST_DAILY, cost_daily(ledger), where=plan.of_days)
        writer.replace(COST_TAGS, bill.tags(), where=plan.of_days)
        statements = writer.stored(QUERY_STATEMENTS, where=plan.of_days)
        writer.replace(QUERY_DAILY, query_daily(statements), where=plan.of_days)
        with steps.step("invariants"):
            _require_invariants(ledger, writer.stored(QUERY_COST, where=plan.of_days))
        require_lease(lakehouse, holder)
        checks = rows_of(spark, SYSTEM_TABLE_CHECKS, coverage_rows(readings, found, plan.computed_at, len(plan.days)))
        lakehouse.replace(SYSTEM_TABLE_CHECKS, checks, where=f"computed_at = {timestamp_literal(plan.computed_at)}")


@dataclass(frozen=True)
class Bill:
    """The transformations of the readings, for the hours of a plan. Nothing runs until it is stored."""

    readings: Mapping[str, Reading]
    plan: CostPlan
    currency: str
    redaction_rules: Sequence[str] = ()
    redaction_allow: Sequence[str] = ()

    def statements(self) -> DataFrame:
        """The rows of query_statements."""
        rows = self._rows(QUERY_HISTORY)
        # Where a statement without start and end is among its day's hours is not stored: all of the day's are made.
        dateless = rows.where(F.col("start_time").isNull() & F.col("end_time").isNull())
        known = rows.where(F.col("start_time").isNotNull() | F.col("end_time").isNotNull())
        touching = _touching(known, self.plan.ranges).unionByName(_touching(dateless, self.plan.day_ranges))
        safe = redacted_columns(
            latest_statements(touching),
            text_columns(QUERY_STATEMENTS.name),
            redaction_rules=self.redaction_rules,
            redaction_allow=self.redaction_allow,
        )
        made = query_statements(safe, F.col("statement_text"))
        return made.where(self.plan.of_received)

    def hours(self) -> DataFrame:
        """The rows of warehouse_hours."""
        events = self._rows(WAREHOUSE_EVENTS)
        since = F.least(*(since for since, _ in self.plan.ranges), F.lit(self.plan.computed_at))
        running = running_slices(events, since=since, until=F.lit(self.plan.computed_at))
        made = warehouse_hours(self._slices(), running, events, self._native(), self._rows(WAREHOUSES))
        return made.where(self.plan.of_hours)

    def ledger(self, hours: DataFrame) -> DataFrame:
        """The rows of cost_ledger."""
        billed = billed_hours(self._usage(self.plan.ranges), self._windows())
        return cost_ledger(billed, hours, closed_until=F.lit(self.plan.closed_until)).where(self.plan.of_hours)

    def tags(self) -> DataFrame:
        """The rows of cost_tags."""
        made = cost_tags(self._usage(self.plan.day_ranges), self._windows(), self._rows(PIPELINES))
        return made.where(self.plan.of_days)

    def queries(self, hours: DataFrame, ledger: DataFrame) -> DataFrame:
        """The rows of query_cost."""
        closed_until = F.lit(self.plan.closed_until)
        made = query_cost(self._slices(), self._native(), hours, ledger, closed_until=closed_until)
        return made.where(self.plan.of_hours)

    def runs(self, ledger: DataFrame) -> DataFrame:
        """The rows of job_run_cost."""
        return job_run_cost(ledger, self._rows(JOB_RUN_TIMELINE), self._rows(JOB_TASK_RUN_TIMELINE), self._rows(JOBS))

    def _usage(self, ranges: Sequence[tuple[Column, Column]]) -> DataFrame:
        return overlapping(self._rows(USAGE), "usage_start_time", ["usage_end_time"], ranges)

    def _windows(self) -> DataFrame:
        return price_windows(self._rows(LIST_PRICES), self._rows(ACCOUNT_PRICES), currency=self.currency)

    def _slices(self) -> DataFrame:
        return work_slices(with_work(latest_statements(_touching(self._rows(QUERY_HISTORY), self.plan.ranges))))

    def _native(self) -> DataFrame:
        # Whole days: whether the platform splits a warehouse is decided per day.
        rows = overlapping(self._rows(ATTRIBUTED_USAGE), "start_time", ["end_time"], self.plan.day_ranges)
        return attributed_slices(rows)

    def _rows(self, table: SystemTable) -> DataFrame:
        return self.readings[table.full_name].rows


def _touching(history: DataFrame, ranges: Sequence[tuple[Column, Column]]) -> DataFrame:
    """Statements that touch the ranges. Updates come after ends, so the latest of a statement's rows is among them."""
    return overlapping(history, "start_time", ["end_time", "update_time"], ranges)


def _store_not_assessed(
    lakehouse: Lakehouse, steps: Steps, readings: Mapping[str, Reading], found: Found, computed_at: datetime
) -> None:
    """Stores once that there is no bill, with the reason of each table. What is stored of earlier bills stays.

    MissingDependency for a folder of system tables: its path was given by hand, and is wrong.
    """
    usage, location = readings[USAGE.full_name], lakehouse.settings.system_tables
    if is_folder(location):
        raise MissingDependency(
            f"{location}.{USAGE.full_name} is {usage.readability} ({usage.detail}); without it there is no bill. "
            "Expected a folder of system tables: faultbook demo cost makes one."
        )
    with steps.step("not assessed") as step:
        step.note(
            found=f"{location}.{USAGE.full_name} is {usage.readability}",
            means="there is no bill; what is stored stays as it is",
            fix=f"GRANT USE SCHEMA, SELECT ON SCHEMA {location}.{USAGE.schema} TO who runs the job, or leave out the "
            "part bill (faultbook init)",
        )
        if not is_not_assessed(lakehouse):
            checks = rows_of(lakehouse.spark, SYSTEM_TABLE_CHECKS, coverage_rows(readings, found, computed_at, 0))
            lakehouse.replace(SYSTEM_TABLE_CHECKS, checks, where=f"computed_at = {timestamp_literal(computed_at)}")


def _require_invariants(ledger: DataFrame, queries: DataFrame) -> None:
    broken = broken_days(ledger, queries).limit(5).collect()
    if broken:
        days = "; ".join(f"{row['usage_date']} {row['law']}: {row['difference']}" for row in broken)
        raise InvariantViolated(
            f"The parts do not add up to the whole: {days}. The run is not completed; please report it."
        )
