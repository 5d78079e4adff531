"""Spark's columns and the plain reader read every message alike, whatever becomes of it on the way."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from faultbook.events.fields import INSTANT_FIELDS, TEXT_FIELDS
from faultbook.events.reading import Reading, read_message
from faultbook.events.shipped import shipped_definitions
from faultbook.lakehouse.rows import frame_of
from faultbook.transforms.events.extraction import classified, extracted
from tests.events.messages import Message, messages, mutations

pytestmark = pytest.mark.spark
HEADERS = pa.map_(pa.string(), pa.string())
MESSAGES = pa.schema(
    {"envelope_id": pa.string(), "source": pa.string(), "headers": HEADERS, "body": pa.string()}.items()
)
Row = tuple[Any, ...]


def read_by_spark(spark, found: list[Message]) -> dict[str, list[Row]]:
    rows = [
        {"envelope_id": f"e{at}", "source": one.source, "headers": list(one.headers.items()), "body": one.body}
        for at, one in enumerate(found)
    ]
    frame = spark.createDataFrame(pa.Table.from_pylist(rows, schema=MESSAGES))
    known = spark.createDataFrame(classified(frame, shipped_definitions()).toArrow())
    outcome: dict[str, list[Row]] = {f"e{at}": [] for at in range(len(found))}
    for row in known.where("reject_reason IS NOT NULL").collect():
        outcome[row["envelope_id"]].append((None, "reject", 0, row["reject_reason"]))
    by_name = {one.name: one for one in shipped_definitions()}
    for name in sorted(row[0] for row in known.select("definition").distinct().collect() if row[0]):
        for row in extracted(known.where(known["definition"] == name), by_name[name]).collect():
            outcome[row["envelope_id"]].append(spark_row(name, row.asDict()))
    return outcome


def spark_row(name: str, row: dict[str, Any]) -> Row:
    head = (f"{name}/{row['wrapped_in']}",)
    if row["reject_reason"]:
        return (*head, "reject", row["item"], row["reject_reason"])
    if row["is_ignored"]:
        return (*head, "ignored", row["item"])
    instants = [
        at and at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC) for at in (row[one] for one in INSTANT_FIELDS)
    ]
    texts = [row[one] for one in TEXT_FIELDS]
    path = row["message_path"]
    return (*head, row["item"], row["event_key"], row["event_id"], row["kind"], row["phase"], path, *texts, *instants,
            tuple(sorted(row["facts"].items())))  # fmt: skip


def plain_rows(reading: Reading) -> Iterable[Row]:
    head = None if reading.definition is None else f"{reading.definition}/{reading.wrapped_in}"
    for reject in reading.rejects:
        yield head, "reject", reject.item, reject.reason
    for report in reading.reports:
        texts = [report.texts.get(one) for one in TEXT_FIELDS]
        instants: list[datetime | None] = [report.instants.get(one) for one in INSTANT_FIELDS]
        yield (head, report.item, report.event_key, report.event_id, str(report.kind), str(report.phase),
               report.paths.get("message"), *texts, *instants, tuple(sorted(report.facts.items())))  # fmt: skip


def differences(spark, found: list[Message]) -> list[str]:
    names = ("definition", "item", "event_key", "event_id", "kind", "phase", "message_path", *TEXT_FIELDS,
             *INSTANT_FIELDS, "facts")  # fmt: skip
    by_spark = read_by_spark(spark, found)
    different = []
    for at, message in enumerate(found):
        envelope = f"e{at}"
        reading = read_message(
            message.body, message.source, message.headers, shipped_definitions(), envelope_id=envelope
        )
        plain = sorted(plain_rows(reading), key=repr)
        columns = sorted((row for row in by_spark[envelope] if row[1:2] != ("ignored",)), key=repr)
        ignored = sum(row[1:2] == ("ignored",) for row in by_spark[envelope])
        if plain != columns or ignored != reading.ignored:
            fields = [
                (name, one, other)
                for left, right in zip(plain, columns, strict=False)
                for name, one, other in zip(names, left, right, strict=False)
                if one != other
            ]
            different.append(
                f"{message.name}: {len(plain)}:{len(columns)} rows, {str(fields)[:600]} of {message.body[:300]!r}"
            )
    return different


def test_the_messages_of_vendors(spark) -> None:
    assert differences(spark, messages()) == []


@pytest.mark.skipif(
    os.environ.get("SPARK_API_MODE") == "connect",
    reason="hundreds of bodies of 256 KB are too much for a short heap with a server in it; columns are the same",
)
@pytest.mark.parametrize("count", [300, pytest.param(2_000, marks=pytest.mark.verify)])
def test_mutations(spark, count: int) -> None:
    assert differences(spark, list(mutations(count, seed=2))) == []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_thousand_mutations(spark, seed: int) -> None:
    assert differences(spark, list(mutations(5_000, seed=1_000 + seed))) == []


def test_definitions_are_plain_columns(spark) -> None:
    """No user function: what Spark runs is in the plan, and Photon can run it."""
    frame = frame_of(spark, pa.Table.from_pylist([{}], schema=MESSAGES))  # a row: no rows are planned as nothing
    known = classified(frame, shipped_definitions())
    for definition in shipped_definitions():
        plan = extracted(known, definition)._jdf.queryExecution().toString() if hasattr(known, "_jdf") else ""
        assert "Python" not in plan, definition.name
