"""Rules over their subjects, and what may be saved: never more than a resource costs, whatever rules estimate
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from faultbook.tables import OPTIMIZATION_OPPORTUNITIES
from faultbook.transforms.cost.opportunities.rule import Rule, Subject
from faultbook.transforms.cost.opportunities.rules import RULES
from faultbook.transforms.cost.opportunities.subjects import SUBJECT
from faultbook.transforms.cost.shares import from_units, units_of

WARN, CRITICAL, OK, NOT_ASSESSED = "WARN", "CRITICAL", "OK", "NOT_ASSESSED"
_RESOURCE = ("workspace_id", "resource_kind", "resource_id", "currency_code")
_SUM = "decimal(38,0)"
RULE_COLUMNS = ("rule", "measure", "warn_at", "critical_at", "min_samples", "guidance", "saving_basis", "reason")
"""The columns of `rule_rows`."""


@dataclass(frozen=True)
class Threshold:
    """From when on a measure is WARN and CRITICAL, and how many samples it needs."""

    warn_at: float
    critical_at: float
    min_samples: int


def rule_rows(unreadable: Mapping[str, str], thresholds: Mapping[str, Threshold]) -> list[dict[str, object]]:
    """The rules as rows: rule, measure, warn_at, critical_at, min_samples, guidance, saving_basis; reason: why none of
    its subjects can be judged, NULL where they can. `unreadable` has the reasons by rule.
    """
    return [
        {
            "rule": rule.name,
            "measure": rule.measure,
            "guidance": rule.guidance,
            "saving_basis": rule.saving_basis,
            "reason": unreadable.get(rule.name),
            **vars(thresholds.get(rule.name, Threshold(rule.warn_at, rule.critical_at, rule.min_samples))),
        }
        for rule in RULES.values()
    ]


def measures(subjects: DataFrame, kind: Subject) -> DataFrame:
    """Every subject measured by every rule of its kind: one row each.

    In: a frame of subjects.py. Out: SUBJECT, rule, measured DOUBLE, samples BIGINT, sample, evidence, saving_units
    BIGINT, unknown (why it cannot be judged).
    """
    measured = F.array(*(_measure(rule) for rule in RULES.values() if rule.subject is kind))
    return subjects.select(*SUBJECT, F.explode(measured).alias("one")).select(*SUBJECT, "one.*")


def opportunities(measured: DataFrame, rules: DataFrame, *, since: Column, through: Column) -> DataFrame:
    """The rows of the table optimization_opportunities: what is WARN or CRITICAL, and a row for each rule that found
    nothing or could not look everywhere.

    In: `measures` of all kinds; `rule_rows` as a frame. `since` and `through` are the first and last day looked at.
    """
    judged = _judged(measured, rules).unionByName(
        rules.withColumns({"is_rule": F.lit(True), "unreadable": F.col("reason")}), allowMissingColumns=True
    )
    kept = _kept(judged)
    dated = within_costs(kept).withColumns(
        {"assessed_from": since, "assessed_through": through, "optimization_type": F.col("rule")}
    )
    return dated.select(
        *(F.col(column.name).cast(column.type).alias(column.name) for column in OPTIMIZATION_OPPORTUNITIES.columns)
    )


def within_costs(found: DataFrame) -> DataFrame:
    """Findings with rule_saving, estimated_saving and overlaps.

    Of the savings of one subject, and of all subjects of one resource, the largest comes first; each takes what those
    before it leave of the cost. So no subject and no resource saves more than it costs.
    """
    of_subject = Window.partitionBy(*_RESOURCE, "subject_id")
    of_resource = Window.partitionBy(*_RESOURCE)
    claimed = F.least(F.greatest("saving_units", F.lit(0)), _cost("subject_cost"))
    in_order = ("subject_id", "rule")
    first = found.withColumn("claimed", claimed).withColumn(
        "of_subject",
        _left(
            F.col("claimed"), _cost("subject_cost"), of_subject.orderBy(F.col("claimed").desc_nulls_last(), *in_order)
        ),
    )
    both = first.withColumn(
        "of_resource",
        _left(
            F.col("of_subject"),
            _cost("resource_cost"),
            of_resource.orderBy(F.col("of_subject").desc_nulls_last(), *in_order),
        ),
    )
    saves, is_whole = F.col("claimed") > 0, F.col("subject_id") == F.col("resource_id")
    same = F.collect_set(F.when(saves, F.col("rule"))).over(of_subject)
    whole = F.collect_set(F.when(saves & is_whole, F.col("rule"))).over(of_resource)
    every = F.collect_set(F.when(saves, F.col("rule"))).over(of_resource)
    others = F.when(is_whole, every).otherwise(F.array_union(same, whole))
    overlaps = F.when(saves, F.array_sort(F.array_except(others, F.array("rule"))))
    return (
        both.withColumn("rule_saving", F.when(F.col("saving_units").isNotNull(), from_units(F.col("claimed"))))
        .withColumn("estimated_saving", F.when(F.col("saving_units").isNotNull(), from_units(F.col("of_resource"))))
        .withColumn("overlaps", overlaps)
        .drop("claimed", "of_subject", "of_resource", "saving_units")
    )


def _left(saving: Column, cost: Column, in_order: WindowSpec) -> Column:
    """What those before leave: the difference of the running sums, each cut at the cost."""
    known = F.coalesce(saving, F.lit(0)).cast(_SUM)
    through = F.sum(known).over(in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow))
    limit = cost.cast(_SUM)
    return (F.least(through, limit) - F.least((through - known).cast(_SUM), limit)).cast("bigint")


def _cost(name: str) -> Column:
    return F.greatest(F.coalesce(units_of(F.col(name)), F.lit(0)), F.lit(0)).cast("bigint")


def _measure(rule: Rule) -> Column:
    return F.struct(
        F.lit(rule.name).alias("rule"),
        rule.measured().cast("double").alias("measured"),
        F.coalesce(rule.samples().cast("bigint"), F.lit(0).cast("bigint")).alias("samples"),
        F.lit(rule.sample).alias("sample"),
        rule.evidence().alias("evidence"),
        rule.saving().cast("bigint").alias("saving_units"),
        rule.unknown().cast("string").alias("unknown"),
    )


def _judged(measured: DataFrame, rules: DataFrame) -> DataFrame:
    """The measures with the rule's levels, status, and why a subject is not assessed."""
    known = measured.join(F.broadcast(rules.withColumnRenamed("reason", "unreadable")), on="rule", how="inner")
    few = F.when(
        F.col("samples") < F.col("min_samples"), F.concat_ws(" ", F.lit("fewer than"), "min_samples", "sample")
    )
    not_measured = F.when(F.col("measured").isNull(), F.lit("the platform does not report what it is measured by"))
    status = (
        F.when(F.col("reason").isNotNull(), F.lit(NOT_ASSESSED))
        .when(F.col("measured") >= F.col("critical_at"), F.lit(CRITICAL))
        .when(F.col("measured") >= F.col("warn_at"), F.lit(WARN))
        .otherwise(F.lit(OK))
    )
    reasoned = known.withColumn("reason", F.coalesce("unreadable", "unknown", few, not_measured))
    return reasoned.withColumns({"status": status, "is_rule": F.lit(False)}).drop("sample", "unknown")


def _kept(judged: DataFrame) -> DataFrame:
    """Findings, and of each rule the row that records where it found nothing, or could not judge."""
    whole = Window.partitionBy("rule")
    is_subject, is_open = ~F.col("is_rule"), F.col("reason").isNotNull()
    is_finding = is_subject & F.col("status").isin(WARN, CRITICAL)
    counted = judged.withColumns(
        {
            "subjects": F.count(F.when(is_subject, F.lit(1))).over(whole),
            "open_subjects": F.count(F.when(is_subject & is_open, F.lit(1))).over(whole),
            "findings": F.count(F.when(is_finding, F.lit(1))).over(whole),
            "reasons": F.collect_set(F.when(is_subject, F.col("reason"))).over(whole),
        }
    )
    partly = F.format_string("%d of %d: %s", "open_subjects", "subjects", F.array_join(F.array_sort("reasons"), "; "))
    reason = F.coalesce(
        "unreadable",
        F.when(F.col("subjects") == 0, F.lit("nothing of its kind is on the bill of these days")),
        F.when(F.col("open_subjects") > 0, partly),
    )
    none_judged = F.col("unreadable").isNotNull() | (F.col("open_subjects") == F.col("subjects"))
    status = F.when(none_judged | (F.col("findings") > 0), F.lit(NOT_ASSESSED)).otherwise(F.lit(OK))
    is_silent = (F.col("findings") > 0) & (F.col("open_subjects") == 0)
    kept = counted.where(is_finding | (F.col("is_rule") & ~is_silent))
    assessed = F.col("subjects") - F.col("open_subjects")
    of_rule = {
        "status": F.when(F.col("is_rule"), status).otherwise(F.col("status")),
        "reason": F.when(F.col("is_rule"), reason).otherwise(F.col("reason")),
        "samples": F.when(F.col("is_rule"), assessed).otherwise(F.col("samples")),
    }
    of_subjects_only = {
        name: F.when(is_subject, F.col(name))
        for name in ("warn_at", "critical_at", "min_samples", "guidance", "saving_basis")
    }
    return kept.withColumns(of_rule | of_subjects_only)
