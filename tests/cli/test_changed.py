"""The command `changed`, over the seeded lakehouse."""

import pytest

from faultbook.cli import run_command_line
from tests.stores.seeded_lakehouse import INCIDENT, KINDS, pattern_id, seeded_lakehouse

SINCE = f"{INCIDENT:%Y-%m-%dT%H:%M}"
UNTIL = f"{INCIDENT:%Y-%m-%d}T16:00"
INCIDENT_PATTERN = next(pattern_id(kind) for kind in KINDS if kind.code == "SR-503")


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    return str(seeded_lakehouse(tmp_path_factory.mktemp("changed")))


def test_what_is_new_and_where_the_rise_sits(lakehouse, capsys, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")  # what is typed is UTC wherever it is typed
    assert run_command_line(["changed", "--since", SINCE, "--until", UNTIL, "--lakehouse", lakehouse]) == 0

    printed = capsys.readouterr().out
    assert printed.startswith("2026-03-04T10:00:00Z to 2026-03-04T16:00:00Z, compared with 2026-03-04T04:00:00Z")
    what, where = printed.split("Where the rise is")
    assert "SR-503" in what and "new" in what
    assert "search/shards.py" in where and "180" in where
    assert "LATE-1" not in printed


def test_the_rise_of_one_pattern(lakehouse, capsys):
    line = ["changed", "--since", SINCE, "--pattern", INCIDENT_PATTERN[:9], "--lakehouse", lakehouse]
    assert run_command_line(line) == 0
    printed = capsys.readouterr().out
    assert "search/shards.py" in printed and "middleware" not in printed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--pattern", "zz"], "no pattern has that id"),
        (["--since", "2026-03-04", "--until", "2026-03-03"], "since: expected an instant at least an hour before"),
        (["--since", "9 o'clock"], "Invalid value for '--since'"),
    ],
)
def test_wrong_usage_is_one_message_and_exit_code_2(lakehouse, capsys, words, message):
    assert run_command_line(["changed", *words, "--lakehouse", lakehouse]) == 2
    printed = capsys.readouterr().err
    assert message in " ".join(printed.split()) and "Traceback" not in printed
