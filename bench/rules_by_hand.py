"""Fifty rules over failures, each in three ways: as a rule, as SQL that somebody writes, as an expression of CEL."""

from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator
from faultbook.rules.model import Rule
from faultbook.tables import FAILURE_EVENTS

KINDS = 10
SOME = ("http_status", "service", "message", "error_code", "environment", "attempt", "job_name")
"""The fields that the rules read."""


@dataclass(frozen=True)
class ByHand:
    """One rule in three ways."""

    rule: Rule
    sql: str
    cel: str


def fifty_rules() -> list[ByHand]:
    """Ten each of: status and service, words in a message, a pattern in a message, codes, a number."""
    return [made for number in range(KINDS) for made in _five(number)]


def _five(number: int) -> list[ByHand]:
    status = And((Leaf("http_status", Operator.STARTSWITH, ("5",)), _equals("service", f"svc-{number}")))
    words = And((Leaf("message", Operator.CONTAINS, ("timed out",)), _equals("service", f"svc-{number + 10}")))
    pattern = Leaf("message", Operator.REGEX, (rf"ORA-0{number}\d{{3}}",))
    codes = And((_equals("error_code", f"E{number}1", f"E{number}2"), Not(_equals("environment", "dev"))))
    tries = And((Leaf("attempt", Operator.GTE, (3,)), Leaf("job_name", Operator.STARTSWITH, (f"etl-{number}",))))
    return [
        _by_hand(
            f"status_{number}",
            status,
            f"http_status LIKE '5%' AND lower(service) = 'svc-{number}'",
            f"event.http_status.startsWith('5') && event.service == 'svc-{number}'",
        ),
        _by_hand(
            f"words_{number}",
            words,
            f"lower(message) LIKE '%timed out%' AND lower(service) = 'svc-{number + 10}'",
            f"event.message.matches('(?i)timed out') && event.service == 'svc-{number + 10}'",
        ),
        _by_hand(
            f"pattern_{number}",
            pattern,
            rf"message RLIKE 'ORA-0{number}\\d{{3}}'",
            rf"event.message.matches('ORA-0{number}[0-9][0-9][0-9]')",
        ),
        _by_hand(
            f"codes_{number}",
            codes,
            f"lower(error_code) IN ('e{number}1', 'e{number}2') AND NOT coalesce(lower(environment) = 'dev', false)",
            f"event.error_code in ['E{number}1', 'E{number}2'] && event.environment != 'dev'",
        ),
        _by_hand(
            f"tries_{number}",
            tries,
            f"try_cast(attempt AS DOUBLE) >= 3 AND lower(job_name) LIKE 'etl-{number}%'",
            f"event.attempt != '' && double(event.attempt) >= 3.0 && event.job_name.startsWith('etl-{number}')",
        ),
    ]


def _equals(field: str, *values: str) -> Leaf:
    return Leaf(field, Operator.EQUALS, values)


def _by_hand(name: str, condition: Condition, sql: str, cel: str) -> ByHand:
    return ByHand(Rule(name, name, "failures", condition=condition), sql, cel)


def failure_events(spark: Any, count: int) -> DataFrame:
    """Failures of forty services; about three in ten match a rule."""
    number = F.col("id")

    def of(modulus: int, by: int = 1) -> Any:
        return (F.pmod(F.xxhash64(number, F.lit(by)), F.lit(modulus))).cast("string")

    words = F.array(
        F.concat(F.lit("Connection to db-"), of(90), F.lit(".example.net timed out after "), of(5_000), F.lit(" ms")),
        F.concat(F.lit("java.sql.SQLException: ORA-0"), of(9_000, 2), F.lit(": table or view does not exist")),
        F.concat(F.lit("Task failed while writing rows to part-"), of(100_000), F.lit(" of /mnt/lake/orders")),
        F.concat(F.lit("Executor lost: container "), of(1_000_000), F.lit(" exited with 137, out of memory")),
    )
    message = F.get(words, F.pmod(F.xxhash64(number, F.lit(9)), F.lit(4)).cast("int"))
    values = {
        "event_id": F.concat(F.lit("e"), number),
        "event_key": F.concat(F.lit("k"), number),
        "kind": F.lit("task_run"),
        "state": F.lit("failed"),
        "happened_at": F.timestamp_seconds(F.lit(1_796_000_000) + F.pmod(number, F.lit(86_400))),
        "message": message,
        "template": F.regexp_replace(message, r"\d+", "<*>"),
        "template_hash": F.sha2(F.regexp_replace(message, r"\d+", "<*>"), 256),
        "error_type": F.lit("java.sql.SQLException"),
        "error_code": F.concat(F.lit("E"), of(200, 3)),
        "http_status": F.when(of(3, 4) == "0", F.lit("503")),
        "severity": F.lit("Error"),
        "service": F.concat(F.lit("svc-"), of(40, 5)),
        "environment": F.get(F.array(*map(F.lit, ("prod", "test", "dev"))), F.pmod(number, F.lit(3)).cast("int")),
        "job_name": F.concat(F.lit("etl-"), of(40, 6)),
        "attempt": of(5, 7),
        "facts": F.create_map(F.lit("region"), F.lit("westeurope")),
        "sources": F.array(F.lit("databricks")),
        "reports": F.lit(1),
        "batch_id": F.lit(1),
    }
    absent = F.lit(None)
    return spark.range(count).select(
        *(values.get(column.name, absent).cast(column.type).alias(column.name) for column in FAILURE_EVENTS.columns)
    )


def by_hand(rows: DataFrame, rules: list[ByHand]) -> DataFrame:
    """The matches as somebody writes them: what is looked at afterwards, and the rule."""
    found = F.array_compact(F.array(*(F.when(F.expr(one.sql), F.lit(one.rule.name)) for one in rules)))
    return rows.select("event_id", "happened_at", "service", "environment", "message", F.explode(found).alias("rule"))
