"""Logs of real shapes through the whole ingest without Spark, and generated variants of each shape.

Origin of the files: fixtures/cases. The right results were written down before the product was run on them.
"""

import json
import shutil
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from faultbook.engine.late_session import late_session
from faultbook.jobs import ingest, setup
from faultbook.settings import ReadWith
from faultbook.steps import Steps
from faultbook.tables import RECORD_TABLES
from tests.fixture_files import fixture_path
from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, make_workspace

SOURCES = """sources:
  - {files: "14/**", zone: Europe/Berlin}
  - {files: "14-*/**", zone: America/New_York}
"""
CASES = ("13", "14", "15", "17", "18", "20", "22", "24", "25", "26", "27", "28", "29", "38", "40")
START = datetime(2026, 2, 3, 10, tzinfo=UTC)
VARIANTS = 4
WORDS = ("worker", "ledger", "stock", "basket", "mailer", "search")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def landed(tmp_path_factory) -> LocalWorkspace:
    """Every case and every variant, each a service of its own, read in this process."""
    root = tmp_path_factory.mktemp("cases")
    sources = root / "formats.yml"
    sources.write_text(SOURCES)
    workspace = make_workspace(root / "work", read_with=ReadWith.PYTHON, formats_file=str(sources))
    for case in CASES:
        shutil.copytree(fixture_path("cases") / case, workspace.landing / case)
    for number in range(VARIANTS):
        for case, (text, _) in variants(number).items():
            workspace.land(f"{case}-{number}/app-{number}.log", text)
    spark = late_session(workspace.settings)
    setup.run(spark, workspace.settings, Steps(task="setup"))
    ingest.run(spark, workspace.settings, Steps(task="ingest"))
    assert_invariants_hold(workspace)
    return workspace


@pytest.fixture(scope="module")
def rows(landed) -> dict[str, Rows]:
    """The records of all tables by service, in the order of their lines."""
    found: dict[str, Rows] = defaultdict(list)
    for table in RECORD_TABLES:
        for row in landed.rows(table.name):
            found[row["service"]].append(row | {"file": row.get("landed_file") or row["source_file"]})
    return {case: sorted(of_case, key=lambda row: (row["file"], row["line_number"])) for case, of_case in found.items()}


@pytest.fixture(scope="module")
def rejects(landed) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in landed.rows("error_logs_rejected"):
        found[row["service"]].append(row)
    return found


def of(rows: Rows, name: str) -> list[Any]:
    return [row[name] for row in rows]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def instants(rows: Rows) -> list[datetime]:
    return [row["timestamp"].astimezone(UTC) for row in rows]


def test_no_line_of_a_case_is_a_reject(rejects):
    assert {case: of(found, "raw") for case, found in rejects.items()} == {}


def test_every_name_after_rotation_is_read(rows):
    names = {row["file"] for row in rows["13"]}
    assert names == {f"13/{path.name}" for path in (fixture_path("cases") / "13").iterdir()}
    assert len(rows["13"]) == 9


def test_local_time_is_that_of_the_sources_zone(rows):
    assert instants(rows["14"])[::2] == [at("2026-07-01T10:00:00+00:00")] * 2
    assert instants(rows["14"])[1] in (at("2025-10-26T00:30:00+00:00"), at("2025-10-26T01:30:00+00:00"))


def test_go_loggers_have_their_instants_and_no_invented_exception(rows):
    micros = {row.replace(microsecond=0) for row in instants(rows["15"])}
    assert micros == {at("2025-04-01T14:56:29+00:00")}
    assert set(of(rows["15"] + rows["38"], "exception_type")) == {None}
    assert set(of(rows["15"] + rows["38"], "error_code")) == {"(none)"}
    assert set(of(rows["15"] + rows["38"], "severity")) == {"Error"}
    assert (len(rows["15"]), len(rows["38"])) == (3, 5)
    assert len(set(of(rows["38"], "template_hash"))) <= 2


def test_compact_json_of_serilog(rows):
    assert of(rows["17"], "severity") == ["Error", "Error"]
    assert of(rows["17"], "exception_type") == ["System.InvalidOperationException", None]
    assert rows["17"][0]["message"] == "Order 17 failed"


def test_levels_under_the_names_of_loggers(rows):
    assert of(rows["18"], "severity") == ["Error", "Critical"]
    assert of(rows["20"], "severity") == ["Error", "Error"]
    assert rows["20"][0]["exception_type"] == "TypeError"


def test_one_line_of_otlp_is_two_records(rows):
    assert of(rows["pay"], "severity") == ["Error", "Error"]
    assert of(rows["pay"], "exception_type") == ["CardError", None]
    assert of(rows["pay"], "line_count") == [1, 0]


def test_structured_logs_of_spark(rows):
    assert of(rows["24"], "severity") == ["Error", "Error"]
    assert {name.rpartition(".")[2] for name in of(rows["24"], "exception_type")} == {"SparkException"}
    assert len(set(of(rows["24"], "template_hash"))) == 2


def test_an_export_of_azure_monitor(rows):
    (row,) = rows["orders-func"]
    assert (row["severity"], row["exception_type"]) == ("Error", "System.NullReferenceException")


def test_logs_of_a_databricks_driver(rows, landed):
    # The case has one content as the active and as the rotated file of a log: it counts once.
    (copy,) = (name for name in landed.ledger("duplicate") if name.startswith("26/"))
    logs = {"26/driver/log4j-active.log", "26/driver/log4j-2026-02-03-22.log.gz"}
    assert copy in logs
    assert {row["file"] for row in rows["26"]} == (logs - {copy}) | {"26/driver/stderr", "26/driver/stdout"}
    for name in ((logs - {copy}).pop(), "26/driver/stderr"):
        found = [row for row in rows["26"] if row["file"] == name]
        assert of(found, "severity") == ["Warning", "Warning", "Info", "Error", "Warning", "Error", "Info"]
        uncaught = found[3]
        assert uncaught["line_count"] == 5
        assert "IllegalStateException" in uncaught["stack_trace"]
        assert instants(found)[3] == at("2026-02-03T23:02:08+00:00")
    assert sum(row["lines"] for name, row in landed.ledger().items() if name.startswith("26/")) == 2 * 11 + 1


def test_json_lines_in_a_file_called_log(rows):
    assert of(rows["27"], "severity") == ["Error"] * 3


def test_tracebacks_below_a_tab_separated_line(rows):
    assert of(rows["28"], "exception_type") == ["ValueError", "OSError"]
    assert of(rows["28"], "line_count") == [7, 7]
    assert len(set(of(rows["28"], "template_hash"))) == 2


def test_columns_in_other_orders_and_the_default_of_python(rows):
    assert set(of(rows["29"], "message")) == {"disk full"}
    assert of(rows["29"], "severity") == ["Error"] * 4
    assert {row["file"] for row in rows["29"]} == {"29/comma.log", "29/order.log", "29/python-default.log"}


def test_logfmt_within_a_message_has_its_templates(rows):
    assert of(rows["40"], "severity") == ["Error"] * 9


@pytest.mark.parametrize("number", range(VARIANTS))
def test_variants_are_read_as_their_kind(rows, number):
    for case, (_, expected) in variants(number).items():
        found = rows.get(f"{case}-{number}", [])
        assert of(found, "severity") == [severity for severity, *_ in expected], case
        assert instants(found) == [moment for _, moment, *_ in expected], case
        assert [(row["exception_type"] or "").rpartition(".")[2] for row in found] == [
            exception for *_, exception in expected
        ], case


SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Info", "critical": "Critical"}
Expected = tuple[str, datetime, str]


def variants(number: int) -> dict[str, tuple[str, list[Expected]]]:
    """Case -> the text of a file of its kind, and of each of its records severity, instant and exception."""
    chance = Random(number)
    found = {}
    for case, write in KINDS.items():
        moments = [START + timedelta(seconds=chance.randrange(1, 5_000)) for _ in range(chance.randrange(2, 9))]
        lines, expected = [], []
        for moment in sorted(moments):
            level = chance.choice([*SEVERITIES])
            line, exception = write(chance, moment, level)
            lines.append(line)
            expected.append((SEVERITIES[level], moment, exception))
        found[case] = ("\n".join(lines) + "\n", expected)
    return found


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def local_time(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    there = moment - timedelta(hours=5)
    return f"{there:%Y-%m-%d %H:%M:%S}\tTZ-{chance.randrange(9)}\tapp/{chance.choice(WORDS)}.py\t{level}\tlate", ""


def zap(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    seconds = int(moment.timestamp())
    written = chance.choice((seconds, float(seconds), str(seconds), f"{seconds}.000"))
    word = {"critical": "fatal", "warning": "warn"}.get(level, level)
    stack = f"main.{chance.choice(WORDS)}\n\t/src/main.go:{chance.randrange(1, 99)}\nmain.main\n\t/src/main.go:20"
    return shuffled(chance, {"level": word, "ts": written, "msg": "action failed", "stacktrace": stack}), ""


def serilog(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    word = {"critical": "Fatal", "info": "Information"}.get(level, level.capitalize())
    place = f"at Shop.{chance.choice(WORDS)}.Place() in C:\\a.cs:line 2"
    text = f"System.TimeoutException: {chance.choice(WORDS)}\r\n   {place}"
    fields = {"@t": stamp(moment), "@mt": "Order {Id} failed", "@l": word, "@x": text, "Id": chance.randrange(99)}
    return shuffled(chance, fields), "TimeoutException"


def dotnet(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    name = chance.choice(("LogLevel", "logLevel", "Severity", "SEVERITY", "level_name", "levelName", "lvl", "@level"))
    word = {"info": "Information"}.get(level, level.capitalize())
    return shuffled(chance, {"Timestamp": stamp(moment), name: word, "Message": chance.choice(WORDS)}), ""


def pino(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    number = {"info": 30, "warning": 40, "error": 50, "critical": 60}[level]
    kind = chance.choice(("RangeError", "TypeError"))
    error = {"type": kind, "message": "x", "stack": f"{kind}: x\n    at a (/srv/{chance.choice(WORDS)}.js:12:19)"}
    fields = {"level": number, "time": int(moment.timestamp() * 1000), "pid": 7, "msg": "x", "err": error}
    return shuffled(chance, fields), kind


def spark(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    word = {"critical": "FATAL", "warning": "WARN"}.get(level, level.upper())
    frame = {"class": f"com.acme.{chance.choice(WORDS)}", "method": "run", "file": "A.scala", "line": "3"}
    exception = {"class": "java.io.IOException", "msg": "x", "stacktrace": [frame]}
    fields = {"ts": stamp(moment), "level": word, "msg": "lost", "exception": exception, "logger": "Block"}
    return shuffled(chance, fields), "IOException"


def driver(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    word = {"critical": "FATAL", "warning": "WARN"}.get(level, level.upper())
    head = f"{moment:%y/%m/%d %H:%M:%S} {word} {chance.choice(WORDS).capitalize()}"
    if level == "info":
        return f"{head}: up", ""
    return f"{head}: failed: java.lang.IllegalStateException: x\n\tat a.B.c(B.java:{chance.randrange(99)})", (
        "IllegalStateException"
    )


def traceback(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    kind = chance.choice(("KeyError", "OSError", "ValueError"))
    place = f'  File "/srv/{chance.choice(WORDS)}.py", line {chance.randrange(1, 99)}, in run'
    below = f"Traceback (most recent call last):\n{place}\n    go()\n{kind}: x"
    return f"{stamp(moment)}\tAPP-9\tapp/x.py\t{level.upper()}\tUnhandled exception\n{below}", kind


def columns(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    return f"{level},{stamp(moment)},APP-{chance.randrange(99)},{chance.choice(WORDS)} is full", ""


def tutorial(chance: Random, moment: datetime, level: str) -> tuple[str, str]:
    return f"{moment:%Y-%m-%d %H:%M:%S},000 - {chance.choice(WORDS)} - {level.upper()} - disk full", ""


def shuffled(chance: Random, fields: dict[str, Any]) -> str:
    """An object whose fields are in any order."""
    names = [*fields]
    chance.shuffle(names)
    return json.dumps({name: fields[name] for name in names})


KINDS = {
    "14": local_time, "15": zap, "17": serilog, "18": dotnet, "20": pino, "24": spark, "26": driver, "28": traceback,
    "29": columns, "29b": tutorial,
}  # fmt: skip
