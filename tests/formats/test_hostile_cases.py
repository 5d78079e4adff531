"""Variants of real logs as somebody hostile would write them: their format is found, and no record is lost or changed.

Kinds of fixtures/cases: 22 (OTLP), 25 (Azure Monitor), 27 (JSON lines in any file), 38 (Go's JSON), 40 (logfmt).
"""

import codecs
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.transforms.landed.file_reader import FileReader, ReadingValues
from faultbook.transforms.landed.landed_text import text_of_content

VALUES = ReadingValues(
    severities=DEFAULT_SEVERITIES,
    code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
    max_line_bytes=1_048_576,
    keep_bytes=1_000,
    environment="test",
    service="",
    default_service="default",
)
START = datetime(2026, 2, 3, 10, tzinfo=UTC)
VARIANTS = 40
SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Info", "critical": "Critical"}
WORDS = ("worker", "ledger", "stock", "basket", "mailer", "search")
Object = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """What a record must be."""

    at: datetime
    level: str
    message: str
    exception: str | None = None

    @property
    def severity(self) -> str:
        return SEVERITIES[self.level]


def happened(chance: Random, exceptions: tuple[str, ...] = ()) -> list[Expected]:
    """Records in order of time, of five messages at most."""
    found, at = [], START
    for _ in range(chance.randrange(3, 12)):
        at += timedelta(milliseconds=chance.randrange(1, 90_000))
        level = chance.choice([*SEVERITIES])
        exception = chance.choice(exceptions) if exceptions and level in ("error", "critical") else None
        found.append(Expected(at, level, f"cannot reach the {chance.choice(WORDS)} service", exception))
    return found


def shuffled(chance: Random, fields: Object) -> Object:
    names = [*fields]
    chance.shuffle(names)
    return {name: fields[name] for name in names}


def written_instant(chance: Random, at: datetime) -> Any:
    """An instant in a form that names it completely."""
    there = at.astimezone(timezone(timedelta(hours=chance.choice((-8, 0, 2)), minutes=chance.choice((0, 30)))))
    millis = round(at.timestamp() * 1000)
    return chance.choice(
        (
            there.isoformat(timespec="milliseconds"),
            f"{there:%Y-%m-%d %H:%M:%S}.{there.microsecond // 1000:03}{there:%z}",
            f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}000000Z",
            f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}",
            millis,
            str(millis),
            millis / 1000,
            millis * 1_000_000,
        )
    )


def objects_as_file(chance: Random, objects: list[Object]) -> bytes:
    """Objects in one of the ways in which files hold them."""
    indent = chance.choice((1, 2, 4, "\t"))
    text = chance.choice(
        (
            lambda: "\n".join(map(json.dumps, objects)),
            lambda: "\n".join(json.dumps(each, separators=(",", ":")) for each in objects),
            lambda: "\n\n".join(json.dumps(each, indent=indent) for each in objects),
            lambda: json.dumps(objects, indent=indent),
            lambda: json.dumps(objects),
            lambda: "[\n" + ",\n".join(map(json.dumps, objects)) + "\n]",
            lambda: "[\n  " + "\n, ".join(map(json.dumps, objects)) + "\n]",
        )
    )()
    return as_bytes(chance, text)


def as_bytes(chance: Random, text: str) -> bytes:
    text = text.replace("\n", chance.choice(("\n", "\r\n"))) + chance.choice(("", "\n", "\n\n"))
    mark, encoding = chance.choice(
        ((b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-8"))
    )
    return mark + text.encode(encoding)


def azure(chance: Random) -> tuple[bytes, list[Expected]]:
    records = happened(chance, ("System.TimeoutException", "Orders.PlaceException"))
    numbers = {"info": 1, "warning": 2, "error": 3, "critical": 4}
    time_name = chance.choice(("TimeGenerated", "time", "timestamp"))
    level_of: Callable[[Expected], Any] = chance.choice(
        (
            lambda r: numbers[r.level],
            lambda r: str(numbers[r.level]),
            lambda r: r.severity.replace("Info", "Information"),
        )
    )
    objects = []
    for record in records:
        fields = {
            time_name: f"{record.at:%Y-%m-%dT%H:%M:%S.%f}{chance.choice(('7', ''))}Z", "AppRoleName": "orders-func",
            "SeverityLevel": level_of(record), "OperationId": "4bf92f3577b34da6", "Properties": {"a": "b"},
        }  # fmt: skip
        if record.exception:
            frames = [{"level": 0, "method": "Orders.Place", "fileName": "a.cs", "line": 3}]
            fields |= {"Type": "AppExceptions", "ExceptionType": record.exception, "OuterMessage": record.message}
            if chance.random() < 0.5:
                fields["Details"] = [{"message": record.message, "type": record.exception, "parsedStack": frames}]
        else:
            fields |= {"Type": "AppTraces", "Message": record.message}
        objects.append(shuffled(chance, fields))
    if chance.random() < 0.3:
        objects = [{"records": objects}]
    return objects_as_file(chance, objects), records


def otlp(chance: Random) -> tuple[bytes, list[Expected]]:
    records = happened(chance, ("CardError", "app.errors.PayError"))
    is_snake = chance.random() < 0.3
    requests, left = [], [*records]
    while left:
        resources = []
        for _ in range(chance.randrange(1, 3)):
            scopes = []
            for _ in range(chance.randrange(0, 3)):
                count = chance.randrange(0, 4)
                taken, left = left[:count], left[count:]
                scope = chance.choice(({}, {"name": "pay.lib", "version": "1"}))
                scopes.append(shuffled(chance, {"scope": scope, "logRecords": [of_otlp(chance, r) for r in taken]}))
            resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "pay"}}]}
            resources.append(shuffled(chance, {"resource": resource, "scopeLogs": scopes, "schemaUrl": "https://x/1"}))
        if any(scope["logRecords"] for each in resources for scope in each["scopeLogs"]):
            requests.append({"resourceLogs": resources})
    content = objects_as_file(chance, requests)
    if is_snake:
        for name, snake in (
            ("resourceLogs", "resource_logs"),
            ("scopeLogs", "scope_logs"),
            ("logRecords", "log_records"),
        ):
            content = content.replace(name.encode(), snake.encode())
    return content, records


def of_otlp(chance: Random, record: Expected) -> Object:
    nanos = round(record.at.timestamp() * 1_000_000) * 1_000
    number = {"info": 9, "warning": 13, "error": 17, "critical": 21}[record.level] + chance.randrange(4)
    level = chance.choice(
        ({"severityNumber": number}, {"severityText": record.severity}, {"severityNumber": number, "severityText": "x"})
    )
    time = chance.choice(
        (
            {"timeUnixNano": str(nanos)},
            {"timeUnixNano": nanos},
            {"observedTimeUnixNano": str(nanos), "timeUnixNano": "0"},
        )
    )
    text = {"stringValue": record.message}
    body = chance.choice((text, {"kvlistValue": {"values": [{"key": "message", "value": text}]}}))
    attributes = [{"key": "count", "value": {"intValue": "7"}}]
    if record.exception:
        attributes.append({"key": "exception.type", "value": {"stringValue": record.exception}})
    chance.shuffle(attributes)
    return shuffled(chance, {**time, **level, "body": body, "attributes": attributes})


def json_lines(chance: Random) -> tuple[bytes, list[Expected]]:
    records = happened(chance)
    names = chance.choice(
        (("ts", "level", "msg"), ("@timestamp", "log.level", "message"), ("time", "severity", "event"),
         ("Timestamp", "LEVEL", "Message"), ("datetime", "lvl", "text"), ("asctime", "levelname", "message"))
    )  # fmt: skip
    spelled = chance.choice((str.upper, str.capitalize, str.lower))
    lines = []
    for record in records:
        values = (written_instant(chance, record.at), spelled(record.level), record.message)
        fields: Object = dict(zip(names, values, strict=True)) | {
            "n": chance.randrange(99),
            "deep": {"a": [{"b": None}]},
        }
        lines.append(
            " " * chance.choice((0, 0, 1)) + json.dumps(shuffled(chance, fields)) + chance.choice(("", "", " "))
        )
    if chance.random() < 0.3:
        lines.insert(0, "# written by a tool, v2")
    return as_bytes(chance, "\n".join(lines)), records


def go_json(chance: Random) -> tuple[bytes, list[Expected]]:
    records = happened(chance)
    objects = []
    for record in records:
        line = chance.randrange(1, 400)
        stack = chance.choice(
            (
                f"goroutine {line} [running]:\nmain.run(0xc0001)\n\t/src/main.go:{line} +0x1d\ncreated by main.main",
                f"main.run\n\t/src/main.go:{line}\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:250",
                f"k8s.io/x/controller.(*Controller[...]).Reconcile\n\t/go/pkg/mod/x@v0.1/c.go:{line}",
            )
        )
        word = {"critical": "fatal", "warning": "warn"}.get(record.level, record.level)
        fields = {
            chance.choice(("ts", "time")): chance.choice((record.at.timestamp(), record.at.isoformat())),
            chance.choice(("level", "lvl")): chance.choice((word, word.upper())), "msg": record.message,
            "caller": f"sync/sync.go:{line}", chance.choice(("stacktrace", "stack")): stack,
        }  # fmt: skip
        if record.level == "error":
            fields |= {"error": "connection refused", "errorVerbose": f"connection refused\n{stack}"}
        objects.append(shuffled(chance, fields))
    return objects_as_file(chance, objects), records


def logfmt(chance: Random) -> tuple[bytes, list[Expected]]:
    records = happened(chance)
    names = chance.choice((("ts", "level", "msg"), ("time", "lvl", "message"), ("t", "severity", "msg")))
    lines = []
    for record in records:
        instant = str(written_instant(chance, record.at))
        word = chance.choice((record.level, record.level.upper()))
        pairs = [
            f'{names[0]}="{instant}"' if " " in instant else f"{names[0]}={instant}",
            f"{names[1]}={word}",
            f'{names[2]}="{record.message}"',
            f'err="dial tcp 10.0.0.{chance.randrange(9)}: \\"refused\\""',
            chance.choice(("ok", "ok=", 'ok=""', f"n={chance.randrange(999)}")),
        ]
        chance.shuffle(pairs)
        # A line of logfmt begins with a key and its sign.
        if "=" not in pairs[0]:
            pairs.append(pairs.pop(0))
        lines.append(chance.choice((" ", "  ")).join(pairs))
    return as_bytes(chance, "\n".join(lines)), records


KINDS = {"22": otlp, "25": azure, "27": json_lines, "38": go_json, "40": logfmt}
ENDINGS = (".log", ".json", "", ".txt", ".log.1", ".LOG")


@pytest.mark.parametrize("seed", range(VARIANTS))
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_variant_has_its_records(kind, seed):
    chance = Random(1_000 * int(kind) + seed)
    content, expected = KINDS[kind](chance)
    reader = FileReader(VALUES)
    text = text_of_content(f"shop/app{chance.choice(ENDINGS)}", 0, content)
    read = reader.rows([(text, reader.facts(text))])
    assert [row["raw"] for batch in read.rejects for row in batch.to_pylist()] == []
    rows = [row for of_table in read.records.values() for batch in of_table for row in batch.to_pylist()]
    found = [(row["timestamp"].astimezone(UTC), row["severity"], row["exception_type"]) for row in rows]
    assert found == [
        (each.at.replace(microsecond=each.at.microsecond // 1000 * 1000), each.severity, each.exception)
        for each in expected
    ]
    assert all(record.message in row["message"] for record, row in zip(expected, rows, strict=True))
    counted = reader.facts(text)
    assert counted.lines == counted.headers + counted.blanks + sum(row["line_count"] for row in rows)
