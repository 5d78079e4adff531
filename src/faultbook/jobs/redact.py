"""Redact: removes secrets and e-mail addresses from texts that earlier versions stored, in both schemas.

Hashes, ids and counts stay as they are. Each table is one commit, and only rows that hold something are written: a run
that was killed is run again, and a second run writes nothing.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from pyspark.sql import DataFrame, SparkSession

from faultbook.jobs.ingestion.batch_writer import Observer, ignore
from faultbook.jobs.task import run_task
from faultbook.lakehouse.contracts import mark_redacted, may_hold_old_texts
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import ERROR_TEMPLATES, Lease, Table
from faultbook.tables.text_columns import TEXT_TABLES, TEXTS, WITHOUT_TEXT, text_columns
from faultbook.transforms.records.redact_columns import REDACTED_PREFIX, fragments_of_secrets, rows_to_redact

LOG_RETENTION = timedelta(days=30)
"""Delta's default for its log, whose entries hold the beginnings of the smallest and largest text of each data file."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="redact")


def run(
    spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore, now: datetime | None = None
) -> None:
    """Redacts every table that has texts, and reports until when the history of the tables contains the old ones."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, *Lease) as holder:
        with steps.step("find fragments") as step:
            fragments = _fragments(lakehouse)
            step.note(fragments=len(fragments))
        rewritten = 0
        for table in in_order():
            require_lease(lakehouse, holder)
            with steps.step(f"redact {table.name}") as step:
                examined, changed = redact_table(lakehouse, table, fragments)
                step.note(rows=examined, rewritten=changed)
            observe(f"after {table.name}")
            rewritten += changed
        unmarked = [table for table in in_order() if may_hold_old_texts(lakehouse, table)]
        for table in unmarked:
            mark_redacted(lakehouse, table)
    # Tables without a mark may have been rewritten by a run that was killed before it reported that.
    _tell_history(settings, steps, rewritten, bool(rewritten or unmarked), now or datetime.now(UTC))


def in_order() -> list[Table]:
    """The tables that have texts. error_templates is the last: the fragments of secrets are found in it."""
    return [*(table for table in TEXT_TABLES if table is not ERROR_TEMPLATES), ERROR_TEMPLATES]


def redact_table(lakehouse: Lakehouse, table: Table, fragments: Sequence[str]) -> tuple[int, int]:
    """Redacts one table in one commit; how many rows it has and how many of them were rewritten."""
    rows = lakehouse.read(table)
    columns = text_columns(table.name)
    examined = rows.count()
    matched_by = _matched_by(table)
    changed = rows_to_redact(
        rows.select(*dict.fromkeys((*matched_by, *columns))),
        columns,
        redaction_rules=lakehouse.settings.redaction_rules,
        redaction_allow=lakehouse.settings.redaction_allow,
        fragments=fragments,
    )
    if not examined or not changed.limit(1).collect():
        return examined, 0
    assign = {name: REDACTED_PREFIX + name for name in columns}
    once = changed.dropDuplicates(list(matched_by))
    return examined, lakehouse.change_rows(table, once, matched_by=matched_by, assign=assign)


def _matched_by(table: Table) -> tuple[str, ...]:
    """Columns whose old values determine the new texts: the key, or all names and ids, and the texts themselves."""
    types = {column.name: column.type for column in table.columns}
    names = (name for of_reason in WITHOUT_TEXT.get(table.name, {}).values() for name in of_reason)
    texts = (name for name in TEXTS[table.name] if types[name] == "STRING")
    return tuple(dict.fromkeys((*(table.key or names), *texts)))


def _fragments(lakehouse: Lakehouse) -> list[str]:
    settings = lakehouse.settings
    found: DataFrame = fragments_of_secrets(
        lakehouse.read(ERROR_TEMPLATES),
        redaction_rules=settings.redaction_rules,
        redaction_allow=settings.redaction_allow,
    )
    return sorted(row["fragment"] for row in found.distinct().collect())


def _tell_history(settings: Settings, steps: Steps, rewritten: int, holds_old_texts: bool, now: datetime) -> None:
    formatted = partial(datetime.isoformat, timespec="seconds")
    facts: dict[str, object] = {"rewritten": rewritten}
    if holds_old_texts:
        facts |= {
            "old_versions_until": formatted(now + timedelta(hours=settings.vacuum_retention_hours)),
            "old_statistics_until": formatted(now + LOG_RETENTION),
            "then": "faultbook run maintenance",
            "not_touched": "landed files, bytes of rejects, report files that you saved",
        }
    with steps.step("history", **facts):
        pass
