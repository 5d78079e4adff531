"""Cost analysis: what the bill that the job `cost` stored means - savings, forecast, budgets, anomalies, failures.

It reads whole days before the last complete cost run. Re-runs are idempotent: its tables are replaced. It never changes
the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.catalog.budgets import read_budgets_file
from faultbook.errors import MissingDependency, SettingError
from faultbook.jobs.costing.budgets import spend_ahead
from faultbook.jobs.costing.coverage import is_not_assessed
from faultbook.jobs.costing.plan import Earlier, last_complete_run
from faultbook.jobs.costing.shapes import inspect_new_shapes
from faultbook.jobs.costing.table_writer import TableWriter
from faultbook.jobs.ingestion.batch_writer import Observer, ignore
from faultbook.jobs.schema.severity_order import read_severities
from faultbook.jobs.task import run_task
from faultbook.jobs.task_values import TaskValues
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.system_tables import Reading, read_system_tables
from faultbook.steps import Steps
from faultbook.tables import (
    BUDGET_STATUS,
    COST_ANOMALIES,
    COST_DAILY,
    COST_FORECAST,
    COST_LEDGER,
    COST_TAGS,
    FAILURE_COST,
    INGEST_LEDGER,
    JOB_RUN_COST,
    OPTIMIZATION_OPPORTUNITIES,
    QUERY_COST,
    QUERY_DAILY,
    QUERY_STATEMENTS,
    RECORD_TABLES,
    STATEMENT_SHAPES,
    SYSTEM_TABLE_CHECKS,
    WAREHOUSE_HOURS,
    Lease,
    Table,
)
from faultbook.tables.system import (
    CLUSTERS,
    JOB_TASK_RUN_TIMELINE,
    NODE_TIMELINE,
    USAGE,
    WAREHOUSE_EVENTS,
    WAREHOUSES,
    SystemTable,
)
from faultbook.transforms.cost.anomalies import cost_anomalies
from faultbook.transforms.cost.failures import error_records, failure_cost, failures
from faultbook.transforms.cost.opportunities.assessment import (
    RULE_COLUMNS,
    Threshold,
    measures,
    opportunities,
    rule_rows,
)
from faultbook.transforms.cost.opportunities.rule import Subject
from faultbook.transforms.cost.opportunities.rules import RULES
from faultbook.transforms.cost.opportunities.subjects import (
    clusters,
    jobs,
    shapes,
    warehouse_bill,
    warehouses,
    workspaces,
)
from faultbook.transforms.cost.touched import overlapping
from faultbook.transforms.portable.completeness import complete

NEEDED = (USAGE, WAREHOUSES, WAREHOUSE_EVENTS, CLUSTERS, NODE_TIMELINE, JOB_TASK_RUN_TIMELINE)


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="cost_analysis")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> TaskValues:
    """Analyses the stored bill. SettingError or InvalidCatalog for thresholds or budgets, before anything is read.

    Returns whether a budget was spent, or no longer is, since the run before.
    """
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    thresholds = thresholds_of(settings.opportunity_thresholds)
    budgets = read_budgets_file(settings.budgets_file, currency=settings.currency)
    with writer_lease(lakehouse, Lease.COST) as holder:
        last = last_complete_run(lakehouse)
        if last is None and is_not_assessed(lakehouse):
            with steps.step("not assessed", means="there is no bill to analyse: system_table_coverage says why"):
                return TaskValues(has_news=False)
        with steps.step("read system tables"):
            span = _span(lakehouse, last)
            readings = read_system_tables(spark, settings.system_tables, NEEDED)
        inspect_new_shapes(lakehouse, span.days_of(lakehouse.read(QUERY_STATEMENTS)), steps)
        analysis = CostAnalysis(lakehouse, readings, span)
        writer = TableWriter(lakehouse, steps, observe, holder)
        writer.replace(OPTIMIZATION_OPPORTUNITIES, analysis.opportunities(thresholds), where="true")
        writer.replace(FAILURE_COST, analysis.failures(), where=span.where)
        writer.replace(
            COST_ANOMALIES, analysis.anomalies(), where=f"usage_date >= DATE '{span.judged_from.date().isoformat()}'"
        )
        with steps.step("forecast", budgets=len(budgets)) as step:
            ahead = spend_ahead(lakehouse, budgets, through=span.computed_at.date(), horizon=settings.forecast_days)
            step.note(scopes=len(ahead.status))
        writer.replace(COST_FORECAST, rows_of(spark, COST_FORECAST, ahead.forecast), where="true")
        before = spent_budgets(lakehouse)
        writer.replace(BUDGET_STATUS, rows_of(spark, BUDGET_STATUS, ahead.status), where="true")
        return TaskValues(has_news=spent_budgets(lakehouse) != before)


def spent_budgets(lakehouse: Lakehouse) -> set[tuple[str, date]]:
    """Budgets that are spent, each with its month, as stored."""
    spent = lakehouse.read(BUDGET_STATUS).where("actual_amount > budget_amount")
    return {(row["budget"], row["month"]) for row in spent.select("budget", "month").collect()}


def thresholds_of(given: Mapping[str, Sequence[float]]) -> dict[str, Threshold]:
    """Thresholds by rule; SettingError where one is of no rule."""
    if unknown := sorted(set(given) - set(RULES)):
        raise SettingError(f"opportunity_thresholds: there is no rule {unknown[0]!r}. Known rules: {', '.join(RULES)}.")
    return {
        name: Threshold(numbers[0], numbers[1], int(numbers[2]) if len(numbers) > 2 else RULES[name].min_samples)
        for name, numbers in given.items()
    }


@dataclass(frozen=True)
class AnalyzedDays:
    """The days that are analysed, the instant of the cost run, and since when hours are judged."""

    since: date
    through: date
    computed_at: datetime
    judged_from: datetime

    @property
    def where(self) -> str:
        """The days as a condition on usage_date."""
        # Not BETWEEN: Delta cannot resolve it in the condition of a replacement (Spark 4.1).
        return f"usage_date >= DATE '{self.since.isoformat()}' AND usage_date <= DATE '{self.through.isoformat()}'"

    def days_of(self, rows: DataFrame) -> DataFrame:
        """The rows of these days."""
        return rows.where(F.col("usage_date").between(F.lit(self.since), F.lit(self.through)))

    def overlapped_by(self, rows: DataFrame, start: str, end: str) -> DataFrame:
        """The rows whose time touches these days."""
        since, until = (F.lit(datetime(day.year, day.month, day.day, tzinfo=UTC)) for day in (self.since, self.after))
        return overlapping(rows, start, [end], [(since, until)])

    @property
    def after(self) -> date:
        """The day after the last."""
        return self.through + timedelta(days=1)


@dataclass(frozen=True)
class CostAnalysis:
    """The transformations over what is stored, for the days of a span. Nothing runs until it is stored."""

    lakehouse: Lakehouse
    readings: Mapping[str, Reading]
    span: AnalyzedDays

    def opportunities(self, thresholds: Mapping[str, Threshold]) -> DataFrame:
        """The rows of optimization_opportunities."""
        bill = warehouse_bill(self._days(COST_LEDGER), self._days(WAREHOUSE_HOURS))
        events = self.span.overlapped_by(self._rows(WAREHOUSE_EVENTS), "event_time", "event_time")
        nodes = self.span.overlapped_by(self._rows(NODE_TIMELINE), "start_time", "end_time")
        usage = self.span.overlapped_by(self._rows(USAGE), "usage_start_time", "usage_end_time")
        subjects = {
            Subject.SHAPE: shapes(
                self._days(QUERY_STATEMENTS), self._days(QUERY_COST), self.lakehouse.read(STATEMENT_SHAPES), bill
            ),
            Subject.WAREHOUSE: warehouses(bill, self._days(QUERY_DAILY), events, self._rows(WAREHOUSES)),
            Subject.JOB: jobs(self._days(JOB_RUN_COST), usage, self._task_runs(), self._rows(CLUSTERS), nodes),
            Subject.CLUSTER: clusters(self._days(COST_LEDGER), self._rows(CLUSTERS), self._task_runs(), nodes),
            Subject.WORKSPACE: workspaces(self._days(COST_DAILY), self._days(COST_TAGS)),
        }
        measured = reduce(DataFrame.unionByName, (measures(rows, kind) for kind, rows in subjects.items()))
        rules = self._rules(thresholds)
        return opportunities(measured, rules, since=F.lit(self.span.since), through=F.lit(self.span.through))

    def failures(self) -> DataFrame:
        """The rows of failure_cost."""
        failed = failures(
            self._days(JOB_RUN_COST), self._task_runs(), self._days(QUERY_COST), self._days(QUERY_STATEMENTS)
        )
        ledger = self.lakehouse.read(INGEST_LEDGER)
        records = error_records(
            *(
                self.span.overlapped_by(complete(self.lakehouse.read(table), ledger), "timestamp", "timestamp")
                for table in RECORD_TABLES
            ),
            severities=read_severities(self.lakehouse).errors,
        )
        return failure_cost(failed, records, log_minutes=self.lakehouse.settings.failure_log_minutes)

    def anomalies(self) -> DataFrame:
        """The rows of cost_anomalies."""
        settings = self.lakehouse.settings
        window_hours = settings.baseline_days * 24
        first_day = (self.span.judged_from - timedelta(hours=window_hours)).date()
        closed = self.lakehouse.read(COST_LEDGER).where(
            (F.col("usage_date") >= F.lit(first_day)) & ~F.col("provisional")
        )
        return cost_anomalies(
            closed,
            judged_from=F.lit(self.span.judged_from),
            before=F.lit(self.span.computed_at),
            window_hours=window_hours,
            z_above=settings.cost_anomaly_z,
            amount_from=settings.cost_anomaly_min,
        )

    def _rules(self, thresholds: Mapping[str, Threshold]) -> DataFrame:
        """The rules, and what the last cost run could not read of what each needs."""
        rows = self.lakehouse.read(SYSTEM_TABLE_CHECKS).where(F.col("computed_at") == F.lit(self.span.computed_at))
        missing = {
            row[
                "system_table"
            ]: f"{row['system_table']} is {row['readability']}{_empty(row['assessment'])}, so this is "
            f"not assessed: {row['not_assessed']}"
            for row in rows.where("assessment <> 'ASSESSED'").collect()
        }
        unreadable = {name: _first(missing, rule.needs) for name, rule in RULES.items()}
        assessed = rule_rows({name: reason for name, reason in unreadable.items() if reason}, thresholds)
        return rows_of(self.lakehouse.spark, OPTIMIZATION_OPPORTUNITIES, assessed).select(*RULE_COLUMNS)

    def _task_runs(self) -> DataFrame:
        return self.span.overlapped_by(self._rows(JOB_TASK_RUN_TIMELINE), "period_start_time", "period_end_time")

    def _days(self, table: Table) -> DataFrame:
        return self.span.days_of(self.lakehouse.read(table))

    def _rows(self, table: SystemTable) -> DataFrame:
        return self.readings[table.full_name].rows


def _span(lakehouse: Lakehouse, last: Earlier | None) -> AnalyzedDays:
    if last is None:
        raise MissingDependency(
            f"{lakehouse.settings.catalog} has no complete cost run. Make one: faultbook run cost "
            "(in a workspace: databricks bundle run cost)."
        )
    through = last.computed_at.date() - timedelta(days=1)
    settings = lakehouse.settings
    midnight = last.computed_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return AnalyzedDays(
        through - timedelta(days=settings.opportunity_days - 1),
        through,
        last.computed_at,
        midnight - timedelta(days=settings.cost_anomaly_days),
    )


def _first(missing: Mapping[str, str], needs: Sequence[str]) -> str | None:
    return next((missing[name] for name in needs if name in missing), None)


def _empty(assessment: str) -> str:
    return " and empty" if assessment == "EMPTY" else ""
