"""`incidents` and `incident` as a user types them: lists, pages, refusals. No Spark."""

import pytest

from faultbook.cli import run_command_line
from tests.stores.planted_failures import planted_failures
from tests.stores.planted_incidents import EARLIER, HOSTILE_INCIDENT, LOST, planted_incidents
from tests.stores.small_lakehouse import make_lakehouse

HOSTILE = "\x1b]0;owned\x07 [bold red]x[/] \x9b31m \u202e 😀 tab\there"


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lakehouse")
    return make_lakehouse(folder, **planted_failures(HOSTILE), **planted_incidents(HOSTILE))


@pytest.fixture
def command(capsys, monkeypatch, lakehouse):
    monkeypatch.setenv("COLUMNS", "90")

    def run(*words: str) -> tuple[int, str, str]:
        code = run_command_line([*words, "--lakehouse", str(lakehouse)])
        return code, *capsys.readouterr()

    return run


def test_active_incidents_are_listed_the_worst_first_and_fit_the_terminal(command):
    code, out, remark = command("incidents")
    assert code == 0
    assert all(len(line) <= 90 for line in out.splitlines())
    head, first, second = [line for line in out.splitlines() if line.strip("─ ")]
    assert [name in head for name in ("severity", "what", "state", "events", "12 h", "age", "owner")] == [True] * 7
    assert first.startswith(LOST[:12]) and "critical" in first and "open" in first
    assert second.startswith(HOSTILE_INCIDENT[:12]) and "open, muted" in second
    assert not any(sign in out for sign in ("\x1b", "\x07", "\x9b", "\u202e"))
    assert remark.splitlines()[-1] == "2 of 2 incidents"


def test_filters_are_those_of_the_question(command):
    _, out, remark = command("incidents", "--not-muted", "--severity", "critical", "--state", "all")
    assert [line.split()[0] for line in out.splitlines() if line.startswith("inc-")] == [LOST[:12], EARLIER[:12]]
    code, out, remark = command("incidents", "--state", "broken")
    assert (code, out) == (2, "")
    assert "state: found 'broken'" in remark


def test_an_incident_has_its_page(command):
    code, out, _ = command("incident", LOST[:10])
    assert code == 0
    assert all(len(line) <= 90 for line in out.splitlines())
    for words in (
        "Time line (UTC)",
        "escalated",
        "2 events until 09:10",
        "same fault",
        f"follows {EARLIER}",
        "team-shop",
    ):
        assert words in out
    assert out.index("opened") < out.index("escalated")


def test_a_hostile_incident_is_shown_as_text(command):
    code, out, _ = command("incident", HOSTILE_INCIDENT)
    assert code == 0
    assert not any(sign in out for sign in ("\x1b", "\x07", "\x9b", "\u202e"))


def test_an_ambiguous_or_unknown_id_is_refused_with_the_nearest(command):
    code, out, remark = command("incident", "inc-0a1b")
    assert (code, out) == (2, "")
    assert LOST in remark and HOSTILE_INCIDENT in remark
    code, _, remark = command("incident", "inc-77e0000000000002")
    assert code == 2
    assert EARLIER in remark
