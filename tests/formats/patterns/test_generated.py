"""Logs written in a format's layout are read back: instants, levels, messages and traces, whatever they contain."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.port import ReadOptions, Record, Sample
from tests.examples import examples

FORMATS = {each.name: each for each in definition_formats()}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN = datetime(2026, 2, 3, 12, tzinfo=UTC)
JAVA_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
PYTHON_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
RUST_LEVELS = JAVA_LEVELS[:-1]
JAVA_TRACE = "java.lang.IllegalStateException: no worker\n\tat com.acme.Main.main(Main.java:3)\nCaused by: a.B: x"
PYTHON_TRACE = 'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in f\n    g()\nValueError: boom'
GO_TRACE = "goroutine 1 [running]:\nmain.main()\n\t/srv/main.go:3 +0x1d"


class Layout(NamedTuple):
    """How a logger writes a record: `{at:...}` by strftime, {level} and {message}. `step`: what it cuts instants to."""

    format: str
    line: str
    levels: tuple[str, ...]
    trace: str
    step: timedelta = timedelta(seconds=1)


MILLISECOND, MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)
LAYOUTS = [
    Layout("databricks_driver", "{at:%y/%m/%d %H:%M:%S} {level} A$: {message}", JAVA_LEVELS, JAVA_TRACE),
    Layout("databricks_driver", "{at:%Y/%m/%d %H:%M:%S} {level} Executor: {message}", JAVA_LEVELS, JAVA_TRACE),
    Layout("log4j", "{at:%Y-%m-%d %H:%M:%S},{ms} {level} [main] a.B - {message}", JAVA_LEVELS, JAVA_TRACE, MILLISECOND),
    Layout("log4j", "{at:%H:%M:%S}.{ms} [main] {level:<5} a.B - {message}", JAVA_LEVELS, JAVA_TRACE, MILLISECOND),
    Layout(
        *("log4j", "{at:%Y-%m-%dT%H:%M:%S}.{ms}Z {level:>5} 1 --- [app] [  main] a.B  : {message}"),
        *(JAVA_LEVELS, JAVA_TRACE, MILLISECOND),
    ),
    Layout("log4j", "[{at:%Y-%m-%d %H:%M:%S},{ms}] {level} {message} (a.b.C)", JAVA_LEVELS, JAVA_TRACE, MILLISECOND),
    Layout(
        *("python_logging", "{at:%Y-%m-%d %H:%M:%S},{ms} - etl - {level} - {message}"),
        *(PYTHON_LEVELS, PYTHON_TRACE, MILLISECOND),
    ),
    Layout(
        *("python_logging", "[{at:%Y-%m-%d %H:%M:%S},{ms}: {level}/Worker-1] {message}"),
        *(PYTHON_LEVELS, PYTHON_TRACE, MILLISECOND),
    ),
    Layout("python_logging", "[{at:%Y-%m-%d %H:%M:%S} +0000] [7] [{level}] {message}", PYTHON_LEVELS, PYTHON_TRACE),
    Layout("klog", "{level}{at:%m%d %H:%M:%S.%f}       1 a.go:3] {message}", tuple("IWEF"), GO_TRACE, MICROSECOND),
    Layout("rust_text", "{at:%Y-%m-%dT%H:%M:%S.%f}Z {level:>5} pay::db: {message}", RUST_LEVELS, GO_TRACE, MICROSECOND),
    Layout(
        "nginx_error", "{at:%Y/%m/%d %H:%M:%S} [{level}] 1#1: *7 {message}", ("error", "warn", "emerg"), PYTHON_TRACE
    ),
    Layout(
        *("apache_error", "[{at:%a %b %d %H:%M:%S.%f %Y}] [core:{level}] [pid 1] {message}"),
        *(("error", "warn", "crit"), PYTHON_TRACE, MICROSECOND),
    ),
    Layout("syslog_3164", "<{level}>{at:%b %e %H:%M:%S} web1 app[7]: {message}", ("11", "14", "190"), PYTHON_TRACE),
    Layout(
        *("syslog_5424", "<{level}>1 {at:%Y-%m-%dT%H:%M:%S.%f}Z web1 app 7 - - {message}"),
        *(("11", "14", "190"), PYTHON_TRACE, MICROSECOND),
    ),
    Layout(
        "postgres", "{at:%Y-%m-%d %H:%M:%S}.{ms} UTC [7] {level}:  {message}", ("LOG", "ERROR"), GO_TRACE, MILLISECOND
    ),
]
MESSAGES = st.one_of(
    st.sampled_from(
        ["disk full", "x", "a: b - c [d] {e}", "größe 12 ms", "[x] (y.z.W)", "ERROR", "10:00 - it's", "a | b"]
    ),
    st.text(alphabet="abc XYZ:0-9[](){}|\"'\\é😀%=,.", min_size=1, max_size=40).map(str.strip).filter(len),
)
MOMENTS = st.datetimes(datetime(2025, 6, 1), datetime(2026, 2, 3, 11), timezones=st.just(UTC))


def written(layout, moment, level, message):
    step = layout.step
    cut = EPOCH + (moment - EPOCH) // step * step
    text = layout.line.format(at=cut, ms=f"{cut.microsecond // 1_000:03}", level=level, message=message)
    return text, (cut - EPOCH) // MICROSECOND


def of_the_day(layout, moment):
    """Layouts without a day are of that of the file."""
    return moment if "%d" in layout.line else moment.replace(year=2026, month=2, day=3, hour=moment.hour % 12)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.format}: {layout.line}"[:60])
@examples(60)
@given(data=st.data())
def test_what_was_written_is_read(layout, data):
    rows = data.draw(
        st.lists(st.tuples(MOMENTS, st.sampled_from(layout.levels), MESSAGES, st.booleans()), min_size=1, max_size=6)
    )
    lines, expected = [], []
    for moment, level, message, has_trace in rows:
        text, at = written(layout, of_the_day(layout, moment), level, message)
        trace = layout.trace if has_trace else None
        lines += [text, *(layout.trace.split("\n") if trace else [])]
        expected.append((at, level, message, trace))
    reader = FORMATS[layout.format].reader(
        ReadOptions(DEFAULT_SEVERITIES, ".*", file_time=(WRITTEN - EPOCH) // MICROSECOND)
    )
    results = [*reader.read(lines, 1), *reader.end()]
    assert all(isinstance(result, Record) for result in results)
    names = ("timestamp", "level", "message", "stack_trace")
    assert [tuple(result.fields.get(name) for name in names) for result in results] == expected
    assert all(result.fields["severity"] != "Unknown" for result in results)
    assert sum(result.lines for result in results) == len(lines)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.format}: {layout.line}"[:60])
def test_what_was_written_is_detected(layout):
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=7 * step, milliseconds=step) for step in range(50)]
    lines = [
        written(layout, moment, layout.levels[place % len(layout.levels)], f"disk {place} is full")[0]
        for place, moment in enumerate(moments)
    ]
    shares = {name: format_.confidence(Sample("file", lines)) for name, format_ in FORMATS.items()}
    assert max(shares, key=shares.__getitem__) == layout.format
    assert shares[layout.format] >= 0.95
