"""What a user reads where a batch could not be stored: the cause, not what it was wrapped in."""

import pytest

from faultbook.errors import InvariantViolated, MissingDependency
from faultbook.jobs.stream_failure import reported

GONE = FileNotFoundError(2, "No such file or directory", "/landing/a.log")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (GONE, "FileNotFoundError: [Errno 2] No such file or directory: '/landing/a.log'"),
        (KeyError("a"), "KeyError: 'a'"),
        (ValueError(), "ValueError: "),
        (
            RuntimeError(
                "[STREAM_FAILED] ...\njava.lang.Exception: x\nCaused by: java.io.IOException: disk full\n\tat a.b"
            ),
            "java.io.IOException: disk full",
        ),
    ],
)
def test_the_cause_is_named(failure, words):
    found = reported(failure)
    assert isinstance(found, MissingDependency)
    assert str(found).startswith(f"a batch could not be stored: {words}. Nothing of it counts yet")


def test_an_error_of_faultbook_stays_itself_through_a_stream():
    found = reported(RuntimeError("PythonException: faultbook.errors.InvariantViolated: a.log has 3 lines\n  at x"))
    assert isinstance(found, InvariantViolated)
    assert str(found) == "a.log has 3 lines"
