"""`outbox` as a user types it: what is left and why; with --all what was done too. No Spark."""

import json
from datetime import timedelta
from typing import Any

import pytest

from faultbook.cli import run_command_line
from faultbook.tables import OUTBOX
from tests.stores.planted_failures import AT
from tests.stores.planted_incidents import LOST
from tests.stores.small_lakehouse import make_lakehouse


def intent(number: int, state: str, reason: str | None = None, **more: Any) -> dict[str, Any]:
    at = AT + timedelta(minutes=number)
    row = dict.fromkeys(OUTBOX.column_names) | {
        **{"intent_id": f"int-{number:016x}", "incident_id": LOST, "tracker": "github", "action": "create"},
        **{"number": "0", "state": state, "reason": reason, "wanted_at": at, "due_at": at, "attempts": 1, "fence": 1},
    }
    return row | more


@pytest.fixture
def command(capsys, tmp_path):
    rows = [
        intent(1, "sent", repository="team/etl", issue_number=7, url="https://forge/team/etl/7", ended_at=AT),
        intent(3, "waiting", "muted", action="update", waits_until=AT + timedelta(days=1)),
        intent(2, "looked_up", "no clear answer yet", action="close"),
        intent(4, "refused", "401", incident_id="inc-00000000000000ff"),
    ]
    lakehouse = make_lakehouse(tmp_path, outbox=rows)

    def run(*words: str) -> list[dict[str, Any]]:
        assert run_command_line(["outbox", *words, "--format", "json", "--lakehouse", str(lakehouse)]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_what_is_left_comes_with_its_reason_the_oldest_first(command):
    assert [(row["state"], row["reason"]) for row in command()] == [
        ("looked_up", "no clear answer yet"),
        ("waiting", "muted"),
    ]


def test_all_of_one_incident(command):
    found = command("--all", "--incident", LOST)
    assert [(row["action"], row["state"]) for row in found] == [
        ("create", "sent"),
        ("close", "looked_up"),
        ("update", "waiting"),
    ]
    assert len(command("--all")) == 4
