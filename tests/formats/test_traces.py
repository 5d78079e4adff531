"""Where a stack trace begins, what of it is the message's, and which exception it reports."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2 import traces as whole_traces
from faultbook.formats.traces import goes_on_in_trace, looks_like_trace, message_and_trace, raised_type

TRACE_LINES = [
    "\tat org.apache.spark.deploy.DotnetRunner$.main(DotnetRunner.scala:85)",
    "\tat line0.$read$$iw$$iw.<init>(command--1:1)",
    "    at async Object.<anonymous> (/srv/app/index.js:3:9)",
    "    at /srv/app/index.js:3:9",
    "    at new Promise (<anonymous>)",
    "   at Shop.Orders.Place(Order order) in C:\\src\\Orders.cs:line 12",
    "   --- End of inner exception stack trace ---",
    " ---> System.IO.IOException: gone",
    "\t... 12 more",
    "\t... 3 common frames omitted",
    "\tSuppressed: java.io.IOException: closed",
    "Caused by: java.lang.IllegalStateException: no worker",
    'Exception in thread "main" java.lang.RuntimeException: x',
    "Traceback (most recent call last):",
    '  File "/srv/app/agent/client.py", line 88, in call_model',
    "  + Exception Group Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "java.lang.RuntimeException: x",
    "java.lang.NullPointerException",
    "ValueError: boom",
    "sqlalchemy.exc.OperationalError: gone",
    "goroutine 1 [running]:",
    "panic: runtime error: index out of range [5] with length 3",
    "\t/srv/app/main.go:12 +0x1d",
    "thread 'main' panicked at src/main.rs:4:5:",
    "   0: std::panicking::begin_panic",
    "#0 /srv/app/index.php(12): Shop->place()",
    "#1 {main}",
    "        from /srv/app/a.rb:12:in `call'",
    "TypeError [ERR_INVALID_ARG]: x",
]
OTHER_LINES = [
    "",
    "    return self._post(body)",
    "Executing with tokens:",
    "at noon",
    "  at 10 o'clock",
    "an Error: x",
    "Errors: 5",
    "main.run()",
    "  1: first item",
    "from here",
    "key: value",
    "org.apache.spark.SparkContext: started",
    "#1 is the first",
    "Traceback",
]


@pytest.mark.parametrize("line", TRACE_LINES)
def test_lines_of_traces(line):
    assert looks_like_trace(line)


@pytest.mark.parametrize("line", OTHER_LINES)
def test_lines_that_begin_no_trace(line):
    assert not looks_like_trace(line)


@pytest.mark.parametrize("line", ["    return x", "main.main()", "created by main.run in goroutine 1", "acme.Gone: x"])
def test_lines_that_only_go_on(line):
    assert goes_on_in_trace(line)


@pytest.mark.parametrize("line", ["Done.", "2026-02-03 10:00:00 INFO x", "the end"])
def test_lines_behind_a_trace(line):
    assert not goes_on_in_trace(line)


@pytest.mark.parametrize(
    ("message", "lines", "text", "trace", "types"),
    [
        ("plain", [], "plain", None, ()),
        ("two", ["lines", "", "more"], "two\nlines\n\nmore", None, ()),
        (
            "Uncaught throwable from user code: org.apache.spark.SparkUserAppException: User application exited with 2",
            ["\tat a.B.c(B.java:1)", "Caused by: java.lang.IllegalStateException: no worker", "\tat a.C.d(C.java:1)"],
            "Uncaught throwable from user code: org.apache.spark.SparkUserAppException: User application exited with 2",
            "org.apache.spark.SparkUserAppException: User application exited with 2\n\tat a.B.c(B.java:1)\n"
            "Caused by: java.lang.IllegalStateException: no worker\n\tat a.C.d(C.java:1)",
            ("org.apache.spark.SparkUserAppException", "java.lang.IllegalStateException"),
        ),
        (
            "failed: a.b.FooException: one",
            ["two", "\tat a.B.c(B.java:1)"],
            "failed: a.b.FooException: one\ntwo",
            "a.b.FooException: one\ntwo\n\tat a.B.c(B.java:1)",
            ("a.b.FooException", "a.b.FooException"),
        ),
        (
            "Job failed",
            ["", "java.lang.RuntimeException: x", "\tat a.B.c(B.java:1)"],
            "Job failed",
            "java.lang.RuntimeException: x\n\tat a.B.c(B.java:1)",
            ("java.lang.RuntimeException", "java.lang.RuntimeException"),
        ),
        (
            "Unhandled exception",
            ["Traceback (most recent call last):", '  File "/a/b.py", line 1, in f', "    g()", "ValueError: boom"],
            "Unhandled exception",
            'Traceback (most recent call last):\n  File "/a/b.py", line 1, in f\n    g()\nValueError: boom',
            ("ValueError", "ValueError"),
        ),
        (
            "Task failed Traceback (most recent call last):",
            ['  File "/a/b.py", line 1, in f', "    g()", "acme.Gone: boom", "second line of its text"],
            "Task failed Traceback (most recent call last):",
            'Traceback (most recent call last):\n  File "/a/b.py", line 1, in f\n    g()\nacme.Gone: boom\n'
            "second line of its text",
            ("acme.Gone", "acme.Gone"),
        ),
        (
            "boom",
            ["goroutine 1 [running]:", "main.run()", "\t/srv/main.go:3 +0x1d"],
            "boom",
            "goroutine 1 [running]:\nmain.run()\n\t/srv/main.go:3 +0x1d",
            (None, ""),
        ),
        (
            "User Code Stack Trace: ",
            ["\tat a.B.c(B.java:1)"],
            "User Code Stack Trace: ",
            "\tat a.B.c(B.java:1)",
            (None, ""),
        ),
    ],
)
def test_message_and_trace(message, lines, text, trace, types):
    assert message_and_trace(message, lines) == (text, trace)
    if trace is not None:
        assert (raised_type(trace), whole_traces.exception_type(trace)) == types


def test_of_a_chain_in_python_the_last_exception_was_raised():
    trace = (
        'Traceback (most recent call last):\n  File "/a.py", line 1, in f\nKeyError: 1\n\n'
        "During handling of the above exception, another exception occurred:\n\n"
        'Traceback (most recent call last):\n  File "/a.py", line 2, in g\nacme.Gone: x'
    )
    assert raised_type(trace) == "acme.Gone"


@given(st.text(max_size=50), st.lists(st.text(alphabet=" \tatError:.Foo(|\x00\ud800", max_size=40), max_size=8))
def test_nothing_is_lost(message, lines):
    text, trace = message_and_trace(message, lines)
    whole = text if trace is None else f"{text}\n{trace}"
    assert all(line in whole for line in lines)


@pytest.mark.parametrize(
    "line", ["A" * 1_000_000, "a." * 500_000, " " * 1_000_000, "at (" * 250_000, "#1 (1" * 200_000]
)
def test_long_lines_take_no_time(line):
    begun = time.perf_counter()
    for _ in range(20):
        looks_like_trace(line)
        goes_on_in_trace(line)
        message_and_trace(line, ["\tat a.B.c(B.java:1)"])
        raised_type(line)
    assert time.perf_counter() - begun < 1
