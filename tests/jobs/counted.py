"""A lakehouse that holds counts without any log: partial counts, examples and ledger, written by delta-rs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from faultbook.faults.v1.code_hint import code_hint
from faultbook.faults.v1.masks import template
from faultbook.faults.v1.template_hash import template_hash
from tests.jobs.workspace import LocalWorkspace
from tests.transforms.views.rows import count_row, ledger_row, record_row, template_row

START = datetime(2026, 2, 2, tzinfo=UTC)
"""A Monday."""


@dataclass(frozen=True)
class Count:
    """Records of one template of a service in one hour after START."""

    hour: int
    service: str
    template: str
    count: int
    severity: str = "Error"
    code: str = "CC-1"


def add_batch(workspace: LocalWorkspace, batch_id: int, counts: Iterable[Count], *, complete: bool = True) -> None:
    """One batch of counts, each with its template's example; `complete` writes the ledger."""
    counts = [count for count in counts if count.count]
    rows, examples = [], {}
    for count in counts:
        at = START + timedelta(hours=count.hour)
        labels = {"service": count.service, "severity": count.severity, "error_code": count.code, "batch_id": batch_id}
        labels["template_hash"] = f"v1:{count.template}"
        span = {"first_occurrence": at, "last_occurrence": at + timedelta(minutes=5)}
        rows.append(count_row(hour=at, occurrence_count=count.count, **labels, **span))
        examples[count.template, count.severity] = template_row(template=f"{count.template} failed <*>", **labels)
    append_rows(workspace, "error_counts", rows)
    append_rows(workspace, "error_templates", list(examples.values()))
    if complete:
        append_rows(workspace, "ingest_ledger", [ledger_row(batch_id=batch_id, source_file=f"{batch_id}.log")])


def add_messages(
    workspace: LocalWorkspace, batch_id: int, messages: Iterable[tuple[datetime, str, str]], *, hashed: str = ""
) -> None:
    """One complete batch of single records: instant, code, message. `hashed`: their template hash, if not today's."""
    rows, examples = [], []
    for place, (at, code, message) in enumerate(messages):
        text = template(message)
        name = hashed or template_hash("api", code, code_hint(message), "", text, "")
        labels = {"service": "api", "error_code": code, "batch_id": batch_id, "template_hash": name}
        hour = at.replace(minute=0)
        rows.append(count_row(hour=hour, occurrence_count=1, first_occurrence=at, last_occurrence=at, **labels))
        example = {"example_timestamp": at, "example_event_id": f"{batch_id}-{place}", "example_message": message}
        examples.append(template_row(template=text, **example, **labels))
    append_rows(workspace, "error_counts", rows)
    append_rows(workspace, "error_templates", examples)
    entry = ledger_row(batch_id=batch_id, source_file=f"{batch_id}.log", parsed=len(rows))
    append_rows(workspace, "ingest_ledger", [entry])


def add_record(workspace: LocalWorkspace, batch_id: int, message: str, **given: str) -> None:
    """One stored record of a batch of `add_messages`, for what is read from records."""
    row = record_row(batch_id=batch_id, message=message, **given)
    append_rows(workspace, "error_logs_parsed", [row], schema_name=workspace.settings.raw_schema_name)


def usual(service: str, hours: range, *, seed: int, **rates: float) -> list[Count]:
    """Poisson counts of templates by their rates per hour."""
    dice = np.random.default_rng(seed)
    return [
        Count(hour, service, f"{service}-{name}", int(count))
        for name, rate in rates.items()
        for hour, count in zip(hours, dice.poisson(rate, len(hours)), strict=True)
    ]


def clock(hour: int) -> datetime:
    """Ten minutes past an hour after START, when detection runs."""
    return START + timedelta(hours=hour, minutes=10)


def version(workspace: LocalWorkspace, table: str) -> int:
    """How often a table of answers was written."""
    return DeltaTable(str(Path(workspace.settings.catalog) / workspace.settings.schema_name / table)).version()


def append_rows(workspace: LocalWorkspace, table: str, rows: list[dict], schema_name: str = "") -> None:
    """One commit to a table, of answers unless its schema is named; columns that a row does not name are NULL."""
    path = Path(workspace.settings.catalog) / (schema_name or workspace.settings.schema_name) / table
    schema = pa.schema(DeltaTable(str(path)).schema().to_arrow())
    full = [{name: row.get(name) for name in schema.names} for row in rows]
    write_deltalake(str(path), pa.Table.from_pylist(full, schema), mode="append")
