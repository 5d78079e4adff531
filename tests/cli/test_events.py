"""`events` as a user types it: failures and sources from a lakehouse, messages explained from files. No Spark."""

import json
from datetime import UTC, datetime

import pytest

from faultbook.cli import run_command_line
from faultbook.events.envelope import Envelope
from tests.events.messages import messages
from tests.stores.planted_failures import planted_failures
from tests.stores.small_lakehouse import make_lakehouse

HOSTILE = "\x1b]0;owned\x07 [bold red]x[/] \x9b31m \u202e 😀 tab\there"
SECRET = "dapi" + "0123456789abcdef" * 2
BY_NAME = {one.name: one for one in messages()}


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    return make_lakehouse(tmp_path_factory.mktemp("lakehouse"), **planted_failures(HOSTILE))


@pytest.fixture
def command(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> tuple[int, str, str]:
        code = run_command_line(["events", *words])
        return code, *capsys.readouterr()

    return run


def test_recent_failures_fit_a_narrow_terminal(command, lakehouse):
    code, out, remark = command("list", "--lakehouse", str(lakehouse))
    assert code == 0
    assert all(len(line) <= 80 for line in out.splitlines())
    head, *rows = [line for line in out.splitlines() if line.strip("─ ")]
    assert [name in head for name in ("when (UTC)", "what", "message", "sources", "state")] == [True] * 5
    assert "nightly" in rows[0]
    assert "failed" in rows[0]
    assert not any(sign in out for sign in ("\x1b", "\x07", "\x9b", "\u202e"))
    assert remark.splitlines()[-1] == "2 of 2 failures"


def test_filters_are_those_of_the_question(command, lakehouse):
    _, out, remark = command("list", "--state", "failed", "--job", "77", "--lakehouse", str(lakehouse))
    assert "nightly" in out
    assert remark.splitlines()[-1] == "1 of 1 failure"
    code, out, remark = command("list", "--since", "soon", "--lakehouse", str(lakehouse))
    assert (code, out) == (2, "")
    assert "since: found 'soon'" in remark


def test_sources_report_what_is_not_assessed(command, lakehouse):
    code, out, _ = command("sources", "--lakehouse", str(lakehouse))
    assert code == 0
    assert all(len(line) <= 80 for line in out.splitlines())
    [row] = [line for line in out.splitlines() if "NOT_ASSESSED" in line]
    assert row.startswith("databricks-runs")
    assert "databricks-runs: no right: " in out


@pytest.mark.parametrize("name", BY_NAME)
def test_every_payload_of_a_vendor_is_explained(command, tmp_path, name):
    one = BY_NAME[name]
    file = tmp_path / "body.json"
    file.write_text(one.body)
    headers = [word for key, value in one.headers.items() for word in ("--header", f"{key}={value}")]
    code, out, _ = command("explain", str(file), "--source", one.source, *headers)
    assert code == 0
    assert out.startswith("definition ")
    assert "report of item 0" in out or "are left out" in out


def test_an_envelope_names_its_source_and_secrets_are_not_shown(command, tmp_path):
    body = json.loads(BY_NAME["alertmanager"].body)
    body["alerts"][0]["annotations"]["description"] = f"token={SECRET}"
    envelope = Envelope(
        source="alertmanager", received_at=datetime(2026, 11, 30, tzinfo=UTC), body=json.dumps(body).encode()
    )
    file = tmp_path / "envelope.json"
    file.write_bytes(envelope.to_line())
    code, out, _ = command("explain", str(file))
    assert code == 0
    assert "source alertmanager" in out
    assert SECRET not in out


def test_the_nearest_definition_and_what_does_not_hold(command, tmp_path):
    file = tmp_path / "body.json"
    file.write_text('{"action": "completed", "workflow_run": {"id": 1}}')
    code, out, _ = command("explain", str(file), "--source", "github")
    assert code == 1
    assert out.startswith("reject: unknown_event")
    assert "nearest definition github_" in out
    assert "does not hold: header x-github-event is " in out


@pytest.mark.parametrize(
    ("content", "words", "expected"),
    [
        (b"{no json", ("--source", "github"), "reject: not_json"),
        (b"\xff\xfe", ("--source", "github"), "reject: not_json"),
        (b'{"a": 1}', ("--source", "webhook-other"), "No definition reads messages of this source."),
    ],
)
def test_what_is_no_report_has_its_reason(command, tmp_path, content, words, expected):
    file = tmp_path / "body"
    file.write_bytes(content)
    code, out, _ = command("explain", str(file), *words)
    assert code == 1
    assert expected in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("{file}",), "--source is missing"),
        (("{file}", "--source", "github", "--header", "x-github-event"), "expected NAME=VALUE"),
        (("absent.json", "--source", "github"), "absent.json cannot be read"),
        (("{file}", "--source", "github", "--senders", "absent.yml"), "absent.yml"),
    ],
)
def test_wrong_words_are_one_sentence(command, tmp_path, words, expected):
    file = tmp_path / "body.json"
    file.write_text("{}")
    code, out, remark = command("explain", *(word.replace("{file}", str(file)) for word in words))
    assert code != 0
    assert out == ""
    assert expected in remark
    assert "Traceback" not in remark
