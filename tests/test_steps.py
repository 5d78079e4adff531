"""Steps of a job: a JSON line each in a log, or values for a handler; secrets in messages are redacted."""

import io
import json

import pytest

from faultbook.steps import Steps, step_handler


def test_a_step_is_one_json_line_with_its_names_and_facts():
    log = io.StringIO()
    with Steps(job="ingest", task="ingest", run_id="r1", stream=log).step("scan", files=3) as step:
        step.note(lines=7)

    line = json.loads(log.getvalue())
    assert line.pop("at").endswith("+00:00") and line.pop("seconds") >= 0
    assert line == {
        **{"job": "ingest", "task": "ingest", "run": "r1"},
        **{"step": "scan", "state": "done", "files": 3, "lines": 7},
    }


def test_a_failed_step_is_reported_redacted_and_its_error_is_raised():
    log = io.StringIO()
    with pytest.raises(ValueError), Steps(stream=log).step("scan"):
        raise ValueError("password=hunter2hunter2\nsecond line")

    line = json.loads(log.getvalue())
    assert line["state"] == "failed"
    assert line["error"].startswith("ValueError: password=")
    assert "hunter2" not in line["error"] and "second" not in line["error"]


def test_a_handler_gets_the_steps_in_place_of_the_lines_while_it_is_set():
    log, received = io.StringIO(), []
    steps = Steps(job="cost", stream=log)
    with step_handler(received.append):
        with steps.step("read", tables=2):
            pass
        with pytest.raises(KeyError), steps.step("split"):
            raise KeyError("x")
    assert log.getvalue() == ""
    assert [(result.job, result.name, result.state) for result in received] == [
        ("cost", "read", "done"),
        ("cost", "split", "failed"),
    ]
    assert received[0].facts == {"tables": 2}
    assert "KeyError" in received[1].facts["error"]

    with steps.step("after"):
        pass
    assert json.loads(log.getvalue())["step"] == "after"
    assert [name for name, _ in steps.timings] == ["read", "split", "after"]
