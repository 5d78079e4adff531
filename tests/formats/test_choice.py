"""How a file is read where its content alone does not tell: by what its name says of it."""

import io

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.choice import choose
from faultbook.formats.printed import is_printed
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRule, SourceRules

PRINTED = (
    "stdout", "stderr", "0203-1/driver/stdout", "0203-1/driver/stderr--2026-02-03--10-00", "executor/app-1/0/stderr.gz",
    "init_scripts/0203-1_10_0_0_1/20260203_101_install.sh.stdout.log", "pay/api-stderr.log", "x/stdout.log.1",
)  # fmt: skip
OTHERS = ("stdout/a.log", "driver/log4j-active.log", "app.log", "stdouts", "mystdout", "standard.txt", "stderr/x/0.log")
PRINTS = b"rows: 12\nloading customers\nError: 3 of 12 rows have no key\n   done\n"


def chosen(path: str, content: bytes, rules: SourceRules | None = None):
    return choose(path, io.BytesIO(content), rules or SourceRules(), formats=FORMATS, options=EXAMPLE_OPTIONS)


def test_names_of_standard_streams():
    assert [path for path in (*PRINTED, *OTHERS) if is_printed(path)] == [*PRINTED]


@pytest.mark.parametrize("path", PRINTED)
def test_what_a_program_printed_is_plain_text(path):
    found = chosen(path, PRINTS)
    assert (found.format.name, found.detected.confidence) == ("plain", 1.0)
    assert chosen("app.log", PRINTS).format.name == "unknown"


def test_a_log_in_a_standard_stream_keeps_its_format():
    assert chosen("driver/stderr", b"26/02/03 10:02:07 INFO DriverCorral: Starting\n" * 3 + PRINTS).format.name == (
        "databricks_driver"
    )
    assert chosen("driver/stdout", b'{"time": "2026-02-03T10:00:00Z", "msg": "m"}\n').format.name == "json_lines"
    assert chosen("driver/stdout", b"DATABRICKS_STDOUT_END-cd644a18\n").format.name == "databricks_driver"


def test_a_few_prints_that_look_like_a_format_are_still_prints():
    found = chosen("driver/stdout", PRINTS * 3 + b"26/02/03 10:02:07 INFO DriverCorral: Starting\n")
    assert found.format.name == "plain"
    assert "databricks_driver" in dict(found.detected.runners_up)


def test_bytes_and_nothing_are_no_text():
    assert chosen("driver/stdout", bytes(range(256)) * 9).format.name != "plain"
    assert chosen("driver/stdout", b"").format.name == "unknown"


def test_the_rule_of_a_source_holds_before():
    rules = SourceRules((SourceRule(format="logfmt"),))
    assert chosen("driver/stdout", PRINTS, rules).format.name == "logfmt"
