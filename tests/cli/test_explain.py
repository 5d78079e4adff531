"""The page of one pattern, also where its records lie at the ends of time."""

from datetime import UTC, datetime, timedelta

import pytest

from faultbook.cli import run_command_line
from tests.stores.small_lakehouse import NOON, ledger, make_lakehouse

YEAR_1 = datetime(1, 1, 1, 3, tzinfo=UTC)
YEAR_9999 = datetime(9999, 12, 31, 23, tzinfo=UTC)


def count(template: str, hour: datetime, many: int) -> dict:
    return {
        "template_hash": template,
        "hour": hour,
        "first_occurrence": hour,
        "last_occurrence": hour + timedelta(minutes=9),
        "occurrence_count": many,
        "service": "api",
        "severity": "Error",
        "batch_id": 1,
    }


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    usual = [count("v1:b2", NOON + timedelta(hours=at), 2) for at in range(30)]
    folder = make_lakehouse(
        tmp_path_factory.mktemp("explained"),
        error_counts=[count("v1:a1", YEAR_1, 9), count("v1:c3", YEAR_9999, 9), *usual, count("v1:c3", NOON, 1)],
        ingest_ledger=[ledger(1, recorded_at=NOON + timedelta(days=9))],
    )
    return str(folder)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("v1:a1", ["0001-01-01", "9 records"]),
        ("v1:b2", ["2026-02-03", "60 records"]),
        ("v1:c3", ["9999-12-31", "10 records", "onset 9999-12-31T23:00:00Z"]),
    ],
)
def test_a_page_shows_since_when_at_any_end_of_time(lakehouse, capsys, pattern, expected):
    assert run_command_line(["explain", pattern, "--lakehouse", lakehouse]) == 0
    printed = capsys.readouterr().out
    assert [words for words in expected if words not in printed] == []


def test_what_is_no_id_is_one_message(lakehouse, capsys):
    assert run_command_line(["explain", "zz", "--lakehouse", lakehouse]) == 2
    assert "no pattern has that id" in capsys.readouterr().err
