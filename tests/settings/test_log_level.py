"""The log level: what Python logs, what a local Spark logs, and that neither touches the lines of steps."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from faultbook.engine.java import Java
from faultbook.engine.session import local_options
from faultbook.jobs.task import task_settings
from faultbook.settings import LogLevel, configure_logging, settings_from, spark_log_level

LOG4J = Path(__file__).resolve().parents[2] / "src" / "faultbook" / "engine" / "log4j2.properties"


@pytest.fixture(autouse=True)
def _levels_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(), logging.getLogger("py4j")]
    before = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@pytest.mark.parametrize("level", LogLevel)
def test_python_logs_from_the_level_on_and_py4j_from_warnings_on(level):
    configure_logging(level)
    assert logging.getLogger("faultbook.jobs").getEffectiveLevel() == getattr(logging, level)
    assert logging.getLogger("py4j").level >= logging.WARNING


def test_the_level_is_read_in_any_case_from_an_argument_and_a_variable(monkeypatch):
    assert settings_from(["--log_level=debug"]).log_level is LogLevel.DEBUG
    monkeypatch.setenv("FAULTBOOK_LOG_LEVEL", "Error")
    assert settings_from([]).log_level is LogLevel.ERROR


def test_local_spark_logs_one_level_less():
    assert [spark_log_level(level) for level in LogLevel] == ["info", "warn", "error", "error"]


@pytest.mark.parametrize(("level", "option"), [("error", None), ("warn", "-Dfaultbook.log=warn")])
def test_the_level_reaches_sparks_log_configuration(tmp_path, level, option):
    java = Java(Path("/jdk/bin/java"), "17", "a test")
    options = local_options(java, (), tmp_path, tmp_path, short=False, log_level=level)
    given = options["spark.driver.extraJavaOptions"].split()
    assert [each for each in given if each.startswith("-Dfaultbook.log=")] == ([option] if option else [])
    levels = re.findall(r"^\S+level = \$\{env:FAULTBOOK_SPARK_LOG:-(.*)\}$", LOG4J.read_text("utf-8"), re.MULTILINE)
    assert set(levels) == {"${sys:faultbook.log:-error}", "${sys:faultbook.log:-off}"}


def test_a_task_logs_its_settings_at_info_without_the_rules_of_redaction(caplog):
    task_settings(["--log_level=info", "--currency=EUR", '--redaction_rules=["hunter2"]'], task="cost")
    assert "'currency': 'EUR'" in caplog.text
    assert "hunter2" not in caplog.text
